/*
 * test_salt_faults - what crypt_gensalt(3) may do, and no entropy
 */

#include <crypt.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"

int __wrap_entropy_fill(void *out, size_t n);
int __real_entropy_fill(void *out, size_t n);
char *__wrap_crypt_gensalt_rn(const char *prefix, unsigned long count,
    const char *bytes, int n, char *out, int size);
char *__real_crypt_gensalt_rn(const char *prefix, unsigned long count,
    const char *bytes, int n, char *out, int size);

static bool entropy_counts; /* the generator's bytes are known */
static int entropy_error;   /* what the generator answers */
static int gensalt_bytes;   /* how many bytes crypt_gensalt_rn() gets; 0: all */
static int gensalt_errno;   /* it fails with this */
static unsigned long
    gensalt_cost;        /* and takes this for the cost; 0: does not */
static bool gensalt_sm3; /* has methods of SM3 */

int
__wrap_entropy_fill(void *out, size_t n)
{
	if (entropy_counts) {
		for (size_t i = 0; i < n; i++)
			((unsigned char *)out)[i] =
			    (unsigned char)(37 * i + 11);
		return 0;
	}
	if (entropy_error == 0)
		return __real_entropy_fill(out, n);
	memset(out, 0, n);
	return entropy_error;
}

/* What SHA-crypt or yescrypt would write, under the name of SM3. */
static char *
as_sm3(const char *prefix, unsigned long count, const char *bytes, int n,
    char *out, int size)
{
	char other[CREDMINT_SALT_SIZE];
	bool memory = strcmp(prefix, "$sm3y$") == 0;

	if (__real_crypt_gensalt_rn(memory ? "$y$" : "$6$", count, bytes, n,
		other, sizeof(other)) == NULL)
		return NULL;
	assert_true(strlen(other) + 4 < (size_t)size);
	strcpy(out, prefix);
	strcat(out, other + 3);
	return out;
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
	if (gensalt_cost > 0)
		count = gensalt_cost;
	if (gensalt_sm3 && strncmp(prefix, "$sm3", 4) == 0)
		return as_sm3(prefix, count, bytes, n, out, size);
	return __real_crypt_gensalt_rn(prefix, count, bytes, n, out, size);
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
	struct credmint_method m = CREDMINT_METHOD_INIT;
	struct credmint_source *source;

	(void)state;
	assert_no_salt(NULL, NULL);
	for (size_t i = 0; credmint_hash_method(i, &m) == 0; i++) {
		assert_no_salt(NULL, m.name);
		assert_int_equal(credmint_source_new(&source), 0);
		assert_no_salt(source, m.name);
		credmint_source_free(source);
	}
}

static void
few_bytes(const struct credmint_method *m)
{
	char out[CREDMINT_SALT_SIZE];
	size_t whole;

	assert_int_equal(
	    credmint_salt_make(NULL, m->name, 0, out, sizeof(out)), 0);
	whole = strlen(out);
	for (gensalt_bytes = 1; gensalt_bytes < 16; gensalt_bytes++) {
		int r;

		strcpy(out, "before");
		r = credmint_salt_make(NULL, m->name, 0, out, sizeof(out));
		assert_int_equal(strlen(out), r == 0 ? whole : 0);
		/* From 3 bytes on the library is content with no salt. */
		if (strcmp(m->prefix, "$6$") == 0)
			assert_int_equal(r,
			    gensalt_bytes < 3        ? -ENOTSUP
				: gensalt_bytes < 13 ? -EIO
						     : 0);
		else
			assert_true(r == 0 || r == -ENOTSUP || r == -EIO);
	}
	gensalt_bytes = 0;
}

static void
test_trap_few_bytes_make_no_short_or_empty_salt(void **state)
{
	struct credmint_method m = CREDMINT_METHOD_INIT;

	(void)state;
	for (size_t i = 0; credmint_hash_method(i, &m) == 0; i++)
		few_bytes(&m);
}

