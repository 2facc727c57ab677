/* test_recovery - sheets of recovery codes */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "registry/digest.h"
#include "registry/handle.h"
#include "tests/core/clock_fake.h"
#include "tests/registry/device_room.h"

static const struct account alice = ROOM_ALICE, bob = ROOM_BOB;
static char codes[REGISTRY_RECOVERY_MAX][REGISTRY_RECOVERY_SIZE];

static void
issue(struct room *room, const struct account *a, size_t n)
{
	assert_int_equal(
	    registry_recovery_issue(room->r, a, "root", n, codes, &room->f), 0);
}

static int
import(struct room *room, size_t n, const char *const *paper)
{
	return registry_recovery_import(
	    room->r, &alice, "root", n, paper, &room->f);
}

static struct registry_recovery
counted(struct room *room, const char *user)
{
	struct registry_recovery c;

	assert_int_equal(
	    registry_recovery_count(room->r, user, &c, &room->f), 0);
	return c;
}

/* Use a code as a login does; whether it was good. */
static bool
uses(struct room *room, const struct account *a, const char *code)
{
	struct store *s = room->r->store;
	const struct store_authenticator_calls *calls =
	    s->calls->authenticators;
	unsigned char digest[MAC_SIZE];
	struct code_typed typed;
	int64_t account;
	bool done;

	code_read(code, strlen(code), &typed);
	assert_int_equal(s->calls->begin(s, STORE_DURABLE, &room->f), 0);
	assert_int_equal(
	    s->calls->account_find(s, a->name, &account, &room->f), 0);
	digest_recovery(room->r->key, a->name, (int64_t)a->uid,
	    device_beside(room, a->name)->sheet, typed.recovery, digest);
	assert_int_equal(calls->recovery_use(
			     s, account, digest, 7, ROOM_NOW, &done, &room->f),
	    0);
	assert_int_equal(s->calls->commit(s, &room->f), 0);
	return done;
}

static void
test_each_code_of_a_sheet_is_good_once(void **state)
{
	static const size_t sizes[] = {1, 10, 1000};
	struct room *room = *state;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		const unsigned n = (unsigned)sizes[i];

		issue(room, &alice, n);
		assert_int_equal(counted(room, "alice").total, n);
		assert_int_equal(counted(room, "alice").left, n);
		assert_int_equal(counted(room, "alice").issued, ROOM_NOW);
		for (size_t k = 0; k < n; k++) {
			assert_int_equal(strlen(codes[k]), 14);
			assert_int_equal(
			    strspn(codes[k], "BCDFGHJKLMNPQRSTVWXZ-"), 14);
		}
		assert_true(uses(room, &alice, codes[0]));
		assert_false(uses(room, &alice, codes[0]));
		assert_true(n == 1 || uses(room, &alice, codes[n - 1]));
		assert_int_equal(
		    counted(room, "alice").left, n == 1 ? 0 : n - 2);
		assert_int_equal(counted(room, "alice").total, n);
	}
	device_said(room, "recovery", "issued 1000");
}

static int
compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void
test_no_code_comes_twice(void **state)
{
	struct room *room = *state;

	issue(room, &alice, REGISTRY_RECOVERY_MAX);
	qsort(codes, REGISTRY_RECOVERY_MAX, sizeof(codes[0]), compare);
	for (size_t i = 1; i < REGISTRY_RECOVERY_MAX; i++)
		assert_string_not_equal(codes[i - 1], codes[i]);
}

static void
test_a_new_sheet_ends_the_old_one(void **state)
{
	struct room *room = *state;
	char old[REGISTRY_RECOVERY_SIZE];
	const struct credmint_otp otp = device_totp();

	device_enroll(room, &alice, &otp);
	issue(room, &alice, 3);
	memcpy(old, codes[2], sizeof(old));
	issue(room, &alice, 2);
	assert_false(uses(room, &alice, old));
	assert_int_equal(counted(room, "alice").total, 2);
	assert_true(uses(room, &alice, codes[1]));
	/* The authenticator is not touched. */
	assert_int_equal(device_list(room, "alice", NULL), 1);
}

