/* test_alone - one process with the registry alone, and another beside it */

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "host/run.h"
#include "registry/sqlite.h"
#include "tests/registry/store_bench.h"

#define STEPS 200

/* Alone with its index in memory, and not just with the others. */
static bool
in_memory(struct store *base)
{
	struct sqlite *s = (struct sqlite *)base;
	bool exclusive;
	sqlite3_stmt *stmt;

	assert_int_equal(
	    sqlite3_prepare_v2(s->db, "PRAGMA locking_mode", -1, &stmt, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	exclusive = strcmp((const char *)sqlite3_column_text(stmt, 0),
			"exclusive") == 0;
	sqlite3_finalize(stmt);
	return exclusive;
}

/* Count one on in meta. */
static int
step(struct bench *b, struct store *s)
{
	struct store_meta meta;
	int rc = b->calls->begin(s, STORE_DURABLE, &b->room.f);

	if (rc != 0)
		return rc;
	rc = b->calls->meta_get(s, &meta, &b->room.f);
	meta.next_credential++;
	if (rc == 0)
		rc = b->calls->meta_put(s, &meta, &b->room.f);
	if (rc == 0)
		rc = b->calls->commit(s, &b->room.f);
	if (rc != 0)
		b->calls->rollback(s);
	return rc;
}

static int64_t
steps(struct bench *b, struct store *s)
{
	struct store_meta meta;

	assert_int_equal(b->calls->meta_get(s, &meta, &b->room.f), 0);
	return meta.next_credential;
}

static void
let_go(struct store **s)
{
	(*s)->calls->close(*s);
	*s = NULL;
}

/* A process that waits until it is told to go on, twice. */
struct other {
	pid_t pid;
	int to, from;
};

static void
say(int fd)
{
	assert_int_equal(write(fd, ".", 1), 1);
}

static void
hear(int fd)
{
	char c;

	assert_int_equal(read(fd, &c, 1), 1);
}

/* Open it, with a statement run, as a login that waits for its answer. */
static struct other
start_other(struct bench *b, bool alone)
{
	int there[2], back[2];
	struct other o;

	assert_int_equal(pipe(there), 0);
	assert_int_equal(pipe(back), 0);
	o.pid = fork();
	assert_true(o.pid >= 0);
	if (o.pid == 0) {
		struct store *s = NULL;
		int rc;

		(void)alarm(30);
		rc = b->calls->open(&s, b->room.conf.registry, 0, &b->room.f);
		if (rc == 0 && alone)
			rc = b->calls->alone(s, &b->room.f);
		if (rc == 0)
			rc = step(b, s);
		if (rc != 0 || write(back[1], ".", 1) != 1 ||
		    read(there[0], &(char){0}, 1) != 1)
			_exit(1);
		rc = step(b, s);
		if (rc == 0)
			b->calls->close(s);
		_exit(rc == 0 ? 0 : 1);
	}
	o.to = there[1];
	o.from = back[0];
	close(there[0]);
	close(back[1]);
	hear(o.from);
	return o;
}

static void
end_other(struct other *o)
{
	int status;

	say(o->to);
	assert_int_equal(waitpid(o->pid, &status, 0), o->pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	close(o->to);
	close(o->from);
}

static void
close_both(struct bench *b)
{
	let_go(&b->other);
	let_go(&b->s);
}

static void
open_again(struct bench *b)
{
	assert_int_equal(
	    b->calls->open(&b->s, b->room.conf.registry, 0, &b->room.f), 0);
	assert_int_equal(
	    b->calls->open(&b->other, b->room.conf.registry, 0, &b->room.f), 0);
	assert_int_equal(b->calls->check(b->s, &b->room.f), 0);
}

static void
test_r06_who_is_alone_keeps_others_waiting(void **state)
{
	struct bench *b = *state;
	struct other o;
	struct store *s = NULL;
	int64_t before = steps(b, b->s);

	close_both(b);
	o = start_other(b, true);
	assert_int_equal(
	    b->calls->open(&s, b->room.conf.registry, 0, &b->room.f), -EBUSY);
	assert_null(s);
	end_other(&o);
	open_again(b);
	assert_int_equal(steps(b, b->s), before + 2);
}

/* What a wait of this length may take here, of much longer ones. */
#define HURRY_MS 200
#define HURRIED_MS 900

static void
test_who_hurries_waits_no_longer(void **state)
{
	struct bench *b = *state;
	struct store *s = NULL;
	struct other o;
	int64_t began;
	int held;

	let_go(&b->other);
	held =
	    open(room_path(&b->room, "registry.db-lock"), O_RDONLY | O_CLOEXEC);
	assert_true(held >= 0);
	assert_int_equal(flock(held, LOCK_EX), 0);
	began = run_clock_ms();
	b->s->until = began + HURRY_MS;
	assert_int_equal(b->calls->alone(b->s, &b->room.f), -EBUSY);
	assert_in_range(run_clock_ms() - began, HURRY_MS, HURRIED_MS);
	assert_int_equal(close(held), 0);
	let_go(&b->s);

	o = start_other(b, true);
	began = run_clock_ms();
	assert_int_equal(b->calls->open(&s, b->room.conf.registry,
			     began + HURRY_MS, &b->room.f),
	    -EBUSY);
	assert_in_range(run_clock_ms() - began, HURRY_MS, HURRIED_MS);
	end_other(&o);
	open_again(b);

	assert_int_equal(
	    b->calls->begin(b->other, STORE_DURABLE, &b->room.f), 0);
	began = run_clock_ms();
	b->s->until = began + HURRY_MS;
	assert_int_equal(
	    b->calls->begin(b->s, STORE_DURABLE, &b->room.f), -EBUSY);
	assert_in_range(run_clock_ms() - began, HURRY_MS, HURRIED_MS);
	b->calls->rollback(b->other);
	/* Nobody in the way: one try is always made. */
	assert_int_equal(step(b, b->s), 0);
}

static void
test_r06_who_has_it_open_is_shared_with(void **state)
{
	struct bench *b = *state;
	int64_t before = steps(b, b->s);
	struct other o;

	/* SQLite's handles must not be open across fork(2). */
	close_both(b);
	o = start_other(b, false);
	assert_int_equal(
	    b->calls->open(&b->s, b->room.conf.registry, 0, &b->room.f), 0);
	assert_int_equal(b->calls->alone(b->s, &b->room.f), 0);
	assert_false(in_memory(b->s));
	assert_int_equal(step(b, b->s), 0);
	b->calls->together(b->s);
	end_other(&o);
	assert_int_equal(b->calls->alone(b->s, &b->room.f), 0);
	assert_true(in_memory(b->s));
	assert_int_equal(step(b, b->s), 0);
	b->calls->together(b->s);
	assert_int_equal(steps(b, b->s), before + 4);
	let_go(&b->s);
	open_again(b);
}

/* One goes alone each time, one does not: every step is there. */
static void
test_r06_alone_and_together_lose_nothing(void **state)
{
	struct bench *b = *state;
	int64_t before = steps(b, b->s);
	int status;
	pid_t pid;

	close_both(b);
	pid = fork();
	assert_true(pid >= 0);
	for (int i = 0; i < STEPS; i++) {
		struct store *s = NULL;
		int rc = -EBUSY;

		for (int tries = 0; rc == -EBUSY && tries < 20; tries++) {
			rc = b->calls->open(
			    &s, b->room.conf.registry, 0, &b->room.f);
			if (rc == 0 && pid == 0)
				rc = b->calls->alone(s, &b->room.f);
			if (rc == 0)
				rc = step(b, s);
			if (s != NULL)
				let_go(&s);
		}
		if (pid == 0 && rc != 0)
			_exit(1);
		assert_int_equal(rc, 0);
	}
	if (pid == 0)
		_exit(0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	open_again(b);
	assert_int_equal(steps(b, b->s), before + 2 * STEPS);
}

static void
test_r06_no_lock_file_is_a_line(void **state)
{
	struct bench *b = *state;

	let_go(&b->other);
	assert_int_equal(unlink(room_path(&b->room, "registry.db-lock")), 0);
	assert_int_equal(b->calls->alone(b->s, &b->room.f), -ENOENT);
	assert_non_null(strstr(b->room.f.text, "registry.db-lock"));
	assert_non_null(strstr(b->room.f.text, "credmint init"));
	assert_int_equal(step(b, b->s), 0);
	let_go(&b->s);
	open_again(b);
}

#define TEST(name)                       \
	cmocka_unit_test_setup_teardown( \
	    name, store_bench_setup, store_bench_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_r06_who_is_alone_keeps_others_waiting),
	    TEST(test_r06_who_has_it_open_is_shared_with),
	    TEST(test_r06_alone_and_together_lose_nothing),
	    TEST(test_who_hurries_waits_no_longer),
	    TEST(test_r06_no_lock_file_is_a_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
