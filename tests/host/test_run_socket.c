/*
 * test_run_socket - datagrams come whole, in time, or not at all; who listens
 */

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "host/run.h"

static int ends[2];

static int
open_pair(void **state)
{
	(void)state;
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends);
}

static int
close_pair(void **state)
{
	(void)state;
	(void)close(ends[0]);
	if (ends[1] != -1)
		(void)close(ends[1]);
	return 0;
}

static int64_t
in_ms(int ms)
{
	return run_clock_ms() + ms;
}

static void
test_datagrams_keep_their_bounds(void **state)
{
	char text[8];

	(void)state;
	assert_int_equal(run_send(ends[0], "abc", 3, in_ms(1000)), 0);
	assert_int_equal(run_send(ends[0], "de", 2, in_ms(1000)), 0);
	assert_int_equal(run_receive(ends[1], text, 8, in_ms(1000)), 3);
	assert_int_equal(run_receive(ends[1], text, 8, in_ms(1000)), 2);
	assert_memory_equal(text, "de", 2);
}

static void
test_datagram_longer_than_the_room_is_refused(void **state)
{
	char text[8];

	(void)state;
	assert_int_equal(run_send(ends[0], "123456789", 9, in_ms(1000)), 0);
	assert_int_equal(run_receive(ends[1], text, 8, in_ms(1000)), -EMSGSIZE);
	assert_int_equal(run_send(ends[0], "12345678", 8, in_ms(1000)), 0);
	assert_int_equal(run_receive(ends[1], text, 8, in_ms(1000)), 8);
}

static void
test_waiting_ends_at_the_deadline(void **state)
{
	int64_t start = run_clock_ms();
	char text[8];

	(void)state;
	assert_int_equal(
	    run_receive(ends[1], text, 8, start + 100), -ETIMEDOUT);
	assert_in_range(run_clock_ms() - start, 100, 2000);
	/* What is there already is taken, however late. */
	assert_int_equal(run_send(ends[0], "a", 1, start), 0);
	assert_int_equal(run_receive(ends[1], text, 8, start), 1);
	assert_int_equal(run_receive(ends[1], text, 8, start), -ETIMEDOUT);
}

static void
test_sending_to_nobody_who_reads_times_out(void **state)
{
	static char block[4096];
	int r = 0, sent;

	(void)state;
	for (sent = 0; r == 0 && sent < 10000; sent++)
		r = run_send(ends[0], block, sizeof(block), in_ms(50));
	assert_int_equal(r, -ETIMEDOUT);
}

static void
test_end_of_file_is_zero_and_sending_is_epipe(void **state)
{
	char text[8];

	(void)state;
	assert_int_equal(close(ends[1]), 0);
	ends[1] = -1;
	assert_int_equal(run_receive(ends[0], text, 8, in_ms(1000)), 0);
	/* By SIGPIPE this program would end here. */
	assert_int_equal(run_send(ends[0], "a", 1, in_ms(1000)), -EPIPE);
}

static volatile sig_atomic_t ticks;

static void
tick(int signal_number)
{
	(void)signal_number;
	ticks++;
}

static void
test_signals_do_not_stretch_the_deadline(void **state)
{
	const struct itimerval often = {{0, 5000}, {0, 5000}}, never = {0};
	struct sigaction action = {.sa_handler = tick};
	int64_t start = run_clock_ms();
	char text[8];

	(void)state;
	assert_int_equal(sigaction(SIGALRM, &action, NULL), 0);
	assert_int_equal(setitimer(ITIMER_REAL, &often, NULL), 0);
	assert_int_equal(
	    run_receive(ends[1], text, 8, start + 100), -ETIMEDOUT);
	assert_int_equal(setitimer(ITIMER_REAL, &never, NULL), 0);
	assert_in_range(run_clock_ms() - start, 100, 2000);
	assert_true(ticks > 3);
}

static void
send_descriptor(int sock, int fd)
{
	char room[CMSG_SPACE(sizeof(int))] = {0}, byte = 'd';
	struct iovec part = {&byte, 1};
	struct msghdr msg = {.msg_iov = &part,
	    .msg_iovlen = 1,
	    .msg_control = room,
	    .msg_controllen = sizeof(room)};
	struct cmsghdr *c = CMSG_FIRSTHDR(&msg);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	assert_int_equal(sendmsg(sock, &msg, 0), 1);
}

