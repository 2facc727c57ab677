/*
 * frames - an input of a fuzzer as the datagrams of somebody else
 *
 * Each is two bytes of length, big-endian, and as many bytes; the last one may
 * be shorter than it says.
 */

#ifndef TESTS_FUZZ_FRAMES_H
#define TESTS_FUZZ_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct frames {
	const uint8_t *in;
	size_t n;
};

/* Cut the next one off; false at the end. */
bool frames_next(struct frames *rest, const uint8_t **frame, size_t *n);

/*
 * A connected pair of SOCK_SEQPACKET: what ours sent lies ready for theirs,
 * followed by an end. The caller closes both.
 */
void frames_pair(const uint8_t *in, size_t n, int *ours, int *theirs);

/* Whether one of them is these bytes and nothing else. */
bool frames_hold(const uint8_t *in, size_t n, const void *bytes, size_t len);

/* What a yes, one that leads to a new password, an absent, an exempt look like.
 */
extern const uint8_t frames_yes[8];
extern const uint8_t frames_change[8];
extern const uint8_t frames_absent[8];
extern const uint8_t frames_exempt[8];

/* Ends the fuzzer with a report. */
_Noreturn void frames_wrong(const char *what);

/* What a fuzzer is. */
int LLVMFuzzerTestOneInput(const uint8_t *in, size_t n);
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* The options of the first of them, when that is a greeting; or 0. */
uint32_t frames_options(const uint8_t *in, size_t n);

#endif
