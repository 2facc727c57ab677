/*
 * sandbox_calls - the system calls of a login, once it is in the sandbox
 */

#ifndef HOST_SANDBOX_CALLS_H
#define HOST_SANDBOX_CALLS_H

#include <stddef.h>
#include <stdint.h>

/* A call with an argument of which some bits must not be set; mask 0: any. */
struct sandbox_call {
	int number; /* libseccomp's, below zero where this machine has none */
	unsigned argument;
	uint64_t mask;
};

struct sandbox_calls {
	uint32_t other; /* what becomes of calls on neither list: SCMP_ACT_ */
	const struct sandbox_call *allowed;
	size_t nallowed;
	const int *fatal; /* these end the process */
	size_t nfatal;
};

extern const struct sandbox_calls sandbox_calls;

#endif
