/*
 * test_authenticator_several - many authenticators in few transactions: each
 * as if it were alone, bounded, and whole ones whatever happens
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <sqlite3.h>

#include <cmocka.h>

#include "host/run.h"
#include "tests/registry/device_room.h"
#include "tests/registry/syncs.h"

#define MANY (REGISTRY_ENROLL_MAX + 50)
#define SEED_SIZE 20

static struct account people[MANY];
static unsigned char seeds[MANY][SEED_SIZE];
static struct credmint_otp otps[MANY];
static struct registry_enrolment asked[MANY];
static const struct registry_enrolment *list[MANY];
static struct registry_enrolled out[MANY];

/* The step that fails, of how many; and how the clock goes. */
static unsigned at, steps;
static int64_t now_ms, tick_ms;

int __real_sqlite3_step(sqlite3_stmt *stmt);
int __wrap_sqlite3_step(sqlite3_stmt *stmt);
int64_t __wrap_run_clock_ms(void);

int
__wrap_sqlite3_step(sqlite3_stmt *stmt)
{
	const char *sql = sqlite3_sql(stmt);
	const bool counts = strncmp(sql, "BEGIN", 5) != 0 &&
	    strcmp(sql, "COMMIT") != 0 && strcmp(sql, "ROLLBACK") != 0;

	return counts && ++steps == at ? SQLITE_IOERR
				       : __real_sqlite3_step(stmt);
}

int64_t
__wrap_run_clock_ms(void)
{
	return now_ms += tick_ms;
}

static int
setup(void **state)
{
	char name[16];

	at = 0;
	tick_ms = 0;
	for (size_t i = 0; i < MANY; i++) {
		(void)snprintf(name, sizeof(name), "user%zu", i);
		people[i] = room_account(name, (uid_t)(1000 + i));
		memset(seeds[i], (int)(i & 0xff), SEED_SIZE);
		otps[i] = device_hotp();
		otps[i].key = seeds[i];
		otps[i].nkey = SEED_SIZE;
		asked[i] = device_asked(&people[i], &otps[i]);
		asked[i].act = "import";
		asked[i].next = (int64_t)i;
		list[i] = &asked[i];
	}
	return room_setup(state);
}

static int
several(struct room *room, size_t first, size_t n, size_t *done)
{
	memset(out, 0xff, sizeof(out));
	return registry_enroll_several(
	    room->r, list + first, n, out, done, &room->f);
}

/* One of each, of its own, from 0 to n. */
static void
are_there(struct room *room, size_t n)
{
	struct registry_authenticator last;

	assert_int_equal(device_list(room, NULL, &last), n);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(device_list(room, people[i].name, &last), 1);
		assert_int_equal(last.next, i);
		assert_int_equal(last.uid, people[i].uid);
		assert_true(device_beside(room, people[i].name)->enrolled);
	}
}

static void
test_many_are_kept_in_one_transaction(void **state)
{
	struct room *room = *state;
	unsigned long syncs = syncs_seen();
	struct registry_authenticator last;
	size_t done;

	assert_int_equal(several(room, 0, 20, &done), 0);
	assert_int_equal(done, 20);
	/* A log that is begun anew has one of its own. */
	assert_in_range(syncs_seen() - syncs, 1, 2);
	are_there(room, 20);
	for (size_t i = 0; i < done; i++) {
		assert_int_equal(out[i].rc, 0);
		(void)device_list(room, people[i].name, &last);
		assert_int_equal(out[i].id, last.id);
	}
	/* Each has its own line of the log. */
	assert_int_equal(room_events(room, NULL), 20 + 1);
	device_said(room, "import", "authenticator");
}

/* Of all there are, one after the other as by registry_enroll(). */
static void
test_each_is_kept_as_if_it_were_alone(void **state)
{
	struct room *room = *state;
	const struct registry_issue what = {.account = &people[1],
	    .service = "",
	    .ttl = 900,
	    .uses = 3,
	    .enrolling = true,
	    .by = "root"};
	char code[REGISTRY_CODE_SIZE];
	struct registry_code minted;
	size_t done;

	assert_int_equal(
	    registry_issue(room->r, &what, code, &minted, &room->f), 0);
	device_grace(room, "user1");
	/* The same twice, one there is already, two of one account. */
	(void)device_enroll(room, &people[0], &otps[0]);
	asked[3] = asked[2];
	asked[4].account = &people[1];
	assert_int_equal(several(room, 0, 5, &done), 0);
	assert_int_equal(done, 5);
	assert_int_equal(out[0].rc, REGISTRY_NOT_NEEDED);
	assert_int_equal(out[1].rc, 0);
	assert_int_equal(out[2].rc, 0);
	assert_int_equal(out[3].rc, REGISTRY_NOT_NEEDED);
	assert_int_equal(out[3].id, out[2].id);
	assert_int_equal(out[4].rc, 0);
	assert_int_equal(device_list(room, "user1", NULL), 2);
	assert_int_equal(room_codes(room, "user1"), 0);
	assert_false(device_has_grace(room, "user1"));
	/* What is there is left as it is. */
	assert_int_equal(several(room, 0, 5, &done), 0);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(out[i].rc, REGISTRY_NOT_NEEDED);
	assert_int_equal(device_list(room, NULL, NULL), 4);
}

