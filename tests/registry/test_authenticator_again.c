/*
 * test_authenticator_again - what was used stays used, whatever is enrolled or
 * imported again
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/mac.h"
#include "registry/handle.h"
#include "tests/registry/device_room.h"
#include "tests/registry/shown.h"

static const struct account alice = ROOM_ALICE;

static int
enroll(struct room *room, unsigned digest, const void *key, size_t n)
{
	struct credmint_otp otp = device_hotp();
	struct registry_enrolment e = device_asked(&alice, &otp);
	struct registry_authenticator out;

	otp.digest = digest;
	otp.key = key;
	otp.nkey = n;
	e.next = 0;
	e.act = "import";
	return registry_enroll(room->r, &e, &out, &room->f);
}

/* A seed with NULs behind it, and a long one and its digest. */
static void
test_a_seed_written_otherwise_is_the_same(void **state)
{
	static const unsigned char seed[64] = "12345678901234567890";
	unsigned char key[200], digest[MAC_SIZE];
	struct room *room = *state;

	assert_int_equal(enroll(room, CREDMINT_SHA256, seed, 20), 0);
	assert_int_equal(
	    enroll(room, CREDMINT_SHA256, seed, 20), REGISTRY_NOT_NEEDED);
	assert_int_equal(
	    enroll(room, CREDMINT_SHA256, seed, 21), REGISTRY_NOT_NEEDED);
	assert_int_equal(
	    enroll(room, CREDMINT_SHA256, seed, 64), REGISTRY_NOT_NEEDED);
	assert_int_equal(enroll(room, CREDMINT_SHA256, seed, 19), 0);
	memset(key, 0x5a, sizeof(key));
	mac_sha256(key, sizeof(key), digest);
	assert_int_equal(enroll(room, CREDMINT_SHA256, key, sizeof(key)), 0);
	assert_int_equal(
	    enroll(room, CREDMINT_SHA256, digest, 32), REGISTRY_NOT_NEEDED);
	/* By whichever digest it comes, though its codes are others then. */
	assert_int_equal(
	    enroll(room, CREDMINT_SHA512, key, sizeof(key)), -EEXIST);
	/* It is no key of the others' so. */
	memset(key, 0x5b, sizeof(key));
	mac_sha256(key, sizeof(key), digest);
	assert_int_equal(enroll(room, CREDMINT_SHA512, key, sizeof(key)), 0);
	assert_int_equal(enroll(room, CREDMINT_SHA512, digest, 32), 0);
}

static enum registry_verdict
answer(struct room *room, const char *typed)
{
	struct registry_login login = room_login("alice", &alice);

	return room_answer(room, &login, typed);
}

/* By every act that removes, of the very file that it came from. */
static void
test_a_removed_one_comes_back_where_it_was(void **state)
{
	struct room *room = *state;
	struct shown s;
	unsigned n;

	shown_make(&s, CREDMINT_HOTP, 2);
	shown_enroll(room, &alice, &s, 0, 0);
	for (int64_t i = 0; i < 4; i++) {
		int rc = i % 2 == 0 ? registry_authenticator_remove(room->r,
					  "alice", s.id, "root", &room->f)
				    : registry_authenticator_remove_all(room->r,
					  "alice", "root", &n, &room->f);

		assert_int_equal(rc, 0);
		assert_int_equal(device_list(room, "alice", NULL), 0);
		shown_enroll(room, &alice, &s, 0, 0);
		if (i > 0)
			assert_int_equal(
			    answer(room, shown_at(&s, i - 1)), REGISTRY_NO);
		assert_int_equal(answer(room, shown_at(&s, i)), REGISTRY_YES);
		assert_int_equal(answer(room, shown_at(&s, i)), REGISTRY_NO);
	}
	assert_int_equal(shown_row(room, &s).next, 4);
}

/* Another's, or one counted otherwise, is another one. */
static void
test_a_removed_one_is_its_accounts_alone(void **state)
{
	const struct account bob = room_account("bob", 1001);
	struct room *room = *state;
	struct shown s;

	shown_make(&s, CREDMINT_HOTP, 2);
	shown_enroll(room, &alice, &s, 100, 0);
	assert_int_equal(registry_authenticator_remove(
			     room->r, "alice", s.id, "root", &room->f),
	    0);
	assert_false(room_holds(room, "phone"));
	shown_enroll(room, &bob, &s, 3, 0);
	assert_int_equal(shown_row(room, &s).next, 3);
	s.otp.type = CREDMINT_TOTP;
	shown_enroll(room, &alice, &s, 5, 0);
	assert_int_equal(shown_row(room, &s).next, 5);
}

