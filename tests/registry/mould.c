/* mould - a new registry for each test, made once for the program */

#include "tests/registry/mould.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "registry/key.h"
#include "registry/registry.h"

enum {
	KEY,
	FILE_ITSELF,
	LOG,
	PARTS
};

/*
 * Not of the heap, which some tests search for the key. Never closed: the
 * program's end does.
 */
static int kept[PARTS] = {-1, -1, -1};

static void
part_path(const struct conf *conf, int part, char path[CONF_PATH_SIZE + 8])
{
	(void)snprintf(path, CONF_PATH_SIZE + 8, "%s%s",
	    part == KEY ? conf->key : conf->registry,
	    part == LOG ? "-wal" : "");
}

static void
copy(int from, int to)
{
	struct stat st;
	off_t at = 0;

	assert_int_equal(fstat(from, &st), 0);
	while (at < st.st_size)
		assert_true(
		    sendfile(to, from, &at, (size_t)(st.st_size - at)) > 0);
}

static void
keep(const struct conf *conf, int part)
{
	char path[CONF_PATH_SIZE + 8];
	int fd;

	part_path(conf, part, path);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	kept[part] = memfd_create("mould", MFD_CLOEXEC);
	assert_true(kept[part] >= 0);
	copy(fd, kept[part]);
	assert_int_equal(close(fd), 0);
}

static void
cast(const struct conf *conf, int part)
{
	char path[CONF_PATH_SIZE + 8];
	int fd;

	part_path(conf, part, path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
	    part == KEY ? 0440 : 0600);
	assert_true(fd >= 0);
	copy(kept[part], fd);
	assert_int_equal(close(fd), 0);
}

void
mould_registry(const struct conf *conf)
{
	struct fault f = {""};
	bool made;

	if (kept[KEY] >= 0) {
		for (int part = 0; part < PARTS; part++)
			cast(conf, part);
		return;
	}
	assert_int_equal(registry_key_make(conf->key, getegid(), &f), 0);
	assert_int_equal(registry_create(conf, &made, &f), 0);
	assert_true(made);
	for (int part = 0; part < PARTS; part++)
		keep(conf, part);
}
