/*
 * test_commit - who watches a registry knows of each change whether it counts,
 * does not, or nobody can tell
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <sqlite3.h>

#include <cmocka.h>

#include "tests/registry/device_room.h"

static const struct account alice = ROOM_ALICE;

/* What COMMIT says, once; SQLITE_OK: what it does. */
static int commit_says;
/* What was told, in order. */
static enum registry_commit told[8];
static size_t told_n;
static bool early; /* a commit that nobody was told of */
static bool committing;

int __real_sqlite3_step(sqlite3_stmt *stmt);
int __wrap_sqlite3_step(sqlite3_stmt *stmt);
int __real_sqlite3_reset(sqlite3_stmt *stmt);
int __wrap_sqlite3_reset(sqlite3_stmt *stmt);

static bool
is_commit(sqlite3_stmt *stmt)
{
	const char *sql = sqlite3_sql(stmt);

	return sql != NULL && strcmp(sql, "COMMIT") == 0;
}

int
__wrap_sqlite3_step(sqlite3_stmt *stmt)
{
	early = early || (is_commit(stmt) && !committing);
	if (is_commit(stmt) && commit_says != SQLITE_OK)
		return commit_says;
	return __real_sqlite3_step(stmt);
}

/* Where a transaction's statements tell of their faults. */
int
__wrap_sqlite3_reset(sqlite3_stmt *stmt)
{
	int rc = __real_sqlite3_reset(stmt);

	if (is_commit(stmt) && commit_says != SQLITE_OK) {
		rc = commit_says;
		commit_says = SQLITE_OK;
	}
	return rc;
}

static void
watch(void *arg, enum registry_commit commit)
{
	assert_non_null(arg);
	assert_true(told_n < sizeof(told) / sizeof(told[0]));
	told[told_n++] = commit;
	committing = commit == REGISTRY_COMMITTING;
}

static int
enroll_as(struct room *room, const char *act)
{
	const struct credmint_otp otp = device_totp();
	struct registry_enrolment e = device_asked(&alice, &otp);
	struct registry_authenticator out;

	e.act = act;
	told_n = 0;
	early = committing = false;
	registry_watch(room->r, watch, room);
	return registry_enroll(room->r, &e, &out, &room->f);
}

static int
enroll(struct room *room)
{
	return enroll_as(room, "enroll");
}

static void
test_a_commit_is_told_before_and_after(void **state)
{
	struct room *room = *state;

	assert_int_equal(enroll(room), 0);
	assert_int_equal(told_n, 2);
	assert_int_equal(told[0], REGISTRY_COMMITTING);
	assert_int_equal(told[1], REGISTRY_COMMITTED);
	assert_false(early);
	assert_int_equal(registry_commit_of(room->r), REGISTRY_COMMITTED);
}

static void
test_a_disk_that_fails_leaves_it_open(void **state)
{
	static const int disk[] = {SQLITE_IOERR_FSYNC, SQLITE_IOERR_WRITE};
	struct room *room = *state;

	for (size_t i = 0; i < sizeof(disk) / sizeof(disk[0]); i++) {
		commit_says = disk[i];
		assert_int_equal(enroll(room), -EIO);
		assert_int_equal(told_n, 1);
		assert_int_equal(told[0], REGISTRY_COMMITTING);
		assert_int_equal(
		    registry_commit_of(room->r), REGISTRY_COMMITTING);
		committing = false;
	}
}

static void
test_others_in_the_way_leave_nothing(void **state)
{
	struct room *room = *state;

	commit_says = SQLITE_BUSY;
	assert_int_equal(enroll(room), -EBUSY);
	assert_int_equal(told_n, 2);
	assert_int_equal(told[1], REGISTRY_UNCHANGED);
	assert_int_equal(registry_commit_of(room->r), REGISTRY_UNCHANGED);
}

/* Nothing is told of what never came to a commit. */
static void
test_a_refusal_is_no_change(void **state)
{
	struct room *room = *state;
	struct fault f;

	assert_int_equal(enroll(room), 0);
	device_sql(room, "UPDATE authenticator SET digits = 9");
	assert_int_equal(enroll_as(room, "import"), -EBADMSG);
	assert_int_equal(told_n, 0);
	assert_int_equal(registry_commit_of(room->r), REGISTRY_UNCHANGED);
	assert_int_equal(
	    registry_authenticator_remove(room->r, "alice", 4711, "root", &f),
	    REGISTRY_NOT_FOUND);
}

static int
setup(void **state)
{
	commit_says = SQLITE_OK;
	committing = false;
	return room_setup(state);
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_a_commit_is_told_before_and_after),
	    TEST(test_a_disk_that_fails_leaves_it_open),
	    TEST(test_others_in_the_way_leave_nothing),
	    TEST(test_a_refusal_is_no_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
