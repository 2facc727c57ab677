/*
 * test_salt - settings: their form, their costs, and that they differ
 */

#include <crypt.h>
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

int __wrap_entropy_fill(void *out, size_t n);
int __real_entropy_fill(void *out, size_t n);
char *__wrap_crypt_gensalt_rn(const char *prefix, unsigned long count,
    const char *bytes, int n, char *out, int size);
char *__real_crypt_gensalt_rn(const char *prefix, unsigned long count,
    const char *bytes, int n, char *out, int size);

static int entropy_error; /* what the generator answers */
static int gensalt_bytes; /* how many bytes crypt_gensalt_rn() gets; 0: all */
static int gensalt_errno; /* it fails with this */

int
__wrap_entropy_fill(void *out, size_t n)
{
	if (entropy_error == 0)
		return __real_entropy_fill(out, n);
	memset(out, 0, n);
	return entropy_error;
}

char *
__wrap_crypt_gensalt_rn(const char *prefix, unsigned long count,
    const char *bytes, int n, char *out, int size)
{
	/* Ours are always enough, and never left to the library. */
	assert_non_null(bytes);
	assert_true(n >= 16);
	if (gensalt_errno != 0) {
		errno = gensalt_errno;
		return NULL;
	}
	if (gensalt_bytes > 0)
		n = gensalt_bytes;
	return __real_crypt_gensalt_rn(prefix, count, bytes, n, out, size);
}

struct form {
	const char *method;
	const char *start; /* of the default setting, up to the salt */
	size_t salt;       /* characters */
	unsigned long min, max;
	const char *start_min, *start_max;
};

static const struct form forms[] = {
    {"yescrypt", "$y$j9T$", 22, 1, 11, "$y$j75$", "$y$jFT$"},
    {"gost-yescrypt", "$gy$j9T$", 22, 1, 11, "$gy$j75$", "$gy$jFT$"},
    {"scrypt", "$7$CU..../....", 22, 6, 11,
	"$7$B"
	"U..../....",
	"$7$GU..../...."},
    {"bcrypt", "$2b$12$", 22, 4, 31, "$2b$04$", "$2b$31$"},
    {"sha512crypt", "$6$rounds=656000$", 16, 1000, 999999999, "$6$rounds=1000$",
	"$6$rounds=999999999$"},
    {"sha256crypt", "$5$rounds=656000$", 16, 1000, 999999999, "$5$rounds=1000$",
	"$5$rounds=999999999$"},
    {"pbkdf2-sha256", "$pbkdf2-sha256$600000$", 22, 1000, UINT32_MAX,
	"$pbkdf2-sha256$1000$", "$pbkdf2-sha256$4294967295$"},
};
#define FORMS (sizeof(forms) / sizeof(forms[0]))

static void
expect(const char *method, unsigned long cost, const char *start, size_t salt)
{
	char out[CREDMINT_SALT_SIZE];
	size_t n = strlen(start);

	assert_int_equal(
	    credmint_salt_make(NULL, method, cost, out, sizeof(out)), 0);
	assert_memory_equal(out, start, n);
	assert_int_equal(strlen(out), n + salt);
	assert_int_equal(strspn(out + n, METHOD_ALPHABET), salt);
}

static void
test_each_method_has_its_form_and_default(void **state)
{
	(void)state;
	for (size_t i = 0; i < FORMS; i++)
		for (int j = 0; j < 100; j++)
			expect(
			    forms[i].method, 0, forms[i].start, forms[i].salt);
	expect(NULL, 0, "$y$j9T$", 22);
	expect("sha512crypt", 5000, "$6$", 16);
}

static void
test_costs_reach_from_least_to_most(void **state)
{
	(void)state;
	for (size_t i = 0; i < FORMS; i++) {
		const struct form *f = &forms[i];

		expect(f->method, f->min, f->start_min, f->salt);
		expect(f->method, f->max, f->start_max, f->salt);
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
assert_no_salt(struct credmint_source *source, const char *method)
{
	char out[CREDMINT_SALT_SIZE];

	memset(out, 'x', sizeof(out));
	entropy_error = -EIO;
	assert_int_equal(
	    credmint_salt_make(source, method, 0, out, sizeof(out)), -EIO);
	entropy_error = 0;
	assert_string_equal(out, "");
	for (size_t i = 1; i < sizeof(out); i++)
		assert_int_equal(out[i], 'x');
	assert_int_equal(
	    credmint_salt_make(source, method, 0, out, sizeof(out)), 0);
}

static void
test_without_entropy_no_salt_is_made(void **state)
{
	struct credmint_source *source;

	(void)state;
	assert_no_salt(NULL, NULL);
	for (size_t i = 0; i < FORMS; i++) {
		assert_no_salt(NULL, forms[i].method);
		assert_int_equal(credmint_source_new(&source), 0);
		assert_no_salt(source, forms[i].method);
		credmint_source_free(source);
	}
}

static void
test_trap_few_bytes_make_no_short_or_empty_salt(void **state)
{
	char out[CREDMINT_SALT_SIZE];

	(void)state;
	/* From 3 bytes on the library is content with "$6$" and no salt. */
	for (gensalt_bytes = 3; gensalt_bytes < 13; gensalt_bytes++) {
		strcpy(out, "before");
		assert_int_equal(credmint_salt_make(
				     NULL, "sha512crypt", 0, out, sizeof(out)),
		    -EIO);
		assert_string_equal(out, "");
	}
	gensalt_bytes = 0;
}

static void
test_method_this_crypt_lacks_is_not_supported(void **state)
{
	char out[CREDMINT_SALT_SIZE] = "before";

	(void)state;
	gensalt_errno = EINVAL;
	assert_int_equal(
	    credmint_salt_make(NULL, NULL, 0, out, sizeof(out)), -ENOTSUP);
	assert_string_equal(out, "");
	gensalt_errno = ENOMEM;
	assert_int_equal(
	    credmint_salt_make(NULL, NULL, 0, out, sizeof(out)), -ENOMEM);
	gensalt_errno = 0;
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
	    cmocka_unit_test(test_without_entropy_no_salt_is_made),
	    cmocka_unit_test(test_trap_few_bytes_make_no_short_or_empty_salt),
	    cmocka_unit_test(test_method_this_crypt_lacks_is_not_supported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
