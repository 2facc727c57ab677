/* test_recovery_login - logins by codes of a recovery sheet */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "registry/handle.h"
#include "registry/recovery.h"
#include "tests/core/clock_fake.h"
#include "tests/registry/shown.h"

#define SHEET 5

static const struct account alice = ROOM_ALICE;
static char code[SHEET][REGISTRY_RECOVERY_SIZE];

static struct registry_login
begin(struct room *room)
{
	assert_int_equal(registry_recovery_issue(
			     room->r, &alice, "root", SHEET, code, &room->f),
	    0);
	return shown_begin(room, &alice);
}

static void
test_each_is_good_once_and_the_rest_is_told(void **state)
{
	struct room *room = *state;
	struct registry_login login = begin(room);
	struct registry_recovery count;

	for (unsigned i = 0; i < SHEET; i++) {
		assert_int_equal(
		    room_answer(room, &login, code[i]), REGISTRY_YES);
		assert_int_equal(login.used, REGISTRY_USED_RECOVERY);
		assert_int_equal(login.recovery_left, SHEET - 1 - i);
		clock_fake_pass(1);
		SAYS(&login, code[i], USED);
		assert_int_equal(
		    registry_recovery_count(room->r, "alice", &count, &room->f),
		    0);
		assert_int_equal(count.left, SHEET - 1 - i);
	}
	for (unsigned i = 0; i < SHEET; i++)
		SAYS(&login, code[i], USED);
	SAYS(&login, "BBBB-BBBB-BBBB", "no: no live code");
}

static void
test_letters_are_read_as_people_write_them(void **state)
{
	struct room *room = *state;
	struct registry_login login = begin(room);
	char text[32];

	for (size_t i = 0; i <= 14; i++)
		text[i] =
		    (char)(code[0][i] >= 'A' ? code[0][i] + 32 : code[0][i]);
	text[4] = ' ';
	text[9] = '\t';
	SAYS(&login, "BBBB-BBBB-BBBB", WRONG);
	/* 8 letters of it are another code's shape. */
	memcpy(text + 16, code[1], 9);
	text[25] = '\0';
	SAYS(&login, text + 16, WRONG);
	SAYS(&login, text, SHOWN_YES);
}

static void
test_codes_from_elsewhere_are_good_once(void **state)
{
	static const char *const digits[] = {"12345678", "00000000"};
	struct room *room = *state;
	struct registry_login login = begin(room);

	assert_int_equal(registry_recovery_import(
			     room->r, &alice, "root", 2, digits, &room->f),
	    0);
	SAYS(&login, "1234 5678", SHOWN_YES);
	SAYS(&login, "12345678", USED);
	SAYS(&login, "00000000", SHOWN_YES);
	SAYS(&login, code[0], SHOWN_YES);
	/* Again: what was used stays so. */
	assert_int_equal(registry_recovery_import(
			     room->r, &alice, "root", 2, digits, &room->f),
	    0);
	SAYS(&login, "12345678", USED);
	SAYS(&login, "123456", WRONG);
}

static void
test_new_sheet_ends_the_one_before(void **state)
{
	struct room *room = *state;
	char old[REGISTRY_RECOVERY_SIZE];
	struct registry_login login = begin(room);

	memcpy(old, code[0], sizeof(old));
	login = begin(room);
	SAYS(&login, old, WRONG);
	SAYS(&login, code[0], SHOWN_YES);
}

static void
test_clock_set_back_revives_none(void **state)
{
	struct room *room = *state;
	struct registry_login login = begin(room);

	clock_fake_pass(1800);
	SAYS(&login, code[0], SHOWN_YES);
	clock_fake_set(ROOM_NOW - 100, 10, ROOM_BOOT);
	SAYS(&login, code[0], USED);
}

static void
test_r09_used_meanwhile_is_not_counted(void **state)
{
	struct room *room = *state;
	struct registry_login login = begin(room), late[5];
	enum registry_verdict verdict;

	room->r->conf.deny = 5;
	for (size_t k = 0; k < 5; k++) {
		late[k] = login;
		assert_int_equal(
		    registry_attempt(room->r, &late[k], &room->f), 0);
	}
	for (size_t k = 0; k < 5; k++) {
		assert_int_equal(registry_decide(room->r, &late[k], code[0],
				     strlen(code[0]), &verdict, &room->f),
		    0);
		assert_int_equal(verdict, k == 0 ? REGISTRY_YES : REGISTRY_NO);
		assert_string_equal(room_outcome(room),
		    k == 0 ? SHOWN_YES : "no: used meanwhile");
	}
	for (size_t k = 0; k < 4; k++)
		SAYS(&login, code[0], USED);
	SAYS(&login, code[1], SHOWN_YES);
	for (size_t k = 0; k < 5; k++)
		SAYS(&login, code[1], USED);
	SAYS(&login, code[2], "no: locked");
	clock_fake_pass(601);
	SAYS(&login, code[2], SHOWN_YES);
}

static void
test_r20_another_uid_is_dead(void **state)
{
	struct room *room = *state;
	struct registry_login login = begin(room), other;
	struct account moved = room_account("alice", 2000);

	other = room_login("alice", &moved);
	SAYS(&other, code[0], WRONG);
	other = room_login("alice", NULL);
	SAYS(&other, code[0], "no: unknown");
	SAYS(&login, code[0], SHOWN_YES);
}

static void
test_r05_claimed_login_takes_it(void **state)
{
	struct room *room = *state;
	struct registry_login login = begin(room);

	login.claimed = true;
	login.asker = 1000;
	SAYS(&login, code[0], SHOWN_YES);
	SAYS(&login, code[0], USED);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_each_is_good_once_and_the_rest_is_told),
	    TEST(test_letters_are_read_as_people_write_them),
	    TEST(test_codes_from_elsewhere_are_good_once),
	    TEST(test_new_sheet_ends_the_one_before),
	    TEST(test_clock_set_back_revives_none),
	    TEST(test_r09_used_meanwhile_is_not_counted),
	    TEST(test_r20_another_uid_is_dead),
	    TEST(test_r05_claimed_login_takes_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
