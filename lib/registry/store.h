/*
 * store - what a place that keeps a registry must be able to do
 *
 * A back end is one table of these calls; tests/registry/test_store.c defines
 * what they mean. Rules of all of them:
 *
 *  1. A call is 0 or a negative errno with a line in the fault.
 *  2. Rows are read and changed only between begin and commit or rollback;
 *     only meta_get, account_find, credential_find,
 *     event_next, *_page, check and has_rows may stand alone. From begin on
 *     nobody else changes anything. After a fault the transaction is rolled
 *     back by the caller, and every further call in it fails.
 *  3. After commit of a STORE_DURABLE transaction it, and all before it, are
 *     on disk. A STORE_LAZY one may be lost by a power cut, but never one
 *     before it alone.
 *  4. A change that is conditional runs the same statement whether it applies
 *     or not: where `really` is false, or a row is not there, nothing happens
 *     and that is no fault.
 *  5. What is read is checked: numbers out of range, records of another size,
 *     unknown states are -EBADMSG.
 */

#ifndef REGISTRY_STORE_H
#define REGISTRY_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/fault.h"
#include "core/mac.h"
#include "registry/key.h"
#include "registry/registry.h"
#include "registry/timemark.h"

/* Buckets for names without a row, and for sources; ids from 0. */
#define STORE_BUCKETS 4096

/* A record issued later than now and this many seconds is dead. */
#define STORE_AHEAD_MAX (5 * 60)

/*
 * No id, turn or count of the registry's own is larger, however long it is in
 * use: what is was damaged. One more, or twice as much, is still a number.
 */
#define STORE_NUMBER_MAX (INT64_C(1) << 53)

/* When the row of a temporary password that has not ended may be removed. */
#define STORE_KEPT INT64_MAX

/* What to say of damage: where, and what it was found in. */
#define STORE_DAMAGED \
	"%s: the registry is damaged (%s): see that its disk is well and try again; if it stays so, move it and its -wal and -shm away and run \"credmint init\" as root: its codes are lost then"

enum store_sync {
	STORE_DURABLE = 1,
	STORE_LAZY = 2,
};

/*
 * Numbers are stored; never reuse one. Only intent, live, locked and changing
 * can become another, and nothing becomes an intent. Nothing becomes live again
 * but what is changing.
 */
enum store_state {
	STORE_LIVE = 1,
	STORE_USED = 2,
	STORE_REVOKED = 3,
	STORE_EXPIRED = 4,
	STORE_REPLACED = 5, /* another was sent, or set, in its place */
	STORE_FOREIGN = 6,  /* the name has another uid now */
	STORE_AHEAD = 7,    /* issued by a clock that ran ahead */
	STORE_INTENT = 8,   /* a temporary password is about to be set */
	STORE_LOCKED = 9,   /* it is dead, and its account was locked */
	/*
	 * Codes that lead to a new password, while one is set: they let nobody
	 * in, and count as live ones do.
	 */
	STORE_CHANGING = 10,
};

struct store_meta {
	unsigned char key_id[KEY_ID_SIZE];
	int64_t next_account;
	int64_t next_credential; /* ids are never used twice */
	int64_t turn;            /* counts attempts and uses */
	int64_t lost;            /* events given up: no room */
	int64_t told;            /* of these: an event tells of them */
	int64_t made;            /* wall time it was made at */
	int64_t swept;           /* ... a tidying was done; 0: none yet */
	struct timemark mark;
};

struct store_credential {
	int64_t id;
	int64_t account;
	int64_t uid;
	enum registry_kind kind;
	enum store_state state;
	int64_t uses;   /* left; a temporary password's: 0 once dead */
	int64_t turn;   /* meta's, at its last use; changing: how many change */
	int64_t issued; /* wall time */
	int64_t expires; /* wall time */
	int64_t gone;    /* by the mark: when the row may be removed, or KEPT */
	int64_t not_before; /* wall time; 0: good since it was issued */
	bool claimed;       /* delivered to a claimed login */
	unsigned char key_id[KEY_ID_SIZE];
	unsigned char digest[MAC_SIZE];
	char service[REGISTRY_TEXT_SIZE];
	char networks[REGISTRY_TEXT_SIZE];
	char by[REGISTRY_TEXT_SIZE];
};

/* What create lays out beside meta: the empty record of every bucket. */
struct store_layout {
	const struct store_meta *meta;
	const void *attempt;
	size_t attempt_n;
	const void *source;
	size_t source_n;
};

/* Work done since open, for the rule that refusals cost the same. */
struct store_cost {
	unsigned long statements;
	unsigned long commits;
};

/* Which event rows may go. */
struct store_prune {
	int64_t before; /* those last seen before this time */
	int64_t rows;   /* those older than this many */
	int64_t batch;  /* at most so many of each at once */
};

/* How a clock that ran ahead is made up for; at most batch rows of a kind. */
struct store_reset {
	int64_t now;   /* live ones that expire by then end */
	int64_t ahead; /* and those issued later than this */
	int64_t gone;  /* dead ones stay no longer than this */
	int64_t batch;
	int64_t after; /* of those with ids above this */
	int64_t until; /* and up to this */
};

