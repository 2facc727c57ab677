/*
 * frames - an input of a fuzzer as the datagrams of somebody else
 */

#include "tests/fuzz/frames.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "wire/wire.h"

/* Written down, not packed: these are what the specification says. */
const uint8_t frames_yes[8] = {1, 5, 0, 4, 0x79, 0x45, 0x53, 0x21};
const uint8_t frames_change[8] = {1, 5, 0, 4, 0x63, 0x48, 0x4e, 0x67};
const uint8_t frames_exempt[8] = {1, 5, 0, 4, 0x65, 0x58, 0x45, 0x6d};
const uint8_t frames_absent[8] = {1, 5, 0, 4, 0x6e, 0x4f, 0x4e, 0x65};

_Noreturn void
frames_wrong(const char *what)
{
	(void)fprintf(stderr, "wrong: %s\n", what);
	abort();
}

bool
frames_next(struct frames *rest, const uint8_t **frame, size_t *n)
{
	if (rest->n < 2)
		return false;
	*n = (size_t)rest->in[0] << 8 | rest->in[1];
	*frame = rest->in + 2;
	rest->in += 2;
	rest->n -= 2;
	if (*n > rest->n)
		*n = rest->n;
	rest->in += *n;
	rest->n -= *n;
	return true;
}

void
frames_pair(const uint8_t *in, size_t n, int *ours, int *theirs)
{
	struct frames rest = {in, n};
	const uint8_t *frame;
	size_t size;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		abort();
	while (frames_next(&rest, &frame, &size))
		if (send(pair[0], frame, size, MSG_DONTWAIT | MSG_NOSIGNAL) ==
		    -1)
			break;
	if (shutdown(pair[0], SHUT_WR) != 0)
		abort();
	*ours = pair[0];
	*theirs = pair[1];
}

bool
frames_hold(const uint8_t *in, size_t n, const void *bytes, size_t len)
{
	struct frames rest = {in, n};
	const uint8_t *frame;
	size_t size;

	while (frames_next(&rest, &frame, &size))
		if (size == len && memcmp(frame, bytes, len) == 0)
			return true;
	return false;
}

uint32_t
frames_options(const uint8_t *in, size_t n)
{
	struct frames rest = {in, n};
	struct wire_frame *hello = calloc(1, sizeof(*hello));
	const uint8_t *frame;
	uint32_t options = 0;
	size_t size;

	if (hello == NULL)
		abort();
	if (frames_next(&rest, &frame, &size) &&
	    wire_unpack(frame, size, hello) == 0 && hello->type == WIRE_HELLO)
		options = hello->u.hello.options;
	free(hello);
	return options;
}
