/*
 * store_authenticator - the calls of store.h for authenticators, recovery codes
 * and what an account has beside them
 *
 * The rules are those of store.h; account_get, account_enrolled, account_marks,
 * all, page and recovery_count may stand alone, outside of a transaction. An
 * account or an id of 0 is none: the same statement runs and finds nothing.
 * tests/registry/test_store_authenticator.c says what they mean.
 */

#ifndef REGISTRY_STORE_AUTHENTICATOR_H
#define REGISTRY_STORE_AUTHENTICATOR_H

#include "registry/authenticator.h"
#include "registry/store.h"

/* Bytes of the longest sealed seed. */
#define STORE_SEALED_MAX (CREDMINT_OTP_KEY_MAX + MAC_SEAL_MORE)

/* The uid of a row whose own cannot be read: nobody has it. */
#define STORE_NO_UID INT64_C(4294967295)

/* Bytes of an account's record of grace; all zero when it is laid out. */
#define STORE_GRACE_SIZE 256

struct store_authenticator {
	int64_t id;
	int64_t account;
	int64_t uid;
	unsigned type;
	enum credmint_digest digest;
	unsigned digits;
	uint32_t step; /* HOTP: 0 */
	int64_t next;  /* 0 or more */
	int64_t drift;
	int64_t turn; /* meta's, when next was last moved by a yes; 0: never */
	int64_t added;
	int64_t used; /* wall time; 0: never */
	unsigned char key_id[KEY_ID_SIZE];
	size_t sealed_n;
	unsigned char sealed[STORE_SEALED_MAX];
	char name[REGISTRY_AUTHENTICATOR_NAME_SIZE];
	char by[REGISTRY_TEXT_SIZE];
	unsigned char trace[MAC_SIZE]; /* written, not read: seed_trace() */
};

/* Authenticators and used codes of an account that are kept when they go. */
#define STORE_SPENT_MAX 32
#define STORE_SPENT_CODES_MAX 1000

struct store_recovery {
	int64_t account; /* 0: there is none */
	int64_t uid;
	int64_t issued;  /* wall time */
	int64_t used;    /* meta's turn; 0: it is good */
	int64_t used_at; /* wall time; 0: never */
	unsigned char key_id[KEY_ID_SIZE];
	unsigned char digest[MAC_SIZE];
	/* Written, not read: what is known of it when its sheet is gone. */
	size_t trace_n; /* 0: nothing */
	unsigned char trace[MAC_SIZE];
};

/* What stands in an account's row beside its name. */
struct store_account {
	bool enrolled;
	int64_t sheet; /* 0: none */
	int64_t ended; /* meta's turn: enrolments proved before are over */
	int64_t left;  /* recovery codes that are good */
	unsigned char grace[STORE_GRACE_SIZE];
};

#define STORE_UNMARKED (-1)

/* Whether anything is, or was and was not taken away whole, enrolled. */
struct store_enrolled {
	bool own; /* of this name: its mark, or a row */
	/* Another name of this uid that has it; "" : none. */
	char other[ACCOUNT_NAME_MAX + 1];
};

struct store_recoveries {
	int64_t total;
	int64_t left;
	int64_t issued; /* the latest */
};

struct store_authenticator_calls {
	/* All zero where there is no such row. */
	int (*account_get)(struct store *s, int64_t account,
	    struct store_account *out, struct fault *f);
	/*
	 * Set the sticky mark, of this uid, or clear it (STORE_UNMARKED);
	 * another sheet; another record; end enrolments that are under way.
	 */
	int (*account_enrol)(
	    struct store *s, int64_t account, int64_t uid, struct fault *f);
	/* What there is of a name and of a uid; it may stand alone. */
	int (*account_enrolled)(struct store *s, const char *name, int64_t uid,
	    struct store_enrolled *out, struct fault *f);
	/*
	 * Up to *n with ids above after that have anything enrolled, oldest
	 * first; *n says how many. It may stand alone.
	 */
	int (*account_marks)(struct store *s, int64_t after,
	    struct registry_mark *out, size_t *n, struct fault *f);
	int (*account_sheet)(
	    struct store *s, int64_t account, int64_t sheet, struct fault *f);
	int (*account_grace)(struct store *s, int64_t account,
	    const unsigned char grace[STORE_GRACE_SIZE], bool really,
	    struct fault *f);
	int (*account_end)(
	    struct store *s, int64_t account, int64_t turn, struct fault *f);

