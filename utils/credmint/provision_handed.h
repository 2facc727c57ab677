/*
 * provision_handed - accounts in an output that cannot be cut back
 *
 * What a pipe, a terminal or another's file was given is out of reach. So
 * there:
 *
 * 1. A password MUST be on the disk before a byte of its hash is given away.
 * 2. After a fault, the file of secrets MUST have the accounts that were begun
 *    to be given away and no others: --resume makes those.
 */

#ifndef CREDMINT_PROVISION_HANDED_H
#define CREDMINT_PROVISION_HANDED_H

#include <stdint.h>

#include "core/fault.h"

struct output;
struct provision_account;
struct provision_handed;
struct provision_secrets;

/* Accounts between two calls of provision_handed_all(), at most. */
#define PROVISION_HANDED_MAX 4096

/*
 * From now on the output writes nothing before the secrets are synced. 0, also
 * with *out NULL: the output can be cut back; or a negative errno.
 */
int provision_handed_open(struct provision_handed **out, struct output *output,
    struct provision_secrets *secrets, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * An account's password stands in the secrets, and its text comes now: a long
 * one may be written before all of it is there. Then it stands in the output as
 * a whole.
 */
void provision_handed_begin(
    struct provision_handed *h, const struct provision_account *account);
void provision_handed_whole(struct provision_handed *h);

/* Secrets and output have been synced. */
void provision_handed_all(struct provision_handed *h);

/*
 * After a fault: what can still be given away is, nothing else stays in the
 * secrets. How many accounts were begun to be given away since the last
 * provision_handed_all(), and the name of the last of all, or "".
 */
uint64_t provision_handed_end(struct provision_handed *h, const char **last);

/* NULL is allowed. */
void provision_handed_close(struct provision_handed *h);

#endif
