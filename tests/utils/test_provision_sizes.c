/* test_provision_sizes - lines, fields and files that are longer than any */

#include "utils/credmint/provision_input.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/utils/provision_read.h"

#define MIB ((size_t)1024 * 1024)
#define LONG "the line has more than 65536 bytes\n"
#define BREAK \
	"a quoted field is not closed in its line, and a field takes no line break"
#define LOST " taken for a part of it and not read\n"

/* head, n times c, tail. */
static void
read_long(const char *head, char c, size_t n, const char *tail,
    struct provision_read_out *out)
{
	size_t h = strlen(head), t = strlen(tail);
	char *file = malloc(h + n + t);

	assert_non_null(file);
	memcpy(file, head, h);
	memset(file + h, c, n);
	memcpy(file + h + n, tail, t);
	provision_read(file, h + n + t, out);
	free(file);
}

static void
test_a_field_of_a_mebibyte_is_named_by_line(void **state)
{
	static struct provision_read_out got;
	static const struct {
		const char *head, *tail, *said;
		const char *accounts; /* NULL: its quotes spoil the file */
	} rows[] = {
	    {"name,gecos\na,", "\nb,z\n", "f:2: " LONG, "3 name=b gecos=z;"},
	    {"name,gecos\na,\"", "\"\nb,z\n", "f:2: " LONG, NULL},
	    {"name,gecos\na,\"", "\nb,z\"\nc,z\n",
		"f:2: " BREAK "; line 3 was" LOST, NULL},
	    {"name,gecos\na,\"x\n", "\nb,\"\nc,z\n",
		"f:2: " BREAK "; lines 3 to 4 were" LOST, NULL},
	    {"name,gecos\na,\"x\n", "\"\nb,z\n",
		"f:2: " BREAK "; line 3 was" LOST, NULL},
	    {"name,gecos\nb,z\na,\"", "",
		"f:3: a quoted field is not closed before the file ends\n",
		"2 name=b gecos=z;"},
	    {"{\"name\":\"b\"}\n{\"name\":\"a\",\"gecos\":\"",
		"\"}\n{\"name\":\"c\"}\n", "f:2: " LONG, "1 name=b;3 name=c;"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		read_long(rows[i].head, 'x', MIB, rows[i].tail, &got);
		assert_string_equal(got.said, rows[i].said);
		assert_int_equal(
		    got.rc, rows[i].accounts != NULL ? 0 : -EINVAL);
		if (rows[i].accounts != NULL)
			assert_string_equal(got.accounts, rows[i].accounts);
		else
			assert_non_null(strstr(
			    got.fault.text, "f:2: a quoted field of this"));
	}
}

/* Around the longest line, and around the end of the reader's room. */
static void
test_the_longest_line_is_read_and_no_longer(void **state)
{
	static struct provision_read_out got;
	static const char *const ends[] = {"\nb,z\n", "\r\nb,z\r\n"};

	(void)state;
	for (size_t at = 65536; at <= 131072; at += 65536)
		for (size_t n = at - 5; n <= at + 5; n++)
			for (size_t e = 0; e < 2; e++) {
				read_long("name,gecos\na,", 'x', n - 2, ends[e],
				    &got);
				assert_string_equal(
				    got.accounts, "3 name=b gecos=z;");
				if (n <= 65536)
					assert_null(strstr(got.said, LONG));
				else
					assert_string_equal(
					    got.said, "f:2: " LONG);
			}
}

static void
test_fields_have_their_limits(void **state)
{
	static struct provision_read_out got;

	(void)state;
	read_long("name,gecos\na,", 'x', 1024, "\n", &got);
	assert_int_equal(got.good, 1);
	read_long("name,gecos\na,", 'x', 1025, "\n", &got);
	assert_string_equal(
	    got.said, "f:2: gecos has 1025 bytes; it takes up to 1024\n");
	read_long("{\"name\":\"a\",\"groups\":[\"", 'x', 5000, "\"]}\n", &got);
	assert_string_equal(got.said, "f:1: groups takes up to 4096 bytes\n");
	read_long("{\"name\":\"a\",\"groups\":[\"", 'x', 4097, "\"]}\n", &got);
	assert_int_equal(got.bad, 1);
}

static void
test_a_thousand_columns_are_named(void **state)
{
	static struct provision_read_out got;

	(void)state;
	read_long("name,gecos\na", ',', 999, "\nb,z\n", &got);
	assert_string_equal(
	    got.said, "f:2: it has 1000 columns, and the header has 2\n");
	assert_string_equal(got.accounts, "3 name=b gecos=z;");
	read_long("name", ',', 999, "\nb\n", &got);
	assert_int_equal(got.rc, -EINVAL);
	read_long("", 'x', MIB, "\nb\n", &got);
	assert_int_equal(got.rc, -EINVAL);
	assert_string_equal(got.fault.text,
	    "f:1: the header has more than 65536 bytes; if a CR alone ends the "
	    "lines, convert the file, as by tr '\\r' '\\n'");
}

/* JSON that is nested deep, or wide. */
static void
test_nested_json_is_named(void **state)
{
	static struct provision_read_out got;

	(void)state;
	read_long("{\"name\":\"a\"}\n{\"name\":", '[', 60000, "\n", &got);
	assert_int_equal(got.bad, 1);
	assert_string_equal(got.accounts, "1 name=a;");
}

/* Bytes that mean something, at each place of a file: nothing breaks. */
static void
test_any_byte_anywhere_is_taken_or_named(void **state)
{
	static struct provision_read_out got;
	static const char bytes[] = "\0\n\r\",:{ \xff\xc3\x80x";
	static const char whole[] = "name,gecos\r\na,\"x,\"\"y\"\r\nb,z\r\n";
	char file[sizeof(whole)];

	(void)state;
	for (size_t at = 0; at < sizeof(whole) - 1; at++)
		for (size_t b = 0; b < sizeof(bytes); b++) {
			memcpy(file, whole, sizeof(whole));
			file[at] = bytes[b];
			provision_read(file, sizeof(whole) - 1, &got);
			if (got.rc == 0)
				assert_true(
				    got.good + got.bad >= 1 && got.good <= 3);
		}
	for (size_t n = 0; n < sizeof(whole); n++) {
		provision_read(whole, n, &got);
		assert_int_equal(got.rc == 0, n > 12);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_field_of_a_mebibyte_is_named_by_line),
	    cmocka_unit_test(test_the_longest_line_is_read_and_no_longer),
	    cmocka_unit_test(test_fields_have_their_limits),
	    cmocka_unit_test(test_a_thousand_columns_are_named),
	    cmocka_unit_test(test_nested_json_is_named),
	    cmocka_unit_test(test_any_byte_anywhere_is_taken_or_named),
	};

	return cmocka_run_group_tests(
	    tests, provision_read_setup, provision_read_teardown);
}
