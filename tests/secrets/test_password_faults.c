/*
 * test_password_faults - no entropy, no memory, and what is left behind
 *
 * The generator is replaced: it fails where told, gives a number it is told to
 * give first, and keeps what it gave.
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"
#include "secrets/password_draft.h"
#include "secrets/password_plan.h"
#include "tests/secrets/traces.h"

int __wrap_entropy_fill(void *out, size_t n);
int __real_entropy_fill(void *out, size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__real_calloc(size_t n, size_t size);

static unsigned long calls, fail_at, callocs, no_memory_at;
static const uint64_t *first;
static unsigned char given[65536];
static size_t ngiven;

int
__wrap_entropy_fill(void *out, size_t n)
{
	if (++calls == fail_at) {
		memset(out, 0, n);
		return -EIO;
	}
	if (__real_entropy_fill(out, n) != 0)
		abort();
	for (size_t i = 0; first != NULL && i < n && i < sizeof(*first); i++)
		((unsigned char *)out)[i] = (unsigned char)(*first >> 8 * i);
	first = NULL;
	if (n <= sizeof(given) - ngiven) {
		memcpy(given + ngiven, out, n);
		ngiven += n;
	}
	return 0;
}

void *
__wrap_calloc(size_t n, size_t size)
{
	return ++callocs == no_memory_at ? NULL : __real_calloc(n, size);
}

struct making {
	const struct password_plan *plan;
	char *out;
	size_t size;
	bool keep; /* leave a copy, as the library must not */
	int result;
};

static void
make(void *arg)
{
	struct making *m = arg;
	volatile char copy[32];

	m->result = password_plan_draw(m->plan, NULL, m->out, m->size);
	for (size_t i = 0; m->keep && i < sizeof(copy); i++)
		copy[i] = m->out[i];
}

static const struct credmint_password policies[] = {
    CREDMINT_PASSWORD_INIT,
    {sizeof(struct credmint_password), 40, 10, 10, 10, 10, 0, NULL, NULL, 0,
	NULL, 0},
    {sizeof(struct credmint_password), 40, 10, 10, 10, 10,
	CREDMINT_PASSWORD_NO_REPEAT | CREDMINT_PASSWORD_FIRST_LETTER, NULL,
	NULL, 0, NULL, 0},
    {sizeof(struct credmint_password), 0, 0, 0, 0, 0,
	CREDMINT_PASSWORD_NO_REPEAT | CREDMINT_PASSWORD_FIRST_LETTER, NULL,
	NULL, 90, NULL, 0},
};
#define POLICIES (sizeof(policies) / sizeof(policies[0]))

static void
test_without_entropy_nothing_is_made(void **state)
{
	char out[64];
	int r;

	(void)state;
	for (size_t i = 0; i < POLICIES; i++) {
		for (fail_at = 1;; fail_at++) {
			calls = 0;
			memset(out, 'x', sizeof(out));
			r = credmint_password_make(
			    NULL, &policies[i], out, sizeof(out));
			if (r == 0)
				break;
			assert_int_equal(r, -EIO);
			for (size_t j = 0; j <= policies[i].length; j++)
				assert_int_equal(out[j], 0);
		}
		/* Exact mode asks for each place twice. */
		assert_true(fail_at > 2 * policies[i].length);
	}
	fail_at = 0;
}

static void
test_the_generator_itself_fails_in_a_source(void **state)
{
	struct credmint_source *source;
	char out[17] = "before";

	(void)state;
	assert_int_equal(credmint_source_new(&source), 0);
	calls = 0;
	fail_at = 1;
	assert_int_equal(
	    credmint_password_make(source, &policies[0], out, 17), -EIO);
	assert_string_equal(out, "");
	fail_at = 0;
	assert_int_equal(
	    credmint_password_make(source, &policies[0], out, 17), 0);
	credmint_source_free(source);
}

static void
test_no_memory_makes_nothing(void **state)
{
	double bits = 1;
	char out[64];
	int r;

	(void)state;
	for (size_t i = 1; i < POLICIES; i++) {
		for (no_memory_at = 1;; no_memory_at++) {
			callocs = 0;
			strcpy(out, "before");
			r = credmint_password_make(
			    NULL, &policies[i], out, sizeof(out));
			if (r == 0)
				break;
			assert_int_equal(r, -ENOMEM);
			assert_string_equal(out, "");
		}
		/* The plan and its weights; and the weights of lengths. */
		if (policies[i].length != 0)
			assert_int_equal(no_memory_at, 3);
		else
			assert_true(no_memory_at > 3);
	}
	callocs = 0;
	no_memory_at = 1;
	assert_int_equal(credmint_password_bits(&policies[1], &bits), -ENOMEM);
	assert_true(bits == 0);
	callocs = 0;
	assert_int_equal(credmint_password_bits(&policies[3], &bits), -ENOMEM);
	assert_true(bits == 0);
	no_memory_at = 0;
}

