/*
 * enrolled - authenticators and recovery sheets of the accounts in relay.h
 */

#include "tests/auth/enrolled.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/clock.h"
#include "host/group.h"
#include "tests/core/clock_fake.h"

#define STEP 30

int __wrap_group_has(
    const char *name, const struct group_set *set, gid_t *gid, struct fault *f);

int __wrap_conf_read(struct conf *out, const char *path, struct fault *f);
int __real_conf_read(struct conf *out, const char *path, struct fault *f);

static struct relay *watched;

int
__wrap_conf_read(struct conf *out, const char *path, struct fault *f)
{
	return __real_conf_read(
	    out, path != NULL ? path : watched->conf_path, f);
}

int
enrolled_setup(void **state)
{
	clock_fake_set(
	    1767225600, 3600, "00000000-0000-0000-0000-000000000001");
	if (relay_setup(state) != 0)
		return -1;
	watched = *state;
	return 0;
}

int
__wrap_group_has(
    const char *name, const struct group_set *set, gid_t *gid, struct fault *f)
{
	const struct account *account = set->account;

	*gid = (gid_t)-1;
	if (strcmp(name, "lost") == 0)
		return fault_set(f, -EIO, "groups cannot be told");
	return account != NULL &&
		(strcmp(name, "staff") == 0 || strcmp(name, "ops") == 0) &&
		strcmp(account->name, "alice") == 0
	    ? 0
	    : GROUP_ABSENT;
}

static struct credmint_otp
otp_of(unsigned type)
{
	struct credmint_otp otp = CREDMINT_OTP_INIT;

	otp.type = type;
	otp.key = type == CREDMINT_TOTP ? "12345678901234567890"
					: "abcdefghijklmnopqrst";
	otp.nkey = 20;
	return otp;
}

int64_t
enrolled_add(struct relay *r, const char *user, unsigned type)
{
	const struct credmint_otp otp = otp_of(type);
	struct registry_authenticator added;
	struct account account = relay_account(user);
	struct fault f = {""};
	const struct registry_enrolment what = {
	    .account = &account,
	    .name = "phone",
	    .otp = &otp,
	    .by = "test",
	    .act = "enroll",
	};

	assert_int_equal(registry_enroll(r->admin, &what, &added, &f), 0);
	return added.id;
}

void
enrolled_totp(int64_t steps, char out[CREDMINT_OTP_SIZE])
{
	const struct credmint_otp otp = otp_of(CREDMINT_TOTP);
	struct clock_reading now;

	assert_int_equal(clock_read(&now), 0);
	assert_int_equal(credmint_totp(&otp, now.wall + steps * STEP, out,
			     CREDMINT_OTP_SIZE),
	    0);
}

void
enrolled_hotp(uint64_t counter, char out[CREDMINT_OTP_SIZE])
{
	const struct credmint_otp otp = otp_of(CREDMINT_HOTP);

	assert_int_equal(
	    credmint_hotp(&otp, counter, out, CREDMINT_OTP_SIZE), 0);
}

void
enrolled_sheet(struct relay *r, const char *user,
    char codes[ENROLLED_SHEET][REGISTRY_RECOVERY_SIZE])
{
	struct account account = relay_account(user);
	struct fault f = {""};

	assert_int_equal(registry_recovery_issue(r->admin, &account, "test",
			     ENROLLED_SHEET, codes, &f),
	    0);
}
