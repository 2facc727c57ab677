/*
 * host_policy - a password that the host's own rules take
 */

#ifndef CREDMINT_HOST_POLICY_H
#define CREDMINT_HOST_POLICY_H

#include <stddef.h>

#include "core/fault.h"

/*
 * Draw a password for a local account that passwd(1) would take below a root
 * ("" is this host): by libpwquality where a password line of PAM names
 * pam_pwquality, or no line names a judge and there is a pwquality.conf; by
 * libpasswdqc where one names pam_passwdqc; by both where there are both; with
 * the arguments of the lines, and no shorter than pam_unix wants it. What a
 * library wants beyond that is credmint's default, 16 characters of four
 * classes, look-alikes left out. Where a named library is not installed, that
 * alone counts, and a line on standard error says so.
 *
 * 0; -EINVAL: the rules of the host take no password, or none of 100 that were
 * drawn, or are no rules; -ERANGE: CREDMINT_PASSWORD_MAX + 1 bytes are always
 * enough; or another negative errno. out is "" then. The password is the
 * caller's to wipe.
 */
int host_policy_password(const char *root, const char *user, char *out,
    size_t size, struct fault *f) __attribute__((warn_unused_result));

/* Room for the text of host_policy_find(). */
#define HOST_POLICY_SIZE 600

/*
 * What such a password would be judged by, for a person: "pam_pwquality
 * (/etc/pam.d/common-password:25), 16 characters". 0 or a negative errno as
 * above, but nothing is drawn.
 */
int host_policy_find(const char *root, const char *user,
    char text[HOST_POLICY_SIZE], struct fault *f)
    __attribute__((warn_unused_result));

#endif
