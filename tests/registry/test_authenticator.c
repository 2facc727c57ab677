/* test_authenticator - enrolling, listing and removing authenticators */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/core/clock_fake.h"
#include "tests/registry/device_room.h"

static const struct account alice = ROOM_ALICE, bob = ROOM_BOB;

static void
test_what_is_enrolled_is_listed(void **state)
{
	struct room *room = *state;
	struct credmint_otp otp = device_totp();
	struct registry_enrolment e = device_asked(&alice, &otp);
	struct registry_authenticator out, last;

	otp.digest = CREDMINT_SHA512;
	otp.digits = 8;
	otp.step = 60;
	e.next = 1234;
	e.drift = -3;
	assert_int_equal(registry_enroll(room->r, &e, &out, &room->f), 0);
	assert_int_equal(device_list(room, "alice", &last), 1);
	assert_int_equal(last.id, out.id);
	assert_int_equal(last.uid, 1000);
	assert_string_equal(last.user, "alice");
	assert_string_equal(last.name, "phone");
	assert_string_equal(last.by, "root");
	assert_int_equal(last.type, CREDMINT_TOTP);
	assert_int_equal(last.digest, CREDMINT_SHA512);
	assert_int_equal(last.digits, 8);
	assert_int_equal(last.step, 60);
	assert_int_equal(last.next, 1234);
	assert_int_equal(last.drift, -3);
	assert_int_equal(last.added, ROOM_NOW);
	assert_int_equal(last.used, 0);
	assert_string_equal(out.user, last.user);
	assert_string_equal(out.by, last.by);
	assert_int_equal(out.drift, last.drift);
	device_said(room, "enroll", "enrolled");
}

static void
test_defaults_are_those_of_apps(void **state)
{
	struct room *room = *state;
	struct credmint_otp totp = device_totp(), hotp = device_hotp();
	struct registry_authenticator last;

	hotp.key = "another seed of some bytes";
	device_enroll(room, &alice, &totp);
	(void)device_list(room, "alice", &last);
	assert_int_equal(last.digest, CREDMINT_SHA1);
	assert_int_equal(last.digits, 6);
	assert_int_equal(last.step, 30);
	device_enroll(room, &alice, &hotp);
	(void)device_list(room, "alice", &last);
	assert_int_equal(last.type, CREDMINT_HOTP);
	assert_int_equal(last.step, 0);
}

/* 0, 1 and 9 bytes are no secret; 10, 33 and 1024 are, 1025 is too many. */
static void
test_seeds_have_10_to_1024_bytes(void **state)
{
	static const struct {
		size_t n;
		int error;
	} sizes[] = {{0, -EINVAL}, {1, -EINVAL}, {9, -EINVAL}, {10, 0}, {33, 0},
	    {1024, 0}, {1025, -EINVAL}};
	static unsigned char seed[1025];
	struct room *room = *state;
	struct credmint_otp otp = device_totp();
	const struct registry_enrolment e = device_asked(&alice, &otp);
	struct registry_authenticator out;

	otp.key = seed;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		memset(seed, (int)i + 1, sizeof(seed));
		otp.nkey = sizes[i].n;
		assert_int_equal(registry_enroll(room->r, &e, &out, &room->f),
		    sizes[i].error);
		assert_int_equal(out.id != 0, sizes[i].error == 0);
		if (sizes[i].error != 0)
			assert_non_null(strstr(room->f.text, "10 to 1024"));
	}
	assert_int_equal(device_list(room, "alice", NULL), 3);
}