static void
test_descriptors_sent_along_are_refused(void **state)
{
	int next = dup(0);
	char text[8];

	(void)state;
	assert_true(next >= 0);
	assert_int_equal(close(next), 0);
	send_descriptor(ends[0], 0);
	assert_int_equal(run_receive(ends[1], text, 8, in_ms(1000)), -EMSGSIZE);
	assert_int_equal(fcntl(next, F_GETFD), -1);
}

static void
test_no_socket_is_an_error(void **state)
{
	char text[8];

	(void)state;
	assert_true(run_receive(-1, text, 8, in_ms(20)) < 0);
	assert_true(run_send(-1, "a", 1, in_ms(20)) < 0);
}

/* ---- connecting ---- */

#define NOBODY 65534

static char dir[32], path[64];

static int
open_place(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/credmint-run.XXXXXX");
	if (mkdtemp(dir) == NULL || chmod(dir, 0755) != 0)
		return -1;
	(void)snprintf(path, sizeof(path), "%s/socket", dir);
	return 0;
}

static int
close_place(void **state)
{
	(void)state;
	(void)unlink(path);
	return rmdir(dir);
}

/* Somebody who listens at path; the caller's effective uid is kept of him. */
static int
listen_there(int type, int backlog)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int s = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);

	strcpy(at.sun_path, path);
	assert_true(s >= 0);
	assert_int_equal(bind(s, (struct sockaddr *)&at, sizeof(at)), 0);
	if (backlog >= 0)
		assert_int_equal(listen(s, backlog), 0);
	return s;
}

static void
r03_connects_to_root(void **state)
{
	int listener = listen_there(SOCK_SEQPACKET, 8), sock, other;
	char text[8];

	(void)state;
	assert_int_equal(run_connect(path, 1000, &sock), 0);
	assert_true(fcntl(sock, F_GETFD) & FD_CLOEXEC);
	other = accept(listener, NULL, NULL);
	assert_true(other >= 0);
	assert_int_equal(run_send(sock, "abc", 3, in_ms(1000)), 0);
	assert_int_equal(run_receive(other, text, 8, in_ms(1000)), 3);
	(void)close(other);
	(void)close(sock);
	(void)close(listener);
}

/* What is wrong at path; nothing stays open, and the answer comes at once. */
static void
refused(int expected)
{
	int64_t start = run_clock_ms();
	int sock = 0, next = dup(0);

	assert_int_equal(close(next), 0);
	assert_int_equal(run_connect(path, 5000, &sock), expected);
	assert_int_equal(sock, -1);
	assert_int_equal(fcntl(next, F_GETFD), -1);
	assert_in_range(run_clock_ms() - start, 0, 1000);
}

static void
r03_nothing_there_is_enoent(void **state)
{
	(void)state;
	refused(-ENOENT);
}

static void
r03_dangling_socket_file_is_econnrefused(void **state)
{
	(void)state;
	assert_int_equal(close(listen_there(SOCK_SEQPACKET, 8)), 0);
	refused(-ECONNREFUSED);
}

static void
r03_regular_file_is_econnrefused(void **state)
{
	int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(close(fd), 0);
	refused(-ECONNREFUSED);
}

static void
r03_bound_but_not_listening_is_econnrefused(void **state)
{
	int s = listen_there(SOCK_SEQPACKET, -1);

	(void)state;
	refused(-ECONNREFUSED);
	(void)close(s);
}

static void
r03_listener_of_another_type_is_refused(void **state)
{
	int s = listen_there(SOCK_STREAM, 8);

	(void)state;
	refused(-EPROTOTYPE);
	(void)close(s);
}

static void
r03_listener_of_another_uid_is_refused(void **state)
{
	int s;

	(void)state;
	/* root in the test's own place, as in a directory of the user's */
	assert_int_equal(chmod(dir, 0777), 0);
	assert_int_equal(seteuid(NOBODY), 0);
	s = listen_there(SOCK_SEQPACKET, 8);
	assert_int_equal(seteuid(0), 0);
	refused(-EPERM);
	(void)close(s);
}

