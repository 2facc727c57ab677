/*
 * test_template_filters - what each filter writes and what it refuses
 *
 * With the name of a filter and of a file it is what template_filters.sh has
 * real readers look at: texts of standard input, each ended by NUL, through
 * the filter; a refused one is the byte 1.
 */

#include "utils/credmint/template_filter.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "utils/credmint/output.h"

/* Not on a stack. */
static struct options options;
static struct fault fault;
static char room[4096];

static struct output *
output_to(const char *path)
{
	struct output *out = NULL;

	options.value[OPTION_OUTPUT] = path;
	if (output_open(&out, &options, &fault) != 0)
		abort();
	return out;
}

/* What a filter makes of a text; "refused" when it does so. */
static const char *
through(const char *name, const char *text)
{
	enum template_filter filter = template_filter_find(name, strlen(name));
	char path[] = "/tmp/test_template_filters.XXXXXX";
	struct output *out;
	ssize_t n;
	int rc, fd;

	assert_int_not_equal(filter, TEMPLATE_FILTER_NONE);
	fd = mkstemp(path);
	assert_true(fd >= 0 && unlink(path) == 0);
	(void)close(fd);
	out = output_to(path);
	fd = open(path, O_RDONLY);
	rc = template_filter_put(filter, text, out);
	assert_int_equal(output_close(out, true), 0);
	n = read(fd, room, sizeof(room) - 1);
	assert_true(n >= 0);
	room[n] = '\0';
	(void)close(fd);
	(void)unlink(path);
	if (rc == 0)
		return room;
	assert_int_equal(rc, -EINVAL);
	assert_int_equal(n, 0);
	assert_non_null(template_filter_refuses(filter, text));
	return "refused";
}

static void
test_a_value_becomes_what_its_reader_takes(void **state)
{
	static const struct {
		const char *filter, *text, *written;
	} all[] = {
	    {"field", "a b", "a b"},
	    {"field", "a:b", "refused"},
	    {"field", "a\nb", "refused"},
	    {"field", "a\x7f", "refused"},
	    {"field", "a\xc2\x85", "refused"},
	    {"field", "\u00a0", "\u00a0"},
	    {"field", NULL, ""},
	    {"word", "$y$j9T$a/b.", "$y$j9T$a/b."},
	    {"word", "a b", "refused"},
	    {"word", "a\u00a0b", "refused"},
	    {"word", "a'b", "refused"},
	    {"word", "a\"b", "refused"},
	    {"word", "a\\b", "refused"},
	    {"word", "a#b", "refused"},
	    {"word", "a:b", "refused"},
	    {"word", "", "refused"},
	    {"word", NULL, "refused"},
	    {"ascii", "ou=Our People,dc=x", "ou=Our People,dc=x"},
	    {"ascii", "\u00fc", "refused"},
	    {"ascii", " a", "refused"},
	    {"ascii", "a ", "refused"},
	    {"ascii", "", "refused"},
	    {"words", "audio,video", "audio video"},
	    {"words", "a b", "refused"},
	    {"words", NULL, "refused"},
	    {"number", "0", "0"},
	    {"number", "4294967294", "4294967294"},
	    {"number", "010", "refused"},
	    {"number", "-1", "refused"},
	    {"number", "", "refused"},
	    {"number", NULL, "refused"},
	    {"line", "a: \"b\" #", "a: \"b\" #"},
	    {"line", " a", "refused"},
	    {"line", "a\\", "refused"},
	    {"line", "a\nb", "refused"},
	    {"line", NULL, "refused"},
	    {"sql", "it's", "'it''s'"},
	    {"sql", "it's \\", "E'it''s \\\\'"},
	    {"sql", NULL, "refused"},
	    {"ansible", "{{ x }}'", "!unsafe '{{ x }}'''"},
	    {"ansible", "$HOME", "refused"},
	    {"ansible", "~", "refused"},
	    {"ansible", NULL, "null"},
	    {"shell", "it's $HOME", "'it'\\''s $HOME'"},
	    {"shell", "", "''"},
	    {"shell", NULL, "refused"},
	    {"yaml", "it's: #", "'it''s: #'"},
	    {"yaml", "a\u2028\"\\", "\"a\\u2028\\\"\\\\\""},
	    {"yaml", "\ufeff\xc2\x85\n\uffff",
		"\"\\ufeff\\u0085\\u000a\\uffff\""},
	    {"yaml", "\xff", "refused"},
	    {"yaml", NULL, "null"},
	    {"yaml-list", "a,b'c", "['a', 'b''c']"},
	    {"yaml-list", NULL, "[]"},
	    {"json", "a\"\\\n", "\"a\\\"\\\\\\n\""},
	    {"json", "\xff", "refused"},
	    {"json", NULL, "null"},
	    {"json-list", "a,b", "[\"a\", \"b\"]"},
	    {"json-list", "", "[]"},
	    {"json-list", NULL, "[]"},
	    {"csv", "a b'", "a b'"},
	    {"csv", "a,\"b", "\"a,\"\"b\""},
	    {"csv", NULL, ""},
	    {"ldif", "a b", ": a b"},
	    {"ldif", "", ":"},
	    {"ldif", " a", ":: IGE="},
	    {"ldif", ":", ":: Og=="},
	    {"ldif", "\u00fc", ":: w7w="},
	    {"ldif", NULL, "refused"},
	    {"dn", " #a,b=\u00fc ", "\\ #a\\,b\\=\\C3\\BC\\ "},
	    {"dn", "#", "\\#"},
	    {"dn", NULL, "refused"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		assert_string_equal(
		    through(all[i].filter, all[i].text), all[i].written);
}

static void
test_base64_of_many_pieces_is_one(void **state)
{
	static char text[2001];
	const char *written;

	(void)state;
	memset(text, 0xff, 2000);
	written = through("ldif", text);
	/* Padding stands at the end alone. */
	assert_int_equal(strlen(written), 3 + (2000 + 2) / 3 * 4);
	assert_int_equal(strcspn(written, "="), strlen(written) - 1);
}

static void
test_a_filter_is_found_by_its_whole_name(void **state)
{
	(void)state;
	assert_int_equal(template_filter_find("yaml", 4), TEMPLATE_YAML);
	assert_int_equal(
	    template_filter_find("yaml-list", 9), TEMPLATE_YAML_LIST);
	assert_int_equal(template_filter_find("yam", 3), 0);
	assert_int_equal(template_filter_find("", 0), 0);
}

/* For real readers. */
static int
drive(const char *name, const char *path)
{
	enum template_filter filter = template_filter_find(name, strlen(name));
	struct output *out = output_to(path);
	char *text = NULL;
	size_t size = 0;

	if (filter == TEMPLATE_FILTER_NONE)
		return 2;
	while (getdelim(&text, &size, '\0', stdin) > 0) {
		int rc = template_filter_put(filter, text, out);

		if (rc == -EINVAL)
			rc = output_text(out, "\1");
		if (rc == 0)
			rc = output_put(out, "", 1);
		if (rc != 0)
			return 1;
	}
	free(text);
	return output_close(out, true) == 0 ? 0 : 1;
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_value_becomes_what_its_reader_takes),
	    cmocka_unit_test(test_base64_of_many_pieces_is_one),
	    cmocka_unit_test(test_a_filter_is_found_by_its_whole_name),
	};

	if (argc == 3)
		return drive(argv[1], argv[2]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
