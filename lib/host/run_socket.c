/*
 * run_socket - datagrams with a deadline
 *
 * The clock here is CLOCK_MONOTONIC, which nobody sets.
 */

#include "host/run.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>

int64_t
run_clock_ms(void)
{
	struct timespec now;

	/* Cannot fail for this clock; a deadline in the past is the safe side.
	 */
	if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		return INT64_MAX;
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Wait for an event until the deadline; a signal only makes it look again. */
static int
wait_for(int sock, short event, int64_t deadline)
{
	struct pollfd p = {.fd = sock, .events = event};
	int64_t left;
	int r;

	do {
		left = deadline - run_clock_ms();
		if (left < 0)
			left = 0;
		if (left > INT_MAX)
			left = INT_MAX;
		r = poll(&p, 1, (int)left);
	} while (r == -1 && errno == EINTR);
	if (r == -1)
		return -errno;
	return r == 0 ? -ETIMEDOUT : 0;
}

int
run_send(int sock, const void *data, size_t n, int64_t deadline)
{
	ssize_t sent = -1;
	int r;

	while (sent == -1) {
		r = wait_for(sock, POLLOUT, deadline);
		if (r != 0)
			return r;
		sent = send(sock, data, n, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent == -1 && errno != EINTR && errno != EAGAIN)
			return -errno;
	}
	return (size_t)sent == n ? 0 : -EMSGSIZE;
}

int
run_receive(int sock, void *data, size_t size, int64_t deadline)
{
	struct iovec part = {data, size};
	struct msghdr msg = {.msg_iov = &part, .msg_iovlen = 1};
	ssize_t got = -1;
	int r;

	while (got == -1) {
		r = wait_for(sock, POLLIN, deadline);
		if (r != 0)
			return r;
		/* No room for control data: the kernel closes what came. */
		got = recvmsg(sock, &msg, MSG_DONTWAIT);
		if (got == -1 && errno != EINTR && errno != EAGAIN)
			return -errno;
	}
	if ((msg.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0)
		return -EMSGSIZE;
	return (int)got;
}
