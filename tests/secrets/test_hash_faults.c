/*
 * test_hash_faults - what crypt(3) may answer, no memory, and what is left
 *
 * crypt(3) and the allocator are replaced.
 */

#include <crypt.h>
#include <errno.h>
#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"
#include "tests/secrets/traces.h"

#define SECRET "Correct-Horse-Battery-Staple"
#define SETTING "$6$rounds=1000$abcdefgh$"
#define OURS "$y$j9T$abcdefghijklmnopqrst0."

char *__wrap_crypt_rn(
    const char *phrase, const char *setting, void *data, int size);
char *__real_crypt_rn(
    const char *phrase, const char *setting, void *data, int size);
void *__wrap_calloc(size_t n, size_t size);
void *__real_calloc(size_t n, size_t size);
void __wrap_free(void *p);
void __real_free(void *p);

static bool played;        /* crypt_rn() answers this: */
static const char *answer; /* NULL with error, or this text */
static int error;
static bool little_memory; /* only the least cost of a method has enough */
static bool no_memory;
static size_t freed, dirty; /* blocks, and those with the secret in them */

char *
__wrap_crypt_rn(const char *phrase, const char *setting, void *data, int size)
{
	struct crypt_data *d = data;

	if (!played)
		return __real_crypt_rn(phrase, setting, data, size);
	assert_string_equal(phrase, SECRET);
	if (little_memory &&
	    (strstr(setting, "$j75$") != NULL ||
		strncmp(setting, "$7$6/..../....", 14) == 0))
		return __real_crypt_rn(phrase, setting, data, size);
	errno = error;
	if (answer == NULL)
		return NULL;
	memcpy(d->output, answer, strlen(answer) + 1);
	return d->output;
}

void *
__wrap_calloc(size_t n, size_t size)
{
	return no_memory ? NULL : __real_calloc(n, size);
}

void
__wrap_free(void *p)
{
	if (p != NULL) {
		freed++;
		dirty +=
		    traces_in(p, malloc_usable_size(p), SECRET, strlen(SECRET));
	}
	__real_free(p);
}

static int
make(const char *setting)
{
	char out[CREDMINT_HASH_SIZE] = "before";
	int r;

	r = credmint_hash_make(
	    setting, SECRET, strlen(SECRET), out, sizeof(out));
	if (r != 0)
		assert_string_equal(out, "");
	return r;
}

static void
play(const char *text, int with)
{
	played = true;
	answer = text;
	error = with;
}

static void
test_trap_failure_tokens_are_no_hash(void **state)
{
	static const char *const tokens[] = {"*0", "*1", "*", ""};

	(void)state;
	for (size_t i = 0; i < sizeof(tokens) / sizeof(tokens[0]); i++) {
		play(tokens[i], 0);
		assert_int_equal(make(SETTING), -EINVAL);
		assert_int_equal(
		    credmint_hash_verify("*0", SECRET, strlen(SECRET)),
		    -EINVAL);
		assert_int_equal(
		    credmint_hash_verify(SETTING "x", SECRET, strlen(SECRET)),
		    -EINVAL);
	}
	played = false;
}

static void
test_hash_of_another_setting_is_refused(void **state)
{
	static const char *const others[] = {"$6$rounds=1000$abcdefgX$hash",
	    "$6$rounds=1001$abcdefgh$hash", "$5$rounds=1000$abcdefgh$hash",
	    "$6$abcdefgh$hash", "$6$rounds=1000$abcdefgh$",
	    "$6$rounds=1000$$hash", "abhash", "_J9..abcdhash", "$", "$2b$"};

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		play(others[i], 0);
		assert_int_equal(make(SETTING), -EINVAL);
	}
	play(SETTING "hash", 0);
	assert_int_equal(make(SETTING), 0);
	played = false;
}

