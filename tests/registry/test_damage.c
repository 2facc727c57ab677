/* test_damage - a damaged registry is a fault, and never a yes */

#include <errno.h>
#include <fcntl.h>
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

#define PAGE_SIZE 4096

static void
close_room(struct room *room)
{
	registry_close(room->r);
	room->r = NULL;
}

static void
overwrite(const struct room *room, const void *data, size_t n, off_t at)
{
	int fd = open(room->conf.registry, O_WRONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, data, n, at), (ssize_t)n);
	assert_int_equal(close(fd), 0);
}

/* Everything in the file itself, no log beside it. */
static void
settle(struct room *room)
{
	sqlite3 *db;

	close_room(room);
	assert_int_equal(sqlite3_open(room->conf.registry, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "PRAGMA wal_checkpoint(TRUNCATE)",
			     NULL, NULL, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void
test_text_file_is_refused(void **state)
{
	static const char text[] = "these are notes, and no registry at all\n";
	struct room *room = *state;
	bool made, exists, rows;

	settle(room);
	assert_int_equal(truncate(room->conf.registry, 0), 0);
	for (off_t at = 0; at < 8192; at += (off_t)sizeof(text) - 1)
		overwrite(room, text, sizeof(text) - 1, at);
	assert_int_equal(
	    registry_open(&room->r, &room->conf, &room->f), -EBADMSG);
	assert_non_null(strstr(room->f.text, "damaged"));
	assert_int_equal(
	    registry_create(&room->conf, &made, &room->f), -EBADMSG);
	assert_int_equal(
	    registry_has_rows(&room->conf, &exists, &rows, &room->f), -EBADMSG);
	assert_false(rows);
}

/* Every call either works or is a fault; a wrong code is never a yes. */
static void
use(struct room *room, const struct account *a, const char *wrong)
{
	struct registry_login login = room_login(a->name, a);
	struct registry_issue what = {
	    .account = a, .service = "", .ttl = 60, .uses = 1, .by = ""};
	struct registry_code out;
	enum registry_verdict verdict = REGISTRY_YES;
	char code[REGISTRY_CODE_SIZE];
	int rc = registry_open(&room->r, &room->conf, &room->f);

	if (rc != 0) {
		assert_true(rc < 0);
		assert_string_not_equal(room->f.text, "");
		return;
	}
	rc = registry_attempt(room->r, &login, &room->f);
	assert_true(rc <= 0);
	if (rc == 0) {
		rc = registry_decide(
		    room->r, &login, wrong, strlen(wrong), &verdict, &room->f);
		assert_true(rc <= 0);
		assert_int_equal(verdict, REGISTRY_NO);
	}
	rc = registry_issue(room->r, &what, code, &out, &room->f);
	assert_true(rc <= 0);
	if (rc < 0)
		assert_string_equal(code, "");
	close_room(room);
}

static off_t
size_of(const struct room *room)
{
	struct stat st;

	assert_int_equal(stat(room->conf.registry, &st), 0);
	return st.st_size;
}

static void
copy_file(const char *from, const char *to)
{
	static char buffer[1 << 16];
	FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
	size_t n;

	assert_non_null(in);
	assert_non_null(out);
	while ((n = fread(buffer, 1, sizeof(buffer), in)) > 0)
		assert_int_equal(fwrite(buffer, 1, n, out), n);
	assert_int_equal(fclose(in), 0);
	assert_int_equal(fclose(out), 0);
}

static void
restore(const struct room *room)
{
	(void)unlink(room_path(room, "registry.db-wal"));
	(void)unlink(room_path(room, "registry.db-shm"));
	copy_file(room_path(room, "other"), room->conf.registry);
	assert_int_equal(chmod(room->conf.registry, 0600), 0);
}

static int
damaged_setup(void **state)
{
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE];
	struct room *room;

	assert_int_equal(room_setup(state), 0);
	room = *state;
	for (int i = 0; i < 10; i++)
		room_issue(room, &alice, code);
	settle(room);
	copy_file(room->conf.registry, room_path(room, "other"));
	return 0;
}

static void
test_truncated_registry_is_a_fault_or_works(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	off_t size = size_of(room);
	bool made;

	for (off_t n = 1; n < size; n = n * 2 + 7) {
		restore(room);
		assert_int_equal(truncate(room->conf.registry, n), 0);
		use(room, &alice, "BCDF-GHJK");
	}
	restore(room);
	assert_int_equal(
	    truncate(room->conf.registry, size / 2 / PAGE_SIZE * PAGE_SIZE), 0);
	assert_int_equal(
	    registry_create(&room->conf, &made, &room->f), -EBADMSG);
}

static void
test_overwritten_page_is_a_fault_or_works(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	static unsigned char junk[PAGE_SIZE];
	off_t pages = size_of(room) / PAGE_SIZE;
	uint32_t draw = 2463534242u;

	for (int i = 0; i < 60; i++) {
		off_t page = i < 16 ? i : (off_t)(draw % (uint32_t)pages);

		for (size_t k = 0; k < sizeof(junk); k++) {
			draw = draw * 1664525u + 1013904223u;
			junk[k] = (unsigned char)(draw >> 24);
		}
		restore(room);
		overwrite(room, junk, sizeof(junk), page * PAGE_SIZE);
		use(room, &alice, "BCDF-GHJK");
	}
}

static void
test_junk_log_is_not_followed(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);

	restore(room);
	copy_file(room->conf.key, room_path(room, "registry.db-wal"));
	assert_int_equal(chmod(room_path(room, "registry.db-wal"), 0600), 0);
	use(room, &alice, "BCDF-GHJK");
	copy_file(room_path(room, "other"), room_path(room, "registry.db-wal"));
	use(room, &alice, "BCDF-GHJK");
}

/* Rows that SQLite finds in order, and this room does not. */
static void
test_odd_rows_are_faults(void **state)
{
	static const char *const odd[] = {
	    "UPDATE attempt SET record = x'01'",
	    "UPDATE attempt SET record = zeroblob(length(record))",
	    "DELETE FROM attempt",
	    "DELETE FROM meta",
	    "UPDATE meta SET wall = 9223372036854775807",
	    "UPDATE meta SET turn = -1",
	    "UPDATE meta SET next_credential = 0",
	    "UPDATE meta SET told = 1",
	    "UPDATE meta SET swept = 9223372036854775807",
	    "UPDATE meta SET made = -9223372036854775808",
	    "DROP TABLE event",
	    "ALTER TABLE credential RENAME TO gone",
	};
	static const char *const odd_codes[] = {
	    "UPDATE credential SET digest = x'00'",
	    "UPDATE credential SET kind = 9",
	    "UPDATE credential SET uses = -1",
	    "UPDATE credential SET service = char(0) || 'a'",
	    "UPDATE credential SET service = printf('%300d', 1)",
	};
	const size_t n = sizeof(odd) / sizeof(odd[0]);
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);

	for (size_t i = 0; i < n + sizeof(odd_codes) / sizeof(odd_codes[0]);
	     i++) {
		struct registry_login login = room_login("alice", &alice);
		enum registry_verdict verdict = REGISTRY_YES;
		sqlite3 *db;
		int rc;

		restore(room);
		assert_int_equal(
		    sqlite3_open(room->conf.registry, &db), SQLITE_OK);
		assert_int_equal(
		    sqlite3_exec(db, i < n ? odd[i] : odd_codes[i - n], NULL,
			NULL, NULL),
		    SQLITE_OK);
		assert_int_equal(sqlite3_close(db), SQLITE_OK);
		rc = registry_open(&room->r, &room->conf, &room->f);
		if (rc == 0)
			rc = registry_attempt(room->r, &login, &room->f);
		if (rc == 0)
			rc = registry_decide(
			    room->r, &login, "no", 2, &verdict, &room->f);
		assert_true(rc == -EBADMSG || rc == -EIO);
		assert_non_null(strstr(room->f.text, room->conf.registry));
		close_room(room);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		test_text_file_is_refused, room_setup, room_teardown),
	    cmocka_unit_test_setup_teardown(
		test_truncated_registry_is_a_fault_or_works, damaged_setup,
		room_teardown),
	    cmocka_unit_test_setup_teardown(
		test_overwritten_page_is_a_fault_or_works, damaged_setup,
		room_teardown),
	    cmocka_unit_test_setup_teardown(
		test_junk_log_is_not_followed, damaged_setup, room_teardown),
	    cmocka_unit_test_setup_teardown(
		test_odd_rows_are_faults, damaged_setup, room_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
