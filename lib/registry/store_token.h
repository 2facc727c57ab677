/*
 * store_token - the calls of store.h for tokens that are kept
 *
 * The rules are those of store.h; find, get, span and page may stand alone,
 * outside of a transaction. No call but page takes longer because there are
 * more tokens; of span and reach batch is the bound.
 * tests/registry/test_store_token.c says what they mean.
 */

#ifndef REGISTRY_STORE_TOKEN_H
#define REGISTRY_STORE_TOKEN_H

#include "registry/store.h"
#include "registry/token.h"

/* Uses of one that may be used any number of times. */
#define STORE_TOKEN_UNLIMITED (-1)

/*
 * A dead one may stay for so many seconds after its time, where writing that
 * down anew would cost more than it is worth.
 */
#define STORE_TOKEN_STAYS 86400

/* A time that is so far from 1970, or further, is damage: no clock goes there,
 * and none of its tokens lives so long. */
#define STORE_TOKEN_TIME_MAX (INT64_C(1) << 41)

/* Its state is live, used, revoked, expired or ahead. */
struct store_token {
	int64_t id;
	int64_t lookup; /* no two have one */
	enum store_state state;
	int64_t uses;    /* left, or UNLIMITED */
	int64_t issued;  /* wall time */
	int64_t expires; /* wall time */
	int64_t idle;    /* seconds; 0: none */
	int64_t seen;    /* wall time */
	int64_t gone;    /* by the mark: when the row may be removed */
	unsigned char key_id[KEY_ID_SIZE];
	unsigned char digest[MAC_SIZE];
	bool has_csrf;
	unsigned char csrf[MAC_SIZE]; /* zero where there is none */
	char kind[CONF_TOKEN_KIND_SIZE];
	char subject[REGISTRY_TOKEN_NAME_SIZE];
	char label[REGISTRY_TOKEN_NAME_SIZE];
	char by[REGISTRY_TEXT_SIZE];
};

/* Which tokens a page holds; NULL: any. A label is not "". */
struct store_token_which {
	const char *kind;
	const char *subject;
	const char *label;
	bool dead;     /* as well */
	int64_t now;   /* to tell dead ones by */
	int64_t after; /* ids above this */
	int64_t until; /* and up to this */
};

struct store_token_calls {
	/* *done is false when another has its lookup. */
	int (*add)(struct store *s, const struct store_token *t, bool *done,
	    struct fault *f);
	/* By lookup, and by id; out->id is 0 when there is none. */
	int (*find)(struct store *s, int64_t lookup, struct store_token *out,
	    struct fault *f);
	int (*get)(struct store *s, int64_t id, struct store_token *out,
	    struct fault *f);
	/*
	 * Take one use of a live one that has a number of them, and is used up
	 * with the last; *done says whether there was one to take.
	 */
	int (*use)(struct store *s, int64_t id, bool *done, struct fault *f);
	/* Put an end to a live one; *done says whether it was. */
	int (*end)(struct store *s, int64_t id, enum store_state state,
	    bool *done, struct fault *f);
	/*
	 * A dead one goes at gone, when that is more than STORE_TOKEN_STAYS
	 * sooner than it would; use and end leave its time as it is.
	 */
	int (*sooner)(
	    struct store *s, int64_t id, int64_t gone, struct fault *f);
	/* A live one was seen; gone is moved, also to later. */
	int (*seen)(struct store *s, int64_t id, int64_t seen, int64_t gone,
	    struct fault *f);
	/*
	 * Another lookup and digest for a live one; *done is false when it is
	 * not, or another has the lookup.
	 */
	int (*rotate)(struct store *s, int64_t id, int64_t lookup,
	    const unsigned char digest[MAC_SIZE], bool *done, struct fault *f);
	/* Another CSRF digest. */
	int (*csrf)(struct store *s, int64_t id,
	    const unsigned char digest[MAC_SIZE], bool *done, struct fault *f);
	/*
	 * The last of the first batch ids above after that are of the subject,
	 * or of the label when no subject is named, or of anybody; 0 when there
	 * is none. It tells how far a page of bounded work reaches.
	 */
	int (*span)(struct store *s, const struct store_token_which *which,
	    int64_t batch, int64_t *until, struct fault *f);
	/* Up to *n of them, oldest first; *n says how many. */
	int (*page)(struct store *s, const struct store_token_which *which,
	    struct store_token *out, size_t *n, struct fault *f);
	/* As credential_reach and credential_reset. */
	int (*reach)(struct store *s, int64_t after, int64_t batch,
	    int64_t *until, struct fault *f);
	int (*reset)(struct store *s, const struct store_reset *what,
	    int64_t *ended, int64_t *hastened, struct fault *f);
	/* Remove up to batch rows that are gone by the mark; *n: how many. */
	int (*purge)(struct store *s, int64_t mark, int64_t batch, int64_t *n,
	    struct fault *f);
};

extern const struct store_token_calls store_sqlite_tokens;

#endif
