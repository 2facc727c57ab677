/*
 * stream - the operating system's generator, played by a test
 */

#include "tests/secrets/stream.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "core/entropy.h"

static struct {
	enum {
		REAL,
		PLAY,
		STUCK,
		REPEATABLE
	} mode;
	const unsigned char *bytes;
	unsigned char byte;
	size_t n, given;
	uint64_t state;
	unsigned int calls, passing;
	int error;
	void (*meanwhile)(void);
} stream;

int __real_entropy_fill(void *out, size_t n);
int __wrap_entropy_fill(void *out, size_t n);

void
stream_real(void)
{
	memset(&stream, 0, sizeof(stream));
}

void
stream_play(const unsigned char *bytes, size_t n)
{
	stream_real();
	stream.mode = PLAY;
	stream.bytes = bytes;
	stream.n = n;
}

void
stream_repeatable(void)
{
	stream_real();
	stream.mode = REPEATABLE;
}

void
stream_stuck(unsigned char byte, unsigned int calls)
{
	stream_fail(calls, -ELOOP);
	stream.mode = STUCK;
	stream.byte = byte;
}

void
stream_fail(unsigned int calls, int error)
{
	stream_real();
	stream.passing = calls;
	stream.error = error;
}

void
stream_meanwhile(void (*what)(void))
{
	stream.meanwhile = what;
}

unsigned int
stream_calls(void)
{
	return stream.calls;
}

size_t
stream_given(void)
{
	return stream.given;
}

static unsigned char
next_byte(void)
{
	if (stream.mode == STUCK)
		return stream.byte;
	if (stream.mode == PLAY)
		return stream.given < stream.n ? stream.bytes[stream.given] : 0;
	stream.state =
	    stream.state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned char)(stream.state >> 56);
}

static int
fill(void *out, size_t n)
{
	unsigned char *p = out;

	/* Threads come at once, for the real bytes. */
	unsigned int calls =
	    __atomic_add_fetch(&stream.calls, 1, __ATOMIC_SEQ_CST);

	if (stream.error != 0 && calls > stream.passing) {
		memset(out, 0, n);
		return stream.error;
	}
	if (stream.mode == REAL) {
		__atomic_add_fetch(&stream.given, n, __ATOMIC_SEQ_CST);
		return __real_entropy_fill(out, n);
	}
	for (size_t i = 0; i < n; i++, stream.given++)
		p[i] = next_byte();
	return 0;
}

int
__wrap_entropy_fill(void *out, size_t n)
{
	int error = fill(out, n);
	void (*meanwhile)(void) =
	    __atomic_exchange_n(&stream.meanwhile, NULL, __ATOMIC_SEQ_CST);

	if (meanwhile != NULL)
		meanwhile();
	return error;
}
