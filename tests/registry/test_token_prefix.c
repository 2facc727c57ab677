/*
 * test_token_prefix - the configuration takes the prefixes that tokens take
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "credmint.h"
#include "host/conf.h"

static char path[] = "/tmp/credmint-prefix-XXXXXX";

/* Whether a file with this prefix is read. */
static bool
conf_takes(const char *prefix)
{
	static struct conf conf;
	struct fault fault;
	FILE *file = fopen(path, "we");
	int r;

	assert_non_null(file);
	assert_true(fprintf(file, "[token x]\nprefix = %s\n", prefix) > 0);
	assert_int_equal(fclose(file), 0);
	r = conf_read(&conf, path, &fault);
	if (r == 0)
		assert_string_equal(
		    conf_token_kind(&conf, "x")->prefix, prefix);
	return r == 0;
}

static void
compare(const char *prefix)
{
	bool taken = credmint_token_key_check(prefix, "") == -EKEYREJECTED;

	if (conf_takes(prefix) != taken)
		fail_msg("'%s' is one to tokens: %d", prefix, taken);
}

static void
test_prefixes_are_those_of_tokens(void **state)
{
	/* The '?' is every character. */
	static const char forms[][4] = {"?", "?a", "a?", "a?b"};
	char text[4];
	size_t i;
	int c;

	(void)state;
	/* A blank at an end belongs to the line. */
	for (i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		for (c = 0x21; c < 0x100; c++) {
			memcpy(text, forms[i], sizeof(text));
			*strchr(text, '?') = (char)c;
			compare(text);
		}
}

static void
test_prefixes_are_as_long(void **state)
{
	char text[CREDMINT_TOKEN_PREFIX_MAX + 2];
	size_t n;

	(void)state;
	for (n = 1; n < sizeof(text); n++) {
		memset(text, 'p', n);
		text[n] = '\0';
		compare(text);
	}
}

static int
make_file(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd == -1 ? -1 : close(fd);
}

static int
remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_prefixes_are_those_of_tokens),
	    cmocka_unit_test(test_prefixes_are_as_long),
	};

	return cmocka_run_group_tests_name(
	    "token prefix", tests, make_file, remove_file);
}
