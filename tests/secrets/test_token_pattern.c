/*
 * test_token_pattern - a key looks as scanners for secrets expect one to
 */

#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "credmint.h"

/* The example that GitHub published with its format, 5 April 2021. */
#define PUBLISHED "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"

/*
 * What scanners look for. GitHub's format, as gitleaks has it in its rule
 * github-pat and Nosey Parker in np.github.1: ghp_ and 36 of 0-9 a-z A-Z.
 */
static void
test_scanners_know_a_key(void **state)
{
	char key[CREDMINT_TOKEN_KEY_SIZE(3, 22)];
	regex_t pattern;

	(void)state;
	assert_int_equal(regcomp(&pattern,
			     "(^|[^0-9A-Za-z_])ghp_[0-9a-zA-Z]{36}"
			     "([^0-9A-Za-z_]|$)",
			     REG_EXTENDED | REG_NOSUB),
	    0);
	assert_int_equal(regexec(&pattern, PUBLISHED, 0, NULL, 0), 0);
	for (int i = 0; i < 200; i++) {
		assert_int_equal(
		    credmint_token_key(NULL, "ghp", 22, key, sizeof(key)), 0);
		assert_int_equal(regexec(&pattern, key, 0, NULL, 0), 0);
	}
	assert_int_equal(
	    credmint_token_key(NULL, "ghp", 21, key, sizeof(key)), 0);
	assert_int_equal(regexec(&pattern, key, 0, NULL, 0), REG_NOMATCH);
	regfree(&pattern);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_scanners_know_a_key),
	};

	return cmocka_run_group_tests_name("token_pattern", tests, NULL, NULL);
}
