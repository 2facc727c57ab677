/*
 * test_session - the session at this host that a login comes from
 */

#include <fcntl.h>
#include <linux/magic.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/host/snapshot.h"
#include "tests/pam/stage.h"

#define USER 65534
#define ASKED "hello\nsession\nask One-time code: \nanswer\n"
#define VISIBLE __attribute__((visibility("default")))

/* ---- what the module hears of the system ---- */

static struct {
	pid_t leader;     /* 0: the real one */
	const char *self; /* what /proc/self is; NULL: the real one */
	bool not_proc;    /* a file system of somebody's own */
} played;

VISIBLE pid_t
getsid(pid_t of)
{
	return played.leader != 0 && of == 0 ? played.leader
					     : (pid_t)syscall(SYS_getsid, of);
}

/* The C library's header has a body of its own for the name in C. */
VISIBLE ssize_t played_readlink(const char *, char *, size_t) __asm__(
    "readlink");

ssize_t
played_readlink(const char *path, char *out, size_t size)
{
	size_t n;

	if (played.self == NULL || strcmp(path, "/proc/self") != 0)
		return syscall(SYS_readlinkat, AT_FDCWD, path, out, size);
	n = strlen(played.self);
	memcpy(out, played.self, n < size ? n : size);
	return (ssize_t)n;
}

VISIBLE int
fstatfs(int fd, struct statfs *out)
{
	int r = (int)syscall(SYS_fstatfs, fd, out);

	if (played.not_proc)
		out->f_type = TMPFS_MAGIC;
	return r;
}

static int
reset(void **state)
{
	(void)state;
	memset(&played, 0, sizeof(played));
	stage_play(ASKED "finish yes\n");
	return 0;
}

/* ---- what is said ---- */

/* A terminal, and a process that leads a session on it. */
static struct {
	int terminal;
	char tty[64];
	int sock; /* to its leader */
	pid_t leader;
} room;

/* A login at this host, or from another, on a terminal. */
static void
log_in_on(const char *tty, const char *rhost)
{
	struct stage_talk talk = {.answers = {"a"}};
	pam_handle_t *pamh = stage_start("alice", &talk, "");

	if (tty != NULL)
		assert_int_equal(pam_set_item(pamh, PAM_TTY, tty), 0);
	if (rhost != NULL)
		assert_int_equal(pam_set_item(pamh, PAM_RHOST, rhost), 0);
	assert_int_equal(pam_authenticate(pamh, 0), PAM_SUCCESS);
	assert_int_equal(pam_end(pamh, 0), PAM_SUCCESS);
}

static void
log_in(const char *rhost)
{
	log_in_on(room.tty, rhost);
}

static void
assert_said(const char *session)
{
	char line[64];

	(void)snprintf(line, sizeof(line), "session [%s]\n", session);
	if (strstr(stage_notes(), line) == NULL)
		print_error("not %s: %s", line, stage_notes());
	assert_non_null(strstr(stage_notes(), line));
}

/* PID.START of a process whose name is a plain word, read in another way. */
static void
name_of(pid_t pid, char out[64])
{
	unsigned long long start = 0;
	char path[32];
	FILE *file;

	(void)snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	file = fopen(path, "re");
	assert_non_null(file);
	assert_int_equal(fscanf(file,
			     "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u "
			     "%*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu",
			     &start),
	    1);
	assert_int_equal(fclose(file), 0);
	(void)snprintf(out, 64, "%d.%llu", (int)pid, start);
}

/*
 * A session of its own, on a terminal if there is one, whose leader changes its
 * name when told to, and then waits until it is ended.
 */
static _Noreturn void
lead(const char *tty, int sock)
{
	char name[16] = "";

	if (setsid() == -1 || (tty[0] != '\0' && open(tty, O_RDWR) == -1) ||
	    write(sock, "", 1) != 1)
		_exit(1);
	while (read(sock, name, sizeof(name)) > 0)
		if (prctl(PR_SET_NAME, name) != 0 || write(sock, "", 1) != 1)
			_exit(1);
	_exit(0);
}

static void
start_leader(const char *tty)
{
	int pair[2];
	char byte;

	assert_int_equal(
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	room.leader = fork();
	assert_true(room.leader >= 0);
	if (room.leader == 0) {
		(void)close(pair[0]);
		lead(tty, pair[1]);
	}
	room.sock = pair[0];
	assert_int_equal(close(pair[1]), 0);
	assert_int_equal(read(room.sock, &byte, 1), 1);
	played.leader = room.leader;
}

static void
end_leader(void)
{
	assert_int_equal(close(room.sock), 0);
	assert_int_equal(waitpid(room.leader, NULL, 0), room.leader);
}

static int
open_room(void **state)
{
	assert_int_equal(reset(state), 0);
	room.terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	assert_true(room.terminal >= 0);
	assert_int_equal(grantpt(room.terminal), 0);
	assert_int_equal(unlockpt(room.terminal), 0);
	assert_int_equal(
	    ptsname_r(room.terminal, room.tty, sizeof(room.tty)), 0);
	start_leader(room.tty);
	return 0;
}

static int
close_room(void **state)
{
	(void)state;
	end_leader();
	return close(room.terminal);
}

static void
r23_session_is_its_leaders_number_and_start(void **state)
{
	char want[64];

	(void)state;
	name_of(room.leader, want);
	log_in(NULL);
	assert_said(want);
	stage_play(ASKED "finish yes\n");
	log_in_on(room.tty + strlen("/dev/"), NULL);
	assert_said(want);
}

/* A daemon is one session, and those it serves are not one person. */
static void
r23_session_is_that_of_its_terminal_alone(void **state)
{
	static const char *const others[] = {NULL, "", "xrdp-sesman", ":0",
	    "/dev/null", "null", "/dev/tty", "/dev", "/", "../..", "ssh"};

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		stage_play(ASKED "finish yes\n");
		log_in_on(others[i], NULL);
		assert_said("");
	}
	end_leader();
	start_leader("");
	stage_play(ASKED "finish yes\n");
	log_in(NULL);
	assert_said("");
}

