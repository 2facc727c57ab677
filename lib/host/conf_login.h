/*
 * conf_login - [login WHO], and the keys that say which ways in there are
 *
 * Private to the room.
 */

#ifndef HOST_CONF_LOGIN_H
#define HOST_CONF_LOGIN_H

#include <stddef.h>

#include "host/conf_key.h"
#include "host/conf_lines.h"

/* As conf_section_open(), for the WHO of a header, n bytes. */
int conf_login_open(struct conf_draft *draft, struct conf_part *out,
    const char *who, size_t n, const struct conf_place *at, struct fault *f)
    __attribute__((warn_unused_result));

/* As conf_key_set(), for values of a kind that is these keys' own. */
int conf_login_value(unsigned char *to, enum conf_kind kind, const char *value)
    __attribute__((warn_unused_result));

/*
 * What is wrong with a value that conf_key_set() refused with -EINVAL, where
 * more can be said than how one is written: -EDOM with a fault at this place;
 * -EINVAL without one.
 */
int conf_login_wrong(const struct conf_key *key, const char *value,
    const struct conf_place *at, struct fault *f)
    __attribute__((warn_unused_result));

/* Judge them when all is read, and say who asks. 0, or -EINVAL with a fault. */
int conf_login_settle(const struct conf_draft *draft, struct fault *f)
    __attribute__((warn_unused_result));

#endif
