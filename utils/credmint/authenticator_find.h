/*
 * authenticator_find - one of an account's, before anybody is asked for codes
 */

#ifndef CREDMINT_AUTHENTICATOR_FIND_H
#define CREDMINT_AUTHENTICATOR_FIND_H

#include <stdbool.h>
#include <stdint.h>

#include "core/fault.h"
#include "registry/authenticator.h"

struct authenticator_find {
	const char *user;
	uid_t uid;
	int64_t id; /* 0: none in particular */
	unsigned n; /* how many this user and uid have */
	bool found; /* whether that id is one of them */
};

/* Fill in what the registry has. 0 or a negative errno. */
int authenticator_find(struct registry *r, struct authenticator_find *find,
    struct fault *f) __attribute__((warn_unused_result));

/* An id as an operand or of an option. CALL_USAGE with a line; else 0. */
int authenticator_id(const char *text, int64_t *id, struct fault *f)
    __attribute__((warn_unused_result));

#endif