/* Which of an account's records end, and as what. */
struct store_ending {
	int64_t account;
	int64_t uid; /* negative: any */
	enum registry_kind kind;
	bool intents;   /* they as well as live, locked and changing ones */
	int64_t before; /* those with ids below this */
	int64_t issued; /* up to this time */
	enum store_state state;
	int64_t turn; /* of their last use */
	int64_t gone;
};

/* Temporary passwords of an account and a uid, intents and locked as well. */
struct store_temporaries {
	int64_t own;     /* how many */
	int64_t dead;    /* of these: settled, reset or locked */
	int64_t id;      /* of the youngest, or 0 */
	int64_t foreign; /* those of other uids */
};

struct store_calls;
struct store_authenticator_calls; /* store_authenticator.h */
struct store_token_calls;         /* store_token.h */

/* What every back end's handle starts with. */
struct store {
	const struct store_calls *calls;
	struct store_cost cost;
	bool crowded; /* the last fault may not come alone */
	/* run_clock_ms() when no other is waited for any more; 0: no such end
	 */
	int64_t until;
};

struct store_calls {
	const char *name;
	const struct store_authenticator_calls *authenticators;
	const struct store_token_calls *tokens;

	/*
	 * where is conf's registry. open refuses what is missing (-ENOENT),
	 * unfinished (-ENODATA), unsafe, damaged or newer, and waits for no
	 * other after until, as in struct store; create makes what
	 * is missing or unfinished and then opens. *out is NULL after a fault.
	 */
	int (*open)(struct store **out, const char *where, int64_t until,
	    struct fault *f);
	int (*create)(struct store **out, const char *where,
	    const struct store_layout *layout, bool *made, struct fault *f);
	void (*close)(struct store *s);
	/* Read everything and find damage. */
	int (*check)(struct store *s, struct fault *f);
	/* Housekeeping: all of it, or when it is due. */
	int (*checkpoint)(struct store *s, struct fault *f);
	void (*tidy)(struct store *s);
	/* When it is due, and the caller goes on: fewer syncs. */
	void (*ease)(struct store *s);
	/* Whether there are accounts or credentials. */
	int (*has_rows)(struct store *s, bool *rows, struct fault *f);

	/*
	 * After a fault with `crowded`, and outside a transaction: have the
	 * store alone for one more try, until together. It waits for the
	 * others for 2 seconds, and may find that they can be shared with.
	 */
	int (*alone)(struct store *s, struct fault *f);
	void (*together)(struct store *s);
	/*
	 * In a transaction: whether rows may be added, or what room there is
	 * has to be left to changes.
	 */
	int (*room)(struct store *s, bool *room, struct fault *f);
	/* Rows' worth of room that is kept, and how much is too little. */
	int (*reserve)(
	    struct store *s, int64_t *kept, int64_t *least, struct fault *f);

	int (*begin)(struct store *s, enum store_sync sync, struct fault *f);
	int (*commit)(struct store *s, struct fault *f);
	void (*rollback)(struct store *s);

	int (*meta_get)(
	    struct store *s, struct store_meta *meta, struct fault *f);
	int (*meta_put)(
	    struct store *s, const struct store_meta *meta, struct fault *f);

	/* *id is 0 when there is none. */
	int (*account_find)(
	    struct store *s, const char *name, int64_t *id, struct fault *f);
	int (*account_add)(struct store *s, int64_t id, const char *name,
	    const unsigned char key_id[KEY_ID_SIZE], bool really,
	    struct fault *f);

	/* Records of a fixed size n. A row that is not there is a fault. */
	int (*attempt_get)(struct store *s, int64_t id, void *record, size_t n,
	    struct fault *f);
	int (*attempt_put)(struct store *s, int64_t id, const void *record,
	    size_t n, struct fault *f);
	int (*attempt_add)(struct store *s, int64_t id, const void *record,
	    size_t n, bool really, struct fault *f);
	int (*source_get)(struct store *s, int64_t id, void *record, size_t n,
	    struct fault *f);
	int (*source_put)(struct store *s, int64_t id, const void *record,
	    size_t n, struct fault *f);