/* The newest 32 of an account. */
static void
test_removed_ones_are_bounded(void **state)
{
	struct room *room = *state;
	struct shown s;

	for (unsigned char i = 0; i < 34; i++) {
		shown_make(&s, CREDMINT_HOTP, i);
		shown_enroll(room, &alice, &s, 100, 0);
		assert_int_equal(registry_authenticator_remove(
				     room->r, "alice", s.id, "root", &room->f),
		    0);
	}
	shown_make(&s, CREDMINT_HOTP, 1);
	shown_enroll(room, &alice, &s, 0, 0);
	assert_int_equal(shown_row(room, &s).next, 0);
	shown_make(&s, CREDMINT_HOTP, 2);
	shown_enroll(room, &alice, &s, 0, 0);
	assert_int_equal(shown_row(room, &s).next, 100);
}

/* ... that were removed, whenever they were enrolled. */
static void
test_the_last_removed_is_remembered(void **state)
{
	struct room *room = *state;
	static struct shown first, s;

	shown_make(&first, CREDMINT_HOTP, 200);
	shown_enroll(room, &alice, &first, 0, 0);
	assert_int_equal(answer(room, shown_at(&first, 0)), REGISTRY_YES);
	for (unsigned char i = 0; i < 32; i++) {
		shown_make(&s, CREDMINT_HOTP, i);
		shown_enroll(room, &alice, &s, 100, 0);
		assert_int_equal(registry_authenticator_remove(
				     room->r, "alice", s.id, "root", &room->f),
		    0);
	}
	assert_int_equal(registry_authenticator_remove(
			     room->r, "alice", first.id, "root", &room->f),
	    0);
	shown_enroll(room, &alice, &first, 0, 0);
	assert_int_equal(shown_row(room, &first).next, 1);
	assert_int_equal(answer(room, shown_at(&first, 0)), REGISTRY_NO);
	/* The one removed first is the one that was forgotten. */
	shown_make(&s, CREDMINT_HOTP, 1);
	shown_enroll(room, &alice, &s, 0, 0);
	assert_int_equal(shown_row(room, &s).next, 100);
	shown_make(&s, CREDMINT_HOTP, 0);
	shown_enroll(room, &alice, &s, 0, 0);
	assert_int_equal(shown_row(room, &s).next, 0);
}

/* The account was made anew, with another uid or, twice, with the same. */
static void
test_a_used_code_stays_used_for_another_uid(void **state)
{
	static const char *const paper[] = {"12345678"};
	const uid_t uids[] = {2000, 1000, 2000};
	struct room *room = *state;

	room->r->conf.deny = room->r->conf.deny_user = 0;
	assert_int_equal(registry_recovery_import(
			     room->r, &alice, "root", 1, paper, &room->f),
	    0);
	assert_int_equal(answer(room, paper[0]), REGISTRY_YES);
	for (size_t i = 0; i < sizeof(uids) / sizeof(*uids); i++) {
		const struct account again = room_account("alice", uids[i]);
		struct registry_login login = room_login("alice", &again);

		assert_int_equal(registry_recovery_import(room->r, &again,
				     "root", 1, paper, &room->f),
		    0);
		assert_int_equal(
		    room_answer(room, &login, paper[0]), REGISTRY_NO);
	}
}

static void
test_a_used_code_of_a_file_never_comes_back(void **state)
{
	static const char *const paper[] = {"48151623", "42481516"};
	static char codes[2][REGISTRY_RECOVERY_SIZE];
	struct registry_recovery have;
	struct room *room = *state;
	unsigned n;

	room->r->conf.deny = room->r->conf.deny_user = 0;
	assert_int_equal(registry_recovery_import(
			     room->r, &alice, "root", 2, paper, &room->f),
	    0);
	assert_int_equal(answer(room, paper[0]), REGISTRY_YES);
	for (int i = 0; i < 3; i++) {
		if (i < 2)
			assert_int_equal(
			    registry_recovery_issue(
				room->r, &alice, "root", 2, codes, &room->f),
			    0);
		else
			assert_int_equal(
			    registry_authenticator_remove_all(
				room->r, "alice", "root", &n, &room->f),
			    0);
		assert_int_equal(answer(room, paper[1]), REGISTRY_NO);
		assert_int_equal(registry_recovery_import(room->r, &alice,
				     "root", 2, paper, &room->f),
		    0);
		assert_int_equal(answer(room, paper[0]), REGISTRY_NO);
		assert_int_equal(
		    registry_recovery_count(room->r, "alice", &have, &room->f),
		    0);
		assert_int_equal(have.total, i < 2 ? 3 : 1);
		assert_int_equal(have.left, have.total);
	}
	/* The other one was not used, until now. */
	assert_int_equal(answer(room, paper[1]), REGISTRY_YES);
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_a_seed_written_otherwise_is_the_same),
	    TEST(test_a_removed_one_comes_back_where_it_was),
	    TEST(test_a_removed_one_is_its_accounts_alone),
	    TEST(test_removed_ones_are_bounded),
	    TEST(test_the_last_removed_is_remembered),
	    TEST(test_a_used_code_stays_used_for_another_uid),
	    TEST(test_a_used_code_of_a_file_never_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
