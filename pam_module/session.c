/*
 * session - which session at this host the application runs in
 */

#include "pam_module/session.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

/* Fields after the name of the program, up to its terminal and its start. */
#define TTY_FIELD 5
#define START_FIELD 20
#define DIGITS "0123456789"
/* Of 64 bits, in decimal. */
#define START_DIGITS 20

/*
 * Whether the /proc here is one that counts processes as we do: that of
 * another namespace has somebody else by that number.
 */
static bool
is_our_proc(void)
{
	char self[16], me[16];
	ssize_t n = readlink("/proc/self", self, sizeof(self) - 1);

	if (n <= 0)
		return false;
	self[n] = '\0';
	(void)snprintf(me, sizeof(me), "%ld", (long)getpid());
	return strcmp(self, me) == 0;
}

/* Only what the kernel itself writes there. */
static bool
is_of_kernel(int fd)
{
	struct statfs fs;

	return fstatfs(fd, &fs) == 0 && fs.f_type == PROC_SUPER_MAGIC;
}

/* The whole of a small file there, as a text. */
static bool
read_proc(const char *path, char *text, size_t size)
{
	ssize_t n = -1;
	int fd;

	do {
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW);
	} while (fd == -1 && errno == EINTR);
	if (fd == -1)
		return false;
	if (is_of_kernel(fd)) {
		do {
			n = read(fd, text, size - 1);
		} while (n == -1 && errno == EINTR);
	}
	(void)close(fd);
	text[n > 0 ? n : 0] = '\0';
	return n > 0;
}

/*
 * A field in a line of /proc/PID/stat: *n digits with a blank behind them, so
 * that it is none that was cut; or NULL. The name of the program is its own
 * choice, with blanks and brackets: it ends at the last one.
 */
static const char *
find_field(const char *line, int field, size_t *n)
{
	const char *at = strrchr(line, ')');

	for (int i = 0; at != NULL && i < field; i++) {
		at = strchr(at, ' ');
		if (at != NULL)
			at++;
	}
	if (at == NULL)
		return NULL;
	*n = strspn(at, DIGITS);
	return *n > 0 && at[*n] == ' ' ? at : NULL;
}

/* The number of a terminal, as the kernel writes it there; 0: it is none. */
static unsigned long
tty_number(const char *tty)
{
	const char *dev = strncmp(tty, "/dev/", 5) == 0 ? "" : "/dev/";
	char path[WIRE_NAME_MAX + 8];
	unsigned long major_of, minor_of;
	struct stat st;
	int n = snprintf(path, sizeof(path), "%s%s", dev, tty);

	if (n < 0 || (size_t)n >= sizeof(path) || stat(path, &st) != 0 ||
	    !S_ISCHR(st.st_mode))
		return 0;
	major_of = major(st.st_rdev);
	minor_of = minor(st.st_rdev);
	return (minor_of & 0xff) | major_of << 8 | (minor_of & ~0xffUL) << 12;
}

/* Whether this terminal is the one that the session has. */
static bool
has_tty(const char *line, const char *tty)
{
	const unsigned long number = tty_number(tty);
	char text[START_DIGITS + 1];
	size_t n = 0;
	const char *field = find_field(line, TTY_FIELD, &n);

	(void)snprintf(text, sizeof(text), "%lu", number);
	return number != 0 && field != NULL && n == strlen(text) &&
	    memcmp(field, text, n) == 0;
}

void
session_name(const char *tty, char out[WIRE_SESSION_MAX + 1])
{
	const pid_t leader = getsid(0);
	const char *start;
	char path[32], line[1024];
	size_t n = 0;

	out[0] = '\0';
	/* 0: led from outside of this namespace. */
	if (leader <= 0 || !is_our_proc())
		return;
	(void)snprintf(path, sizeof(path), "/proc/%ld/stat", (long)leader);
	if (!read_proc(path, line, sizeof(line)) || !has_tty(line, tty))
		return;
	start = find_field(line, START_FIELD, &n);
	if (start != NULL && n <= START_DIGITS)
		(void)snprintf(out, WIRE_SESSION_MAX + 1, "%ld.%.*s",
		    (long)leader, (int)n, start);
}
