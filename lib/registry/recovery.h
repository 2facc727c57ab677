/*
 * recovery - codes on paper, for when the authenticator is not at hand
 *
 *  1. Digests are kept, never codes: HMAC under a sub-key, bound to the
 *     account's name, its uid and its sheet. One MAC tells about all codes.
 *  2. One sheet an account: a new one ends the one before, whole or not at all.
 *  3. Each code is good once. Of an imported one that was used a digest stays
 *     when its sheet ends, so that importing it again brings nothing back;
 *     1,000 an account are kept, the latest.
 */

#ifndef REGISTRY_RECOVERY_H
#define REGISTRY_RECOVERY_H

#include "registry/registry.h"

/* Codes of a sheet: unless said otherwise, and at most. */
#define REGISTRY_RECOVERY_COUNT 10
#define REGISTRY_RECOVERY_MAX 1000
/* Letters of a minted code; room for it as shown, XXXX-XXXX-XXXX, and NUL. */
#define REGISTRY_RECOVERY_LENGTH 12
#define REGISTRY_RECOVERY_SIZE 15

/*
 * Mint a sheet in two steps, so that codes can be handed over before the sheet
 * there is comes to its end: n codes, no two the same, in the caller's secret
 * memory (core/secret.h), zero after a fault. The registry does not know them.
 */
int registry_recovery_mint(size_t n, char (*codes)[REGISTRY_RECOVERY_SIZE],
    struct fault *f) __attribute__((warn_unused_result));
/*
 * Keep minted codes in place of the sheet there is, set the enrolled mark, and
 * end the account's grace: all of it or nothing.
 */
int registry_recovery_keep(struct registry *r, const struct account *account,
    const char *by, size_t n, char (*codes)[REGISTRY_RECOVERY_SIZE],
    struct fault *f) __attribute__((warn_unused_result));
/* Both at once. codes are zero after a fault. */
int registry_recovery_issue(struct registry *r, const struct account *account,
    const char *by, size_t n, char (*codes)[REGISTRY_RECOVERY_SIZE],
    struct fault *f) __attribute__((warn_unused_result));

/*
 * Add codes from elsewhere, 8 digits or 12 letters each, blanks and hyphens
 * left out, to what there is. Those already there are left as they are, used
 * ones too. All or nothing; -EINVAL: one has not the shape (the line says the
 * place, from 1, not the code); -EDQUOT: more than REGISTRY_RECOVERY_MAX
 * together. Sets the mark when it adds one, and ends grace.
 */
int registry_recovery_import(struct registry *r, const struct account *account,
    const char *by, size_t n, const char *const *codes, struct fault *f)
    __attribute__((warn_unused_result));
/* What would come of that, and nothing comes of it: *fresh are not there yet.
 */
int registry_recovery_look(struct registry *r, const struct account *account,
    size_t n, const char *const *codes, unsigned *fresh, struct fault *f)
    __attribute__((warn_unused_result));

struct registry_recovery {
	unsigned left;
	unsigned total;
	int64_t issued; /* wall time, the latest */
};

/* REGISTRY_NOT_FOUND: the account has no sheet. */
int registry_recovery_count(struct registry *r, const char *user,
    struct registry_recovery *out, struct fault *f)
    __attribute__((warn_unused_result));

#endif