static void
test_one_that_is_refused_undoes_no_other(void **state)
{
	struct room *room = *state;
	size_t done;

	asked[7].name = "";
	assert_int_equal(several(room, 0, 20, &done), -EINVAL);
	assert_int_equal(done, 7);
	assert_non_null(strstr(room->f.text, "the name of an authenticator"));
	are_there(room, 7);
	/* Alone it is refused, too; and those behind it are not. */
	assert_int_equal(several(room, 7, 1, &done), -EINVAL);
	assert_int_equal(done, 0);
	assert_int_equal(several(room, 8, 12, &done), 0);
	assert_int_equal(done, 12);
	assert_int_equal(device_list(room, NULL, NULL), 19);
}

static void
test_a_ninth_undoes_no_other(void **state)
{
	struct room *room = *state;
	size_t done;

	for (size_t i = 0; i < 12; i++)
		asked[i].account = &people[0];
	assert_int_equal(several(room, 0, 20, &done), -EDQUOT);
	assert_int_equal(done, REGISTRY_AUTHENTICATORS_MAX);
	assert_non_null(strstr(room->f.text, "user0 has 8 authenticators"));
	assert_int_equal(device_list(room, "user0", NULL), 8);
	assert_int_equal(device_list(room, NULL, NULL), 8);
}

static void
r02_no_more_than_a_number_in_a_transaction(void **state)
{
	struct room *room = *state;
	size_t done;

	assert_int_equal(several(room, 0, MANY, &done), 0);
	assert_int_equal(done, REGISTRY_ENROLL_MAX);
	are_there(room, REGISTRY_ENROLL_MAX);
}

/* Each takes 30 ms by this clock: the eighth begins after 200. */
static void
r02_no_more_than_a_while_in_a_transaction(void **state)
{
	struct room *room = *state;
	size_t done;

	tick_ms = 30;
	assert_int_equal(several(room, 0, 100, &done), 0);
	assert_int_equal(done, 7);
	are_there(room, 7);
	/* Also where each takes far too long it goes on. */
	tick_ms = 10000;
	assert_int_equal(several(room, 7, 93, &done), 0);
	assert_int_equal(done, 1);
	are_there(room, 8);
}

/* Whichever step fails, those that are said to be there are, and no other. */
static void
test_a_fault_leaves_whole_ones(void **state)
{
	struct room *room = *state;
	struct registry_authenticator last;
	unsigned step, kept = 0, none = 0;
	size_t done, from = 0;
	int rc = -EIO;

	for (step = 1; rc != 0 && step < 2000; step++) {
		at = step;
		steps = 0;
		rc = several(room, from, 3, &done);
		at = 0;
		assert_true(rc == 0 || rc == -EIO);
		assert_true(rc == 0 ? done == 3 : done < 3);
		from += done;
		kept += rc != 0 && done > 0;
		none += done == 0;
		assert_true(from + 3 < MANY);
		assert_int_equal(device_list(room, NULL, NULL), from);
		if (from > 0)
			assert_int_equal(
			    device_list(room, people[from - 1].name, &last), 1);
		assert_int_equal(
		    device_list(room, people[from].name, &last), 0);
	}
	assert_int_equal(rc, 0);
	/* Both happened: before the first change of one, and within one. */
	assert_true(kept > 2);
	assert_true(none > 20);
	are_there(room, from);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		test_many_are_kept_in_one_transaction, setup, room_teardown),
	    cmocka_unit_test_setup_teardown(
		test_each_is_kept_as_if_it_were_alone, setup, room_teardown),
	    cmocka_unit_test_setup_teardown(
		test_one_that_is_refused_undoes_no_other, setup, room_teardown),
	    cmocka_unit_test_setup_teardown(
		test_a_ninth_undoes_no_other, setup, room_teardown),
	    cmocka_unit_test_setup_teardown(
		r02_no_more_than_a_number_in_a_transaction, setup,
		room_teardown),
	    cmocka_unit_test_setup_teardown(
		r02_no_more_than_a_while_in_a_transaction, setup,
		room_teardown),
	    cmocka_unit_test_setup_teardown(
		test_a_fault_leaves_whole_ones, setup, room_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
