/*
 * enrolling - somebody who enrols himself, played by a test
 */

#include "tests/auth/enrolling.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/clock.h"
#include "core/encode.h"
#include "tests/core/clock_fake.h"

int enrolling_fault;
unsigned enrolling_kept;

static struct relay *watched;
static const unsigned char old_seed[20] = "an old authenticator";

int __wrap_conf_read(struct conf *out, const char *path, struct fault *f);
int __real_conf_read(struct conf *out, const char *path, struct fault *f);
int __wrap_registry_enroll(struct registry *r,
    const struct registry_enrolment *e, struct registry_authenticator *out,
    struct fault *f);
int __real_registry_enroll(struct registry *r,
    const struct registry_enrolment *e, struct registry_authenticator *out,
    struct fault *f);

int
__wrap_conf_read(struct conf *out, const char *path, struct fault *f)
{
	return __real_conf_read(
	    out, path != NULL ? path : watched->conf_path, f);
}

int
__wrap_registry_enroll(struct registry *r, const struct registry_enrolment *e,
    struct registry_authenticator *out, struct fault *f)
{
	enrolling_kept++;
	if (enrolling_fault != 0)
		return fault_set(f, enrolling_fault, "no room today");
	return __real_registry_enroll(r, e, out, f);
}

int
enrolling_setup(void **state)
{
	if (relay_setup(state) != 0)
		return -1;
	watched = *state;
	watched->host.asker = ALICE;
	enrolling_fault = 0;
	enrolling_kept = 0;
	return 0;
}

void
enrolling_wish(struct wire_frame *wish)
{
	memset(wish, 0, sizeof(*wish));
	wish->type = WIRE_WISH;
	wish->u.wish.type = CREDMINT_TOTP;
	wish->u.wish.digest = CREDMINT_SHA1;
	wish->u.wish.digits = 6;
	wish->u.wish.step = 30;
	strcpy(wish->u.wish.name, "phone");
}

void
enrolling_hello(struct relay *r, const char *user)
{
	r->options = WIRE_ENROLL;
	relay_start(r, user, "xscreensaver", "192.0.2.1");
	r->options = 0;
}

void
enrolling_start(struct relay *r, const char *user)
{
	struct wire_frame wish;

	enrolling_hello(r, user);
	enrolling_wish(&wish);
	relay_send(r, &wish);
	relay_expect(r, WIRE_ASK);
	assert_string_equal(
	    r->frame.u.show.text, "Enrolment code, or a code you have: ");
	assert_int_equal(r->frame.u.show.style, WIRE_STYLE_HIDDEN);
}

void
enrolling_code(const char *secret, const struct wire_frame *wish, int64_t ahead,
    char code[CREDMINT_OTP_SIZE])
{
	struct credmint_otp otp = CREDMINT_OTP_INIT;
	unsigned char seed[64];
	struct clock_reading now;

	assert_int_equal(encode_read(ENCODE_BASE32, secret, strlen(secret),
			     seed, sizeof(seed), &otp.nkey),
	    0);
	otp.key = seed;
	otp.digest = (enum credmint_digest)wish->u.wish.digest;
	otp.digits = wish->u.wish.digits;
	otp.step = wish->u.wish.step;
	assert_int_equal(clock_read(&now), 0);
	if (wish->u.wish.type == CREDMINT_HOTP)
		assert_int_equal(credmint_hotp(&otp, (uint64_t)ahead, code,
				     CREDMINT_OTP_SIZE),
		    0);
	else
		assert_int_equal(
		    credmint_totp(&otp, now.wall + ahead * wish->u.wish.step,
			code, CREDMINT_OTP_SIZE),
		    0);
}

void
enrolling_seed(struct relay *r, const char *proof, char code[CREDMINT_OTP_SIZE])
{
	struct wire_frame wish, seed;

	enrolling_start(r, "alice");
	relay_answer(r, proof);
	relay_expect(r, WIRE_SEED);
	seed = r->frame;
	enrolling_wish(&wish);
	enrolling_code(seed.u.seed.secret, &wish, 0, code);
	relay_expect_prompt(r);
	assert_string_equal(r->frame.u.show.text, "Code shown by the app: ");
	assert_int_equal(r->frame.u.show.style, WIRE_STYLE_SHOWN);
	r->frame = seed;
}

enum wire_verdict
enrolling_all(struct relay *r, const char *proof)
{
	char code[CREDMINT_OTP_SIZE];

	enrolling_seed(r, proof, code);
	relay_answer(r, code);
	return relay_finish(r);
}

void
enrolling_issue(struct relay *r, char code[REGISTRY_CODE_SIZE])
{
	struct account alice = {"alice", ALICE, ALICE};
	struct registry_issue what = {
	    .account = &alice,
	    .service = "",
	    .ttl = 900,
	    .uses = 3,
	    .enrolling = true,
	    .by = "test",
	};
	struct registry_code out;
	struct fault f = {""};

	assert_int_equal(registry_issue(r->admin, &what, code, &out, &f), 0);
}

void
enrolling_old_code(int64_t ahead, char code[CREDMINT_OTP_SIZE])
{
	struct credmint_otp otp = CREDMINT_OTP_INIT;
	struct clock_reading now;

	otp.key = old_seed;
	otp.nkey = sizeof(old_seed);
	assert_int_equal(clock_read(&now), 0);
	assert_int_equal(
	    credmint_totp(&otp, now.wall + 30 * ahead, code, CREDMINT_OTP_SIZE),
	    0);
}

void
enrolling_old(struct relay *r, int64_t ahead, char code[CREDMINT_OTP_SIZE])
{
	struct account alice = {"alice", ALICE, ALICE};
	struct credmint_otp otp = CREDMINT_OTP_INIT;
	const struct registry_enrolment old = {
	    .account = &alice,
	    .name = "old one",
	    .otp = &otp,
	    .by = "test",
	    .act = "enroll",
	};
	struct registry_authenticator out;
	struct fault f = {""};

	otp.key = old_seed;
	otp.nkey = sizeof(old_seed);
	assert_int_equal(__real_registry_enroll(r->admin, &old, &out, &f), 0);
	enrolling_old_code(ahead, code);
}

struct found {
	unsigned n;
	struct registry_authenticator *out;
};

static int
find(const struct registry_authenticator *one, void *arg)
{
	struct found *found = arg;

	found->n++;
	if (found->out != NULL)
		*found->out = *one;
	return 0;
}

unsigned
enrolling_count(struct relay *r, struct registry_authenticator *out)
{
	struct found found = {0, out};
	struct fault f = {""};

	assert_int_equal(
	    registry_authenticators(r->admin, "alice", find, &found, &f), 0);
	return found.n;
}
