/* test_bounds - strangers and time do not make a registry grow */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "registry/handle.h"
#include "registry/sqlite.h"
#include "tests/core/clock_fake.h"
#include "tests/registry/room.h"

#define DAY (24 * 60 * 60)
#define STRANGERS 10000

static int64_t
rows(const struct room *room, const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *stmt;
	int64_t n;

	assert_int_equal(sqlite3_open(room->conf.registry, &db), SQLITE_OK);
	assert_int_equal(
	    sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	n = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return n;
}

/* One login of a stranger, who also asks for a code. */
static void
stranger(struct room *room, unsigned i)
{
	char name[32] = "", rhost[64], code[REGISTRY_CODE_SIZE];
	struct registry_login login = room_login(name, NULL);
	int64_t expires;

	(void)snprintf(name, sizeof(name), "stranger%u", i);
	(void)snprintf(
	    rhost, sizeof(rhost), "2001:db8:%x:%x::1", i >> 8, i & 255);
	login.rhost = rhost;
	if (i % 10 == 0)
		assert_int_equal(
		    registry_deliver(room->r, &login, code, &expires, &room->f),
		    REGISTRY_NOT_SENT);
	assert_int_equal(room_answer(room, &login, "BCDF-GHJK"), REGISTRY_NO);
}

static void
test_r08_names_and_sources_have_4096_buckets_and_get_no_more(void **state)
{
	static const char attempts[] = "SELECT count(*) FROM attempt";
	static const char sources[] = "SELECT count(*) FROM source";
	struct room *room = *state;

	assert_int_equal(STORE_BUCKETS, 4096);
	assert_int_equal(rows(room, attempts), 4096);
	assert_int_equal(rows(room, sources), 4096);
	for (unsigned i = 0; i < 300; i++)
		stranger(room, i);
	assert_int_equal(rows(room, attempts), 4096);
	assert_int_equal(rows(room, sources), 4096);
	assert_int_equal(rows(room, "SELECT count(*) FROM account"), 0);
	assert_int_equal(rows(room, "SELECT count(*) FROM credential"), 0);
}

static int
count_event(const struct registry_event *e, void *arg)
{
	(void)e;
	(*(size_t *)arg)++;
	return 0;
}

/*
 * A log of many about others: each page that looks for one user is a short
 * read, and what lies behind the others, and behind a gap, is found.
 */
static void
test_r08_no_page_of_the_log_reads_for_long(void **state)
{
	static const char sql[] =
	    "WITH RECURSIVE n (i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n"
	    " WHERE i < 200000) INSERT INTO event SELECT i, 0, 0, 1, 0,"
	    " 'login', 'no: wrong', 'bob', 'sshd', 'local', '' FROM n;"
	    "INSERT INTO event VALUES (900000000, 0, 0, 1, 0, 'login',"
	    " 'no: wrong', 'alice', 'sshd', 'local', '')";
	struct room *room = *state;
	struct registry_filter filter = {.user = "alice"};
	struct sqlite *s = (struct sqlite *)room->r->store;
	int steps, runs;
	size_t n = 0;
	sqlite3 *db;

	assert_int_equal(sqlite3_open(room->conf.registry, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	assert_int_equal(
	    registry_events(room->r, &filter, count_event, &n, &room->f), 0);
	assert_int_equal(n, 1);
	steps = sqlite3_stmt_status(
	    s->stmt[SQL_EVENT_PAGE], SQLITE_STMTSTATUS_VM_STEP, 0);
	runs = sqlite3_stmt_status(
	    s->stmt[SQL_EVENT_PAGE], SQLITE_STMTSTATUS_RUN, 0);
	assert_in_range(runs, 200000 / 16384, 200000 / 16384 + 3);
	assert_in_range(steps / runs, 1, 16384 * 20);
	n = 0;
	filter.user = NULL;
	assert_int_equal(
	    registry_events(room->r, &filter, count_event, &n, &room->f), 0);
	assert_int_equal(n, 200000 - 9 + 2);
}

static void
test_r08_ten_thousand_strangers_leave_only_limited_events(void **state)
{
	struct room *room = *state;
	long long before, middle = 0;

	room->conf.event_rows = 1000;
	room_reopen(room);
	before = room_size(room);
	for (unsigned i = 0; i < STRANGERS; i++) {
		stranger(room, i);
		/* Logins are processes of their own. */
		if (i % 20 == 0)
			room_reopen(room);
		if (i == STRANGERS / 2)
			middle = room_size(room);
	}
	assert_int_equal(rows(room, "SELECT count(*) FROM event"), 1000);
	assert_int_equal(rows(room, "SELECT count(*) FROM account"), 0);
	assert_int_equal(rows(room, "SELECT count(*) FROM credential"), 0);
	assert_int_equal(rows(room, "SELECT count(*) FROM attempt"), 4096);
	assert_int_equal(rows(room, "SELECT count(*) FROM source"), 4096);
	assert_false(room_holds(room, "stranger"));
	assert_true(room_size(room) - middle < 256 * 1024);
	assert_true(room_size(room) - before < 5 * 1024 * 1024);
}

static void
test_r08_log_is_kept_short(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE];

	for (int i = 0; i < 600; i++) {
		room_issue(room, &alice, code);
		assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
		if (i % 3 == 0)
			room_reopen(room);
	}
	/* 4 MiB kept, and what comes until somebody closes. */
	assert_true(room_size(room) < 15 * 1024 * 1024);
}

static void
test_r08_dead_codes_are_removed_after_a_day(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE];

	for (int i = 0; i < 40; i++) {
		room_issue(room, &alice, code);
		assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
	}
	room_issue(room, &alice, code);
	assert_int_equal(rows(room, "SELECT count(*) FROM credential"), 41);
	clock_fake_set(ROOM_NOW + DAY - 1, 10, "the next boot");
	room_issue(room, &alice, code);
	assert_int_equal(rows(room, "SELECT count(*) FROM credential"), 42);
	clock_fake_pass(1);
	room_issue(room, &alice, code);
	assert_int_equal(rows(room, "SELECT count(*) FROM credential"), 27);
	room_issue(room, &alice, code);
	room_issue(room, &alice, code);
	/* The one that expired unseen goes a day after its end. */
	assert_int_equal(rows(room, "SELECT count(*) FROM credential"), 5);
	clock_fake_pass(900);
	room_issue(room, &alice, code);
	assert_int_equal(
	    rows(room, "SELECT count(*) FROM credential WHERE id = 41"), 0);
}

static void
test_r07_clock_set_far_ahead_removes_no_code(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE], other[REGISTRY_CODE_SIZE];

	room_issue(room, &alice, code);
	clock_fake_set(ROOM_NOW + 365LL * DAY, 1010, ROOM_BOOT);
	for (int i = 0; i < 5; i++)
		room_issue(room, &alice, other);
	clock_fake_set(ROOM_NOW + 20, 1020, ROOM_BOOT);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_r08_names_and_sources_have_4096_buckets_and_get_no_more),
	    TEST(test_r08_no_page_of_the_log_reads_for_long),
	    TEST(test_r08_ten_thousand_strangers_leave_only_limited_events),
	    TEST(test_r08_log_is_kept_short),
	    TEST(test_r08_dead_codes_are_removed_after_a_day),
	    TEST(test_r07_clock_set_far_ahead_removes_no_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
