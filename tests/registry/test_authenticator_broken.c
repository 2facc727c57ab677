/*
 * test_authenticator_broken - what is interrupted at any step, by a fault or by
 * death, leaves the old authenticators and codes as they were
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

#include <cmocka.h>

#include "tests/registry/device_room.h"

/* More steps than any act has. */
#define STEPS_MAX 400
#define DIED 9

static const struct account alice = ROOM_ALICE;
static char codes[3][REGISTRY_RECOVERY_SIZE];

/* At which step it happens, and what; and how many there were. */
static unsigned at, steps;
static bool dies, after;

int __real_sqlite3_step(sqlite3_stmt *stmt);
int __wrap_sqlite3_step(sqlite3_stmt *stmt);

/* What only begins or ends a transaction tells of its faults otherwise. */
static bool
fails(sqlite3_stmt *stmt)
{
	const char *sql = sqlite3_sql(stmt);

	return strncmp(sql, "BEGIN", 5) != 0 && strcmp(sql, "COMMIT") != 0 &&
	    strcmp(sql, "ROLLBACK") != 0;
}

int
__wrap_sqlite3_step(sqlite3_stmt *stmt)
{
	const bool counts = dies || fails(stmt);
	const bool here = counts && ++steps == at;
	int rc;

	if (here && dies && !after)
		_exit(DIED);
	if (here && !dies)
		return SQLITE_IOERR;
	rc = __real_sqlite3_step(stmt);
	if (here && dies)
		_exit(DIED);
	return rc;
}

/* ---- the acts ---- */

static int64_t old; /* the authenticator there is */

static int
enroll(struct registry *r, int64_t instead, int64_t next)
{
	struct credmint_otp otp = device_totp();
	struct registry_enrolment e = device_asked(&alice, &otp);
	struct registry_authenticator out;

	otp.key = "a new seed of the same";
	e.replace = instead;
	e.next = next;
	return registry_enroll(r, &e, &out, NULL);
}

static int
replace(struct registry *r)
{
	return enroll(r, old, 5);
}

static int
add(struct registry *r)
{
	return enroll(r, 0, 1);
}

static int
issue(struct registry *r)
{
	return registry_recovery_issue(r, &alice, "root", 3, codes, NULL);
}

static int
remove_old(struct registry *r)
{
	return registry_authenticator_remove(r, "alice", old, "root", NULL);
}

static int
remove_all(struct registry *r)
{
	unsigned n;

	return registry_authenticator_remove_all(r, "alice", "root", &n, NULL);
}

/* ---- what there is ---- */

struct there {
	size_t devices, codes, events;
	struct registry_authenticator last;
	struct registry_recovery recovery;
	struct store_account beside;
};

static void
look(struct room *room, struct there *t)
{
	at = 0;
	memset(t, 0, sizeof(*t));
	t->devices = device_list(room, "alice", &t->last);
	t->codes = room_codes(room, "alice");
	t->events = room_events(room, NULL);
	assert_true(registry_recovery_count(
			room->r, "alice", &t->recovery, &room->f) >= 0);
	t->beside = *device_beside(room, "alice");
}

static bool
same(const struct there *a, const struct there *b)
{
	return a->devices == b->devices && a->last.id == b->last.id &&
	    a->last.next == b->last.next && a->codes == b->codes &&
	    a->events == b->events && a->recovery.left == b->recovery.left &&
	    a->recovery.total == b->recovery.total &&
	    a->beside.enrolled == b->beside.enrolled &&
	    a->beside.sheet == b->beside.sheet &&
	    memcmp(a->beside.grace, b->beside.grace, STORE_GRACE_SIZE) == 0;
}

/* Its seed opens, and is the one it was. */
static void
old_one_works(struct room *room)
{
	const struct credmint_otp otp = device_totp();
	const struct registry_enrolment e = device_asked(&alice, &otp);
	struct registry_authenticator out;

	assert_int_equal(
	    registry_enroll(room->r, &e, &out, &room->f), REGISTRY_NOT_NEEDED);
	assert_int_equal(out.id, old);
}

static int
in_a_child(struct room *room, int (*act)(struct registry *), unsigned step)
{
	int status;
	pid_t pid;

	registry_close(room->r);
	room->r = NULL;
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct registry *r;

		if (registry_open(&r, &room->conf, NULL) != 0)
			_exit(1);
		at = step;
		steps = 0;
		_exit(act(r) == 0 ? 0 : 2);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	room_reopen(room);
	return WEXITSTATUS(status);
}

/*
 * One try with the step that breaks: whether it happened. Before it is done
 * all is as it was, afterwards all is changed.
 */
static bool
broken_at(struct room *room, int (*act)(struct registry *), unsigned step,
    const struct there *before, bool *changed)
{
	static struct there now;
	int rc;

	at = dies ? 0 : step;
	steps = 0;
	rc = dies ? in_a_child(room, act, step) : act(room->r);
	if (rc == 0)
		return false;
	assert_int_equal(rc, dies ? DIED : -EIO);
	look(room, &now);
	*changed = !same(before, &now);
	/* Death after the commit is after it. */
	assert_true(dies || !*changed);
	if (!*changed && now.devices > 0)
		old_one_works(room);
	return true;
}

static void
run(struct room *room, int (*act)(struct registry *))
{
	static struct there before, now;
	unsigned step = 1;
	bool changed = false;

	look(room, &before);
	while (step < STEPS_MAX && !changed &&
	    broken_at(room, act, step, &before, &changed))
		step++;
	assert_in_range(step, 8, STEPS_MAX - 1);
	look(room, &now);
	assert_false(same(&before, &now));
}

static int (*const acts[])(struct registry *) = {
    replace, add, issue, remove_old, remove_all};

static void
each_act(bool death, bool then)
{
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
		const struct credmint_otp otp = device_totp();
		char code[REGISTRY_CODE_SIZE];
		struct room *room;
		void *state;

		at = 0;
		(void)room_setup(&state);
		room = state;
		old = device_enroll(room, &alice, &otp);
		assert_int_equal(issue(room->r), 0);
		(void)room_issue_enrolling(room, &alice, 3, code);
		device_grace(room, "alice");
		dies = death;
		after = then;
		run(room, acts[i]);
		at = 0;
		(void)room_teardown(&state);
	}
}

static void
test_a_fault_at_any_step_leaves_the_old_ones(void **state)
{
	(void)state;
	each_act(false, false);
}

static void
test_death_before_any_step_leaves_the_old_ones(void **state)
{
	(void)state;
	each_act(true, false);
}

static void
test_death_after_any_step_leaves_the_old_or_the_new_ones(void **state)
{
	(void)state;
	each_act(true, true);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_fault_at_any_step_leaves_the_old_ones),
	    cmocka_unit_test(test_death_before_any_step_leaves_the_old_ones),
	    cmocka_unit_test(
		test_death_after_any_step_leaves_the_old_or_the_new_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
