/*
 * fuzz_wire - bytes that unpack to a frame pack to the same bytes
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/frames.h"
#include "wire/wire.h"

static bool
is_zero(const void *p, size_t n)
{
	const unsigned char *bytes = p;

	for (size_t i = 0; i < n; i++)
		if (bytes[i] != 0)
			return false;
	return true;
}

/* Room for all but one byte is no room, and nothing is left in it. */
static void
pack_short(const struct wire_frame *frame, size_t n)
{
	unsigned char *out = malloc(n - 1);

	if (out == NULL)
		abort();
	memset(out, 'x', n - 1);
	if (wire_pack(frame, out, n - 1) != -ERANGE || !is_zero(out, n - 1))
		frames_wrong("packed where there is no room");
	free(out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *in, size_t n)
{
	struct wire_frame *frame = malloc(sizeof(*frame));
	unsigned char *out = malloc(WIRE_FRAME_MAX);
	int packed;

	if (frame == NULL || out == NULL)
		abort();
	memset(frame, 'x', sizeof(*frame));
	if (wire_unpack(in, n, frame) == 0) {
		packed = wire_pack(frame, out, WIRE_FRAME_MAX);
		if (packed < 0 || (size_t)packed != n ||
		    memcmp(in, out, n) != 0)
			frames_wrong("does not pack to the same");
		pack_short(frame, n);
	} else if (!is_zero(frame, sizeof(*frame))) {
		frames_wrong("no frame, but something is left");
	}
	free(out);
	free(frame);
	return 0;
}