static void
r23_only_who_is_at_this_host_has_a_session(void **state)
{
	char mine[64];

	(void)state;
	name_of(room.leader, mine);
	log_in(NULL);
	assert_said(mine);
	stage_play(ASKED "finish yes\n");
	log_in("");
	assert_said(mine);
	stage_play(ASKED "finish yes\n");
	log_in("192.0.2.1");
	assert_said("");
	stage_play(ASKED "finish yes\n");
	log_in("another");
	assert_said("");
}

/* The name of a program is its own choice. */
static void
r23_name_of_the_leader_changes_nothing(void **state)
{
	static const char *const names[] = {
	    "", "a b c", ") R 1 2 3 4", "(((", ")))", "1 2 3 4 5 6 7", "\n\n"};
	char want[64], byte;

	(void)state;
	name_of(room.leader, want);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		stage_play(ASKED "finish yes\n");
		assert_true(
		    write(room.sock, names[i], strlen(names[i]) + 1) > 0);
		assert_int_equal(read(room.sock, &byte, 1), 1);
		log_in(NULL);
		assert_said(want);
	}
}

/* The login goes on in all of these. */
static void
r23_session_that_cannot_be_told_is_none(void **state)
{
	char mine[16];

	(void)state;
	played.leader = -1; /* from outside of the namespace, or an error */
	log_in(NULL);
	assert_said("");
	played.leader = 0x3fffffff; /* the leader has ended */
	stage_play(ASKED "finish yes\n");
	log_in(NULL);
	assert_said("");
	played.leader = room.leader;
	played.not_proc = true;
	stage_play(ASKED "finish yes\n");
	log_in(NULL);
	assert_said("");
	played.not_proc = false;
	played.self = "1"; /* a /proc of another namespace */
	stage_play(ASKED "finish yes\n");
	log_in(NULL);
	assert_said("");
	(void)snprintf(mine, sizeof(mine), "%d", (int)getpid());
	played.self = mine;
	stage_play(ASKED "finish yes\n");
	log_in(NULL);
	assert_null(strstr(stage_notes(), "session []"));
}

static int
log_in_as_another(void)
{
	struct stage_talk talk = {.answers = {"a"}};
	pam_handle_t *pamh = stage_start("nobody", &talk, "");

	SNAPSHOT_NEED(setresuid(USER, USER, USER) == 0);
	SNAPSHOT_NEED(pam_authenticate(pamh, 0) == PAM_SUCCESS);
	SNAPSHOT_NEED(pam_end(pamh, 0) == PAM_SUCCESS);
	return 0;
}

/* What others say of themselves counts for nothing, so it is not said. */
static void
r05_others_than_root_say_no_session(void **state)
{
	(void)state;
	if (!stage_listening)
		return; /* only root starts one */
	assert_int_equal(snapshot_in_child(log_in_as_another), 0);
	assert_said("");
}

static int
count_descriptors(void)
{
	int i, n = 0;

	for (i = 0; i < 256; i++)
		n += fcntl(i, F_GETFD) != -1;
	return n;
}

static void
r21_no_descriptor_is_left(void **state)
{
	const int before = count_descriptors();

	(void)state;
	log_in(NULL);
	played.not_proc = true;
	stage_play(ASKED "finish yes\n");
	log_in(NULL);
	assert_int_equal(count_descriptors(), before);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		r23_session_is_its_leaders_number_and_start, open_room,
		close_room),
	    cmocka_unit_test_setup_teardown(
		r23_session_is_that_of_its_terminal_alone, open_room,
		close_room),
	    cmocka_unit_test_setup_teardown(
		r23_only_who_is_at_this_host_has_a_session, open_room,
		close_room),
	    cmocka_unit_test_setup_teardown(
		r23_name_of_the_leader_changes_nothing, open_room, close_room),
	    cmocka_unit_test_setup_teardown(
		r23_session_that_cannot_be_told_is_none, open_room, close_room),
	    cmocka_unit_test_setup_teardown(
		r05_others_than_root_say_no_session, open_room, close_room),
	    cmocka_unit_test_setup_teardown(
		r21_no_descriptor_is_left, open_room, close_room),
	};

	return STAGE_RUN("session", tests);
}
