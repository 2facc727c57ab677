/*
 * test_sockets - who is asked: a listener, a program, or nobody
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/host/snapshot.h"
#include "tests/pam/stage.h"

#define USER 65534
#define IDS "hello\nids\nask code\nanswer\nfinish yes\n"

static int
play_ids(void **state)
{
	(void)state;
	stage_hush(false);
	(void)rmdir("run/root.socket");
	stage_play(IDS);
	return 0;
}

/* The fake of a listener that runs as a user notes nothing: it is not asked. */
static bool
nobody_was_asked(const struct stage_talk *talk)
{
	return talk->shown[0] == '\0' && stage_notes()[0] == '\0';
}

static void
r03_root_starts_it_when_nobody_listens(void **state)
{
	struct stage_talk talk = {.answers = {"a", "b"}};

	(void)state;
	assert_int_equal(stage_login("alice", &talk), PAM_SUCCESS);
	/* A socket that a dead listener left. */
	stage_listen("root.socket", SOCK_SEQPACKET, 0);
	stage_hush(true);
	assert_int_equal(access("run/root.socket", F_OK), 0);
	assert_int_equal(stage_login("alice", &talk), PAM_SUCCESS);
}

static void
r03_root_asks_who_listens_and_starts_nothing(void **state)
{
	struct stage_talk talk = {.answers = {"a"}};

	(void)state;
	stage_listen("root.socket", SOCK_SEQPACKET, 0);
	stage_play("crash\n");
	assert_int_equal(stage_login("alice", &talk), PAM_AUTH_ERR);
	stage_play(IDS);
	assert_int_equal(stage_login("alice", &talk), PAM_SUCCESS);
}

static void
r03_listener_that_is_not_root_is_no(void **state)
{
	struct stage_talk talk = {.answers = {"a"}};

	(void)state;
	stage_listen("root.socket", SOCK_SEQPACKET, USER);
	assert_int_equal(stage_login("alice", &talk), PAM_AUTH_ERR);
	assert_true(nobody_was_asked(&talk));
}

static void
r03_any_other_error_is_no_and_starts_nothing(void **state)
{
	struct stage_talk talk = {.answers = {"a"}};

	(void)state;
	stage_listen("root.socket", SOCK_STREAM, 0);
	assert_int_equal(stage_login("alice", &talk), PAM_AUTH_ERR);
	assert_true(nobody_was_asked(&talk));
	stage_hush(false);
	assert_int_equal(symlink("root.socket", "run/root.socket"), 0);
	assert_int_equal(stage_login("alice", &talk), PAM_AUTH_ERR);
	assert_true(nobody_was_asked(&talk));
}

static void
r03_root_does_not_ask_at_the_socket_for_others(void **state)
{
	struct stage_talk talk = {.answers = {"a"}};

	(void)state;
	stage_listen("self.socket", SOCK_SEQPACKET, USER);
	assert_int_equal(stage_login("alice", &talk), PAM_SUCCESS);
	assert_non_null(strstr(stage_notes(), "ids 0 0 0\n"));
}

/* One login of an application that is not root's, and what it leaves. */
static int want;

static int
log_in_as_user(void)
{
	static struct snapshot before, after;
	struct stage_talk talk = {.answers = {"a", "b"}};
	pam_handle_t *pamh = stage_start("alice", &talk, "debug");

	/* libpam loads the module while root may read it. */
	SNAPSHOT_NEED(pam_acct_mgmt(pamh, 0) == STAGE_IGNORED);
	talk.shown[0] = '\0';
	SNAPSHOT_NEED(setresuid(USER, USER, USER) == 0);
	SNAPSHOT_NEED(pam_authenticate(pamh, 0) == want);
	snapshot_take(&before);
	SNAPSHOT_NEED(pam_authenticate(pamh, 0) == want);
	snapshot_take(&after);
	SNAPSHOT_NEED(snapshot_changed(&before, &after) == NULL);
	SNAPSHOT_NEED((talk.shown[0] == '\0') == (want != PAM_SUCCESS));
	SNAPSHOT_NEED(pam_end(pamh, 0) == PAM_SUCCESS);
	return 0;
}

static void
user_hears(int code)
{
	want = code;
	assert_int_equal(snapshot_in_child(log_in_as_user), 0);
}

static void
r03_others_ask_at_the_socket_for_others(void **state)
{
	(void)state;
	stage_listen("self.socket", SOCK_SEQPACKET, 0);
	user_hears(PAM_SUCCESS);
	assert_non_null(strstr(stage_notes(), "hello user=[alice]"));
}

static void
r03_others_without_a_listener_are_unavailable(void **state)
{
	(void)state;
	user_hears(PAM_AUTHINFO_UNAVAIL);
	stage_listen("self.socket", SOCK_SEQPACKET, 0);
	stage_hush(true);
	user_hears(PAM_AUTHINFO_UNAVAIL);
	assert_string_equal(stage_notes(), "");
}

static void
r03_others_do_not_ask_at_the_socket_for_root(void **state)
{
	(void)state;
	stage_listen("root.socket", SOCK_SEQPACKET, 0);
	user_hears(PAM_AUTHINFO_UNAVAIL);
	assert_string_equal(stage_notes(), "");
}

static void
r03_others_are_not_answered_by_their_like(void **state)
{
	(void)state;
	stage_listen("self.socket", SOCK_SEQPACKET, USER);
	user_hears(PAM_AUTH_ERR);
	assert_string_equal(stage_notes(), "");
}

/* In a set-user-ID program the effective uid decides. */
static int
log_in_with_a_users_real_uid(void)
{
	struct stage_talk talk = {.answers = {"a"}};

	SNAPSHOT_NEED(setresuid(USER, 0, 0) == 0);
	SNAPSHOT_NEED(stage_login("alice", &talk) == PAM_SUCCESS);
	return 0;
}

static void
r03_effective_uid_says_where_to_ask(void **state)
{
	(void)state;
	stage_listen("self.socket", SOCK_SEQPACKET, USER);
	stage_listen("root.socket", SOCK_SEQPACKET, 0);
	assert_int_equal(snapshot_in_child(log_in_with_a_users_real_uid), 0);
	assert_non_null(strstr(stage_notes(), "hello user=[alice]"));
}

#define CASE(name) cmocka_unit_test_setup(name, play_ids)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(r03_root_starts_it_when_nobody_listens),
	    CASE(r03_root_asks_who_listens_and_starts_nothing),
	    CASE(r03_listener_that_is_not_root_is_no),
	    CASE(r03_any_other_error_is_no_and_starts_nothing),
	    CASE(r03_root_does_not_ask_at_the_socket_for_others),
	    CASE(r03_others_ask_at_the_socket_for_others),
	    CASE(r03_others_without_a_listener_are_unavailable),
	    CASE(r03_others_do_not_ask_at_the_socket_for_root),
	    CASE(r03_others_are_not_answered_by_their_like),
	    CASE(r03_effective_uid_says_where_to_ask),
	};

	return cmocka_run_group_tests_name(
	    "PAM sockets", tests, stage_open, stage_close);
}
