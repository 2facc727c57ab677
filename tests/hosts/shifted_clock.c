/*
 * shifted_clock - a wall clock that is wrong, for programs in the sandbox
 *
 * Named in the sandbox's own /etc/ld.so.preload. Adds the seconds in
 * /etc/clock-shift to CLOCK_REALTIME; the other clocks run on, as they do when
 * somebody sets the date. Those in /etc/clock-boot are added to CLOCK_BOOTTIME:
 * a host that has been up for longer, or not so long. Where /etc/clock-steered
 * is, "yes" in it means that a program keeps the clock right, and anything else
 * that none does.
 */

#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

static long
shift(const char *path)
{
	char text[32] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);

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
		out->tv_sec += shift("/etc/clock-shift");
	if (r == 0 && id == CLOCK_BOOTTIME)
		out->tv_sec += shift("/etc/clock-boot");
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

__attribute__((visibility("default"))) int
adjtimex(struct timex *what)
{
	int r = (int)syscall(SYS_adjtimex, what);
	int fd = open("/etc/clock-steered", O_RDONLY | O_CLOEXEC);
	char word = 0;

	if (fd < 0)
		return r;
	if (read(fd, &word, 1) != 1)
		word = 'n';
	(void)close(fd);
	what->status = word == 'y' ? 0 : STA_UNSYNC;
	return word == 'y' ? TIME_OK : TIME_ERROR;
}

/* The clock is ours to steer: CAP_SYS_TIME, which containers leave out. */
__attribute__((visibility("default"))) int
prctl(int what, ...)
{
	static bool dropped;
	unsigned long arg[4];
	va_list args;

	va_start(args, what);
	for (int i = 0; i < 4; i++)
		arg[i] = va_arg(args, unsigned long);
	va_end(args);
	if (what == PR_CAPBSET_DROP)
		dropped = true;
	if (what == PR_CAPBSET_READ && arg[0] == 25 && !dropped &&
	    access("/etc/clock-steered", F_OK) == 0)
		return 1;
	return (int)syscall(SYS_prctl, what, arg[0], arg[1], arg[2], arg[3]);
}
