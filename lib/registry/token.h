/*
 * token - tokens that are kept: reset links, sessions, API keys
 *
 * A part of registry.h, whose rules it keeps, but for the first: a secret of
 * 128 bits and more is not guessed, so nothing is counted before it is
 * compared.
 *
 *  1. What is wrong with a token MUST be told only to who has its secret; to
 *     everyone else it is UNKNOWN, and so is one that was never issued.
 *  2. A text that is mistyped, or of a prefix that no kind has, MUST be refused
 *     without a look at the registry.
 *  3. A token refused as dead MUST stay so, also when the clock is set back.
 *  4. How many tokens there are MUST NOT change the work of a verify.
 *
 * Text: prefix, '_', 10 digits to look up by, the secret's digits, 6 digits of
 * checksum; digits are 0-9 A-Z a-z. A CSRF token is built like it, with the
 * prefix "csrf", and is good with its own session alone.
 */

#ifndef REGISTRY_TOKEN_H
#define REGISTRY_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/fault.h"
#include "host/conf.h"
#include "registry/text.h"

struct registry;

/* Random bytes of a secret. */
#define REGISTRY_TOKEN_BYTES_MIN 16
#define REGISTRY_TOKEN_BYTES_MAX 64
/* Room for a token with its NUL: 32 of prefix, 97 digits, '_' and checksum. */
#define REGISTRY_TOKEN_SIZE 137
/* Room for a subject or a label. */
#define REGISTRY_TOKEN_NAME_SIZE 128
/* Acts of one call. */
#define REGISTRY_TOKENS_MAX 64

enum registry_token_act {
	REGISTRY_TOKEN_ISSUE = 1,
	REGISTRY_TOKEN_VERIFY = 2,
	REGISTRY_TOKEN_REDEEM = 3,
	REGISTRY_TOKEN_ROTATE = 4,
	REGISTRY_TOKEN_ROTATE_CSRF = 5,
	REGISTRY_TOKEN_REVOKE = 6,
};

/* Zero means no; a yes is a whole word. */
enum registry_token_answer {
	REGISTRY_TOKEN_UNKNOWN =
	    0, /* not of this registry, or another secret */
	REGISTRY_TOKEN_YES = 0x546f4b59,
	REGISTRY_TOKEN_EXPIRED = 1,
	REGISTRY_TOKEN_USED = 2,
	REGISTRY_TOKEN_REVOKED = 3,
	REGISTRY_TOKEN_OTHER_KIND = 4,
	REGISTRY_TOKEN_CSRF = 5,      /* it is good, its CSRF token is not */
	REGISTRY_TOKEN_UNLIMITED = 6, /* redeem: it has no uses to take */
	REGISTRY_TOKEN_NOT_LIVE = 7,  /* revoke by id: it was dead */
};

/* What may be told of one; none of it is secret. */
struct registry_token {
	int64_t id;
	char kind[CONF_TOKEN_KIND_SIZE];
	char subject[REGISTRY_TOKEN_NAME_SIZE];
	char label[REGISTRY_TOKEN_NAME_SIZE];
	char by[REGISTRY_TEXT_SIZE]; /* who issued it */
	int64_t issued;              /* wall time */
	int64_t expires;             /* wall time */
	int64_t idle;   /* dead when not verified for so long; 0: never */
	int64_t seen;   /* wall time, to a minute: issued or verified */
	unsigned uses;  /* left; 0 of an unlimited one */
	bool unlimited; /* any number of uses */
	bool csrf;      /* it has a CSRF token */
	/* YES: it lives; or EXPIRED, USED, REVOKED. */
	enum registry_token_answer now;
};

struct registry_token_op {
	enum registry_token_act act;
	/*
	 * Issue: which. Else it must be of this kind (another is OTHER_KIND),
	 * or NULL: any. Kinds are compared by name, so any conf's will do.
	 */
	const struct conf_token_kind *kind;
	/*
	 * Bit i: the registry's conf->token_kinds[i] is allowed, and a token
	 * of another kind is UNKNOWN; 0: all are.
	 */
	unsigned only;
	/* As it came in: n bytes of anything; n as strlen(3) says. Revoke may
	 * have NULL, and an id. */
	const char *token;
	size_t n;
	const char *csrf; /* verify: must be right too; NULL: not asked */
	size_t ncsrf;
	int64_t id; /* revoke without a token */

