/*
 * crypt_setting - -m and -c, as a fresh setting for hashing
 */

#ifndef CREDMINT_CRYPT_SETTING_H
#define CREDMINT_CRYPT_SETTING_H

#include "core/fault.h"
#include "credmint.h"

#include "options.h"

/*
 * A setting with a fresh salt. 0; CALL_USAGE for a method or cost that is not
 * taken; a negative errno.
 */
int crypt_setting_make(struct credmint_source *source,
    const struct options *options, char setting[CREDMINT_SALT_SIZE],
    struct fault *f) __attribute__((warn_unused_result));

#endif
