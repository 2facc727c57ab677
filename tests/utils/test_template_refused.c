/* test_template_refused - templates, names and files that are refused */

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

#include "tests/utils/template_bench.h"
#include "utils/credmint/command.h"
#include "utils/credmint/template.h"

static char room[4096];

static void
test_a_mistake_is_named_by_its_line(void **state)
{
	static const struct {
		const char *text;
		unsigned line;
		const char *what;
	} all[] = {
	    {"", 0, "no %account"},
	    {"%head\nx\n", 2, "no %account"},
	    {"%account\nx", 2, "no newline"},
	    {"%account\n\n${name}\n", 3, "{name} is no place"},
	    {"%account\n${name|}\n", 2, "no filter"},
	    {"%account\n${name|yam}\n", 2, "no filter \"yam\""},
	    {"%account\n${name|field\n", 2, "without }"},
	    {"%account\n${nome|field}\n", 2, "nome is no field"},
	    {"%account\n${password|field}\n", 2, "password is no field"},
	    {"%account\n${ name|field}\n", 2, "is no place"},
	    {"%account\na$b\n", 2, "a dollar alone"},
	    {"%account\n%if nome\n%end\n", 2, "nome is no field"},
	    {"%account\n%if\n%end\n", 2, "takes one name"},
	    {"%account\n%if uid gid\n%end\n", 2, "takes one name"},
	    {"%account\n%if uid\n", 2, "no %end"},
	    {"%account\n%if uid\n%tail\n%end\n", 3, "%if of line 2"},
	    {"%account\n%end\n", 2, "without %if"},
	    {"%account\n%else\n", 2, "without %if"},
	    {"%account\n%if uid\n%else\n%else\n%end\n", 4, "of line 3"},
	    {"%account\n%if uid\n%end x\n", 3, "nothing behind"},
	    {"%account x\n", 1, "nothing behind"},
	    {"%account\n%account\n", 2, "twice"},
	    {"%acc\n", 1, "there is no %acc"},
	    {"% account\n", 1, "a % alone"},
	    {"%\n", 1, "a % alone"},
	    {"x\n%account\n", 1, "before a section"},
	    {"%if uid\n", 1, "before a section"},
	    {"%head\n${name|field}\n%account\n", 2, "is an account's"},
	    {"%account\n%between\n%if uid\n%end\n", 3, "is an account's"},
	    {"%methods\n%account\n", 1, "%methods takes"},
	    {"%methods A\n%account\n", 1, "A is no method"},
	    {"%methods a\n%methods b\n%account\n", 2, "twice"},
	    {"%account\n%methods a\n", 2, "before the first"},
	    {"%requires nome\n%account\n", 1, "nome is no field"},
	    {"%requires hash\n%account\n", 1, "hash is no field"},
	    {"%requires uid\n%requires gid\n%account\n", 2, "twice"},
	    {"%account\n${gecos|json-list}\n", 2, "is no list"},
	    {"%account\n${gecos|words}\n", 2, "is no list"},
	    {"%account\n%again\n${hash|word}\n", 3, "%account alone"},
	    {"%accounts\n%account\n", 1, "a number from 1"},
	    {"%accounts 0\n%account\n", 1, "a number from 1"},
	    {"%accounts 1x\n%account\n", 1, "a number from 1"},
	    {"%accounts 1\n%accounts 2\n%account\n", 2, "twice"},
	    {"%account\n${expires|field}\n", 2, "a ':'"},
	    {"%account\n${expires|shell}\n", 2, "%if expires"},
	    {"%account\n%if expires\n%else\n${expires|shell}\n%end\n", 4,
		"%if expires"},
	    {"%account\r\n", 1, "carriage return"},
	    {"\xef\xbb\xbf%account\n", 1, "byte order mark"},
	    {"%account\n\xfc\n", 2, "not UTF-8"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct template *t;
		char begin[64];

		(void)snprintf(begin, sizeof(begin),
		    TEMPLATE_BENCH_FILE ":%u: ", all[i].line);
		if (template_bench_open(&t, all[i].text, NULL) != CALL_USAGE)
			fail_msg("taken: %s", all[i].text);
		assert_null(t);
		if (strncmp(template_bench_fault.text, begin, strlen(begin)) !=
			0 ||
		    strstr(template_bench_fault.text, all[i].what) == NULL)
			fail_msg(
			    "%s: %s", all[i].text, template_bench_fault.text);
	}
}

static void
test_a_nul_is_refused(void **state)
{
	static const char text[] = "%account\nx\0y\n";
	struct template *t;

	(void)state;
	template_bench_write(text, sizeof(text) - 1);
	assert_int_equal(template_open(&t, NULL, TEMPLATE_BENCH_FILE, NULL,
			     &template_bench_fault),
	    CALL_USAGE);
	assert_non_null(
	    strstr(template_bench_fault.text, ":2: not UTF-8, or a NUL"));
}

/* So many %if in each other. */
static int
nested(int n)
{
	struct template *t;
	int rc;

	strcpy(room, "%account\n");
	for (int i = 0; i < n; i++)
		strcat(room, "%if uid\n");
	for (int i = 0; i < n; i++)
		strcat(room, "%end\n");
	rc = template_bench_open(&t, room, NULL);
	template_close(t);
	return rc;
}

static void
test_if_stands_in_seven_others(void **state)
{
	(void)state;
	assert_int_equal(nested(8), 0);
	assert_int_equal(nested(9), CALL_USAGE);
	assert_non_null(strstr(template_bench_fault.text, ":10: "));
}

static void
set_is_refused(const char *const *sets, const char *what)
{
	struct template *t;

	assert_int_equal(
	    template_bench_open(&t, "%account\n${base|ascii}\n", sets),
	    CALL_USAGE);
	assert_null(t);
	if (strstr(template_bench_fault.text, what) == NULL)
		fail_msg("%s", template_bench_fault.text);
}

static void
test_the_names_given_are_those_that_are_used(void **state)
{
	static char long_one[5000];

	(void)state;
	set_is_refused(NULL, "--set base=VALUE");
	set_is_refused((const char *const[]){"bas=x", NULL}, "base=VALUE");
	set_is_refused((const char *const[]){"base=x", "other=y", NULL},
	    "has no such name");
	set_is_refused(
	    (const char *const[]){"base=x", "base=y", NULL}, "twice");
	set_is_refused((const char *const[]){"name=x", NULL}, "a field");
	set_is_refused((const char *const[]){"expires=x", NULL}, "a field");
	set_is_refused((const char *const[]){"base", NULL}, "NAME=VALUE");
	set_is_refused((const char *const[]){"1a=x", NULL}, "NAME=VALUE");
	set_is_refused((const char *const[]){"base=\n", NULL}, "control");
	set_is_refused((const char *const[]){"base=\xfc", NULL}, "UTF-8");
	set_is_refused(
	    (const char *const[]){"base=", NULL}, ":2: --set base is empty");
	memset(long_one, 'x', sizeof(long_one) - 1);
	memcpy(long_one, "base=", 5);
	set_is_refused((const char *const[]){long_one, NULL}, "4096");
}

static int
open_error(const char *format, const char *name)
{
	struct template *t;
	int rc = template_open(&t, format, name, NULL, &template_bench_fault);

	template_close(t);
	return rc;
}

static void
test_a_file_is_a_regular_one_of_a_megabyte(void **state)
{
	char *big = malloc(TEMPLATE_MAX + 1);

	(void)state;
	assert_non_null(big);
	memset(big, '\n', TEMPLATE_MAX + 1);
	memcpy(big, "%account", 8);
	template_bench_write(big, TEMPLATE_MAX);
	assert_int_equal(open_error(NULL, TEMPLATE_BENCH_FILE), 0);
	/* An administrator may lead to it. */
	assert_int_equal(symlink(TEMPLATE_BENCH_FILE, "./link"), 0);
	assert_int_equal(open_error(NULL, "./link"), 0);
	template_bench_write(big, TEMPLATE_MAX + 1);
	assert_int_equal(open_error(NULL, TEMPLATE_BENCH_FILE), CALL_USAGE);
	assert_non_null(strstr(template_bench_fault.text, "larger than 1 MiB"));
	free(big);
	assert_int_equal(mkfifo("./fifo", 0600), 0);
	assert_int_equal(open_error(NULL, "./fifo"), CALL_USAGE);
	assert_int_equal(open_error(NULL, "./"), CALL_USAGE);
	assert_int_equal(open_error(NULL, "/dev/null"), CALL_USAGE);
	assert_int_equal(open_error(NULL, "./none"), CALL_USAGE);
	assert_int_equal(open_error(NULL, "none"), CALL_USAGE);
	assert_non_null(
	    strstr(template_bench_fault.text, "/etc/credmint/templates or "));
}

static void
test_formats_are_found_by_their_names(void **state)
{
	static const char *const base[] = {"base=dc=example", NULL};
	size_t n = 0;

	(void)state;
	for (const char *name; (name = template_format(n)) != NULL; n++) {
		struct template *t;

		if (template_open(&t, name, NULL,
			strcmp(name, "ldif") == 0 ? base : NULL,
			&template_bench_fault) != 0)
			fail_msg("%s", template_bench_fault.text);
		template_close(t);
	}
	assert_int_equal(n, 9);
	assert_null(template_format(1000));
	assert_int_equal(open_error(NULL, NULL), 0);
	assert_int_equal(open_error("passwd", NULL), CALL_USAGE);
	assert_non_null(strstr(template_bench_fault.text, "chpasswd, shadow"));
	assert_int_equal(open_error("csv", TEMPLATE_BENCH_FILE), CALL_USAGE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_mistake_is_named_by_its_line),
	    cmocka_unit_test(test_a_nul_is_refused),
	    cmocka_unit_test(test_if_stands_in_seven_others),
	    cmocka_unit_test(test_the_names_given_are_those_that_are_used),
	    cmocka_unit_test(test_a_file_is_a_regular_one_of_a_megabyte),
	    cmocka_unit_test(test_formats_are_found_by_their_names),
	};

	return cmocka_run_group_tests(
	    tests, template_bench_make, template_bench_remove);
}