/* A sheet in two steps: until it is kept, the one before is good. */
static void
test_what_was_only_minted_changes_nothing(void **state)
{
	static char fresh[3][REGISTRY_RECOVERY_SIZE];
	struct room *room = *state;
	struct registry_recovery none;

	assert_int_equal(registry_recovery_mint(3, fresh, &room->f), 0);
	assert_int_equal(
	    registry_recovery_count(room->r, "bob", &none, &room->f),
	    REGISTRY_NOT_FOUND);
	issue(room, &alice, 4);
	assert_int_equal(registry_recovery_mint(3, fresh, &room->f), 0);
	assert_true(uses(room, &alice, codes[0]));
	assert_int_equal(counted(room, "alice").left, 3);
	/* What nobody minted is no sheet, and ends none. */
	memcpy(fresh[2], fresh[0], sizeof(fresh[0]));
	assert_int_equal(
	    registry_recovery_keep(room->r, &alice, "root", 3, fresh, &room->f),
	    -EEXIST);
	memcpy(fresh[2], "12345678", 9);
	assert_int_equal(
	    registry_recovery_keep(room->r, &alice, "root", 3, fresh, &room->f),
	    -EINVAL);
	assert_true(uses(room, &alice, codes[1]));
	assert_int_equal(
	    registry_recovery_keep(room->r, &alice, "root", 2, fresh, &room->f),
	    0);
	assert_false(uses(room, &alice, codes[2]));
	assert_true(uses(room, &alice, fresh[0]));
	assert_int_equal(counted(room, "alice").total, 2);
}

/* The digest is bound: what somebody copies in the file opens nothing. */
static void
test_codes_are_good_for_their_account_uid_and_sheet(void **state)
{
	struct room *room = *state;
	const struct account again = room_account("alice", 2000);
	struct registry_recovery none;

	issue(room, &bob, 1);
	device_sql(room, "CREATE TABLE saved AS SELECT * FROM recovery");
	issue(room, &alice, 2);
	assert_false(uses(room, &again, codes[0]));
	assert_false(uses(room, &bob, codes[0]));
	device_sql(room,
	    "INSERT INTO saved SELECT * FROM recovery WHERE account ="
	    " (SELECT id FROM account WHERE name = 'alice');"
	    "UPDATE recovery SET account = 9 - account");
	assert_false(uses(room, &bob, codes[0]));
	issue(room, &alice, 1);
	device_sql(room, "INSERT OR IGNORE INTO recovery SELECT * FROM saved");
	codes[5][0] = '\0';
	assert_true(uses(room, &alice, codes[0]));
	assert_int_equal(
	    registry_recovery_count(room->r, "carol", &none, &room->f),
	    REGISTRY_NOT_FOUND);
	assert_int_equal(none.total, 0);
}

static void
test_r19_a_sheet_sets_the_mark_and_ends_grace(void **state)
{
	const char *const paper[] = {"12345678"};
	struct room *room = *state;
	char code[REGISTRY_CODE_SIZE];

	room_issue(room, &alice, code);
	room_issue(room, &bob, code);
	assert_false(device_beside(room, "alice")->enrolled);
	device_grace(room, "alice");
	device_grace(room, "bob");
	issue(room, &bob, 1);
	assert_true(device_beside(room, "bob")->enrolled);
	assert_false(device_has_grace(room, "bob"));
	assert_false(device_beside(room, "alice")->enrolled);
	assert_true(device_has_grace(room, "alice"));
	assert_int_equal(import(room, 1, paper), 0);
	assert_true(device_beside(room, "alice")->enrolled);
	assert_false(device_has_grace(room, "alice"));
	device_said(room, "import", "recovery codes 1");
}

static void
test_an_import_can_be_repeated(void **state)
{
	const char *const paper[] = {
	    "12345678", "8765-4321", "bcdf ghjk lmnp", "12345678"};
	const char *const more[] = {"12345678", "00000000"};
	struct room *room = *state;
	size_t events;

	assert_int_equal(import(room, 4, paper), 0);
	assert_int_equal(counted(room, "alice").total, 3);
	device_said(room, "import", "recovery codes 3");
	assert_true(uses(room, &alice, "12345678"));
	assert_true(uses(room, &alice, "BCDF-GHJK-LMNP"));
	events = room_events(room, NULL);
	assert_int_equal(import(room, 4, paper), 0);
	assert_int_equal(room_events(room, NULL), events);
	/* What was used stays used. */
	assert_false(uses(room, &alice, "12345678"));
	assert_int_equal(counted(room, "alice").left, 1);
	clock_fake_set(ROOM_NOW + 60, 1060, ROOM_BOOT);
	assert_int_equal(import(room, 2, more), 0);
	assert_int_equal(counted(room, "alice").total, 4);
	assert_int_equal(counted(room, "alice").left, 2);
	assert_int_equal(counted(room, "alice").issued, ROOM_NOW + 60);
	assert_true(uses(room, &alice, "00000000"));
	assert_true(uses(room, &alice, "87654321"));
}

