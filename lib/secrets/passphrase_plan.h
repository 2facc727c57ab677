/*
 * passphrase_plan - a policy of passphrases, checked and ready to draw
 *
 * No two draws may make one string: then all strings are equally likely, and
 * they are as many as the draws. So
 *
 * 1. Words MUST be distinct, as they stand in a passphrase: with CAPITAL after
 *    the first letter became upper case.
 * 2. A separator MUST have no character that any word has. A passphrase then
 *    falls apart in one way, at the runs of such characters.
 * 3. Where there is no separator, either no word begins another, or every
 *    word has one upper-case letter, its first, by CAPITAL. Both let a reader
 *    cut the words off from the left.
 * 4. With DIGIT, words and separator MUST have no digit: the one digit then
 *    shows itself and the word it follows.
 */

#ifndef SECRETS_PASSPHRASE_PLAN_H
#define SECRETS_PASSPHRASE_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "credmint.h"

/* The words belong to the caller; the rest is a copy. */
struct passphrase_plan {
	size_t words;
	bool weak, capital, digit; /* flags of the policy */
	char separator[CREDMINT_PASSPHRASE_SEPARATOR_MAX + 1];
	size_t nseparator;
	const char *const *list; /* NULL: the shipped one */
	size_t nlist;
	size_t longest; /* bytes of a word */
	double bits;
};

/*
 * Check a policy as credmint_passphrase_make() says, except for weakness:
 * 0, -EINVAL, -E2BIG or -ENOMEM, the plan then all zero.
 */
int passphrase_plan_read(
    struct passphrase_plan *plan, const struct credmint_passphrase *policy)
    __attribute__((warn_unused_result));

/*
 * Whether the words of a list go with flags and each other, by MUSTs 1 and 3;
 * together: there is no separator. 0, -EINVAL, or -ENOMEM.
 */
int passphrase_list_check(const char *const *list, size_t n, bool capital,
    bool together) __attribute__((warn_unused_result));

/* Room for any passphrase of a plan, with the NUL. */
size_t passphrase_plan_size(const struct passphrase_plan *plan);

/*
 * Draw one. 0, -EKEYREJECTED for a weak one that was not allowed, -ERANGE, or
 * the error of the generator, out then "" and wiped.
 */
int passphrase_plan_draw(const struct passphrase_plan *plan,
    struct credmint_source *source, char *out, size_t size)
    __attribute__((warn_unused_result));

#endif
