/* test_pages - how long a full registry is held at a time */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "tests/registry/room.h"

/* Of processor time: a busy machine makes it no longer. */
#define READ_MS 100
#define WRITE_MS 1000

/* As many events as are kept, and codes of a large site, half of them dead. */
static const char rows[] =
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL"
    " SELECT i + 1 FROM n WHERE i < 100000)"
    " INSERT INTO event (at, last, count, code, act, outcome, user, service,"
    " source, actor) SELECT 1767225600, 1767225600, 1, 0, 'login',"
    " 'no: wrong', 'user' || (i % 1000), 'sshd', '192.0.2.' || (i % 250), ''"
    " FROM n;"
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL"
    " SELECT i + 1 FROM n WHERE i < 20000)"
    " INSERT INTO account (id, name, key_id)"
    " SELECT 9 + i, 'user' || i, zeroblob(8) FROM n;"
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL"
    " SELECT i + 1 FROM n WHERE i < 100000)"
    " INSERT INTO credential (id, account, uid, kind, state, uses, turn,"
    " issued, not_before, expires, gone, claimed, key_id, digest, service,"
    " networks, issuer) SELECT 100 + i, 10 + i % 20000, 1000, 1,"
    " CASE WHEN i < 50000 THEN 3 ELSE 1 END, 1, 0, 1767225600, 0,"
    " 1767229200, 1767315600, 0, zeroblob(8), zeroblob(32), '', '', 'root'"
    " FROM n;"
    "UPDATE meta SET next_account = 30000, next_credential = 200000;";

static int
fill(void **state)
{
	struct room *room;
	sqlite3 *db;
	char *error = NULL;

	if (room_setup(state) != 0)
		return -1;
	room = *state;
	assert_int_equal(sqlite3_open(room->conf.registry, &db), SQLITE_OK);
	if (sqlite3_exec(db, rows, NULL, NULL, &error) != SQLITE_OK)
		fail_msg("%s", error);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return 0;
}

static double
used_ms(clock_t since)
{
	return (double)(clock() - since) * 1000 / CLOCKS_PER_SEC;
}

static void
quick(const char *what, clock_t since, double limit)
{
	double ms = used_ms(since);

	if (ms > limit)
		fail_msg("%s took %.0f ms", what, ms);
}

struct reading {
	clock_t since; /* the last page began */
	unsigned n;
};

/* Only the first row of a page comes after a read. */
static void
one_more(struct reading *r)
{
	quick("a page", r->since, READ_MS);
	r->n++;
	r->since = clock();
}

static int
event(const struct registry_event *e, void *arg)
{
	(void)e;
	one_more(arg);
	return 0;
}

static int
code(const struct registry_code *c, void *arg)
{
	(void)c;
	one_more(arg);
	return 0;
}

static void
test_r02_events_are_read_for_100_ms_at_most(void **state)
{
	static const struct {
		struct registry_filter filter;
		unsigned least;
	} reads[] = {
	    {{.user = NULL}, 100000},
	    {{.user = "user7"}, 100},
	    {{.user = "nobody-at-all"}, 0},
	    {{.since = ROOM_NOW + 10}, 0},
	};
	struct room *room = *state;

	for (size_t i = 0; i < sizeof(reads) / sizeof(reads[0]); i++) {
		struct reading r = {.since = clock()};

		assert_int_equal(registry_events(room->r, &reads[i].filter,
				     event, &r, &room->f),
		    0);
		quick("the last page", r.since, READ_MS);
		assert_true(r.n >= reads[i].least);
	}
}

static void
test_r02_codes_are_read_for_100_ms_at_most(void **state)
{
	static const struct {
		const char *user;
		unsigned n;
	} reads[] = {{NULL, 50001}, {"user19999", 3}, {"nobody-at-all", 0}};
	struct room *room = *state;

	for (size_t i = 0; i < sizeof(reads) / sizeof(reads[0]); i++) {
		struct reading r = {.since = clock()};

		assert_int_equal(
		    registry_list(room->r, reads[i].user, code, &r, &room->f),
		    0);
		quick("the last page", r.since, READ_MS);
		assert_int_equal(r.n, reads[i].n);
	}
}

static void
test_r02_changes_take_less_than_a_second(void **state)
{
	struct room *room = *state;
	struct account a = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &a);
	char text[REGISTRY_CODE_SIZE];
	enum registry_verdict verdict;
	clock_t since = clock();
	int64_t id = room_issue(room, &a, text);

	quick("issue", since, WRITE_MS);
	since = clock();
	assert_int_equal(registry_attempt(room->r, &login, &room->f), 0);
	quick("attempt", since, WRITE_MS);
	since = clock();
	assert_int_equal(registry_decide(room->r, &login, text, strlen(text),
			     &verdict, &room->f),
	    0);
	quick("decide", since, WRITE_MS);
	assert_int_equal(verdict, REGISTRY_YES);
	since = clock();
	assert_int_equal(registry_sent(room->r, &login, &room->f), 0);
	quick("sent", since, WRITE_MS);
	since = clock();
	assert_int_equal(
	    registry_revoke(room->r, id, "root", &room->f), REGISTRY_NOT_LIVE);
	quick("revoke", since, WRITE_MS);
	since = clock();
	assert_int_equal(registry_checkpoint(room->r, &room->f), 0);
	quick("checkpoint", since, WRITE_MS);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fill, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_r02_events_are_read_for_100_ms_at_most),
	    TEST(test_r02_codes_are_read_for_100_ms_at_most),
	    TEST(test_r02_changes_take_less_than_a_second),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
