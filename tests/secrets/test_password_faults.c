/*
 * test_password_faults - no entropy, and what is left after a password
 *
 * The generator is replaced: it fails where told, and keeps what it gave.
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
#include "secrets/password_plan.h"
#include "tests/secrets/traces.h"

int __wrap_entropy_fill(void *out, size_t n);
int __real_entropy_fill(void *out, size_t n);

static unsigned long calls, fail_at;
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
	if (n <= sizeof(given) - ngiven) {
		memcpy(given + ngiven, out, n);
		ngiven += n;
	}
	return 0;
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
    {sizeof(struct credmint_password), 40, 10, 10, 10, 10, 0, NULL, NULL},
};

static void
test_without_entropy_nothing_is_made(void **state)
{
	char out[64];
	int r;

	(void)state;
	for (size_t i = 0; i < 2; i++)
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
	/* Exact mode asks for each place twice, and drafts at least once. */
	assert_true(fail_at > 80);
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
draw_and_look(struct making *m, enum password_mode mode, bool expected)
{
	struct password_plan *plan;

	assert_int_equal(password_plan_new(&plan, &policies[0], mode), 0);
	for (int i = 0; i < 50; i++) {
		m->plan = plan;
		ngiven = 0;
		traces_run(make, m);
		assert_int_equal(m->result, 0);
		assert_true(ngiven >= 16);
		assert_int_equal(
		    traces_on_stack(m->out, strlen(m->out)), expected);
		if (mode == PASSWORD_MODE_DRAFT)
			assert_false(traces_on_stack(given, ngiven));
	}
	password_plan_free(plan);
}

static void
test_drafts_are_wiped(void **state)
{
	char out[64];
	struct making m = {NULL, out, sizeof(out), false, 0};

	(void)state;
	draw_and_look(&m, PASSWORD_MODE_DRAFT, false);
	draw_and_look(&m, PASSWORD_MODE_EXACT, false);
}

static void
test_this_test_sees_what_is_not_wiped(void **state)
{
	char out[64];
	struct making m = {NULL, out, sizeof(out), true, 0};

	(void)state;
	draw_and_look(&m, PASSWORD_MODE_DRAFT, true);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_without_entropy_nothing_is_made),
	    cmocka_unit_test(test_the_generator_itself_fails_in_a_source),
	    cmocka_unit_test(test_drafts_are_wiped),
	    cmocka_unit_test(test_this_test_sees_what_is_not_wiped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
