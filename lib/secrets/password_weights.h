/*
 * password_weights - how many passwords satisfy a policy, exactly
 *
 * W[k][r] is the number of ways to fill r places with characters of the
 * classes from k on so that each of them has its minimum:
 *
 *	W[k][r] = sum over n of C(r, n) * size_k^n * W[k + 1][r - n]
 *
 * Where no character may be twice, size_k^n is size_k * (size_k - 1) * ... of n
 * factors. W[0][length] is the number of passwords. A class pattern whose
 * counts are drawn by these weights is as likely as it has passwords.
 *
 * Where the first is a letter, it is taken out of its class first: the rest is
 * a password of one place less whose class k needs one less and, where none
 * may be twice, has one character less. That is counted for each class with
 * letters, and there are as many passwords as the sum over the classes of
 * letters_k times its count.
 */

#ifndef SECRETS_PASSWORD_WEIGHTS_H
#define SECRETS_PASSWORD_WEIGHTS_H

#include "secrets/password_policy.h"

struct password_weights;

/*
 * Count. 0 or -ENOMEM. About 10 us for 16 places, 25 ms for 256, and at most
 * 300 KiB; so much for each class with letters where the first is one.
 */
int password_weights_new(struct password_weights **out,
    const struct password_classes *classes) __attribute__((warn_unused_result));
void password_weights_free(struct password_weights *w);

/* log2 of the number of passwords. */
double password_weights_bits(const struct password_weights *w);

/* How many places each class gets, and, where the first is a letter, whose. */
struct password_counts {
	size_t first; /* not among the places counted */
	unsigned places[PASSWORD_CLASSES];
};

/*
 * Draw them. 0, or the error of the source with the counts all zero.
 */
int password_weights_draw(const struct password_weights *w,
    struct credmint_source *source, struct password_counts *counts)
    __attribute__((warn_unused_result));

#endif