static void
test_what_no_authenticator_has_is_refused(void **state)
{
	struct room *room = *state;
	const struct credmint_otp good = device_totp();
	struct credmint_otp otp[] = {good, good, good, good};
	struct registry_enrolment e = device_asked(&alice, &good), bad;
	char name[REGISTRY_AUTHENTICATOR_NAME_SIZE + 1];
	const char *const names[] = {
	    "", "two\nlines", "\033[2J", "M\303\274", name};
	struct registry_authenticator out;

	memset(name, 'n', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	otp[0].type = 2;
	otp[1].digits = 9;
	otp[2].digest = (enum credmint_digest)9;
	otp[3].step = REGISTRY_STEP_MAX + 1;
	for (size_t i = 0; i < sizeof(otp) / sizeof(otp[0]); i++) {
		bad = e;
		bad.otp = &otp[i];
		assert_int_equal(
		    registry_enroll(room->r, &bad, &out, &room->f), -EINVAL);
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		bad = e;
		bad.name = names[i];
		assert_int_equal(
		    registry_enroll(room->r, &bad, &out, &room->f), -EINVAL);
	}
	bad = e;
	bad.next = -1;
	assert_int_equal(
	    registry_enroll(room->r, &bad, &out, &room->f), -EINVAL);
	assert_int_equal(device_list(room, NULL, NULL), 0);
	/* A name that just fits. */
	name[REGISTRY_AUTHENTICATOR_NAME_SIZE - 1] = '\0';
	e.name = name;
	assert_int_equal(registry_enroll(room->r, &e, &out, &room->f), 0);
	assert_string_equal(out.name, name);
}

static void
test_eight_are_all(void **state)
{
	struct room *room = *state;
	struct credmint_otp otp = device_totp();
	struct registry_enrolment e = device_asked(&alice, &otp);
	struct registry_authenticator out;
	int64_t first = device_number(room, &alice, 1);

	for (int i = 2; i <= REGISTRY_AUTHENTICATORS_MAX; i++)
		device_number(room, &alice, i);
	device_number(room, &bob, 1);
	assert_int_equal(registry_enroll(room->r, &e, &out, &room->f), -EDQUOT);
	assert_non_null(strstr(room->f.text, "8 authenticators"));
	assert_int_equal(device_list(room, "alice", NULL), 8);
	/* In the place of another there is room. */
	e.replace = first;
	assert_int_equal(registry_enroll(room->r, &e, &out, &room->f), 0);
	assert_int_equal(device_list(room, "alice", NULL), 8);
	assert_int_equal(registry_authenticator_remove(
			     room->r, "alice", first, "root", &room->f),
	    REGISTRY_NOT_FOUND);
}

static void
test_the_same_seed_is_kept_once(void **state)
{
	struct room *room = *state;
	struct credmint_otp otp = device_totp();
	struct registry_enrolment e = device_asked(&alice, &otp);
	struct registry_authenticator out, last;
	int64_t id = device_enroll(room, &alice, &otp);
	size_t events = room_events(room, NULL);

	e.act = "import";
	e.next = 99;
	e.name = "another";
	assert_int_equal(
	    registry_enroll(room->r, &e, &out, &room->f), REGISTRY_NOT_NEEDED);
	assert_int_equal(out.id, id);
	assert_int_equal(device_list(room, "alice", &last), 1);
	/* Nothing is good again, and nothing forgotten. */
	assert_int_equal(last.next, 1);
	assert_string_equal(last.name, "phone");
	assert_int_equal(room_events(room, NULL), events);
	/* Replacing it by itself would set its counter back. */
	e.replace = id;
	assert_int_equal(
	    registry_enroll(room->r, &e, &out, &room->f), REGISTRY_NOT_NEEDED);
	/* Another account may have it. */
	e = device_asked(&bob, &otp);
	e.act = "import";
	assert_int_equal(registry_enroll(room->r, &e, &out, &room->f), 0);
	device_said(room, "import", "authenticator");
}

/* No kind is taken for the other, nor do both stand beside each other. */
static void
test_a_seed_of_another_kind_is_refused(void **state)
{
	static const struct {
		unsigned type;
		enum credmint_digest digest;
		unsigned digits;
		uint32_t step;
	} kinds[] = {{CREDMINT_HOTP, CREDMINT_SHA1, 6, 0},
	    {CREDMINT_TOTP, CREDMINT_SHA256, 6, 30},
	    {CREDMINT_TOTP, CREDMINT_SHA1, 8, 30},
	    {CREDMINT_TOTP, CREDMINT_SHA1, 6, 60}};
	struct room *room = *state;
	struct credmint_otp otp = device_totp();
	struct registry_authenticator out;
	int64_t id = device_enroll(room, &alice, &otp);
	size_t events = room_events(room, NULL);

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		struct registry_enrolment e = device_asked(&alice, &otp);

		e.act = "import";
		otp.type = kinds[i].type;
		otp.digest = kinds[i].digest;
		otp.digits = kinds[i].digits;
		otp.step = kinds[i].step;
		assert_int_equal(
		    registry_enroll_look(room->r, &e, &out, &room->f), -EEXIST);
		assert_non_null(
		    strstr(room->f.text, "totp, sha1, 6 digits, step 30"));
		assert_non_null(strstr(room->f.text, "remove that one"));
		e.act = "enroll";
		assert_int_equal(
		    registry_enroll(room->r, &e, &out, &room->f), -EEXIST);
		assert_int_equal(out.id, 0);
		e.replace = id;
		assert_int_equal(
		    registry_enroll(room->r, &e, &out, &room->f), -EEXIST);
	}
	assert_int_equal(device_list(room, "alice", &out), 1);
	assert_int_equal(out.id, id);
	assert_int_equal(room_events(room, NULL), events);
}

