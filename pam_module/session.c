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
#include <sys/vfs.h>
#include <unistd.h>

/* Fields after the name of the program, up to the start. */
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
 * The start in a line of /proc/PID/stat, or NULL. The name of the program is
 * its own choice, with blanks and brackets: it ends at the last one.
 */
static const char *
find_start(char *line)
{
	char *at = strrchr(line, ')');
	size_t n;

	for (int i = 0; at != NULL && i < START_FIELD; i++) {
		at = strchr(at, ' ');
		if (at != NULL)
			at++;
	}
	if (at == NULL)
		return NULL;
	n = strspn(at, DIGITS);
	/* Not the last field: one that was cut would look like another. */
	if (n == 0 || n > START_DIGITS || at[n] != ' ')
		return NULL;
	at[n] = '\0';
	return at;
}

void
session_name(char out[WIRE_SESSION_MAX + 1])
{
	const pid_t leader = getsid(0);
	const char *start;
	char path[32], line[1024];

	out[0] = '\0';
	/* 0: led from outside of this namespace. */
	if (leader <= 0 || !is_our_proc())
		return;
	(void)snprintf(path, sizeof(path), "/proc/%ld/stat", (long)leader);
	if (!read_proc(path, line, sizeof(line)))
		return;
	start = find_start(line);
	if (start != NULL)
		(void)snprintf(
		    out, WIRE_SESSION_MAX + 1, "%ld.%s", (long)leader, start);
}