/* What we write is what the library makes of the same bytes. */
static void
test_each_bit_of_the_generator_is_used_once(void **state)
{
	char theirs[CREDMINT_SALT_SIZE], ours[CREDMINT_SALT_SIZE];

	(void)state;
	entropy_counts = true;
	assert_int_equal(
	    credmint_salt_make(NULL, "yescrypt", 0, theirs, sizeof(theirs)), 0);
	assert_int_equal(
	    credmint_salt_make(NULL, "sha1crypt", 0, ours, sizeof(ours)), 0);
	assert_memory_equal(
	    ours + strlen("$sha1$262144$"), theirs + strlen("$y$j9T$"), 22);
	assert_int_equal(
	    credmint_salt_make(NULL, "sunmd5", 0, ours, sizeof(ours)), 0);
	assert_memory_equal(
	    ours + strlen("$md5,rounds=32768$"), theirs + strlen("$y$j9T$"), 8);
	assert_int_equal(
	    credmint_salt_make(NULL, "scram-sha-256", 0, ours, sizeof(ours)),
	    0);
	assert_string_equal(
	    ours, "SCRAM-SHA-256$4096:CzBVep/E6Q4zWH2ix+wRNg==");
	entropy_counts = false;
}

/* A library that changes a cost in silence. */
static void
test_setting_with_another_cost_is_refused(void **state)
{
	static const struct {
		const char *method;
		unsigned long cost, got;
	} changed[] = {{"yescrypt", 5, 4}, {"scrypt", 8, 7}, {"bcrypt", 12, 5},
	    {"sha512crypt", 5000, 4999}, {"sha512crypt", 656000, 5000},
	    {"bsdicrypt", 725, 723}};
	char out[CREDMINT_SALT_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(changed) / sizeof(changed[0]); i++) {
		gensalt_cost = changed[i].got;
		strcpy(out, "before");
		assert_int_equal(credmint_salt_make(NULL, changed[i].method,
				     changed[i].cost, out, sizeof(out)),
		    -EIO);
		assert_string_equal(out, "");
		gensalt_cost = 0;
	}
}

static void
expect(const char *method, unsigned long cost, const char *start, size_t salt)
{
	char out[CREDMINT_SALT_SIZE];

	assert_int_equal(
	    credmint_salt_make(NULL, method, cost, out, sizeof(out)), 0);
	assert_memory_equal(out, start, strlen(start));
	assert_int_equal(strlen(out), strlen(start) + salt);
}

/*
 * A crypt(3) that has the methods of SM3: those of another one under their
 * names.
 */
static void
test_methods_of_sm3_are_there_where_crypt_has_them(void **state)
{
	struct credmint_method m = CREDMINT_METHOD_INIT;
	char out[CREDMINT_SALT_SIZE];
	size_t here = 0, more = 0;

	(void)state;
	gensalt_errno = EINVAL;
	assert_int_equal(
	    credmint_salt_make(NULL, "sm3crypt", 0, out, sizeof(out)),
	    -ENOTSUP);
	gensalt_errno = 0;
	while (credmint_hash_method(here, &m) == 0)
		here++;
	gensalt_sm3 = true;
	while (credmint_hash_method(more, &m) == 0)
		more++;
	assert_true(more == here + 2 || more == here);
	expect("sm3crypt", 0, "$sm3$rounds=656000$", 16);
	expect("sm3crypt", 5000, "$sm3$", 16);
	expect("sm3crypt", 1000, "$sm3$rounds=1000$", 16);
	expect("sm3-yescrypt", 0, "$sm3y$j9T$", 22);
	expect("sm3-yescrypt", 11, "$sm3y$jFT$", 22);
	assert_int_equal(
	    credmint_salt_make(NULL, "sm3crypt", 999, out, sizeof(out)), -EDOM);
	gensalt_sm3 = false;
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
	    cmocka_unit_test(test_without_entropy_no_salt_is_made),
	    cmocka_unit_test(test_trap_few_bytes_make_no_short_or_empty_salt),
	    cmocka_unit_test(test_each_bit_of_the_generator_is_used_once),
	    cmocka_unit_test(test_setting_with_another_cost_is_refused),
	    cmocka_unit_test(
		test_methods_of_sm3_are_there_where_crypt_has_them),
	    cmocka_unit_test(test_method_this_crypt_lacks_is_not_supported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