	/* Issue; registry_token_usual() sets what follows from the kind. */
	const char *subject; /* 1 to 127 bytes of printable ASCII, no '\' */
	const char *label;   /* the same, or "" or NULL */
	int64_t ttl;         /* seconds, 1 to REGISTRY_TTL_MAX */
	int64_t idle;        /* seconds, to REGISTRY_TTL_MAX; 0: none */
	unsigned uses;       /* to REGISTRY_USES_MAX; 0: any number */
	unsigned bytes;      /* REGISTRY_TOKEN_BYTES_MIN to _MAX */
	bool with_csrf;

	const char *by;     /* who asks, for the log */
	const char *source; /* where from, for the log; NULL is "" */

	/* Results; all zero before anything is done. */
	enum registry_token_answer answer;
	struct registry_token is;            /* all zero with UNKNOWN */
	char text[REGISTRY_TOKEN_SIZE];      /* issue, rotate; caller wipes */
	char csrf_text[REGISTRY_TOKEN_SIZE]; /* with_csrf, rotate_csrf; too */
	int64_t event;                       /* of a redeem, or 0 */
	/*
	 * 0, or what refused this act alone, with its line: -EINVAL, -ERANGE
	 * (its parameters), -ENOSPC (issue), -EKEYREJECTED (made with another
	 * key). Nothing of it was done.
	 */
	int error;
	struct fault fault;
};

/*
 * Do n acts, 1 to REGISTRY_TOKENS_MAX, in order. What changes anything is on
 * disk, all in one transaction, when it returns 0; each act has its answer or
 * its error then. After a negative errno, with a line in f, nothing was done:
 * every answer is UNKNOWN and there is no text. Acts that are all verifies read
 * outside of any transaction, and what they leave behind is not synced.
 *
 * Issue: YES and text. Verify: uses nothing up. Redeem: takes one use; YES once
 * a use, whoever asks at the same time. Rotate: the text is replaced, all else
 * stays; the old one is UNKNOWN. Rotate_csrf: the CSRF token alone is made or
 * replaced. Revoke: YES when it was live.
 */
int registry_tokens(struct registry *r, struct registry_token_op *ops, size_t n,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * The answers to redeems with these events (0: none) were handed over: until
 * then the log says "used, not delivered". Not durable by itself.
 */
int registry_tokens_sent(struct registry *r, const int64_t *events, size_t n,
    struct fault *f) __attribute__((warn_unused_result));

/* Set op's kind, and ttl, idle, uses and bytes as they are for it. */
void registry_token_usual(
    const struct conf_token_kind *kind, struct registry_token_op *op);

/*
 * The kind that a text of n bytes has by its prefix, when it is whole; NULL:
 * none. It says nothing of whether there is such a token.
 */
const struct conf_token_kind *registry_token_kind(const struct conf *conf,
    const char *text, size_t n) __attribute__((warn_unused_result));

/* NULL members: any. */
struct registry_token_filter {
	const char *kind;
	const char *subject;
	const char *label;
	unsigned only; /* as of an act */
	bool all;      /* list: dead ones as well, while they are kept */
	int64_t after; /* ids above this */
};

/*
 * Tokens, oldest first, read in pages of bounded memory; each() runs outside
 * any transaction and stops by returning nonzero, which is returned.
 */
int registry_token_list(struct registry *r,
    const struct registry_token_filter *filter,
    int (*each)(const struct registry_token *, void *), void *arg,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * A part of that: what one page is looked for in, so that the work is bounded
 * however many tokens there are. *next is where the rest begins (its after), 0
 * when there is none, or when each() stopped.
 */
int registry_token_list_some(struct registry *r,
    const struct registry_token_filter *filter, int64_t *next,
    int (*each)(const struct registry_token *, void *), void *arg,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * Revoke the live ones, durably, in transactions of at most 128, between which
 * others have their turn. *n says how many, also after a fault.
 */
int registry_token_revoke_all(struct registry *r,
    const struct registry_token_filter *filter, const char *by,
    const char *source, int64_t *n, struct fault *f)
    __attribute__((warn_unused_result));

/* One such transaction; *next as above. After a fault nothing was done. */
int registry_token_revoke_some(struct registry *r,
    const struct registry_token_filter *filter, const char *by,
    const char *source, int64_t *next, int64_t *n, struct fault *f)
    __attribute__((warn_unused_result));

#endif
