/*
 * stream - the operating system's generator, played by a test
 *
 * Linked with WRAP = entropy_fill. At first it is the real one.
 */

#ifndef TESTS_SECRETS_STREAM_H
#define TESTS_SECRETS_STREAM_H

#include <stddef.h>

/* The real generator again. */
void stream_real(void);

/* Give these n bytes, which are not copied, and after them zeros. */
void stream_play(const unsigned char *bytes, size_t n);

/* Give the bytes of a fixed generator, the same ones after each call. */
void stream_repeatable(void);

/*
 * Give nothing but this byte, for calls calls; every one after them fails with
 * -ELOOP, which is how a loop without an end is seen.
 */
void stream_stuck(unsigned char byte, unsigned int calls);

/* Let calls calls pass, and fail every one after them with error. */
void stream_fail(unsigned int calls, int error);

/* Call this once, when the next fill is done and its caller does not know. */
void stream_meanwhile(void (*what)(void));

/* How many calls were made, and bytes given, since the last of the above. */
unsigned int stream_calls(void);
size_t stream_given(void);

#endif
