/*
 * sweep - temporary passwords that nobody used in time, and broken resets
 *
 * MUSTs:
 *
 *  1. Only an account whose hash is still the one that was set is touched,
 *     whatever its name or uid has become, and what changes meanwhile is taken
 *     back.
 *  2. Root reads shadow and runs the system's programs; it opens nothing of the
 *     registry's. The child that does has become the service user, and what
 *     root does goes by root's own copy of each record.
 *  3. What is done to an account is put on record after it. Being killed in
 *     between loses nothing: the next sweep sees it and puts it on record; but
 *     an account that was locked once is on record as that.
 *  4. No account is locked by a clock that has jumped ahead and waits, unless a
 *     login was refused for it meanwhile: then the password is dead.
 *  5. A fault leaves the record as it is, for the next sweep.
 *  6. A dead password stays on record, also once it is locked, and is locked
 *     again whenever it is not, until the account has another or is gone. One
 *     that is in passwd is not gone, whatever shadow has.
 */

#ifndef CREDMINT_SWEEP_H
#define CREDMINT_SWEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/fault.h"
#include "host/account.h"
#include "host/shadow.h"

struct call;

/* Seconds after which an intent is that of a reset that was interrupted. */
#define SWEEP_INTENT_AGE (5 * 60)
/* Accounts that are seen to at a time. */
#define SWEEP_BATCH 16

/* A temporary password on record; passed between processes as it is. */
struct sweep_record {
	int64_t id;
	int64_t issued, expires; /* wall time */
	uid_t uid;
	bool set;     /* else an intent */
	bool late;    /* dead by the registry's time */
	bool locked;  /* and put on record as locked */
	bool pending; /* the account has an intent beside it */
	char user[ACCOUNT_NAME_MAX + 1];
};

/* What the account is now. */
enum sweep_host {
	SWEEP_UNTOLD = 0, /* it could not be found out, or not its hash */
	SWEEP_ABSENT,
	SWEEP_THERE,
	SWEEP_MOVED, /* it, or somebody else: under another name or uid */
};

/* Whether its hash is the one on record. */
enum sweep_match {
	SWEEP_OVER = 0, /* not on record any more */
	SWEEP_SAME,
	SWEEP_OTHER,
};

/* What is to be done. Those up to CANCEL are the registry's alone. */
enum sweep_act {
	SWEEP_NOTHING = 0,
	SWEEP_USED,
	SWEEP_REPLACED,
	SWEEP_GONE,
	SWEEP_CANCEL,
	SWEEP_LOCK,
	SWEEP_FINISH,
	SWEEP_ACTS
};

/* An account as it is now. */
struct sweep_sight {
	struct account account;
	struct shadow_entry entry; /* secret; without the mark of a lock */
	bool locked;               /* the mark of a lock was there */
};

/* One of a batch. */
struct sweep_item {
	struct sweep_record record;
	struct sweep_sight at; /* what has the name, else the uid */
	/*
	 * What has the uid, where that and the name are two accounts by now:
	 * which of them it is the hash tells.
	 */
	struct sweep_sight other;
	bool two;
	bool hidden; /* one of them has no hash in shadow for now */
	enum sweep_host host;
	enum sweep_act act;
	bool done;
};

/* One sweep, or one with --dry-run. */
struct sweep {
	struct call *call;
	bool dry;
	char by[ACCOUNT_NAME_MAX + 1];
	int64_t now;                  /* by the registry */
	struct sweep_record *records; /* free(3) */
	size_t nrecords;
	struct sweep_item *items; /* SWEEP_BATCH of them */
	size_t nitems;
	unsigned count[SWEEP_ACTS]; /* done, by what it was */
	unsigned failed;            /* accounts left for the next sweep */
	int error;                  /* of the first of them */
	struct fault fault;
	bool stuck; /* no account can be changed now */
};

/* ---- sweep_record.c: the registry's side ---- */

/* Read what is on record. 0 or a negative errno. */
int sweep_list(struct sweep *sweep) __attribute__((warn_unused_result));

/*
 * Compare the hashes of the batch with what is on record, decide what is to be
 * done, and, unless it is a dry run, do the registry's part of it.
 */
int sweep_judge(struct sweep *sweep) __attribute__((warn_unused_result));

/* Put on record what was done to the accounts of the batch. */
int sweep_settle(struct sweep *sweep) __attribute__((warn_unused_result));

/* Remove what is dead or old. */
int sweep_tidy(struct sweep *sweep) __attribute__((warn_unused_result));

/* ---- sweep_account.c: the host's side ---- */

/*
 * Find out what the account is now. After a fault it is SWEEP_UNTOLD, and where
 * passwd has it and shadow has no line for it: that may come back, with the
 * hash.
 */
int sweep_look(struct sweep_item *item, struct fault *f)
    __attribute__((warn_unused_result));

/* Of two it is the other one. */
void sweep_take_other(struct sweep_item *item);

/* Wipe what is secret of it. */
void sweep_wipe(struct sweep_item *item);

/* What is to be done with it. */
enum sweep_act sweep_decide(
    const struct sweep_item *item, enum sweep_match match, int64_t now);

/*
 * Lock the account or make the change of its password due, as its act says;
 * the act becomes another when its password was changed meanwhile. 0 or a
 * negative errno.
 */
int sweep_change(struct sweep_item *item, struct fault *f)
    __attribute__((warn_unused_result));

#endif
