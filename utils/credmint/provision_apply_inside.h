/*
 * provision_apply_inside - what the files of provision_apply share
 */

#ifndef CREDMINT_PROVISION_APPLY_INSIDE_H
#define CREDMINT_PROVISION_APPLY_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/fault.h"
#include "host/account.h"
#include "host/conf.h"
#include "host/shadow_batch.h"
#include "host/shadow_table.h"

#include "provision_apply.h"

/* Bytes of the longest name that useradd takes. */
#define PROVISION_NAME_MAX 32
/* Groups that are known to be there, so that each is asked for once. */
#define PROVISION_GROUPS_KEPT 16

/* A temporary password that the registry had when this was opened. */
struct provision_known {
	int64_t id;
	uid_t uid;
	bool set;  /* else an intent */
	bool same; /* it is set, and of the hash and uid that the account has */
	char user[PROVISION_NAME_MAX + 1];
};

/* What is to be done with one account of a batch. */
enum provision_step {
	PROVISION_STEP_OUT = 0, /* nothing more: it failed, or is left */
	PROVISION_STEP_ADD,     /* useradd */
	PROVISION_STEP_SET,     /* it is there and gets its password */
	PROVISION_STEP_OWN,     /* it has it, and gets what is missing */
};

/* What the registry's child is asked of an account, and answers. */
enum provision_ask {
	PROVISION_ASK_NOTHING = 0,
	PROVISION_ASK_INTEND, /* hash is going to be set */
	PROVISION_ASK_FIND,   /* hash is set: find its record, or intend */
	PROVISION_ASK_IS,     /* whether the record id is of this hash: set */
	PROVISION_ASK_CONFIRM,
	PROVISION_ASK_CANCEL,
};

struct provision_record {
	enum provision_ask ask;
	struct account account;
	char hash[SHADOW_HASH_MAX + 1];
	int64_t expires; /* 0: by the ttl */
	int64_t id;
	bool set; /* it is confirmed, also before */
};

/* One account of a batch. */
struct provision_part {
	const struct provision_made *made;
	enum provision_step step;
	bool added;  /* by this call */
	bool failed; /* and said */
};

struct provision_uids;

struct provision_apply {
	struct call *call;
	struct conf conf;
	int64_t ttl;
	bool resume;
	bool keep_going;
	bool own_groups; /* useradd makes a group for each account */
	char by[ACCOUNT_NAME_MAX + 1];
	int lock;
	int64_t since; /* when the lock was taken */

	/* What was there at the first look. */
	struct shadow_table *table;
	struct provision_known *known; /* by name */
	size_t known_count;
	char groups[PROVISION_GROUPS_KEPT][PROVISION_NAME_MAX + 1];
	size_t ngroups;

	unsigned long uid_least, uid_most; /* of login.defs */
	struct provision_uids *uids;
	bool no_sub_ids; /* there are none left, which was said */

	/* A batch; all three as long as it may be. */
	size_t n;
	struct provision_part *parts;
	struct shadow_seen *seen;         /* secret */
	struct provision_record *records; /* shared with the child; secret */
};

/* ---- provision_apply.c ---- */

/*
 * At the first look: take the account lock (not with --dry-run), and read what
 * accounts there are.
 */
int provision_apply_start(struct provision_apply *apply, struct fault *f)
    __attribute__((warn_unused_result));

/* ---- provision_apply_record.c: the registry's side ---- */

/* That it can be opened. */
int provision_record_check(struct provision_apply *apply, struct fault *f)
    __attribute__((warn_unused_result));

/* What it knows of temporary passwords, to resume. */
int provision_record_read(struct provision_apply *apply, struct fault *f)
    __attribute__((warn_unused_result));

/* Do what is asked of each account of the batch. */
int provision_record_do(struct provision_apply *apply, struct fault *f)
    __attribute__((warn_unused_result));

/* What is known of a name, or NULL: one that is the same, or else is set. */
const struct provision_known *provision_apply_known(
    const struct provision_apply *apply, const char *user);

/* ---- provision_apply_uid.c: numbers that the file names ---- */

/* Whose a uid is by NSS: 0 with the name, ACCOUNT_ABSENT, or an error. */
int provision_uid_owner(uid_t uid, char name[ACCOUNT_NAME_MAX + 1],
    struct fault *f) __attribute__((warn_unused_result));

/* What useradd would choose must leave the file's own uids alone: note one. */
int provision_uid_note(struct provision_apply *apply, unsigned long uid,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * A uid for an account that asks for none: as useradd does, above those that
 * are there, and else the lowest that is free, but none of the file's. "" when
 * the file names none: useradd may choose.
 */
int provision_uid_choose(struct provision_apply *apply, char uid[24],
    struct fault *f) __attribute__((warn_unused_result));

void provision_uids_free(struct provision_uids *uids);

/* ---- provision_apply_left.c: what useradd has left when it was killed ---- */

/*
 * Whether an account with SHADOW_MARK, or without a line in shadow, is whole
 * but for its password: 1; 0 with the reason and what to do; or an error.
 */
int provision_left_whole(const struct provision_account *account,
    const struct shadow_row *row, char reason[PROVISION_APPLY_REASON],
    struct fault *f) __attribute__((warn_unused_result));

/* ---- provision_apply_batch.c ---- */

/* Whether what failed for one account fails for all of them. */
bool provision_is_for_all(int error);

/* One account failed: say it with its line. */
void provision_fail(struct provision_apply *apply, size_t i, const char *why);

/* ---- provision_apply_begin.c: accounts that are not there yet ---- */

/* Decide what is to be done with each, from what was seen of it. */
void provision_sort(struct provision_apply *apply);

/*
 * Make those that are to be made. *stopped: not all of them were begun, since
 * that was asked for, or one failed.
 */
int provision_begin(struct provision_apply *apply, bool *stopped,
    struct fault *f) __attribute__((warn_unused_result));

/* ---- provision_apply_finish.c: their passwords ---- */

/* Set them, due to be changed, and have them on record. */
int provision_finish(struct provision_apply *apply, struct fault *f)
    __attribute__((warn_unused_result));

#endif
