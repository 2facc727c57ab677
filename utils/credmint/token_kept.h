/*
 * token_kept - what the commands about kept tokens have in common
 */

#ifndef CREDMINT_TOKEN_KEPT_H
#define CREDMINT_TOKEN_KEPT_H

#include "host/account.h"
#include "host/conf.h"
#include "registry/token.h"

#include "service.h"

struct token_kept {
	struct conf *conf;
	const struct conf_token_kind *kind; /* of conf; NULL: any */
	char by[ACCOUNT_NAME_MAX + 1];      /* who asks */
};

/*
 * Read the configuration, and which kind a name (NULL: any) is by it. 0;
 * CALL_USAGE: there is no such kind; or a negative errno. End it in any case.
 */
int token_kept_begin(struct token_kept *kept, struct call *call,
    const char *kind) __attribute__((warn_unused_result));
void token_kept_end(struct token_kept *kept);

/*
 * Whether text, which option was given, can be a subject or a label. NULL is
 * good. 0 or CALL_USAGE.
 */
int token_kept_name(const char *option, const char *text, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * A span of time, which option was given. text NULL leaves *out alone; "0" is
 * none, where that may be. 0 or CALL_USAGE.
 */
int token_kept_span(const char *option, const char *text, bool may_be_none,
    int64_t *out, struct fault *f) __attribute__((warn_unused_result));

/* Do one act. 0 when op has its answer, or a negative errno. */
int token_kept_do(struct registry *r, struct registry_token_op *op,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * Revoke tokens by their ids, in whatever state. 0 or a negative errno, with
 * as many done as could be.
 */
int token_kept_take_back(struct registry *r, const int64_t *ids, size_t n,
    const char *by, struct fault *f) __attribute__((warn_unused_result));

/* Tell that it is a no: to a program, or to a person. CALL_NO, or failure. */
int token_kept_no(struct call *call, enum registry_token_answer answer)
    __attribute__((warn_unused_result));

#endif
