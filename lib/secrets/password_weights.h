/*
 * password_weights - how many passwords satisfy a policy, exactly
 *
 * W[k][r] is the number of ways to fill r places with characters of the
 * classes from k on so that each of them has its minimum:
 *
 *	W[k][r] = sum over n of C(r, n) * size_k^n * W[k + 1][r - n]
 *
 * W[0][length] is the number of passwords. A class pattern whose counts are
 * drawn by these weights is as likely as it has passwords.
 */

#ifndef SECRETS_PASSWORD_WEIGHTS_H
#define SECRETS_PASSWORD_WEIGHTS_H

#include "secrets/password_policy.h"

struct password_weights;

/*
 * Count. 0 or -ENOMEM. About 10 us for 16 places, 25 ms for 256, and at most
 * 300 KiB.
 */
int password_weights_new(struct password_weights **out,
    const struct password_classes *classes) __attribute__((warn_unused_result));
void password_weights_free(struct password_weights *w);

/* log2 of the number of passwords. */
double password_weights_bits(const struct password_weights *w);

/*
 * Draw how many places each class gets. 0, or the error of the source with
 * the counts all zero.
 */
int password_weights_draw(const struct password_weights *w,
    struct credmint_source *source, unsigned count[PASSWORD_CLASSES])
    __attribute__((warn_unused_result));

#endif
