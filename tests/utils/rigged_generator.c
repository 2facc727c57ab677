/*
 * rigged_generator - getrandom(2) that gives what a file has, over and over
 *
 * Preloaded; RIGGED_FILE names the file. A request for a single byte, which
 * only asks whether there are any, goes back to the beginning of the file: what
 * is asked for after it is the file's first byte. With RIGGED_GOOD instead so
 * many calls are the system's, and all later ones fail: a tracer does not see
 * those that the vDSO answers.
 */

#include <sys/random.h>
#include <sys/types.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static ssize_t
some(void *buf, size_t n, unsigned int flags)
{
	static unsigned long calls;

	if (calls++ < strtoul(getenv("RIGGED_GOOD"), NULL, 10))
		return syscall(SYS_getrandom, buf, n, flags);
	errno = EIO;
	return -1;
}

__attribute__((visibility("default"))) ssize_t
getrandom(void *buf, size_t n, unsigned int flags)
{
	static FILE *file;
	unsigned char *out = buf;

	if (getenv("RIGGED_GOOD") != NULL)
		return some(buf, n, flags);
	if (file == NULL && getenv("RIGGED_FILE") != NULL)
		file = fopen(getenv("RIGGED_FILE"), "re");
	if (file == NULL) {
		errno = EIO;
		return -1;
	}
	for (size_t i = 0; i < n; i++) {
		int c = getc(file);

		if (c == EOF) {
			rewind(file);
			c = getc(file);
		}
		if (c == EOF) {
			errno = EIO;
			return -1;
		}
		out[i] = (unsigned char)c;
	}
	if (n == 1)
		rewind(file);
	return (ssize_t)n;
}
