/*
 * test_run_socket - datagrams come whole, in time, or not at all
 */

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
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
	};

	return cmocka_run_group_tests_name("run_socket", tests, NULL, NULL);
}
