/* test_tidy - housekeeping: what is dead or old goes, in batches */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "registry/handle.h"
#include "registry/look.h"
#include "tests/core/clock_fake.h"
#include "tests/registry/room.h"

#define DAY (24LL * 60 * 60)
/* More than two batches. */
#define MANY 1100

/* Rows of a table, seen by another. */
static int
rows(const struct room *room, const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *stmt = NULL;
	int n = -1;

	assert_int_equal(sqlite3_open_v2(room->conf.registry, &db,
			     SQLITE_OPEN_READONLY, NULL),
	    SQLITE_OK);
	assert_int_equal(
	    sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	n = sqlite3_column_int(stmt, 0);
	sqlite3_finalize(stmt);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return n;
}

/* Have so many events given up, ever. */
static void
lose(const struct room *room, int n)
{
	char sql[64];
	sqlite3 *db;

	(void)snprintf(sql, sizeof(sql), "UPDATE meta SET lost = %d", n);
	assert_int_equal(sqlite3_open_v2(room->conf.registry, &db,
			     SQLITE_OPEN_READWRITE, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void
issue_many(struct room *room)
{
	char code[REGISTRY_CODE_SIZE], name[16];

	for (unsigned i = 0; i < MANY; i++) {
		struct account a;

		(void)snprintf(name, sizeof(name), "user%u", i);
		a = room_account(name, 3000 + i);
		(void)room_issue(room, &a, code);
	}
}

static void
r08_dead_and_old_rows_go(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account bob = room_account("bob", 1001);
	char code[REGISTRY_CODE_SIZE];
	unsigned long commits;
	int64_t id;

	issue_many(room);
	id = room_reset(room, &bob, "a hash");
	assert_int_equal(registry_temporary_end(room->r, id,
			     REGISTRY_TEMPORARY_USED, "", &room->f),
	    0);
	id = room_reset(room, &alice, "a hash");
	assert_int_equal(registry_temporary_end(room->r, id,
			     REGISTRY_TEMPORARY_LOCKED, "", &room->f),
	    0);
	clock_fake_pass(DAY);
	assert_int_equal(registry_tidy(room->r, &room->f), 0);
	assert_int_equal(
	    rows(room, "SELECT count(*) FROM credential"), MANY + 1);
	/* Their lives are over, and the day that they are kept for. */
	clock_fake_pass(901);
	commits = room->r->store->cost.commits;
	assert_int_equal(registry_tidy(room->r, &room->f), 0);
	assert_int_equal(rows(room, "SELECT count(*) FROM credential"), 1);
	assert_in_range(room->r->store->cost.commits - commits, 4, 6);
	assert_true(rows(room, "SELECT count(*) FROM event") > MANY);
	clock_fake_pass(room->conf.event_age);
	room_issue(room, &alice, code);
	assert_int_equal(registry_tidy(room->r, &room->f), 0);
	assert_int_equal(rows(room, "SELECT count(*) FROM event"), 1);
	assert_int_equal(rows(room, "SELECT count(*) FROM credential"), 2);
}

static void
r08_more_events_than_are_kept_go(void **state)
{
	struct room *room = *state;

	issue_many(room);
	room->r->conf.event_rows = 10;
	assert_int_equal(registry_tidy(room->r, &room->f), 0);
	assert_int_equal(rows(room, "SELECT count(*) FROM event"), 10);
}

/* What it did is in the file, not in the log beside it. */
static void
test_log_is_written_back(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE], copy[CONF_PATH_SIZE + 32];
	sqlite3 *db;
	sqlite3_stmt *stmt = NULL;

	room_issue(room, &alice, code);
	assert_int_equal(registry_tidy(room->r, &room->f), 0);
	/* Without its log. */
	(void)snprintf(
	    copy, sizeof(copy), "file:%s?immutable=1", room->conf.registry);
	assert_int_equal(sqlite3_open_v2(copy, &db,
			     SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL),
	    SQLITE_OK);
	assert_int_equal(
	    sqlite3_prepare_v2(
		db, "SELECT count(*) FROM credential", -1, &stmt, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	assert_int_equal(sqlite3_column_int(stmt, 0), 1);
	sqlite3_finalize(stmt);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void
test_nothing_to_do_is_little_work(void **state)
{
	struct room *room = *state;
	unsigned long commits = room->r->store->cost.commits;

	assert_int_equal(registry_tidy(room->r, &room->f), 0);
	/* One look, and the log begun anew. */
	assert_int_equal(room->r->store->cost.commits - commits, 2);
}

static struct registry_health
health(struct room *room)
{
	struct registry_health out;

	assert_int_equal(registry_health(room->r, &out, &room->f), 0);
	return out;
}

/* When it was, by the time that never runs back. */
static void
test_its_time_is_kept(void **state)
{
	struct room *room = *state;
	struct registry_health h = health(room);

	assert_int_equal(h.made, ROOM_NOW);
	assert_int_equal(h.swept, 0);
	clock_fake_pass(600);
	assert_int_equal(registry_tidy(room->r, &room->f), 0);
	room_reopen(room);
	assert_int_equal(health(room).swept, ROOM_NOW + 600);
	clock_fake_pass(60);
	h = health(room);
	assert_int_equal(h.now - h.swept, 60);
	assert_int_equal(h.made, ROOM_NOW);
	clock_fake_set(ROOM_NOW - 6540, 1660, ROOM_BOOT);
	assert_int_equal(registry_tidy(room->r, &room->f), 0);
	h = health(room);
	assert_int_equal(h.swept, ROOM_NOW + 660);
	assert_int_equal(h.now, h.swept);
}

/* Where an administrator sets the time right it stays as long ago. */
static void
test_its_time_follows_the_clock(void **state)
{
	struct room *room = *state;
	struct registry_health h;
	unsigned killed;

	assert_int_equal(registry_tidy(room->r, &room->f), 0);
	clock_fake_set(ROOM_NOW + 9000, 1600, ROOM_BOOT);
	assert_int_equal(registry_clock_accept(room->r, "root", &room->f), 0);
	h = health(room);
	assert_int_equal(h.now, ROOM_NOW + 9000);
	assert_int_equal(h.now - h.swept, 600);
	clock_fake_set(ROOM_NOW + 700, 1700, ROOM_BOOT);
	assert_int_equal(
	    registry_clock_reset(room->r, "root", &killed, &room->f), 0);
	h = health(room);
	assert_int_equal(h.now, ROOM_NOW + 700);
	assert_int_equal(h.now - h.swept, 700);
	/* While a jump waits it goes by the clock. */
	clock_fake_set(ROOM_NOW + 9000, 1800, ROOM_BOOT);
	assert_int_equal(registry_tidy(room->r, &room->f), 0);
	assert_int_equal(health(room).swept, ROOM_NOW + 9000);
	clock_fake_set(ROOM_NOW + 9060, 1860, ROOM_BOOT);
	assert_int_equal(registry_clock_accept(room->r, "root", &room->f), 0);
	assert_true(health(room).swept <= ROOM_NOW + 9060);
}

/* What was given up is counted for ever, and told of once. */
static void
r06_lost_events_are_told_of_once(void **state)
{
	static const char sql[] =
	    "SELECT count(*) FROM event WHERE act = 'events'";
	struct room *room = *state;
	struct registry_health h;

	assert_int_equal(registry_tidy(room->r, &room->f), 0);
	assert_int_equal(rows(room, sql), 0);
	lose(room, 3);
	h = health(room);
	assert_int_equal(h.lost, 3);
	assert_int_equal(h.untold, 3);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(registry_tidy(room->r, &room->f), 0);
		h = health(room);
		assert_int_equal(h.lost, 3);
		assert_int_equal(h.untold, 0);
		assert_int_equal(rows(room, sql), 1);
	}
	assert_int_equal(rows(room,
			     "SELECT outcome = 'given up 3' FROM event"
			     " WHERE act = 'events'"),
	    1);
	clock_fake_pass(3600);
	lose(room, 5);
	assert_int_equal(health(room).untold, 2);
	assert_int_equal(registry_tidy(room->r, &room->f), 0);
	assert_int_equal(rows(room, sql), 2);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(r08_dead_and_old_rows_go),
	    TEST(r08_more_events_than_are_kept_go),
	    TEST(test_log_is_written_back),
	    TEST(test_nothing_to_do_is_little_work),
	    TEST(test_its_time_is_kept),
	    TEST(test_its_time_follows_the_clock),
	    TEST(r06_lost_events_are_told_of_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
