/*
 * run_socket - connections and datagrams with a deadline
 *
 * The clocks here are those that nobody sets.
 */

#include "host/run.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static int64_t
milliseconds(const struct timespec *time)
{
	return (int64_t)time->tv_sec * 1000 + time->tv_nsec / 1000000;
}

/* Neither fails for these clocks; a time long past is the safe side. */
int64_t
run_clock_ms(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		return INT64_MAX;
	return milliseconds(&now);
}

int64_t
run_clock_us(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		return INT64_MAX;
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t
run_boot_ms(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_BOOTTIME, &now) != 0)
		return INT64_MAX;
	return milliseconds(&now);
}

/* Milliseconds left until the deadline, 0 to INT_MAX. */
static int
left_until(int64_t deadline)
{
	int64_t left = deadline - run_clock_ms();

	if (left < 0)
		return 0;
	return left > INT_MAX ? INT_MAX : (int)left;
}

/* Wait for an event until the deadline; a signal only makes it look again. */
static int
wait_for(int sock, short event, int64_t deadline)
{
	struct pollfd p = {.fd = sock, .events = event};
	int r;

	do {
		r = poll(&p, 1, left_until(deadline));
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

/*
 * Wait in the listener's queue. An interrupted wait has left it: there is no
 * connection in progress, and waiting starts anew.
 */
static int
wait_in_queue(int sock, const struct sockaddr_un *to, int64_t deadline)
{
	struct timeval wait;
	int left;

	do {
		left = left_until(deadline);
		/* None at all would mean for ever. */
		wait.tv_sec = left / 1000;
		wait.tv_usec = left % 1000 * 1000 + 1;
		if (setsockopt(sock, SOL_SOCKET, SO_SNDTIMEO, &wait,
			sizeof(wait)) != 0)
			return -errno;
		if (connect(sock, (const struct sockaddr *)to, sizeof(*to)) ==
		    0)
			return 0;
	} while (errno == EINTR && left > 0);
	return errno == EAGAIN || errno == EINTR ? -ETIMEDOUT : -errno;
}

/* Whether root listens there: the kernel kept who it was at listen(2). */
static int
check_listener(int sock)
{
	struct ucred who;
	socklen_t n = sizeof(who);

	if (getsockopt(sock, SOL_SOCKET, SO_PEERCRED, &who, &n) != 0)
		return -errno;
	return n == sizeof(who) && who.uid == 0 ? 0 : -EPERM;
}

int
run_connect(const char *path, int ms, int *sock)
{
	const int64_t deadline = run_clock_ms() + ms;
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	int s, r;

	*sock = -1;
	/* An empty path would be an address without a name. */
	if (path[0] == '\0')
		return -ENOENT;
	if (strlen(path) >= sizeof(to.sun_path))
		return -ENAMETOOLONG;
	memcpy(to.sun_path, path, strlen(path));
	s = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (s == -1)
		return -errno;
	r = wait_in_queue(s, &to, deadline);
	if (r == 0)
		r = check_listener(s);
	if (r == 0)
		*sock = s;
	else
		(void)close(s);
	return r;
}
