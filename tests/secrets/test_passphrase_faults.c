/*
 * test_passphrase_faults - no entropy, no memory, and what is left behind
 *
 * The generator is replaced: it fails where told and keeps what it gave.
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"
#include "secrets/passphrase_plan.h"
#include "tests/secrets/traces.h"

int __wrap_entropy_fill(void *out, size_t n);
int __real_entropy_fill(void *out, size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__real_calloc(size_t n, size_t size);

static unsigned long calls, fail_at;
static bool no_memory;

int
__wrap_entropy_fill(void *out, size_t n)
{
	if (++calls == fail_at) {
		memset(out, 0, n);
		return -EIO;
	}
	return __real_entropy_fill(out, n);
}

void *
__wrap_calloc(size_t n, size_t size)
{
	return no_memory ? NULL : __real_calloc(n, size);
}

#define SIZE sizeof(struct credmint_passphrase)

static const char *const unsorted[] = {"walnut-tree", "apple-tree", "medlar"};

static const struct credmint_passphrase policies[] = {
    CREDMINT_PASSPHRASE_INIT,
    {SIZE, 40, 0, CREDMINT_PASSPHRASE_CAPITAL | CREDMINT_PASSPHRASE_DIGIT, "",
	NULL, 0},
    {SIZE, 64, 0, CREDMINT_PASSPHRASE_DIGIT, " ", unsorted, 3},
};

/* Each draw fails once: every byte that was written is zero again. */
static void
test_without_entropy_nothing_is_made(void **state)
{
	static char out[CREDMINT_PASSPHRASE_SIZE], before[sizeof(out)];
	struct passphrase_plan plan;
	unsigned long draws;
	size_t size;
	int r;

	(void)state;
	memset(before, '~', sizeof(before));
	for (size_t i = 0; i < sizeof(policies) / sizeof(policies[0]); i++) {
		assert_int_equal(passphrase_plan_read(&plan, &policies[i]), 0);
		size = passphrase_plan_size(&plan);
		draws = 0;
		for (fail_at = 1;; fail_at++, draws++) {
			calls = 0;
			memcpy(out, before, sizeof(out));
			r = credmint_passphrase_make(
			    NULL, &policies[i], out, sizeof(out));
			if (r == 0)
				break;
			assert_int_equal(r, -EIO);
			for (size_t j = 0; j < size; j++)
				assert_int_equal(out[j], 0);
			assert_memory_equal(
			    out + size, before, sizeof(out) - size);
		}
		assert_true(draws >= plan.words);
		assert_int_equal(out[size], '~');
	}
	fail_at = 0;
}

static void
test_the_generator_itself_fails_in_a_source(void **state)
{
	struct credmint_source *source;
	char out[CREDMINT_PASSPHRASE_SIZE] = "before";

	(void)state;
	assert_int_equal(credmint_source_new(&source), 0);
	calls = 0;
	fail_at = 1;
	assert_int_equal(
	    credmint_passphrase_make(source, &policies[0], out, sizeof(out)),
	    -EIO);
	assert_string_equal(out, "");
	fail_at = 0;
	assert_int_equal(
	    credmint_passphrase_make(source, &policies[0], out, sizeof(out)),
	    0);
	credmint_source_free(source);
}

static void
test_no_memory_makes_nothing(void **state)
{
	char out[CREDMINT_PASSPHRASE_SIZE] = "before";
	double bits = 1;

	(void)state;
	no_memory = true;
	assert_int_equal(
	    credmint_passphrase_make(NULL, &policies[2], out, sizeof(out)),
	    -ENOMEM);
	assert_string_equal(out, "");
	assert_int_equal(
	    credmint_passphrase_bits(&policies[2], &bits), -ENOMEM);
	assert_true(bits == 0);
	/* The shipped list, and a sorted one, need none. */
	assert_int_equal(
	    credmint_passphrase_make(NULL, &policies[1], out, sizeof(out)), 0);
	no_memory = false;
}

struct making {
	const struct credmint_passphrase *policy;
	struct passphrase_plan plan;
	char *out;
	bool keep; /* leave a copy, as the library must not */
	int result;
};

static void
make(void *arg)
{
	struct making *m = arg;
	volatile char copy[32];

	m->result = credmint_passphrase_make(
	    NULL, m->policy, m->out, CREDMINT_PASSPHRASE_SIZE);
	for (size_t i = 0; m->keep && i < sizeof(copy); i++)
		copy[i] = m->out[i];
}

/* Whether a piece of what was made, or the place of its words, is left. */
static void
make_and_look(struct making *m, bool expected)
{
	traces_run(make, m);
	assert_int_equal(m->result, 0);
	assert_int_equal(traces_on_stack(m->out, strlen(m->out)), expected);
}

static void
test_nothing_is_left_on_the_stack(void **state)
{
	char out[CREDMINT_PASSPHRASE_SIZE];
	struct making m = {NULL, {0}, out, false, 0};

	(void)state;
	for (size_t i = 0; i < sizeof(policies) / sizeof(policies[0]); i++) {
		m.policy = &policies[i];
		for (int j = 0; j < 50; j++)
			make_and_look(&m, false);
	}
}

static void
draw(void *arg)
{
	struct making *m = arg;

	m->result = passphrase_plan_draw(
	    &m->plan, NULL, m->out, CREDMINT_PASSPHRASE_SIZE);
}

/* A pointer into the list says which word was drawn. */
static void
test_no_pointer_to_a_word_is_left(void **state)
{
	char out[CREDMINT_PASSPHRASE_SIZE];
	struct making m = {&policies[2], {0}, out, false, 0};

	(void)state;
	assert_int_equal(passphrase_plan_read(&m.plan, m.policy), 0);
	for (int j = 0; j < 50; j++) {
		traces_run(draw, &m);
		assert_int_equal(m.result, 0);
		for (size_t i = 0; i < 3; i++)
			assert_false(
			    traces_on_stack(&unsorted[i], sizeof(char *)));
	}
}

static void
test_this_test_sees_what_is_not_wiped(void **state)
{
	char out[CREDMINT_PASSPHRASE_SIZE];
	struct making m = {&policies[0], {0}, out, true, 0};

	(void)state;
	make_and_look(&m, true);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_without_entropy_nothing_is_made),
	    cmocka_unit_test(test_the_generator_itself_fails_in_a_source),
	    cmocka_unit_test(test_no_memory_makes_nothing),
	    cmocka_unit_test(test_nothing_is_left_on_the_stack),
	    cmocka_unit_test(test_no_pointer_to_a_word_is_left),
	    cmocka_unit_test(test_this_test_sees_what_is_not_wiped),
	};

	return cmocka_run_group_tests_name(
	    "passphrase_faults", tests, NULL, NULL);
}
