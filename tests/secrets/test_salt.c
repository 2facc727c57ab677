/*
 * test_salt - settings: their form, their costs, and that they differ
 */

#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"
#include "secrets/method.h"

/* Any two of so many salts are equal in one of 10^22 runs. */
#define SALTS 1000

struct form {
	const char *method;
	const char *start; /* of the default setting, up to the salt */
	size_t salt;       /* characters */
	unsigned long min, max;
	const char *start_min, *start_max;
	const char *end; /* behind the salt; NULL: nothing */
};

static const struct form forms[] = {
    {"yescrypt", "$y$j9T$", 22, 1, 11, "$y$j75$", "$y$jFT$", NULL},
    {"gost-yescrypt", "$gy$j9T$", 22, 1, 11, "$gy$j75$", "$gy$jFT$", NULL},
    {"scrypt", "$7$CU..../....", 22, 6, 11,
	"$7$B"
	"U..../....",
	"$7$GU..../....", NULL},
    {"bcrypt", "$2b$12$", 22, 4, 31, "$2b$04$", "$2b$31$", NULL},
    {"sha512crypt", "$6$rounds=656000$", 16, 1000, 999999999, "$6$rounds=1000$",
	"$6$rounds=999999999$", NULL},
    {"sha256crypt", "$5$rounds=656000$", 16, 1000, 999999999, "$5$rounds=1000$",
	"$5$rounds=999999999$", NULL},
    {"pbkdf2-sha256", "$pbkdf2-sha256$600000$", 22, 1000, UINT32_MAX,
	"$pbkdf2-sha256$1000$", "$pbkdf2-sha256$4294967295$", NULL},
    {"bcrypt-a", "$2a$12$", 22, 4, 31, "$2a$04$", "$2a$31$", NULL},
    {"bcrypt-y", "$2y$12$", 22, 4, 31, "$2y$04$", "$2y$31$", NULL},
    {"sha1crypt", "$sha1$262144$", 22, 4, UINT32_MAX, "$sha1$4$",
	"$sha1$4294967295$", "$"},
    {"sunmd5", "$md5,rounds=32768$", 8, 4096, 4294963199, "$md5,rounds=4096$",
	"$md5,rounds=4294963199$", "$"},
    {"bsdicrypt", "_J9..", 4, 1, 16777215, "_/...", "_zzzz", NULL},
    {"md5crypt", "$1$", 8, 0, 0, "$1$", "$1$", NULL},
    {"nt", "$3$", 0, 0, 0, "$3$", "$3$", NULL},
    {"descrypt", "", 2, 0, 0, "", "", NULL},
};
#define FORMS (sizeof(forms) / sizeof(forms[0]))

static void
expect(const char *method, unsigned long cost, const char *start, size_t salt,
    const char *end)
{
	char out[CREDMINT_SALT_SIZE];
	size_t n = strlen(start);

	assert_int_equal(
	    credmint_salt_make(NULL, method, cost, out, sizeof(out)), 0);
	assert_memory_equal(out, start, n);
	assert_int_equal(strspn(out + n, METHOD_ALPHABET), salt);
	assert_string_equal(out + n + salt, end != NULL ? end : "");
}

static void
test_each_method_has_its_form_and_default(void **state)
{
	(void)state;
	for (size_t i = 0; i < FORMS; i++)
		for (int j = 0; j < 100; j++)
			expect(forms[i].method, 0, forms[i].start,
			    forms[i].salt, forms[i].end);
	expect(NULL, 0, "$y$j9T$", 22, NULL);
	expect("sha512crypt", 5000, "$6$", 16, NULL);
}

static void
test_costs_reach_from_least_to_most(void **state)
{
	(void)state;
	for (size_t i = 0; i < FORMS; i++) {
		const struct form *f = &forms[i];

		expect(f->method, f->min, f->start_min, f->salt, f->end);
		expect(f->method, f->max, f->start_max, f->salt, f->end);
	}
}

static void
test_trap_costs_out_of_range_are_not_clamped(void **state)
{
	char out[CREDMINT_SALT_SIZE];

	(void)state;
	for (size_t i = 0; i < FORMS; i++) {
		const unsigned long bad[] = {
		    forms[i].min - 1, forms[i].max + 1, ULONG_MAX};

		for (size_t j = 0; j < 3; j++) {
			/* Where a long has 32 bits, some cannot be asked. */
			if (bad[j] == 0 || bad[j] == forms[i].max)
				continue;
			strcpy(out, "before");
			assert_int_equal(
			    credmint_salt_make(NULL, forms[i].method, bad[j],
				out, sizeof(out)),
			    -EDOM);
			assert_string_equal(out, "");
		}
	}
}

