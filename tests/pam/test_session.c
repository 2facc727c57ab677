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

/* A login at this host, or from another. */
static void
log_in(const char *rhost)
{
	struct stage_talk talk = {.answers = {"a"}};
	pam_handle_t *pamh = stage_start("alice", &talk, "");

	if (rhost != NULL)
		assert_int_equal(pam_set_item(pamh, PAM_RHOST, rhost), 0);
	assert_int_equal(pam_authenticate(pamh, 0), PAM_SUCCESS);
	assert_int_equal(pam_end(pamh, 0), PAM_SUCCESS);
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
 * A session of its own, whose leader changes its name when told to, and then
 * waits until it is ended.
 */
static _Noreturn void
lead(const char *name, int sock)
{
	char byte;

	if (setsid() == -1 || write(sock, "", 1) != 1 ||
	    read(sock, &byte, 1) != 1 || prctl(PR_SET_NAME, name) != 0 ||
	    write(sock, "", 1) != 1)
		_exit(1);
	for (;;)
		(void)pause();
}

/* A login in a session whose leader has this name: what it is called. */
static void
log_in_led_by(const char *name, char want[64])
{
	int pair[2];
	char byte;
	pid_t child;

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		lead(name, pair[1]);
	assert_int_equal(read(pair[0], &byte, 1), 1);
	name_of(child, want);
	assert_int_equal(write(pair[0], "", 1), 1);
	assert_int_equal(read(pair[0], &byte, 1), 1);
	played.leader = child;
	log_in(NULL);
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_int_equal(close(pair[0]) + close(pair[1]), 0);
}

static void
r23_session_is_its_leaders_number_and_start(void **state)
{
	char want[64];

	(void)state;
	log_in_led_by("sh", want);
	assert_said(want);
}

static void
r23_only_who_is_at_this_host_has_a_session(void **state)
{
	char mine[64];

	(void)state;
	name_of(getsid(0), mine);
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
	char want[64];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		stage_play(ASKED "finish yes\n");
		log_in_led_by(names[i], want);
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
	played.leader = 0;
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
	    cmocka_unit_test_setup(
		r23_session_is_its_leaders_number_and_start, reset),
	    cmocka_unit_test_setup(
		r23_only_who_is_at_this_host_has_a_session, reset),
	    cmocka_unit_test_setup(
		r23_name_of_the_leader_changes_nothing, reset),
	    cmocka_unit_test_setup(
		r23_session_that_cannot_be_told_is_none, reset),
	    cmocka_unit_test_setup(r05_others_than_root_say_no_session, reset),
	    cmocka_unit_test_setup(r21_no_descriptor_is_left, reset),
	};

	return STAGE_RUN("session", tests);
}
