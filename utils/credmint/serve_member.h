/*
 * serve_member - the members that requests to credmint serve may have
 */

#ifndef CREDMINT_SERVE_MEMBER_H
#define CREDMINT_SERVE_MEMBER_H

#include "core/fault.h"

#include "json_read.h"
#include "serve_may.h"

enum serve_member_key {
	SERVE_DO = 0,
	SERVE_TAG,
	SERVE_KIND,
	SERVE_USER,
	SERVE_LABEL,
	SERVE_TTL,
	SERVE_IDLE,
	SERVE_USES,
	SERVE_WITH_CSRF,
	SERVE_CSRF,
	SERVE_URL,
	SERVE_ALLOW_HTTP,
	SERVE_WHAT,
	SERVE_TOKEN,
	SERVE_ID,
	SERVE_AFTER,
	SERVE_ALL,
	SERVE_MEMBERS
};

/* By key; one that was not given has type 0, text NULL. */
struct serve_members {
	struct json_member of[SERVE_MEMBERS];
};

/* The name of a verb in a request. */
const char *serve_verb_name(enum serve_verb verb);

/* The verb of a request. 0, or -EINVAL. */
int serve_verb_read(const struct json_read *in, enum serve_verb *out,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * All members of a request with that verb. 0, or -EINVAL: one that it does not
 * take, or of another type, or a text with a NUL in it where that is not a
 * token.
 */
int serve_members_read(struct serve_members *out, struct json_read *in,
    enum serve_verb verb, struct fault *f) __attribute__((warn_unused_result));

#endif
