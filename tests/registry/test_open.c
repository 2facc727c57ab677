/* test_open - making and opening a registry, and what is refused */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "tests/registry/room.h"

static void
assert_refused(struct room *room, int error, const char *word)
{
	struct registry *r = NULL;

	assert_int_equal(registry_open(&r, &room->conf, &room->f), error);
	assert_null(r);
	if (strstr(room->f.text, word) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", word, room->f.text);
	assert_null(strchr(room->f.text, '\n'));
}

static void
close_room(struct room *room)
{
	registry_close(room->r);
	room->r = NULL;
}

static void
run_sql(const struct room *room, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(room->conf.registry, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void
test_registry_is_made_0600_and_again_without_harm(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct stat st;
	char code[REGISTRY_CODE_SIZE];
	bool made = true;

	assert_int_equal(stat(room->conf.registry, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(stat(room_path(room, "registry.db-wal"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	room_issue(room, &alice, code);
	assert_int_equal(registry_create(&room->conf, &made, &room->f), 0);
	assert_false(made);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
}

static void
test_umask_is_left_as_it_was(void **state)
{
	struct room *room = *state;
	mode_t mask = umask(027);

	room_reopen(room);
	assert_int_equal(umask(mask), 027);
}

static void
test_missing_registry_is_refused(void **state)
{
	struct room *room = *state;

	close_room(room);
	assert_int_equal(unlink(room->conf.registry), 0);
	assert_refused(room, -ENOENT, "credmint init");
	(void)snprintf(room->conf.registry, sizeof(room->conf.registry), "%s",
	    "/nowhere/at/all/registry.db");
	assert_refused(room, -ENOENT, "credmint init");
}

static void
test_registry_that_others_can_touch_is_refused(void **state)
{
	static const mode_t modes[] = {
	    0601, 0602, 0604, 0610, 0640, 0660, 0666};
	struct room *room = *state;

	close_room(room);
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		assert_int_equal(chmod(room->conf.registry, modes[i]), 0);
		assert_refused(room, -EPERM, "chmod 0600");
	}
}

static void
test_directory_that_others_can_write_is_refused(void **state)
{
	struct room *room = *state;

	close_room(room);
	assert_int_equal(chmod(room->dir, 0720), 0);
	assert_refused(room, -EPERM, "chmod 0700");
	assert_int_equal(chmod(room->dir, 01777), 0);
	assert_refused(room, -EPERM, "chmod 0700");
	assert_int_equal(chmod(room->dir, 0755), 0);
	room_reopen(room);
}

static void
test_link_and_other_kinds_of_files_are_refused(void **state)
{
	struct room *room = *state;

	close_room(room);
	assert_int_equal(
	    rename(room->conf.registry, room_path(room, "other")), 0);
	assert_int_equal(
	    symlink(room_path(room, "other"), room->conf.registry), 0);
	assert_refused(room, -EINVAL, "regular file");
	assert_int_equal(unlink(room->conf.registry), 0);
	assert_int_equal(mkdir(room->conf.registry, 0700), 0);
	assert_refused(room, -EINVAL, "regular file");
	assert_int_equal(rmdir(room->conf.registry), 0);
	(void)snprintf(
	    room->conf.registry, sizeof(room->conf.registry), "%s/", room->dir);
	assert_refused(room, -EINVAL, "not the name");
}

static void
test_registry_of_another_owner_is_refused(void **state)
{
	struct room *room = *state;

	close_room(room);
	if (geteuid() != 0) {
		assert_int_not_equal(chown(room->conf.registry, 12345, -1u), 0);
		return;
	}
	assert_int_equal(chown(room->conf.registry, 12345, getegid()), 0);
	assert_refused(room, -EPERM, "belongs to uid 12345");
}

static void
test_r13_another_key_is_refused(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE];
	bool made;

	room_issue(room, &alice, code);
	close_room(room);
	assert_int_equal(rename(room->conf.key, room_path(room, "other")), 0);
	assert_refused(room, -ENOENT, "no key");
	assert_int_equal(
	    registry_key_make(room->conf.key, getegid(), &room->f), 0);
	assert_refused(room, -EINVAL, "not the key");
	/* Not even by making it again: it has rows. */
	assert_int_equal(
	    registry_create(&room->conf, &made, &room->f), -EINVAL);
	assert_false(made);
	assert_int_equal(rename(room_path(room, "other"), room->conf.key), 0);
	room_reopen(room);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
}

static void
test_r13_row_of_another_key_is_a_fault(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);
	enum registry_verdict verdict = REGISTRY_YES;
	char code[REGISTRY_CODE_SIZE];

	room_issue(room, &alice, code);
	close_room(room);
	run_sql(room, "UPDATE credential SET key_id = x'0102030405060708'");
	room_reopen(room);
	assert_int_equal(registry_attempt(room->r, &login, &room->f), 0);
	assert_int_equal(
	    registry_decide(room->r, &login, code, 9, &verdict, &room->f),
	    -EINVAL);
	assert_int_equal(verdict, REGISTRY_NO);
	assert_non_null(strstr(room->f.text, "another key"));
}

static void
test_r13_registry_without_rows_takes_a_new_key(void **state)
{
	struct room *room = *state;
	bool made;

	close_room(room);
	assert_int_equal(unlink(room->conf.key), 0);
	assert_int_equal(
	    registry_key_make(room->conf.key, getegid(), &room->f), 0);
	assert_int_equal(registry_create(&room->conf, &made, &room->f), 0);
	assert_true(made);
	room_reopen(room);
}

static void
test_r13_handle_of_a_replaced_key_is_refused(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);
	bool made;

	assert_int_equal(unlink(room->conf.key), 0);
	assert_int_equal(
	    registry_key_make(room->conf.key, getegid(), &room->f), 0);
	assert_int_equal(registry_create(&room->conf, &made, &room->f), 0);
	assert_int_equal(registry_attempt(room->r, &login, &room->f), -EINVAL);
	assert_non_null(strstr(room->f.text, "not the key"));
	room_reopen(room);
	assert_int_equal(registry_attempt(room->r, &login, &room->f), 0);
}

static void
test_another_format_is_refused(void **state)
{
	struct room *room = *state;
	bool made;

	close_room(room);
	run_sql(room, "PRAGMA user_version = 6");
	assert_refused(room, -ENOTSUP, "newer credmint");
	assert_int_equal(
	    registry_create(&room->conf, &made, &room->f), -ENOTSUP);
	run_sql(room, "PRAGMA user_version = 4");
	assert_refused(room, -ENOTSUP, "older credmint");
	assert_int_equal(
	    registry_create(&room->conf, &made, &room->f), -ENOTSUP);
	run_sql(room, "PRAGMA user_version = 0");
	assert_refused(room, -EBADMSG, "not a credmint registry");
}

static void
test_database_of_somebody_else_is_refused(void **state)
{
	struct room *room = *state;
	bool made;

	close_room(room);
	assert_int_equal(unlink(room->conf.registry), 0);
	assert_int_equal(unlink(room_path(room, "registry.db-wal")), 0);
	run_sql(room, "CREATE TABLE t (a); PRAGMA user_version = 1");
	assert_int_equal(chmod(room->conf.registry, 0600), 0);
	assert_refused(room, -EBADMSG, "not a credmint registry");
	assert_int_equal(
	    registry_create(&room->conf, &made, &room->f), -EBADMSG);
}

static void
test_unfinished_registry_is_finished(void **state)
{
	struct room *room = *state;
	struct stat st;
	bool made, exists, rows;

	close_room(room);
	assert_int_equal(unlink(room_path(room, "registry.db-wal")), 0);
	assert_int_equal(truncate(room->conf.registry, 0), 0);
	assert_refused(room, -ENODATA, "credmint init");
	assert_int_equal(
	    registry_has_rows(&room->conf, &exists, &rows, &room->f), 0);
	assert_true(exists);
	assert_false(rows);
	/* Looking left it as it was. */
	assert_int_equal(stat(room->conf.registry, &st), 0);
	assert_int_equal(st.st_size, 0);
	assert_int_equal(registry_create(&room->conf, &made, &room->f), 0);
	assert_true(made);
	room_reopen(room);
}

static void
test_rows_are_found_without_the_key(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE];
	bool exists, rows;

	assert_int_equal(unlink(room->conf.key), 0);
	assert_int_equal(
	    registry_has_rows(&room->conf, &exists, &rows, &room->f), 0);
	assert_true(exists);
	assert_false(rows);
	room_issue(room, &alice, code);
	assert_int_equal(
	    registry_has_rows(&room->conf, &exists, &rows, &room->f), 0);
	assert_true(rows);
	close_room(room);
	assert_int_equal(unlink(room->conf.registry), 0);
	assert_int_equal(
	    registry_has_rows(&room->conf, &exists, &rows, &room->f), 0);
	assert_false(exists);
	assert_false(rows);
}

static void
test_r02_nothing_is_held_between_calls(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);
	struct registry *other;
	char code[REGISTRY_CODE_SIZE];

	assert_int_equal(registry_open(&other, &room->conf, &room->f), 0);
	assert_int_equal(registry_attempt(room->r, &login, &room->f), 0);
	assert_int_equal(registry_checkpoint(other, &room->f), 0);
	registry_close(other);
	room_issue(room, &alice, code);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
}

static void
test_locked_registry_is_busy_and_nothing_is_spent(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);
	char code[REGISTRY_CODE_SIZE];
	sqlite3 *db;

	room_issue(room, &alice, code);
	assert_int_equal(sqlite3_open(room->conf.registry, &db), SQLITE_OK);
	assert_int_equal(
	    sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(registry_attempt(room->r, &login, &room->f), -EBUSY);
	assert_non_null(strstr(room->f.text, "busy"));
	assert_false(login.counted);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_registry_is_made_0600_and_again_without_harm),
	    TEST(test_umask_is_left_as_it_was),
	    TEST(test_missing_registry_is_refused),
	    TEST(test_registry_that_others_can_touch_is_refused),
	    TEST(test_directory_that_others_can_write_is_refused),
	    TEST(test_link_and_other_kinds_of_files_are_refused),
	    TEST(test_registry_of_another_owner_is_refused),
	    TEST(test_r13_another_key_is_refused),
	    TEST(test_r13_row_of_another_key_is_a_fault),
	    TEST(test_r13_registry_without_rows_takes_a_new_key),
	    TEST(test_r13_handle_of_a_replaced_key_is_refused),
	    TEST(test_another_format_is_refused),
	    TEST(test_database_of_somebody_else_is_refused),
	    TEST(test_unfinished_registry_is_finished),
	    TEST(test_rows_are_found_without_the_key),
	    TEST(test_r02_nothing_is_held_between_calls),
	    TEST(test_locked_registry_is_busy_and_nothing_is_spent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
