/* test_damage_numbers - a number that no registry comes to is damage */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "registry/store.h"
#include "tests/registry/room.h"

static void
run_sql(const struct room *room, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(room->conf.registry, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* What cannot be read is said to be damaged, and no login is let in. */
static void
refuses(struct room *room, const struct account *a)
{
	struct registry_login login = room_login(a->name, a);

	room->f.text[0] = '\0';
	assert_int_equal(registry_attempt(room->r, &login, &room->f), -EBADMSG);
	assert_non_null(strstr(room->f.text, "the registry is damaged"));
	assert_false(login.counted);
}

static void
set(const struct room *room, const char *column, int64_t value)
{
	char sql[160];

	(void)snprintf(
	    sql, sizeof(sql), "UPDATE %s = %lld", column, (long long)value);
	run_sql(room, sql);
}

static void
test_numbers_at_their_end_are_damage_and_no_wrap(void **state)
{
	static const struct {
		const char *column;
		int64_t usual;
	} of[] = {{"meta SET turn", 7}, {"meta SET next_account", 9},
	    {"meta SET next_credential", 9}, {"meta SET lost", 0},
	    {"account SET id", 1}};
	static const int64_t ends[] = {
	    INT64_MAX, INT64_MAX - 1, INT64_MAX / 2, STORE_NUMBER_MAX + 1};
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE];

	room_issue(room, &alice, code);
	for (size_t i = 0; i < sizeof(of) / sizeof(of[0]); i++) {
		for (size_t k = 0; k < sizeof(ends) / sizeof(ends[0]); k++) {
			set(room, of[i].column, ends[k]);
			refuses(room, &alice);
		}
		set(room, of[i].column, of[i].usual);
	}
	/* Nothing of it was written down. */
	assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
}

/* The largest there is counts on, as far as damage. */
static void
test_largest_number_is_no_overflow(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);
	char code[REGISTRY_CODE_SIZE];

	room_issue(room, &alice, code);
	set(room, "meta SET turn", STORE_NUMBER_MAX - 2);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
	assert_int_equal(registry_attempt(room->r, &login, &room->f), 0);
	refuses(room, &alice);
	set(room, "meta SET turn", 7);
	set(room, "account SET id", STORE_NUMBER_MAX);
	refuses(room, &alice);
}

/* Housekeeping moves the turn as well. */
static void
test_damage_is_refused_when_the_log_begins_anew(void **state)
{
	struct room *room = *state;

	set(room, "meta SET turn", INT64_MAX);
	assert_true(registry_checkpoint(room->r, &room->f) <= 0);
	registry_close(room->r);
	room->r = NULL;
	set(room, "meta SET turn", 7);
	assert_int_equal(registry_open(&room->r, &room->conf, &room->f), 0);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_numbers_at_their_end_are_damage_and_no_wrap),
	    TEST(test_largest_number_is_no_overflow),
	    TEST(test_damage_is_refused_when_the_log_begins_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