static void
test_unknown_methods_are_refused(void **state)
{
	static const char *const names[] = {"", "md5", "bcrypt-x", "bigcrypt",
	    "$6$", "Yescrypt", "yescrypt ", "argon2id"};
	char out[CREDMINT_SALT_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		strcpy(out, "before");
		assert_int_equal(
		    credmint_salt_make(NULL, names[i], 0, out, sizeof(out)),
		    -ENOTSUP);
		assert_string_equal(out, "");
	}
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void
test_no_two_salts_are_equal(void **state)
{
	static char salts[SALTS][CREDMINT_SALT_SIZE];
	struct credmint_source *source;

	(void)state;
	assert_int_equal(credmint_source_new(&source), 0);
	for (size_t i = 0; i < FORMS; i++) {
		/* Of few bits some are equal. */
		if (forms[i].salt < 8)
			continue;
		for (size_t j = 0; j < SALTS; j++)
			assert_int_equal(
			    credmint_salt_make(source, forms[i].method, 0,
				salts[j], sizeof(salts[j])),
			    0);
		qsort(salts, SALTS, sizeof(salts[0]), by_text);
		for (size_t j = 1; j < SALTS; j++)
			assert_string_not_equal(salts[j - 1], salts[j]);
	}
	credmint_source_free(source);
}

static void
test_every_place_of_a_salt_varies(void **state)
{
	char first[CREDMINT_SALT_SIZE], out[CREDMINT_SALT_SIZE];

	(void)state;
	for (size_t i = 0; i < FORMS; i++) {
		size_t start = strlen(forms[i].start), varied = 0;
		bool differs[32] = {false};

		assert_int_equal(credmint_salt_make(NULL, forms[i].method, 0,
				     first, sizeof(first)),
		    0);
		/* The last of 22 characters has two bits: 4^-40 is 10^-24. */
		for (int j = 0; j < 40; j++) {
			assert_int_equal(
			    credmint_salt_make(
				NULL, forms[i].method, 0, out, sizeof(out)),
			    0);
			for (size_t k = 0; k < forms[i].salt; k++)
				differs[k] |=
				    out[start + k] != first[start + k];
		}
		for (size_t k = 0; k < forms[i].salt; k++)
			varied += differs[k];
		assert_int_equal(varied, forms[i].salt);
	}
}

static void
test_room_must_hold_the_setting(void **state)
{
	char out[CREDMINT_SALT_SIZE] = "before";

	(void)state;
	assert_int_equal(credmint_salt_make(NULL, NULL, 0, out, 29), -ERANGE);
	assert_string_equal(out, "");
	assert_int_equal(credmint_salt_make(NULL, NULL, 0, out, 30), 0);
	assert_int_equal(strlen(out), 29);
	assert_int_equal(credmint_salt_make(NULL, NULL, 0, NULL, 0), -ERANGE);
}

static void
test_trap_even_rounds_of_bsdicrypt_are_not_made_odd(void **state)
{
	static const unsigned long even[] = {2, 724, 726, 16777214};
	char out[CREDMINT_SALT_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(even) / sizeof(even[0]); i++) {
		assert_int_equal(credmint_salt_make(NULL, "bsdicrypt", even[i],
				     out, sizeof(out)),
		    -EDOM);
		assert_string_equal(out, "");
	}
	expect("bsdicrypt", 4095,
	    "_z"
	    "z..",
	    4, NULL);
}

static void
test_trap_rounds_are_not_drawn(void **state)
{
	(void)state;
	for (int i = 0; i < 100; i++) {
		expect("sha1crypt", 250001, "$sha1$250001$", 22, "$");
		expect("sunmd5", 70001, "$md5,rounds=70001$", 8, "$");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_each_method_has_its_form_and_default),
	    cmocka_unit_test(test_costs_reach_from_least_to_most),
	    cmocka_unit_test(test_trap_costs_out_of_range_are_not_clamped),
	    cmocka_unit_test(test_unknown_methods_are_refused),
	    cmocka_unit_test(test_no_two_salts_are_equal),
	    cmocka_unit_test(test_every_place_of_a_salt_varies),
	    cmocka_unit_test(test_room_must_hold_the_setting),
	    cmocka_unit_test(
		test_trap_even_rounds_of_bsdicrypt_are_not_made_odd),
	    cmocka_unit_test(test_trap_rounds_are_not_drawn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