/* What would come of it is told, and nothing comes of it. */
static void
test_looking_for_a_seed_changes_nothing(void **state)
{
	struct room *room = *state;
	struct credmint_otp otp = device_totp();
	struct registry_enrolment e = device_asked(&alice, &otp);
	struct registry_authenticator out;
	size_t events = room_events(room, NULL);
	int64_t id;

	assert_int_equal(registry_enroll_look(room->r, &e, &out, &room->f), 0);
	assert_int_equal(out.id, 0);
	assert_int_equal(device_list(room, "alice", &out), 0);
	assert_int_equal(room_events(room, NULL), events);
	id = device_enroll(room, &alice, &otp);
	events = room_events(room, NULL);
	e.next = 99;
	assert_int_equal(registry_enroll_look(room->r, &e, &out, &room->f),
	    REGISTRY_NOT_NEEDED);
	assert_int_equal(out.id, id);
	assert_int_equal(out.next, 1);
	assert_int_equal(room_events(room, NULL), events);
	e = device_asked(&bob, &otp);
	assert_int_equal(registry_enroll_look(room->r, &e, &out, &room->f), 0);
	otp.nkey = REGISTRY_SEED_MIN - 1;
	assert_int_equal(
	    registry_enroll_look(room->r, &e, &out, &room->f), -EINVAL);
}

static void
test_replacing_needs_one_of_his_own(void **state)
{
	struct room *room = *state;
	struct credmint_otp otp = device_totp();
	struct registry_enrolment e = device_asked(&alice, &otp);
	struct registry_authenticator out;
	struct registry_event last;
	int64_t his = device_number(room, &bob, 1);
	int64_t old = device_number(room, &alice, 2);

	e.replace = his;
	assert_int_equal(
	    registry_enroll(room->r, &e, &out, &room->f), REGISTRY_NOT_FOUND);
	assert_int_equal(out.id, 0);
	assert_int_equal(device_list(room, NULL, NULL), 2);
	e.replace = old;
	assert_int_equal(registry_enroll(room->r, &e, &out, &room->f), 0);
	assert_int_equal(device_list(room, "alice", NULL), 1);
	(void)room_events(room, &last);
	assert_int_equal(last.code, out.id);
}

static int
stop_at_two(const struct registry_authenticator *a, void *arg)
{
	int *n = arg;

	(void)a;
	return ++*n == 2 ? 7 : 0;
}

static void
test_all_accounts_are_listed_in_pages(void **state)
{
	struct room *room = *state;
	int n = 0;

	for (unsigned i = 0; i < 40; i++) {
		char name[] = {
		    'u', (char)('a' + i % 20), (char)('a' + i / 20), '\0'};
		struct account a = room_account(name, 3000 + i);

		for (int k = 1; k <= 8; k++)
			device_number(room, &a, k);
	}
	assert_int_equal(device_list(room, NULL, NULL), 320);
	assert_int_equal(device_list(room, "uab", NULL), 8);
	assert_int_equal(device_list(room, "nobody", NULL), 0);
	assert_int_equal(
	    registry_authenticators(room->r, NULL, stop_at_two, &n, &room->f),
	    7);
	assert_int_equal(n, 2);
}

static void
test_drift_of_an_enrolment_is_learned_to_the_limit(void **state)
{
	static const struct {
		const char *act;
		unsigned limit;
		int64_t drift, kept;
	} rows[] = {{"enroll", 10, 15, 10}, {"enroll", 10, -15, -10},
	    {"enroll", 10, 3, 3}, {"enroll", 0, -1, 0},
	    {"import", 0, 700, 700}};
	struct room *room = *state;
	struct credmint_otp otp = device_totp();
	struct registry_enrolment e = device_asked(&alice, &otp);
	struct registry_authenticator out;
	unsigned char seed[20];

	otp.key = seed;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memset(seed, (int)i + 1, sizeof(seed));
		room->conf.totp_drift = rows[i].limit;
		room_reopen(room);
		e.act = rows[i].act;
		e.drift = rows[i].drift;
		assert_int_equal(
		    registry_enroll(room->r, &e, &out, &room->f), 0);
		assert_int_equal(out.drift, rows[i].kept);
	}
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_what_is_enrolled_is_listed),
	    TEST(test_defaults_are_those_of_apps),
	    TEST(test_seeds_have_10_to_1024_bytes),
	    TEST(test_what_no_authenticator_has_is_refused),
	    TEST(test_eight_are_all),
	    TEST(test_the_same_seed_is_kept_once),
	    TEST(test_a_seed_of_another_kind_is_refused),
	    TEST(test_looking_for_a_seed_changes_nothing),
	    TEST(test_replacing_needs_one_of_his_own),
	    TEST(test_all_accounts_are_listed_in_pages),
	    TEST(test_drift_of_an_enrolment_is_learned_to_the_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
