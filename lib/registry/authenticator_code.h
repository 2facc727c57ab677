/*
 * authenticator_code - what typed codes say about an authenticator
 */

#ifndef REGISTRY_AUTHENTICATOR_CODE_H
#define REGISTRY_AUTHENTICATOR_CODE_H

#include "credmint.h"
#include "registry/code.h"

/*
 * Where a code and then the very next one are, at first to first + span: 0 and
 * *at is the counter or step of the second, -EKEYREJECTED when nowhere. As many
 * codes are computed and compared wherever they are. otp is of otp_read().
 */
int authenticator_pair(const struct credmint_otp *otp,
    const struct code_typed typed[2], uint64_t first, unsigned span,
    uint64_t *at) __attribute__((warn_unused_result));

#endif
