/*
 * test_wire_calls - frames beside those of a login: calls of the account and
 * password stages
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wire/wire.h"

static unsigned char bytes[WIRE_FRAME_MAX];
static struct wire_frame frame, out;

static void
r14_calls_come_alone(void **state)
{
	(void)state;
	for (uint32_t options = 0; options <= WIRE_OPTIONS_ALL; options++) {
		bool good = options < WIRE_ACCOUNT || options == WIRE_ACCOUNT ||
		    options == WIRE_CHANGED || options == WIRE_CHANGING ||
		    options == WIRE_UNCHANGED || options == WIRE_ENROLL;
		int n;

		memset(&frame, 0, sizeof(frame));
		frame.type = WIRE_HELLO;
		frame.u.hello.options = options;
		n = wire_pack(&frame, bytes, sizeof(bytes));
		if (good)
			assert_true(n > 0);
		else
			assert_int_equal(n, -EINVAL);
		frame.u.hello.options = 0;
		n = wire_pack(&frame, bytes, sizeof(bytes));
		assert_true(n > 0);
		/* The low bytes of the number before the last. */
		bytes[n - 8] = (unsigned char)(options >> 8);
		bytes[n - 7] = (unsigned char)options;
		assert_int_equal(
		    wire_unpack(bytes, (size_t)n, &out), good ? 0 : -EPROTO);
		assert_int_equal(out.type, good ? WIRE_HELLO : WIRE_NOTHING);
		assert_int_equal(out.u.hello.options, good ? options : 0);
	}
}

static void
r14_verdicts_are_whole_words(void **state)
{
	static const enum wire_verdict words[] = {
	    WIRE_CHANGE, WIRE_LATE, WIRE_EXEMPT};

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		memset(&frame, 0, sizeof(frame));
		frame.type = WIRE_FINISH;
		frame.u.finish.verdict = words[i];
		assert_int_equal(wire_pack(&frame, bytes, sizeof(bytes)), 8);
		assert_int_equal(wire_unpack(bytes, 8, &out), 0);
		assert_int_equal(out.u.finish.verdict, words[i]);
		for (size_t bit = 0; bit < 32; bit++) {
			unsigned char flip = (unsigned char)(1u << bit % 8);

			bytes[4 + bit / 8] ^= flip;
			assert_int_equal(wire_unpack(bytes, 8, &out), -EPROTO);
			bytes[4 + bit / 8] ^= flip;
		}
	}
}

static void
fill(const char *user, char c, size_t n)
{
	memset(&frame, 0, sizeof(frame));
	frame.type = WIRE_SET;
	strcpy(frame.u.set.user, user);
	memset(frame.u.set.text, c, n <= WIRE_ANSWER_MAX ? n : WIRE_ANSWER_MAX);
	frame.u.set.n = n;
}

static void
assert_not_packed(void)
{
	memset(bytes, 0xff, sizeof(bytes));
	assert_int_equal(wire_pack(&frame, bytes, sizeof(bytes)), -EINVAL);
	for (size_t i = 0; i < sizeof(bytes); i++)
		assert_int_equal(bytes[i], 0);
}

static void
r15_new_password_stands_on_the_wire_as_documented(void **state)
{
	static const unsigned char set[] = {
	    1, 7, 0, 2, 'a', 'l', 0, 3, 'c', 'c', 'c'};

	(void)state;
	fill("al", 'c', 3);
	assert_int_equal(wire_pack(&frame, bytes, sizeof(bytes)), sizeof(set));
	assert_memory_equal(bytes, set, sizeof(set));
}

static void
r15_new_password_has_a_name_and_is_not_empty(void **state)
{
	static const unsigned char no_name[] = {1, 7, 0, 0, 0, 1, 'x'};
	static const unsigned char no_text[] = {1, 7, 0, 1, 'x', 0, 0};

	(void)state;
	assert_int_equal(wire_unpack(no_name, sizeof(no_name), &out), -EPROTO);
	assert_int_equal(wire_unpack(no_text, sizeof(no_text), &out), -EPROTO);
	assert_int_equal(out.type, WIRE_NOTHING);
	fill("", 'c', 3);
	assert_not_packed();
	fill("al", 'c', 0);
	assert_not_packed();
}

static void
r15_new_password_at_its_limit_passes_and_beyond_does_not(void **state)
{
	int n;

	(void)state;
	fill("al", 'c', WIRE_ANSWER_MAX);
	n = wire_pack(&frame, bytes, sizeof(bytes));
	assert_int_equal(n, 8 + WIRE_ANSWER_MAX);
	assert_int_equal(wire_unpack(bytes, (size_t)n, &out), 0);
	assert_memory_equal(&frame, &out, sizeof(frame));
	/* One byte more, by hand. */
	bytes[7]++;
	bytes[n] = 'c';
	assert_int_equal(wire_unpack(bytes, (size_t)n + 1, &out), -EPROTO);
	fill("al", 'c', WIRE_ANSWER_MAX + 1);
	assert_not_packed();
	/* Longer than what stands there. */
	fill("al", 'c', 5);
	frame.u.set.n = 6;
	assert_not_packed();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(r14_calls_come_alone),
	    cmocka_unit_test(r14_verdicts_are_whole_words),
	    cmocka_unit_test(r15_new_password_stands_on_the_wire_as_documented),
	    cmocka_unit_test(r15_new_password_has_a_name_and_is_not_empty),
	    cmocka_unit_test(
		r15_new_password_at_its_limit_passes_and_beyond_does_not),
	};

	return cmocka_run_group_tests_name("wire calls", tests, NULL, NULL);
}
