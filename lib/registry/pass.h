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
 * Whether an account was ever enrolled: a mark that issued codes do not set
 * and that no purge, expiry or lock clears. *enrolled is true unless the mark
 * was read and is absent.
 */
int registry_enrolled(struct registry *r, const struct account *account,
    bool *enrolled, struct fault *f) __attribute__((warn_unused_result));

/*
 * Whether nullok lets an account pass: *absent only when its mark was read and
 * is absent, and until is 0 or later than the registry's now, which does not
 * run back with the host's clock. A fault is no, and so is NULL, for a name
 * that NSS does not know: it is looked for at the same cost.
 */
int registry_nullok(struct registry *r, const struct account *account,
    int64_t until, bool *absent, struct fault *f)
    __attribute__((warn_unused_result));

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
