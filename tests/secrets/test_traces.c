/*
 * test_traces - draws leave nothing of what they drew on the stack
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"
#include "tests/secrets/stream.h"
#include "tests/secrets/traces.h"

/* What the generator gives, and where results go: not on the stack. */
static unsigned char drawn[96];
static char text[CREDMINT_TOKEN_HEX_SIZE(sizeof(drawn))];
static uint64_t number;
static unsigned char members[3][80];
static int result;

static void
make_hex(void *arg)
{
	(void)arg;
	result = credmint_token_hex(NULL, sizeof(drawn), text, sizeof(text));
}

static void
make_urlsafe(void *arg)
{
	(void)arg;
	result =
	    credmint_token_urlsafe(NULL, sizeof(drawn), text, sizeof(text));
}

/* Bytes that are digits as they are drawn. */
static char key[CREDMINT_TOKEN_KEY_SIZE(3, 22)];
static char webhook[CREDMINT_TOKEN_WEBHOOK_SIZE];

static void
make_key(void *arg)
{
	(void)arg;
	result = credmint_token_key(NULL, "abc", 22, key, sizeof(key));
}

static void
check_key(void *arg)
{
	(void)arg;
	result = credmint_token_key_check("abc", key);
}

static void
make_webhook(void *arg)
{
	(void)arg;
	result = credmint_token_webhook(NULL, webhook, sizeof(webhook));
}

static void
make_below(void *arg)
{
	(void)arg;
	result = credmint_random_below(NULL, UINT64_MAX, &number);
}

static void
make_order(void *arg)
{
	(void)arg;
	result = credmint_random_shuffle(NULL, members, 3, sizeof(members[0]));
}

/* The mistake that is looked for. */
static void
make_carelessly(void *arg)
{
	unsigned char bytes[sizeof(drawn)];

	(void)arg;
	result = credmint_random_bytes(NULL, bytes, sizeof(bytes));
	memcpy(text, bytes, sizeof(bytes));
}

static int
set_up(void **state)
{
	unsigned char *all = &members[0][0];

	(void)state;
	for (size_t i = 0; i < sizeof(drawn); i++)
		drawn[i] = (unsigned char)(i * 37 + 11);
	for (size_t i = 0; i < sizeof(members); i++)
		all[i] = (unsigned char)(i * 59 + 200);
	stream_play(drawn, sizeof(drawn));
	result = 1;
	return 0;
}

static void
test_bytes_of_a_token_are_wiped(void **state)
{
	(void)state;
	traces_run(make_hex, NULL);
	assert_int_equal(result, 0);
	assert_false(traces_on_stack(drawn, sizeof(drawn)));
	stream_play(drawn, sizeof(drawn));
	traces_run(make_urlsafe, NULL);
	assert_int_equal(result, 0);
	assert_false(traces_on_stack(drawn, sizeof(drawn)));
}

static void
test_digits_of_a_key_are_wiped(void **state)
{
	(void)state;
	traces_run(make_key, NULL);
	assert_int_equal(result, 0);
	assert_false(traces_on_stack(drawn, sizeof(drawn)));
	assert_false(traces_on_stack(key, sizeof(key) - 1));
	result = 1;
	traces_run(check_key, NULL);
	assert_int_equal(result, 0);
	assert_false(traces_on_stack(key, sizeof(key) - 1));
	stream_play(drawn, sizeof(drawn));
	traces_run(make_webhook, NULL);
	assert_int_equal(result, 0);
	assert_false(traces_on_stack(drawn, sizeof(drawn)));
}

static void
test_bytes_of_an_integer_are_wiped(void **state)
{
	(void)state;
	traces_run(make_below, NULL);
	assert_int_equal(result, 0);
	assert_true(number != 0);
	assert_false(traces_on_stack(drawn, sizeof(number)));
}

static void
test_members_of_a_shuffle_are_wiped(void **state)
{
	unsigned char before[sizeof(members)];

	(void)state;
	memcpy(before, members, sizeof(members));
	traces_run(make_order, NULL);
	assert_int_equal(result, 0);
	assert_memory_not_equal(before, members, sizeof(members));
	assert_false(traces_on_stack(members, sizeof(members)));
}

static void
test_this_test_sees_what_is_not_wiped(void **state)
{
	(void)state;
	traces_run(make_carelessly, NULL);
	assert_int_equal(result, 0);
	assert_true(traces_on_stack(drawn, sizeof(drawn)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(test_bytes_of_a_token_are_wiped, set_up),
	    cmocka_unit_test_setup(test_digits_of_a_key_are_wiped, set_up),
	    cmocka_unit_test_setup(test_bytes_of_an_integer_are_wiped, set_up),
	    cmocka_unit_test_setup(test_members_of_a_shuffle_are_wiped, set_up),
	    cmocka_unit_test_setup(
		test_this_test_sees_what_is_not_wiped, set_up),
	};

	return cmocka_run_group_tests_name("traces", tests, NULL, NULL);
}
