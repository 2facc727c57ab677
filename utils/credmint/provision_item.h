/*
 * provision_item - one account on its way: its password, its salt, its hash
 */

#ifndef CREDMINT_PROVISION_ITEM_H
#define CREDMINT_PROVISION_ITEM_H

#include <stdbool.h>
#include <stddef.h>

#include "credmint.h"

#include "provision.h"

struct provision_item {
	const struct provision_account *account; /* kept by the drawer */
	const char *method;
	bool resumed;    /* the password is that of the secrets */
	int64_t expires; /* as they say then, 0: they do not */
	int error;       /* of hashing */
	char password[PROVISION_PASSWORD_SIZE];
	char setting[CREDMINT_SALT_SIZE];
	char hash[CREDMINT_HASH_SIZE];
};

/* What draws them, and keeps the accounts of those that are on their way. */
struct provision_drawer;

int provision_drawer_open(struct provision_drawer **out, struct provision *p)
    __attribute__((warn_unused_result));
/* Wipe and free; NULL is allowed. */
void provision_drawer_close(struct provision_drawer *d);

/*
 * The next account that is to be made, with a password and a salt: 1; 0: no
 * more; or a negative errno.
 */
int provision_drawer_next(struct provision_drawer *d,
    struct provision_item *item) __attribute__((warn_unused_result));
/* Forget the account that was drawn first of those that are kept. */
void provision_drawer_drop(struct provision_drawer *d);

/* Hash it, in a worker of a crew. */
void provision_item_hash(struct provision_item *item);

/* 0, or the negative errno of the hashing, with its line. */
int provision_item_end(const struct provision_item *item, struct fault *f)
    __attribute__((warn_unused_result));

/* What passwords of credmint's own are like: length 0 is the usual one. */
struct credmint_password provision_policy(size_t length);

#endif
