/*
 * test_descriptors - hosts with few descriptors or none, and what they keep
 */

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/host/snapshot.h"
#include "tests/pam/stage.h"

#define ASKED "hello\nask One-time code: \nanswer\n"

static struct snapshot before, after;

/* The second login of a handle changes nothing of the process. */
static int
log_in(void)
{
	struct stage_talk talk = {.answers = {"a", "b"}};
	pam_handle_t *pamh = stage_start("alice", &talk, "");

	SNAPSHOT_NEED(pam_authenticate(pamh, 0) == PAM_SUCCESS);
	snapshot_take(&before);
	SNAPSHOT_NEED(pam_authenticate(pamh, 0) == PAM_SUCCESS);
	snapshot_take(&after);
	SNAPSHOT_NEED(snapshot_changed(&before, &after) == NULL);
	SNAPSHOT_NEED(pam_end(pamh, 0) == PAM_SUCCESS);
	return 0;
}

static int
log_in_without_descriptors(void)
{
	int i;

	for (i = 0; i < 100; i++)
		(void)close(i);
	return log_in();
}

/* Which of the first descriptors the host has not, a bit each; or a number. */
static int missing;
static bool standard_place_taken;

static void
look_at_standard_places(void)
{
	int i;

	for (i = 0; i < 3; i++)
		if ((missing >> i & 1) != 0 && fcntl(i, F_GETFD) != -1)
			standard_place_taken = true;
}

/* What the host prints must not be what we send. */
static int
log_in_with_some_missing(void)
{
	int i, line;

	for (i = 0; i < 5; i++) {
		(void)dup2(2, i);
		if ((missing >> i & 1) != 0)
			(void)close(i);
	}
	standard_place_taken = false;
	stage_watch = look_at_standard_places;
	line = log_in();
	return line != 0 ? line : standard_place_taken;
}

/* What the host may execute meanwhile has nothing of ours. */
static bool inherited;

static void
look_at_what_is_inherited(void)
{
	int i, flags;

	for (i = 0; i < SNAPSHOT_FDS; i++) {
		flags = fcntl(i, F_GETFD);
		if (flags != -1 && (flags & FD_CLOEXEC) == 0 && !before.open[i])
			inherited = true;
	}
}

static int
log_in_and_look(void)
{
	int line;

	/* Descriptor 0 and a later one: both ways to come by a socket. */
	(void)close(missing == 0 ? 0 : 3);
	snapshot_take(&before);
	inherited = false;
	stage_watch = look_at_what_is_inherited;
	line = log_in();
	return line != 0 ? line : inherited;
}

/*
 * A host that has room for so many more descriptors; with none libpam itself
 * cannot write its audit record.
 */
static int
log_in_with_room_for(int more)
{
	struct stage_talk talk = {.answers = {"a"}};
	pam_handle_t *pamh = stage_start("alice", &talk, "");
	struct rlimit limit;
	int next, r;

	/* libpam loads the module while there is room. */
	SNAPSHOT_NEED(pam_acct_mgmt(pamh, 0) == STAGE_IGNORED);
	talk.shown[0] = '\0';
	next = fcntl(0, F_DUPFD, 0);
	(void)close(next);
	SNAPSHOT_NEED(getrlimit(RLIMIT_NOFILE, &limit) == 0);
	limit.rlim_cur = (rlim_t)(next + more);
	SNAPSHOT_NEED(setrlimit(RLIMIT_NOFILE, &limit) == 0);
	snapshot_take(&before);
	r = pam_authenticate(pamh, 0);
	snapshot_take(&after);
	SNAPSHOT_NEED(snapshot_changed(&before, &after) == NULL);
	if (more == 2 || (more == 1 && stage_listening))
		SNAPSHOT_NEED(r == PAM_SUCCESS);
	else
		SNAPSHOT_NEED(r != PAM_SUCCESS && talk.shown[0] == '\0');
	return 0;
}

static int
log_in_without_room(void)
{
	return log_in_with_room_for(missing);
}

/* Descriptors that came with a frame are closed. */
static int
be_given_descriptors(void)
{
	struct stage_talk talk = {.answers = {"a", "b"}};
	pam_handle_t *pamh = stage_start("alice", &talk, "");
	int i;

	SNAPSHOT_NEED(pam_authenticate(pamh, 0) == PAM_AUTH_ERR);
	snapshot_take(&before);
	for (i = 0; i < 5; i++) {
		talk.turn = 0;
		SNAPSHOT_NEED(pam_authenticate(pamh, 0) == PAM_AUTH_ERR);
	}
	snapshot_take(&after);
	SNAPSHOT_NEED(snapshot_changed(&before, &after) == NULL);
	return 0;
}

static int
play_yes(void **state)
{
	(void)state;
	stage_play(ASKED "finish yes\n");
	return 0;
}

static void
test_r21_hosts_without_descriptors_log_in(void **state)
{
	(void)state;
	assert_int_equal(snapshot_in_child(log_in_without_descriptors), 0);
}

static void
test_r21_socket_is_no_standard_descriptor(void **state)
{
	(void)state;
	for (missing = 0; missing < 32; missing++)
		assert_int_equal(
		    snapshot_in_child(log_in_with_some_missing), 0);
}

static void
test_r21_socket_is_not_inherited(void **state)
{
	(void)state;
	for (missing = 0; missing < 2; missing++)
		assert_int_equal(snapshot_in_child(log_in_and_look), 0);
}

static void
test_r21_hosts_without_room_are_refused(void **state)
{
	(void)state;
	for (missing = 0; missing < 3; missing++)
		assert_int_equal(snapshot_in_child(log_in_without_room), 0);
}

static void
test_r21_descriptors_are_not_taken(void **state)
{
	(void)state;
	stage_play(ASKED "gift\n");
	assert_int_equal(snapshot_in_child(be_given_descriptors), 0);
}

#define CASE(name) cmocka_unit_test_setup(name, play_yes)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(test_r21_hosts_without_descriptors_log_in),
	    CASE(test_r21_socket_is_no_standard_descriptor),
	    CASE(test_r21_socket_is_not_inherited),
	    CASE(test_r21_hosts_without_room_are_refused),
	    CASE(test_r21_descriptors_are_not_taken),
	};

	return STAGE_RUN("PAM descriptors", tests);
}
