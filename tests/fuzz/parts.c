/*
 * parts - an input of a fuzzer as files, "\n%%\n" between one and the next
 */

#include "tests/fuzz/parts.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PART "\n%%\n"

static void
write_file(const char *path, const uint8_t *in, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd == -1 || write(fd, in, n) != (ssize_t)n || close(fd) != 0)
		abort();
}

void
parts_write(char paths[][PATH_MAX], size_t files, const uint8_t *in, size_t n)
{
	size_t i = 0;

	for (; i < files && in != NULL; i++) {
		const uint8_t *part = memmem(in, n, PART, strlen(PART));
		size_t size = part == NULL ? n : (size_t)(part - in);

		write_file(paths[i], in, size);
		in = part == NULL ? NULL : part + strlen(PART);
		n -= part == NULL ? n : size + strlen(PART);
	}
	for (; i < files; i++)
		(void)unlink(paths[i]);
}
