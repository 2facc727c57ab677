/*
 * shifted_clock - a wall clock that is wrong, for programs in the sandbox
 *
 * Named in the sandbox's own /etc/ld.so.preload. Adds the seconds in
 * /etc/clock-shift to CLOCK_REALTIME; the other clocks run on, as they do when
 * somebody sets the date.
 */

#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long
shift(void)
{
	char text[32] = "";
	int fd = open("/etc/clock-shift", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return 0;
	if (read(fd, text, sizeof(text) - 1) < 0)
		text[0] = '\0';
	(void)close(fd);
	return strtol(text, NULL, 10);
}

__attribute__((visibility("default"))) int
clock_gettime(clockid_t id, struct timespec *out)
{
	int r = (int)syscall(SYS_clock_gettime, id, out);

	if (r == 0 && id == CLOCK_REALTIME)
		out->tv_sec += shift();
	return r;
}

/* Modules of others ask in these ways. */
__attribute__((visibility("default"))) time_t
time(time_t *out)
{
	struct timespec now = {0, 0};

	if (clock_gettime(CLOCK_REALTIME, &now) != 0)
		now.tv_sec = -1;
	if (out != NULL)
		*out = now.tv_sec;
	return now.tv_sec;
}

__attribute__((visibility("default"))) int
gettimeofday(struct timeval *restrict out, void *restrict zone)
{
	struct timespec now;

	(void)zone;
	if (clock_gettime(CLOCK_REALTIME, &now) != 0)
		return -1;
	out->tv_sec = now.tv_sec;
	out->tv_usec = now.tv_nsec / 1000;
	return 0;
}
