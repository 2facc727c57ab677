/*
 * conf_place - a directory where tests write configurations
 */

#include "tests/host/conf_place.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

char place_dir[] = "/tmp/credmint-conf-XXXXXX";
char place_file[64], place_drop_ins[80];
struct conf place_defaults;

void
place_write(const char *path, const char *text, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, n), n);
	assert_int_equal(close(fd), 0);
}

void
place_main(const char *text)
{
	place_write(place_file, text, strlen(text));
}

void
place_drop_in(const char *name, const char *text)
{
	char path[200];

	(void)snprintf(path, sizeof(path), "%s/%s", place_drop_ins, name);
	place_write(path, text, strlen(text));
}

/* Read the main file, which must be refused with words that hold text. */
void
place_refuses(int error, const char *text)
{
	static struct conf conf;
	static struct fault fault;

	fault.text[0] = '\0';
	memset(&conf, 0xff, sizeof(conf));
	assert_int_equal(conf_read(&conf, place_file, &fault), error);
	if (strstr(fault.text, text) == NULL)
		print_error("fault: %s\n", fault.text);
	assert_non_null(strstr(fault.text, text));
	assert_memory_equal(&conf, &place_defaults, sizeof(conf));
}

int
place_make(void **state)
{
	(void)state;
	if (mkdtemp(place_dir) == NULL || chmod(place_dir, 0755) != 0)
		return -1;
	(void)snprintf(
	    place_file, sizeof(place_file), "%s/main.conf", place_dir);
	(void)snprintf(
	    place_drop_ins, sizeof(place_drop_ins), "%s.d", place_file);
	conf_default(&place_defaults);
	return 0;
}

/* Before each test: nothing there. */
int
place_clear(void **state)
{
	char command[200];

	(void)state;
	(void)snprintf(command, sizeof(command), "rm -rf %s %s", place_file,
	    place_drop_ins);
	return system(command); /* NOLINT: a path of our own making */
}

int
place_remove(void **state)
{
	return place_clear(state) != 0 ? -1 : rmdir(place_dir);
}