/* What would come of it is told, and nothing comes of it. */
static void
test_looking_for_codes_changes_nothing(void **state)
{
	const char *const paper[] = {
	    "12345678", "8765-4321", "bcdf ghjk lmnp", "12345678"};
	const char *const bad[] = {"1234567"};
	struct room *room = *state;
	struct registry_recovery out;
	const size_t events = room_events(room, NULL);
	unsigned fresh = 9;

	assert_int_equal(
	    registry_recovery_look(room->r, &alice, 4, paper, &fresh, &room->f),
	    0);
	assert_int_equal(fresh, 3);
	assert_int_equal(
	    registry_recovery_count(room->r, "alice", &out, &room->f),
	    REGISTRY_NOT_FOUND);
	assert_int_equal(room_events(room, NULL), events);
	assert_int_equal(import(room, 1, paper), 0);
	assert_int_equal(
	    registry_recovery_look(room->r, &alice, 4, paper, &fresh, &room->f),
	    0);
	assert_int_equal(fresh, 2);
	assert_int_equal(counted(room, "alice").total, 1);
	assert_int_equal(
	    registry_recovery_look(room->r, &alice, 1, bad, &fresh, &room->f),
	    -EINVAL);
	assert_int_equal(fresh, 0);
	issue(room, &alice, 1000);
	assert_int_equal(
	    registry_recovery_look(room->r, &alice, 1, paper, &fresh, &room->f),
	    -EDQUOT);
}

static void
test_what_is_no_code_is_not_imported(void **state)
{
	static const char *const bad[] = {"", "1234567", "123456789",
	    "BCDFGHJK", "BCDFGHJKLMN", "BCDFGHJKLMNPQ", "AEIOUAEIOUAE",
	    "1234567x", "١٢٣٤٥٦٧٨"};
	struct room *room = *state;
	struct registry_recovery none;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const char *const paper[] = {"12345678", bad[i]};

		assert_int_equal(import(room, 2, paper), -EINVAL);
		assert_non_null(strstr(room->f.text, "recovery code 2"));
		assert_true(
		    bad[i][0] == '\0' || strstr(room->f.text, bad[i]) == NULL);
	}
	assert_int_equal(
	    registry_recovery_count(room->r, "alice", &none, &room->f),
	    REGISTRY_NOT_FOUND);
}

static void
test_a_thousand_are_all(void **state)
{
	const char *const paper[] = {"12345678"};
	static const char none[REGISTRY_RECOVERY_SIZE];
	struct room *room = *state;

	assert_int_equal(registry_recovery_issue(
			     room->r, &alice, "root", 0, codes, &room->f),
	    -EINVAL);
	assert_int_equal(registry_recovery_issue(
			     room->r, &alice, "root", 1001, codes, &room->f),
	    -EINVAL);
	assert_int_equal(import(room, 0, paper), -EINVAL);
	issue(room, &alice, 1000);
	assert_int_equal(import(room, 1, paper), -EDQUOT);
	assert_int_equal(counted(room, "alice").total, 1000);
	assert_false(uses(room, &alice, paper[0]));
	/* A sheet that could not be kept is not handed over. */
	device_sql(room, "DROP TABLE recovery");
	assert_int_not_equal(registry_recovery_issue(
				 room->r, &alice, "root", 1, codes, &room->f),
	    0);
	assert_memory_equal(codes[0], none, sizeof(none));
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_each_code_of_a_sheet_is_good_once),
	    TEST(test_no_code_comes_twice),
	    TEST(test_a_new_sheet_ends_the_old_one),
	    TEST(test_what_was_only_minted_changes_nothing),
	    TEST(test_codes_are_good_for_their_account_uid_and_sheet),
	    TEST(test_r19_a_sheet_sets_the_mark_and_ends_grace),
	    TEST(test_an_import_can_be_repeated),
	    TEST(test_looking_for_codes_changes_nothing),
	    TEST(test_what_is_no_code_is_not_imported),
	    TEST(test_a_thousand_are_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
