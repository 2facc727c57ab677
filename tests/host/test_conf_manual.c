/*
 * test_conf_manual - what the manual page shows of a configuration is one
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "host/conf.h"
#include "tests/host/conf_place.h"

static struct conf conf;
static struct fault fault;

/*
 * The next file or command shown under EXAMPLES, without what mdoc adds; false:
 * there is none. *command: it is what a person types.
 */
static bool
next_example(FILE *page, char *out, size_t size, bool *command)
{
	char line[256];
	bool in = false;

	*out = '\0';
	*command = false;
	while (fgets(line, sizeof(line), page) != NULL) {
		if (strncmp(line, ".Ed", 3) == 0 && in)
			return true;
		if (strncmp(line, ".Sh", 3) == 0)
			return false;
		if (in) {
			assert_true(strlen(out) + strlen(line) < size);
			strcat(out, line);
			*command = *command || strncmp(line, "# cd ", 5) == 0;
		}
		in = in || strncmp(line, ".Bd -literal", 12) == 0;
	}
	return false;
}

static void
test_every_example_is_read(void **state)
{
	FILE *page = fopen("man/credmint.conf.5", "re");
	static char text[4096], line[256];
	int files = 0;
	bool command;

	(void)state;
	assert_non_null(page);
	while (strcmp(line, ".Sh EXAMPLES\n") != 0)
		assert_non_null(fgets(line, sizeof(line), page));
	assert_int_equal(mkdir(place_drop_ins, 0755), 0);
	while (next_example(page, text, sizeof(text), &command)) {
		if (command)
			continue;
		/* Each alone, on a host that delivers. */
		place_main("delivery_program = /bin/true\n");
		place_drop_in("10.conf", text);
		if (conf_read(&conf, place_file, &fault) != 0)
			fail_msg("%s", fault.text);
		files++;
	}
	assert_int_equal(fclose(page), 0);
	assert_true(files >= 6);
}

#define CASE(name) cmocka_unit_test_setup(name, place_clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(test_every_example_is_read),
	};

	return cmocka_run_group_tests_name(
	    "conf manual", tests, place_make, place_remove);
}
