/*
 * grace - who said yes here lately
 *
 *  1. A yes is good for the same user and uid, the same service, and the place
 *     it came from: an rhost that is an address (MUST 5 of host/network.h; the
 *     same address written otherwise is the same place), or one session of one
 *     tty. Where neither is known, or the rhost is a host's name, there is no
 *     grace.
 *  2. A stamp in the future is none: a clock set back ends what was given.
 *  3. A place is kept as a digest, its time under another: who can write the
 *     registry prolongs nothing. An account has GRACE_PLACES; the one that is
 *     oldest goes first.
 *  4. All of an account's end by a reset, a changed password, a lockout, and
 *     by a change of what is enrolled.
 */

#ifndef REGISTRY_GRACE_H
#define REGISTRY_GRACE_H

#include "registry/login.h"
#include "registry/store_authenticator.h"

/* Places of a record, and the longest that one is good for, in seconds. */
#define GRACE_PLACES 8
#define GRACE_MAX (24 * 60 * 60)

/*
 * Write a yes down in the account's row, which has been read; where it is no
 * yes, or the login is none that gets grace, the same statement runs.
 */
int grace_keep(struct change *c, const struct registry_login *login,
    int64_t account, const struct store_account *row, bool yes)
    __attribute__((warn_unused_result));

/* End all of an account's; the same statement runs where really is false. */
int grace_end(struct change *c, int64_t account, bool really)
    __attribute__((warn_unused_result));

#endif