/* Calls for one draft of any characters that begins with number. */
static unsigned long
calls_for(const struct password_draft *draft, uint64_t number, char *out)
{
	calls = 0;
	first = &number;
	assert_int_equal(password_draft_draw(draft, NULL, out), 0);
	return calls;
}

#define NUMBERS ((uint64_t)1 << 56)

/*
 * The eight characters that a number spells, as digits of a number. One that
 * is drawn again ends a run of those that spell the same: *again says so.
 */
static uint64_t
spelled(const struct password_draft *draft, const char *row, uint64_t number,
    bool *again)
{
	uint64_t back = 0;
	char out[8];

	*again = calls_for(draft, number, out) != 1;
	if (*again) {
		assert_true(number > 0);
		assert_int_equal(calls_for(draft, number - 1, out), 1);
	}
	for (size_t i = 0; i < sizeof(out); i++)
		back =
		    back * draft->base + (uint64_t)(strchr(row, out[i]) - row);
	return back;
}

/* The first number that spells what; all after it spell that or more. */
static uint64_t
first_that_spells(
    const struct password_draft *draft, const char *row, uint64_t what)
{
	uint64_t low = 0, high = NUMBERS - 1;
	bool again;

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (spelled(draft, row, middle, &again) < what)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
assert_so_many_spell(const struct password_draft *draft, const char *row,
    uint64_t what, uint64_t many)
{
	uint64_t number = first_that_spells(draft, row, what);
	bool again;

	assert_true(spelled(draft, row, number, &again) == what && !again);
	number += many - 1;
	assert_true(number < NUMBERS);
	assert_true(spelled(draft, row, number, &again) == what && !again);
	if (number + 1 < NUMBERS)
		assert_true(
		    spelled(draft, row, number + 1, &again) != what || again);
}

/* No eight characters are favoured, in any base. */
static void
test_all_characters_are_spelled_by_equally_many_numbers(void **state)
{
	struct password_classes classes = {.length = 8, .n = 1};
	struct password_class *class = &classes.class[0];
	struct password_draft draft;

	(void)state;
	for (char c = '!'; c <= '~'; c++) {
		uint64_t power = 1, what;

		class->chars[class->n++] = c;
		classes.total = class->n;
		password_draft_init(&draft, &classes);
		for (int i = 0; i < 8; i++)
			power *= class->n;
		for (uint64_t i = 0; i <= 16; i++) {
			what = i == 0 ? 0 : (power - 1) / 16 * i;
			assert_so_many_spell(
			    &draft, class->chars, what, NUMBERS / power);
		}
		assert_so_many_spell(
		    &draft, class->chars, power - 1, NUMBERS / power);
	}
}

static void
draw_and_look(struct making *m, const struct credmint_password *policy,
    enum password_mode mode, bool expected)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
	unsigned char numbers[PASSWORD_CHARS_SIZE];
	struct password_plan *plan;

	for (size_t i = 0; i < sizeof(numbers); i++)
		numbers[i] = (unsigned char)i;
	assert_int_equal(password_plan_new(&plan, policy, mode), 0);
	for (int i = 0; i < 50; i++) {
		m->plan = plan;
		ngiven = 0;
		traces_run(make, m);
		assert_int_equal(m->result, 0);
		assert_true(ngiven >= 14);
		assert_int_equal(
		    traces_on_stack(m->out, strlen(m->out)), expected);
		if (mode == PASSWORD_MODE_DRAFT)
			assert_false(traces_on_stack(given, ngiven));
		/* Nor what was left to draw from, by number or character. */
		assert_false(traces_on_stack(numbers, sizeof(numbers)));
		assert_false(traces_on_stack(letters, strlen(letters)));
	}
	password_plan_free(plan);
}

static void
test_drafts_are_wiped(void **state)
{
	char out[64];
	struct making m = {NULL, out, sizeof(out), false, 0};

	(void)state;
	draw_and_look(&m, &policies[0], PASSWORD_MODE_DRAFT, false);
	draw_and_look(&m, &policies[0], PASSWORD_MODE_EXACT, false);
	draw_and_look(&m, &policies[3], PASSWORD_MODE_DRAFT, false);
	draw_and_look(&m, &policies[3], PASSWORD_MODE_EXACT, false);
}

static void
test_this_test_sees_what_is_not_wiped(void **state)
{
	char out[64];
	struct making m = {NULL, out, sizeof(out), true, 0};

	(void)state;
	draw_and_look(&m, &policies[0], PASSWORD_MODE_DRAFT, true);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_without_entropy_nothing_is_made),
	    cmocka_unit_test(test_the_generator_itself_fails_in_a_source),
	    cmocka_unit_test(test_no_memory_makes_nothing),
	    cmocka_unit_test(
		test_all_characters_are_spelled_by_equally_many_numbers),
	    cmocka_unit_test(test_drafts_are_wiped),
	    cmocka_unit_test(test_this_test_sees_what_is_not_wiped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