	/*
	 * Credentials here are codes, but for credential_add, _end, _end_all,
	 * _find, _purge and _reset: a temporary password is none.
	 *
	 * Up to REGISTRY_CODES_MAX of an account: the live and the changing
	 * ones, then those used up in a turn after the given one. *n says how
	 * many. Of those delivered, here and below, only the ones of claimed
	 * logins, or only the others.
	 */
	int (*credential_open)(struct store *s, int64_t account, int64_t turn,
	    bool claimed, struct store_credential *out, size_t *n,
	    struct fault *f);
	/*
	 * Live and changing ones of an account, and how many of them were
	 * delivered; but for the one with the id given.
	 */
	int (*credential_count)(struct store *s, int64_t account,
	    int64_t except, bool claimed, int64_t *live, int64_t *delivered,
	    struct fault *f);
	int (*credential_add)(struct store *s, const struct store_credential *c,
	    bool really, struct fault *f);
	/*
	 * Take one use of a live one, which is used up with the last; *done
	 * says whether it was live.
	 */
	int (*credential_use)(struct store *s, int64_t id, int64_t turn,
	    int64_t gone, bool *done, struct fault *f);
	/*
	 * Put an end to one that is live, an intent, locked or changing, or
	 * make it locked, which is no end; *done says whether it was one of
	 * these. gone here and below never makes a row stay for longer: with
	 * KEPT it stays.
	 */
	int (*credential_end)(struct store *s, int64_t id,
	    enum store_state state, int64_t gone, bool *done, struct fault *f);
	/* ... to more of an account; *n says how many there were. */
	int (*credential_end_all)(struct store *s,
	    const struct store_ending *which, int64_t *n, struct fault *f);
	/* ... to those of an account that belong to another uid. */
	int (*credential_end_foreign)(struct store *s, int64_t account,
	    int64_t uid, int64_t gone, struct fault *f);
	/*
	 * ... to those of an account that have expired (delivered ones by
	 * now, others by the mark) or were issued too far ahead of now.
	 */
	int (*credential_end_expired)(struct store *s, int64_t account,
	    int64_t now, int64_t mark, int64_t gone, struct fault *f);
	/*
	 * A new password is about to be set: the live ones of the account and
	 * uid that lead to one are changing from here on, for one change more.
	 */
	int (*credential_hold)(
	    struct store *s, int64_t account, int64_t uid, struct fault *f);
	/*
	 * It was not: one change less. What is changing for none lives again,
	 * or ends where it has expired at now or was issued too far ahead.
	 */
	int (*credential_release)(struct store *s, int64_t account, int64_t uid,
	    int64_t now, struct fault *f);
	/*
	 * One, and its account's name (ACCOUNT_NAME_MAX + 1 bytes); out->id is
	 * 0 when there is none.
	 */
	int (*credential_find)(struct store *s, int64_t id,
	    struct store_credential *out, char *name, struct fault *f);
	/* The id of the last of up to batch above after; 0: there is none. */
	int (*credential_reach)(struct store *s, int64_t after, int64_t batch,
	    int64_t *until, struct fault *f);
	/*
	 * Of all accounts; how many ended, and how many will go sooner.
	 * Temporary passwords do not end by it, but are dead from then on.
	 */
	int (*credential_reset)(struct store *s, const struct store_reset *what,
	    int64_t *ended, int64_t *hastened, struct fault *f);
	/* Remove up to batch rows that are gone by the mark; *n: how many. */
	int (*credential_purge)(struct store *s, int64_t mark, int64_t batch,
	    int64_t *n, struct fault *f);
	/*
	 * Up to *n live and changing ones with ids above after, oldest first,
	 * that have not expired at now; *n says how many. name NULL: of all
	 * accounts.
	 */
	int (*credential_page)(struct store *s, const char *name, int64_t after,
	    int64_t now, struct registry_code *out, size_t *n, struct fault *f);

	/* An intent lives from here on; *done says whether it was one. */
	int (*temporary_confirm)(
	    struct store *s, int64_t id, bool *done, struct fault *f);
	/*
	 * Those of an account that have expired at now, or were issued too far
	 * ahead of it, are dead whatever the time will be. They do not end.
	 */
	int (*temporary_settle)(
	    struct store *s, int64_t account, int64_t now, struct fault *f);
	int (*temporary_count)(struct store *s, int64_t account, int64_t uid,
	    struct store_temporaries *out, struct fault *f);
	/*
	 * As credential_page, live ones, intents and locked ones whatever the
	 * time: late are those locked, dead or expired at until or issued too
	 * far ahead of now.
	 */
	int (*temporary_page)(struct store *s, const char *name, int64_t after,
	    int64_t now, int64_t until, struct registry_temporary *out,
	    size_t *n, struct fault *f);

	/*
	 * Count an event as one more of an equal one whose first was after
	 * since, among the youngest few rows; *merged says whether it was.
	 */
	int (*event_merge)(struct store *s, const struct registry_event *e,
	    int64_t since, bool really, bool *merged, struct fault *f);
	int (*event_add)(struct store *s, const struct registry_event *e,
	    bool really, int64_t *id, struct fault *f);
	/* Change an outcome, if it still is `from`. */
	int (*event_settle)(struct store *s, int64_t id, const char *from,
	    const char *to, struct fault *f);
	/* *n: how many are removed. */
	int (*event_prune)(struct store *s, const struct store_prune *p,
	    int64_t *n, struct fault *f);
	/* The first id above after; 0 when there is none. */
	int (*event_next)(
	    struct store *s, int64_t after, int64_t *id, struct fault *f);
	/*
	 * As credential_page, with ids up to until, so that a page does not
	 * look through all there is; filter->user as it is stored.
	 */
	int (*event_page)(struct store *s, const struct registry_filter *filter,
	    int64_t until, struct registry_event *out, size_t *n,
	    struct fault *f);
};

/* A file of SQLite 3. */
extern const struct store_calls store_sqlite;

#endif
