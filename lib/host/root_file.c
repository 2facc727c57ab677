/*
 * root_file - files of the host, or of another system below a directory
 */

#include "host/root_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Not blocking: it may turn out to be a FIFO. */
#define HOW (O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

static int
open_below(const char *root, const char *path)
{
	struct open_how how = {.flags = HOW, .resolve = RESOLVE_IN_ROOT};
	int dir = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC), fd;

	if (dir == -1)
		return -errno;
	fd = (int)syscall(SYS_openat2, dir, path, &how, sizeof(how));
	if (fd == -1)
		fd = -errno;
	(void)close(dir);
	return fd;
}

int
root_file_open(const char *root, const char *path, struct fault *f)
{
	struct stat s;
	int fd;

	if (root[0] != '\0')
		fd = open_below(root, path);
	else if ((fd = open(path, HOW)) == -1)
		fd = -errno;
	if (fd < 0)
		return fault_set(
		    f, fd, "cannot open %s%s: %s", root, path, strerror(-fd));
	if (fstat(fd, &s) == 0 && S_ISREG(s.st_mode))
		return fd;
	(void)close(fd);
	return fault_set(
	    f, -EINVAL, "%s%s: not a regular file; put one there", root, path);
}

static int
slurp(int fd, char *text, size_t size)
{
	size_t n = 0;
	ssize_t got;

	do {
		got = read(fd, text + n, size - n);
		if (got > 0)
			n += (size_t)got;
	} while ((got > 0 && n < size) || (got == -1 && errno == EINTR));
	if (got == -1)
		return -errno;
	if (n == size || n > INT_MAX)
		return -EFBIG;
	return (int)n;
}

int
root_file_bytes(const char *root, const char *path, char *text, size_t size,
    struct fault *f)
{
	int fd = root_file_open(root, path, f), n;

	text[0] = '\0';
	if (fd < 0)
		return fd;
	n = slurp(fd, text, size);
	(void)close(fd);
	text[n < 0 ? 0 : n] = '\0';
	if (n < 0)
		return fault_set(
		    f, n, "cannot read %s%s: %s", root, path, strerror(-n));
	return n;
}

int
root_file_read(const char *root, const char *path, char *text, size_t size,
    struct fault *f)
{
	int n = root_file_bytes(root, path, text, size, f);

	for (int i = 0; i < n; i++)
		if (text[i] == '\0')
			text[i] = '\n';
	return n;
}
