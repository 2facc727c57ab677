/*
 * test_method - the methods there are: their names, costs and limits
 */

#include <crypt.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"

static const char *const names[] = {"yescrypt", "gost-yescrypt", "scrypt",
    "bcrypt", "bcrypt-a", "bcrypt-y", "sha512crypt", "sha256crypt", "sha1crypt",
    "sunmd5", "md5crypt", "nt", "bsdicrypt", "descrypt", "sm3crypt",
    "sm3-yescrypt", "pbkdf2-sha256", "scram-sha-256"};
#define NAMES (sizeof(names) / sizeof(names[0]))

static bool
has(const char *prefix)
{
	char made[CRYPT_GENSALT_OUTPUT_SIZE];

	return crypt_gensalt_rn(prefix, 0, NULL, 0, made, sizeof(made)) != NULL;
}

static void
test_each_method_that_crypt_makes_salts_for_is_listed(void **state)
{
	struct credmint_method m = CREDMINT_METHOD_INIT;
	size_t at = 0;

	(void)state;
	for (size_t i = 0; i < NAMES; i++) {
		if ((strcmp(names[i], "sm3crypt") == 0 && !has("$sm3$")) ||
		    (strcmp(names[i], "sm3-yescrypt") == 0 && !has("$sm3y$")))
			continue;
		assert_int_equal(credmint_hash_method(at++, &m), 0);
		assert_string_equal(m.name, names[i]);
		if (m.crypt)
			assert_true(has(m.prefix));
	}
	assert_int_equal(credmint_hash_method(at, &m), -ENOENT);
	assert_int_equal(credmint_hash_method(SIZE_MAX, &m), -ENOENT);
	assert_null(m.name);
	assert_int_equal(m.cost_max, 0);
	assert_int_equal(m.size, sizeof(m));
}

static void
test_verdicts_are_those_of_crypt_and_the_table(void **state)
{
	struct credmint_method m = CREDMINT_METHOD_INIT;
	char setting[CREDMINT_SALT_SIZE];
	bool legacy;

	(void)state;
	for (size_t i = 0; credmint_hash_method(i, &m) == 0; i++) {
		assert_true(m.cost_default >= m.cost_good);
		assert_int_equal(credmint_salt_make(
				     NULL, m.name, 0, setting, sizeof(setting)),
		    0);
		assert_memory_equal(setting, m.prefix, strlen(m.prefix));
		legacy = strcmp(m.name, "bcrypt-a") == 0 ||
		    (m.crypt &&
			crypt_checksalt(setting) == CRYPT_SALT_METHOD_LEGACY);
		assert_int_equal(m.advice,
		    legacy ? CREDMINT_ADVICE_LEGACY : CREDMINT_ADVICE_GOOD);
	}
}

static void
test_longer_passwords_than_the_limit_are_refused(void **state)
{
	struct credmint_method m = CREDMINT_METHOD_INIT;
	char setting[CREDMINT_SALT_SIZE], one[CREDMINT_HASH_SIZE],
	    other[CREDMINT_HASH_SIZE], pw[CREDMINT_HASH_PASSWORD_MAX + 1];

	(void)state;
	memset(pw, 'x', sizeof(pw));
	for (size_t i = 0; credmint_hash_method(i, &m) == 0; i++) {
		assert_int_equal(credmint_salt_make(NULL, m.name, m.cost_min,
				     setting, sizeof(setting)),
		    0);
		assert_int_equal(credmint_hash_make(setting, pw, m.password_max,
				     one, sizeof(one)),
		    0);
		/* The last byte that is read counts. */
		pw[m.password_max - 1] = 'y';
		assert_int_equal(credmint_hash_make(setting, pw, m.password_max,
				     other, sizeof(other)),
		    0);
		pw[m.password_max - 1] = 'x';
		assert_string_not_equal(one, other);
		assert_int_equal(credmint_hash_make(setting, pw,
				     m.password_max + 1, one, sizeof(one)),
		    -EMSGSIZE);
		assert_string_equal(one, "");
	}
}

static void
test_structs_of_other_sizes(void **state)
{
	struct {
		struct credmint_method m;
		unsigned char more[8];
	} large = {.m = CREDMINT_METHOD_INIT};
	unsigned long cost;

	(void)state;
	assert_int_equal(credmint_hash_method(0, NULL), -EINVAL);
	large.m.size = sizeof(large);
	assert_int_equal(credmint_hash_method(0, &large.m), 0);
	assert_int_equal(credmint_hash_parse("ab", &large.m, &cost), 0);
	large.more[7] = 1;
	assert_int_equal(credmint_hash_method(0, &large.m), -E2BIG);
	assert_int_equal(credmint_hash_parse("ab", &large.m, &cost), -E2BIG);
	large.m.size = sizeof(large.m) - 1;
	assert_int_equal(credmint_hash_method(0, &large.m), -EINVAL);
	large.m.size = SIZE_MAX;
	assert_int_equal(credmint_hash_parse("ab", &large.m, &cost), -EINVAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		test_each_method_that_crypt_makes_salts_for_is_listed),
	    cmocka_unit_test(test_verdicts_are_those_of_crypt_and_the_table),
	    cmocka_unit_test(test_longer_passwords_than_the_limit_are_refused),
	    cmocka_unit_test(test_structs_of_other_sizes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
