/*
 * enrolled - authenticators and recovery sheets of the accounts in relay.h
 *
 * And groups of its own: alice is of "staff" and "ops", of "lost" nobody can
 * tell. Needs WRAP = group_has conf_read beside that of relay.h.
 */

#ifndef TESTS_AUTH_ENROLLED_H
#define TESTS_AUTH_ENROLLED_H

#include "credmint.h"
#include "registry/authenticator.h"
#include "registry/recovery.h"
#include "tests/auth/relay.h"

/* Codes of a sheet here. */
#define ENROLLED_SHEET 3

/* As relay_setup(); the default configuration is that of the test, too. */
int enrolled_setup(void **state);

/* A TOTP or a HOTP authenticator of the user's; its id. */
int64_t enrolled_add(struct relay *r, const char *user, unsigned type);

/* Its code: of TOTP for steps after now, of HOTP for a counter. */
void enrolled_totp(int64_t steps, char out[CREDMINT_OTP_SIZE]);
void enrolled_hotp(uint64_t counter, char out[CREDMINT_OTP_SIZE]);

/* A new sheet of the user's. */
void enrolled_sheet(struct relay *r, const char *user,
    char codes[ENROLLED_SHEET][REGISTRY_RECOVERY_SIZE]);

#endif
