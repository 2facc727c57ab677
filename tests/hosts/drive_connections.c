/*
 * drive_connections - somebody who connects, and says nothing
 *
 *	drive_connections PATH idle|loop|stale N SECONDS
 *
 * idle keeps N connections open to the SOCK_SEQPACKET socket at PATH and makes
 * a new one for each that is closed on it; loop closes each at once. Prints
 * how many were made and the most that were open. stale leaves a socket behind
 * at which nobody listens.
 */

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define CONNECTIONS_MAX 2000

static int64_t
milliseconds(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* A connection, or -1 when there is none to be had now. */
static int
connection(const struct sockaddr_un *to)
{
	int fd =
	    socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd != -1 &&
	    connect(fd, (const struct sockaddr *)to, sizeof(*to)) == 0)
		return fd;
	if (fd != -1)
		(void)close(fd);
	return -1;
}

/* Whether the other side has closed it. */
static bool
is_closed(int fd)
{
	char c;

	return recv(fd, &c, 1, MSG_DONTWAIT) != -1 || errno != EAGAIN;
}

static int
stale(const struct sockaddr_un *at)
{
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	return fd == -1 ||
	    bind(fd, (const struct sockaddr *)at, sizeof(*at)) != 0;
}

int
main(int argc, char **argv)
{
	static int fds[CONNECTIONS_MAX];
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	struct rlimit files = {CONNECTIONS_MAX + 20, CONNECTIONS_MAX + 20};
	long n, made = 0, most = 0;
	int64_t end;
	bool loop;

	if (argc != 5 || strlen(argv[1]) >= sizeof(to.sun_path))
		return 2;
	memcpy(to.sun_path, argv[1], strlen(argv[1]) + 1);
	loop = strcmp(argv[2], "loop") == 0;
	n = strtol(argv[3], NULL, 10);
	end = milliseconds() + strtol(argv[4], NULL, 10) * 1000;
	if (strcmp(argv[2], "stale") == 0)
		return stale(&to);
	if (n < 1 || n > CONNECTIONS_MAX ||
	    setrlimit(RLIMIT_NOFILE, &files) != 0)
		return 2;
	memset(fds, 0xff, sizeof(fds));
	while (milliseconds() < end) {
		long open = 0;
		bool full = false;

		for (long i = 0; i < n; i++) {
			if (fds[i] != -1 && (loop || is_closed(fds[i]))) {
				(void)close(fds[i]);
				fds[i] = -1;
			}
			if (fds[i] == -1 && !full) {
				fds[i] = connection(&to);
				full = fds[i] == -1;
				made += !full;
			}
			open += fds[i] != -1;
		}
		most = open > most ? open : most;
		(void)usleep(1000);
	}
	printf("made %ld, open %ld\n", made, most);
	return 0;
}