	/*
	 * Those of an account, whatever their uid, oldest first; out has
	 * REGISTRY_AUTHENTICATORS_MAX places, all zero beyond *n. Of a row
	 * that is damaged there are id, account and uid (or STORE_NO_UID), and
	 * nothing sealed: no seed opens. More rows are damage of the registry.
	 */
	int (*all)(struct store *s, int64_t account,
	    struct store_authenticator *out, size_t *n, struct fault *f);
	int (*add)(struct store *s, const struct store_authenticator *a,
	    bool really, struct fault *f);
	/*
	 * Move one on, where its next is below the one given: that makes a
	 * code good once. *done says whether it was.
	 */
	int (*step)(struct store *s, const struct store_authenticator *a,
	    bool *done, struct fault *f); /* id, next, drift, turn, used */
	/*
	 * The highest next of those of the account with this trace that were
	 * removed; 0: none.
	 */
	int (*spent)(struct store *s, int64_t account,
	    const unsigned char trace[MAC_SIZE], int64_t *next,
	    struct fault *f);
	/*
	 * One of an account; all of it; all of it but those of a uid. Trace and
	 * next of STORE_SPENT_MAX an account are kept: those removed last.
	 */
	int (*remove)(struct store *s, int64_t account, int64_t id, bool *done,
	    struct fault *f);
	int (*remove_all)(
	    struct store *s, int64_t account, int64_t *n, struct fault *f);
	int (*remove_foreign)(struct store *s, int64_t account, int64_t uid,
	    int64_t *n, struct fault *f);
	/*
	 * Up to *n with ids above after, oldest first; *n says how many. name
	 * NULL: of all accounts. A row that is damaged says so.
	 */
	int (*page)(struct store *s, const char *name, int64_t after,
	    struct registry_authenticator *out, size_t *n, struct fault *f);

	/* out->account is 0 when there is none. */
	int (*recovery_find)(struct store *s, int64_t account,
	    const unsigned char digest[MAC_SIZE], struct store_recovery *out,
	    struct fault *f);
	/* Use up one that is good; *done says whether it was. */
	int (*recovery_use)(struct store *s, int64_t account,
	    const unsigned char digest[MAC_SIZE], int64_t turn, int64_t at,
	    bool *done, struct fault *f);
	/*
	 * One of an account is less, for a login: what account_get says is
	 * left, at the same cost however many there are; and count them anew,
	 * after they were added or removed.
	 */
	int (*recovery_less)(struct store *s, int64_t account, struct fault *f);
	int (*recovery_left)(struct store *s, int64_t account, struct fault *f);
	/*
	 * *done is false when the account has this digest, or had one with
	 * this trace that was used.
	 */
	int (*recovery_add)(struct store *s, const struct store_recovery *c,
	    bool *done, struct fault *f);
	/*
	 * All of an account; all of it but those of a uid. Used ones leave
	 * their trace, the latest STORE_SPENT_CODES_MAX.
	 */
	int (*recovery_clear)(
	    struct store *s, int64_t account, int64_t *n, struct fault *f);
	int (*recovery_clear_foreign)(struct store *s, int64_t account,
	    int64_t uid, int64_t *n, struct fault *f);
	int (*recovery_count)(struct store *s, int64_t account,
	    struct store_recoveries *out, struct fault *f);
};

extern const struct store_authenticator_calls store_sqlite_authenticators;

#endif
