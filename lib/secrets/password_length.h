/*
 * password_length - the shortest length that has the bits a policy asks for
 */

#ifndef SECRETS_PASSWORD_LENGTH_H
#define SECRETS_PASSWORD_LENGTH_H

#include "secrets/password_policy.h"

/*
 * Set the length of classes that ask for bits; others are left alone. A longer
 * password never has fewer bits: what satisfies still does with a character
 * more behind it. So a few lengths are counted, not all.
 *
 * 0; -EINVAL, with the reason in classes->wrong, when the longest password has
 * fewer; or the errors of password_weights_new().
 */
int password_length_find(struct password_classes *classes)
    __attribute__((warn_unused_result));

#endif
