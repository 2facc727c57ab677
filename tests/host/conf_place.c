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

void
place_read(struct conf *conf, const char *text)
{
	struct fault fault = {""};

	place_main(text);
	if (conf_read(conf, place_file, &fault) != 0)
		fail_msg("%s", fault.text);
}

/* What comes of a configuration that is refused. */
static int
refusal(struct fault *fault)
{
	static struct conf conf;
	int error;

	fault->text[0] = '\0';
	memset(&conf, 0xff, sizeof(conf));
	error = conf_read(&conf, place_file, fault);
	if (error < 0)
		assert_memory_equal(&conf, &place_defaults, sizeof(conf));
	return error;
}

void
place_refuses(int error, const char *text)
{
	struct fault fault;

	assert_int_equal(refusal(&fault), error);
	if (strstr(fault.text, text) == NULL)
		fail_msg("want %s\nhave %s", text, fault.text);
}

void
place_refuses_all(const struct place_refusal *all, size_t n)
{
	struct fault fault;
	char words[300];

	for (size_t i = 0; i < n; i++) {
		place_main(all[i].text);
		(void)snprintf(
		    words, sizeof(words), "%s%s", place_file, all[i].words);
		if (refusal(&fault) >= 0)
			fail_msg("taken: %s", all[i].text);
		if (strstr(fault.text, words) == NULL)
			fail_msg("want %s\nhave %s", words, fault.text);
	}
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
