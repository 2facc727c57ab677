/*
 * pass - who passes without a code: those never enrolled, those who gave one
 * lately
 *
 * A part of registry.h, whose rules it keeps.
 */

#ifndef REGISTRY_PASS_H
#define REGISTRY_PASS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/fault.h"
#include "host/account.h"

struct registry;
struct registry_login;

/*
 * Whether anything was ever enrolled of an account and not taken away by
 * registry_authenticator_remove_all(): by its name or by its uid, which may
 * have another name since. There is a mark, which issued codes do not set and
 * no purge, expiry or lock clears; authenticators and recovery codes tell it as
 * well. *enrolled is true unless all of that was read and is absent. other is a
 * name that has it of this uid, "" when none but the account's own does; it has
 * REGISTRY_NAME_SIZE bytes.
 */
#define REGISTRY_NAME_SIZE (ACCOUNT_NAME_MAX + 1)
int registry_enrolled(struct registry *r, const struct account *account,
    bool *enrolled, char *other, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * Whether nullok lets an account pass: *absent only when nothing of it is
 * enrolled, as above, and until is 0 or later than the registry's now, which
 * does not run back with the host's clock. A fault is no, and so is NULL, for a
 * name that NSS does not know: it is looked for at the same cost. other as
 * above, where it is what keeps the account from passing; else "".
 */
int registry_nullok(struct registry *r, const struct account *account,
    int64_t until, bool *absent, char *other, struct fault *f)
    __attribute__((warn_unused_result));

/* A name with anything enrolled. */
struct registry_mark {
	int64_t account; /* the registry's number of it */
	char user[REGISTRY_NAME_SIZE];
	int64_t uid; /* whose it is; -1: not known */
};

/* All of them, as registry_list(). */
int registry_marks(struct registry *r,
    int (*each)(const struct registry_mark *, void *), void *arg,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * Whether this user said yes here lately: at this service, from this address or
 * in this session of this tty, by a code, no more than login->grace seconds
 * ago. Never for a claimed login, one that is locked, or a yes that has ended:
 * by a reset, a changed password, lockout, or a change of what is enrolled. It
 * costs the same whoever it is for, also where login->grace is 0.
 */
int registry_grace(struct registry *r, struct registry_login *login,
    bool *granted, struct fault *f) __attribute__((warn_unused_result));

#endif