static void
r03_who_may_not_connect_is_refused(void **state)
{
	int s = listen_there(SOCK_SEQPACKET, 8);

	(void)state;
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(seteuid(NOBODY), 0);
	refused(-EACCES);
	assert_int_equal(seteuid(0), 0);
	(void)close(s);
}

static void
r03_full_queue_times_out(void **state)
{
	const struct itimerval often = {{0, 5000}, {0, 5000}}, never = {0};
	struct sigaction action = {.sa_handler = tick};
	int listener = listen_there(SOCK_SEQPACKET, 0), first, second;
	int64_t start;

	(void)state;
	assert_int_equal(run_connect(path, 1000, &first), 0);
	start = run_clock_ms();
	assert_int_equal(run_connect(path, 150, &second), -ETIMEDOUT);
	assert_int_equal(second, -1);
	assert_in_range(run_clock_ms() - start, 140, 2000);
	/* Not for ever, when there is no time at all. */
	assert_int_equal(run_connect(path, 0, &second), -ETIMEDOUT);
	assert_int_equal(run_connect(path, -5, &second), -ETIMEDOUT);

	assert_int_equal(sigaction(SIGALRM, &action, NULL), 0);
	assert_int_equal(setitimer(ITIMER_REAL, &often, NULL), 0);
	start = run_clock_ms();
	ticks = 0;
	assert_int_equal(run_connect(path, 150, &second), -ETIMEDOUT);
	assert_int_equal(setitimer(ITIMER_REAL, &never, NULL), 0);
	assert_in_range(run_clock_ms() - start, 140, 2000);
	assert_true(ticks > 3);
	(void)close(first);
	(void)close(listener);
}

/* A place in the queue that becomes free is taken. */
static void
r03_full_queue_that_moves_is_waited_for(void **state)
{
	int listener = listen_there(SOCK_SEQPACKET, 0), first, second;
	pid_t child;

	(void)state;
	assert_int_equal(run_connect(path, 1000, &first), 0);
	child = fork();
	if (child == 0) {
		(void)usleep(100000);
		_exit(accept(listener, NULL, NULL) >= 0 ? 0 : 1);
	}
	assert_true(child > 0);
	assert_int_equal(run_connect(path, 5000, &second), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	(void)close(first);
	(void)close(second);
	(void)close(listener);
}

static void
test_names_that_are_no_path_are_refused(void **state)
{
	char longer[200];
	int sock;

	(void)state;
	memset(longer, 'a', sizeof(longer));
	longer[sizeof(longer) - 1] = '\0';
	assert_int_equal(run_connect(longer, 1000, &sock), -ENAMETOOLONG);
	assert_int_equal(run_connect("", 1000, &sock), -ENOENT);
}

#define PLACE(name) \
	cmocka_unit_test_setup_teardown(name, open_place, close_place)
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_pair, close_pair)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(test_datagrams_keep_their_bounds),
	    CASE(test_datagram_longer_than_the_room_is_refused),
	    CASE(test_waiting_ends_at_the_deadline),
	    CASE(test_sending_to_nobody_who_reads_times_out),
	    CASE(test_end_of_file_is_zero_and_sending_is_epipe),
	    CASE(test_signals_do_not_stretch_the_deadline),
	    CASE(test_descriptors_sent_along_are_refused),
	    CASE(test_no_socket_is_an_error),
	    PLACE(r03_connects_to_root),
	    PLACE(r03_nothing_there_is_enoent),
	    PLACE(r03_dangling_socket_file_is_econnrefused),
	    PLACE(r03_regular_file_is_econnrefused),
	    PLACE(r03_bound_but_not_listening_is_econnrefused),
	    PLACE(r03_listener_of_another_type_is_refused),
	    PLACE(r03_listener_of_another_uid_is_refused),
	    PLACE(r03_who_may_not_connect_is_refused),
	    PLACE(r03_full_queue_times_out),
	    PLACE(r03_full_queue_that_moves_is_waited_for),
	    PLACE(test_names_that_are_no_path_are_refused),
	};

	return cmocka_run_group_tests_name("run_socket", tests, NULL, NULL);
}
