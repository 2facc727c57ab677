/*
 * system_image - a directory that holds another system's files
 */

#include "tests/host/system_image.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

char image[] = "/tmp/credmint-image-XXXXXX";

int
image_make(void **state)
{
	(void)state;
	return mkdtemp(image) == NULL ? -1 : 0;
}

static int
remove_one(const char *path, const struct stat *s, int type, struct FTW *where)
{
	(void)s;
	(void)type;
	return where->level == 0 ? 0 : remove(path);
}

int
image_clear(void **state)
{
	(void)state;
	return nftw(image, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int
image_remove(void **state)
{
	return image_clear(state) != 0 ? -1 : rmdir(image);
}

void
image_file(const char *path, const char *text)
{
	char whole[512];
	size_t n = strlen(text);
	int fd;

	(void)snprintf(whole, sizeof(whole), "%s%s", image, path);
	for (char *at = whole + strlen(image) + 1; *at != '\0'; at++)
		if (*at == '/') {
			*at = '\0';
			if (mkdir(whole, 0755) != 0)
				assert_int_equal(errno, EEXIST);
			*at = '/';
		}
	fd = open(whole, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, n), (ssize_t)n);
	assert_int_equal(close(fd), 0);
}
