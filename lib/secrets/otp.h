/*
 * otp - one-time codes of authenticators: HOTP (RFC 4226), TOTP (RFC 6238)
 *
 * 1. No branch, no index and no division MUST depend on the key, on a code, or
 *    on which candidate is right. How long a typed code is may be learned.
 * 2. Every candidate MUST be computed and compared, whichever is right.
 * 3. A counter or step MUST be good once: what is not above the last one is
 *    compared like the others, and refused.
 */

#ifndef SECRETS_OTP_H
#define SECRETS_OTP_H

#include <stdint.h>

#include "core/mac.h"
#include "credmint.h"

/*
 * What is asked for, checked, its defaults filled in. 0, -EINVAL, or -E2BIG
 * for a struct of a later release that asks for more.
 */
int otp_read(const struct credmint_otp *asked, struct credmint_otp *out)
    __attribute__((warn_unused_result));

/*
 * The same for many codes: its key is prepared once, and wiped by
 * otp_key_wipe().
 */
struct otp_key {
	struct mac_key mac;
	unsigned digits;
};
void otp_key_set(struct otp_key *out, const struct credmint_otp *otp);
void otp_key_code(
    struct otp_key *key, uint64_t counter, char text[CREDMINT_OTP_SIZE]);
void otp_key_wipe(struct otp_key *key);

/* The code of a counter or step, by what otp_read() gave. */
void otp_code(const struct credmint_otp *otp, uint64_t counter,
    char text[CREDMINT_OTP_SIZE]);

#endif
