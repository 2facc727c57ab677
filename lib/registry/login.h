/*
 * login - what the steps of one conversation share
 */

#ifndef REGISTRY_LOGIN_H
#define REGISTRY_LOGIN_H

#include "registry/change.h"
#include "registry/lockout.h"

/* Of a yes until registry_sent(). */
#define LOGIN_NOT_DELIVERED "used, not delivered"

/* What the log calls it. */
#define LOGIN_ACT(login) \
	((login)->purpose == REGISTRY_FOR_ENROLMENT ? "enroll" : "login")

/* What counts for a name: its row and its record, at one moment. */
struct login_slot {
	int64_t account; /* row of the name, or 0 */
	int64_t id;      /* of the record */
	struct lockout state;
};

/*
 * An account's own records lie above the buckets: one for what root's programs
 * ask, one for claimed logins, so that nothing of these can touch the other.
 */
#define LOGIN_SLOT(account, claimed) \
	(STORE_BUCKETS + 2 * (account) + ((claimed) ? 1 : 0))

/*
 * Find the account's row and the record that counts: its own, or the bucket
 * of the name. Read that record, or, when id is not negative, the
 * one with that id, and bring it to now.
 */
int login_slot_get(struct change *c, const struct registry_login *login,
    int64_t id, struct login_slot *out) __attribute__((warn_unused_result));
int login_slot_put(struct change *c, const struct login_slot *slot)
    __attribute__((warn_unused_result));

/*
 * Lay out the row and the records of an account that has none. state is that
 * of the record that is claimed, or is not; the other one is empty.
 */
int login_account_add(struct change *c, const char *name,
    const struct lockout *state, bool claimed, bool really, int64_t *account)
    __attribute__((warn_unused_result));

/* Where a login comes from. */
struct login_source {
	unsigned char id[LOCKOUT_SOURCE_SIZE];
	int64_t bucket;
	enum lockout_origin origin;
};

void login_source(struct registry *r, const struct registry_login *login,
    struct login_source *out);

/* What lockout leaves open to a login. */
enum login_door {
	LOGIN_SHUT = 0,
	LOGIN_LETTERS, /* codes of letters, lockout.h's 10 */
	LOGIN_OPEN,
};

enum login_door login_door(const struct change *c,
    const struct registry_login *login, const struct lockout *state,
    const struct login_source *source);

/* Write the event of a login. The name of no account is kept out of it. */
int login_event(struct change *c, const struct registry_login *login,
    const char *act, const char *outcome, int64_t code, bool refusal,
    int64_t *id) __attribute__((warn_unused_result));

#endif