static void
test_errors_of_crypt_have_their_names(void **state)
{
	(void)state;
	play(NULL, ENOMEM);
	assert_int_equal(make(SETTING), -ENOMEM);
	play(NULL, EINVAL);
	assert_int_equal(make(SETTING), -EINVAL);
	play(NULL, 0);
	assert_int_equal(make(SETTING), -EINVAL);
	play(NULL, ERANGE);
	assert_int_equal(make(SETTING), -EINVAL);
	played = false;
}

static void
test_trap_no_memory_is_not_called_a_wrong_setting(void **state)
{
	static const char *const right[] = {OURS, OURS "$hash",
	    "$gy$jFT$abcdefghijklmnopqrst0.", "$y$jGT$abcdefghijklmnopqrst0.",
	    "$y$j9T/.$abcd", "$7$FE..../....abcdefgh$hash",
	    "$7$CU..../....abcdefghijklmnopqrst0.$hash"};
	static const char *const wrong[] = {"$y$j9T$abcdefghijklmnopqrst0z",
	    "$y$j9T$abcdefghijklmnopqrst0", "$y$k9T$abcdefghijklmnopqrst0.",
	    "$y$j9T$abcdefghijk!mnopqrst0.", "$y$j9T$", "$7$CU..../....",
	    OURS "$ha:sh", "$2b$12$abcdefghijklmnopqrstuu"};

	(void)state;
	play(NULL, EINVAL);
	for (int i = 0; i < 2; i++) {
		little_memory = i == 0;
		for (size_t j = 0; j < sizeof(right) / sizeof(right[0]); j++)
			assert_int_equal(make(right[j]), -ENOMEM);
	}
	little_memory = true;
	for (size_t j = 0; j < sizeof(wrong) / sizeof(wrong[0]); j++)
		assert_int_equal(make(wrong[j]), -EINVAL);
	played = little_memory = false;
}

static void
test_no_memory_is_said(void **state)
{
	int made, verified;

	(void)state;
	no_memory = true;
	made = make(SETTING);
	verified = credmint_hash_verify(SETTING "x", SECRET, strlen(SECRET));
	no_memory = false;
	assert_int_equal(made, -ENOMEM);
	assert_int_equal(verified, -ENOMEM);
}

static const char *const settings[] = {SETTING, OURS, "_J9..abcd",
    "$1$abcdefgh", "$2b$04$abcdefghijklmnopqrstuu", "$2b$03$wrong", "$6$",
    "$pbkdf2-sha256$3$c2FsdA", "$pbkdf2-sha256$0$c2FsdA",
    "SCRAM-SHA-256$3:c2FsdA==", "SCRAM-SHA-256$0:c2FsdA=="};

static void
make_all(void *arg)
{
	char out[CREDMINT_HASH_SIZE];

	(void)arg;
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		(void)!make(settings[i]);
		(void)!credmint_hash_make(
		    settings[i], SECRET, strlen(SECRET), out, 3);
		(void)!credmint_hash_verify(
		    settings[i], SECRET, strlen(SECRET));
	}
}

static void
test_password_is_wiped_on_every_way_out(void **state)
{
	/* volatile: what is freed next must be written all the same. */
	void (*volatile release)(void *) = free;
	char *kept = malloc(64);

	(void)state;
	freed = dirty = 0;
	traces_run(make_all, NULL);
	assert_true(freed >= 27);
	assert_int_equal(dirty, 0);
	assert_false(traces_on_stack(SECRET, strlen(SECRET)));
	/* And this would see what is not wiped. */
	assert_non_null(kept);
	memcpy(kept, SECRET, sizeof(SECRET));
	release(kept);
	assert_int_equal(dirty, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_trap_failure_tokens_are_no_hash),
	    cmocka_unit_test(test_hash_of_another_setting_is_refused),
	    cmocka_unit_test(test_errors_of_crypt_have_their_names),
	    cmocka_unit_test(test_trap_no_memory_is_not_called_a_wrong_setting),
	    cmocka_unit_test(test_no_memory_is_said),
	    cmocka_unit_test(test_password_is_wiped_on_every_way_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
