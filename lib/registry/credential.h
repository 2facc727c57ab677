/*
 * credential - keeping the digest of what was minted
 */

#ifndef REGISTRY_CREDENTIAL_H
#define REGISTRY_CREDENTIAL_H

#include "registry/change.h"
#include "registry/code.h"

/*
 * Put an end to what is dead of an account, then count what is live and how
 * much of it was delivered to logins that are claimed, or that are not; but
 * for the one with the id except.
 */
int credential_clear(struct change *c, int64_t account, int64_t uid,
    int64_t except, bool claimed, int64_t *live, int64_t *delivered)
    __attribute__((warn_unused_result));

/* What is minted; the rest of the row follows from the moment. */
struct credential_mint {
	enum registry_kind kind;
	int64_t account; /* row */
	const struct account *owner;
	const char *name; /* that the digest is bound to */
	const char *hash; /* of a temporary password, or NULL */
	int64_t ttl;
	unsigned uses;
	int64_t not_before; /* 0: now; the life begins there */
	bool claimed;
	const char *service;
	const char *networks;
	const char *by;
};

/*
 * Keep the digest of a code (plain), or of mint's hash, which begins as an
 * intent; and remove a few rows of those long dead. Where really is false the
 * work is the same and nothing is kept.
 */
int credential_keep(struct change *c, const struct credential_mint *mint,
    const char *plain, bool really, struct store_credential *out)
    __attribute__((warn_unused_result));

/* An administrator's: -ENOSPC where the last room is left to logins. */
int credential_room(struct change *c) __attribute__((warn_unused_result));

/* The row of an account, laid out where there is none. */
int credential_account(struct change *c, const char *name, int64_t *id)
    __attribute__((warn_unused_result));

#endif
