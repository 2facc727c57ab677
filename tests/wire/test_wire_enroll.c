/*
 * test_wire_enroll - the frames of a person who enrols himself
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"
#include "wire/wire.h"

static unsigned char bytes[WIRE_FRAME_MAX];
static struct wire_frame frame, out;

static bool
is_wish(uint32_t type, uint32_t digest, uint32_t digits, uint32_t step)
{
	int n;

	memset(&frame, 0, sizeof(frame));
	frame.type = WIRE_WISH;
	frame.u.wish.type = type;
	frame.u.wish.digest = digest;
	frame.u.wish.digits = digits;
	frame.u.wish.step = step;
	strcpy(frame.u.wish.name, "phone");
	n = wire_pack(&frame, bytes, sizeof(bytes));
	if (n < 0) {
		assert_int_equal(n, -EINVAL);
		return false;
	}
	assert_int_equal(wire_unpack(bytes, (size_t)n, &out), 0);
	assert_memory_equal(&frame, &out, sizeof(out));
	return true;
}

static void
r16_wish_has_numbers_that_mean_something(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 20; i++) {
		assert_int_equal(
		    is_wish(i, CREDMINT_SHA1, 6, 30), i == CREDMINT_TOTP);
		assert_int_equal(
		    is_wish(i, CREDMINT_SHA1, 6, 0), i == CREDMINT_HOTP);
		assert_int_equal(is_wish(CREDMINT_TOTP, i, 6, 30),
		    i == CREDMINT_SHA1 || i == CREDMINT_SHA256 ||
			i == CREDMINT_SHA512);
		assert_int_equal(is_wish(CREDMINT_TOTP, CREDMINT_SHA1, i, 30),
		    i >= 6 && i <= 8);
	}
	assert_false(is_wish(CREDMINT_TOTP, CREDMINT_SHA1, 6, 0));
	assert_true(is_wish(CREDMINT_TOTP, CREDMINT_SHA1, 6, 1));
	assert_true(is_wish(CREDMINT_TOTP, CREDMINT_SHA1, 6, 3600));
	assert_false(is_wish(CREDMINT_TOTP, CREDMINT_SHA1, 6, 3601));
	assert_false(is_wish(UINT32_MAX, CREDMINT_SHA1, 6, 30));
}

static void
r16_wish_stands_on_the_wire_as_documented(void **state)
{
	static const unsigned char wish[] = {1, 10, 0, 4, 0, 0, 0, 1, 0, 4, 0,
	    0, 0, 2, 0, 4, 0, 0, 0, 8, 0, 4, 0, 0, 0, 0, 0, 5, 'p', 'h', 'o',
	    'n', 'e'};

	(void)state;
	assert_true(is_wish(CREDMINT_HOTP, CREDMINT_SHA256, 8, 0));
	assert_memory_equal(bytes, wish, sizeof(wish));
	for (size_t i = sizeof(wish); i < sizeof(bytes); i++)
		assert_int_equal(bytes[i], 0);
}

static void
r16_wish_has_a_name_and_not_too_long_a_one(void **state)
{
	int n;

	(void)state;
	assert_true(is_wish(CREDMINT_TOTP, CREDMINT_SHA1, 6, 30));
	frame.u.wish.name[0] = '\0';
	assert_int_equal(wire_pack(&frame, bytes, sizeof(bytes)), -EINVAL);
	memset(frame.u.wish.name, 'n', WIRE_LABEL_MAX);
	n = wire_pack(&frame, bytes, sizeof(bytes));
	assert_int_equal(n, 28 + WIRE_LABEL_MAX);
	assert_int_equal(wire_unpack(bytes, (size_t)n, &out), 0);
	/* One byte more, by hand. */
	bytes[27]++;
	bytes[n] = 'n';
	assert_int_equal(wire_unpack(bytes, (size_t)n + 1, &out), -EPROTO);
}

static void
r16_seed_is_whole_or_no_frame(void **state)
{
	static const unsigned char seed[] = {
	    1, 11, 0, 2, 'A', 'B', 0, 3, 'o', 't', 'p'};
	static const unsigned char none[] = {1, 11, 0, 0, 0, 3, 'o', 't', 'p'};
	static const unsigned char no_uri[] = {1, 11, 0, 2, 'A', 'B', 0, 0};
	int n;

	(void)state;
	assert_int_equal(wire_unpack(none, sizeof(none), &out), -EPROTO);
	assert_int_equal(wire_unpack(no_uri, sizeof(no_uri), &out), -EPROTO);
	memset(&frame, 0, sizeof(frame));
	frame.type = WIRE_SEED;
	strcpy(frame.u.seed.secret, "AB");
	strcpy(frame.u.seed.uri, "otp");
	assert_int_equal(wire_pack(&frame, bytes, sizeof(bytes)), sizeof(seed));
	assert_memory_equal(bytes, seed, sizeof(seed));
	memset(frame.u.seed.secret, 'A', WIRE_SECRET_MAX);
	memset(frame.u.seed.uri, 'u', WIRE_URI_MAX);
	n = wire_pack(&frame, bytes, sizeof(bytes));
	assert_int_equal(n, 6 + WIRE_SECRET_MAX + WIRE_URI_MAX);
	assert_int_equal(wire_unpack(bytes, (size_t)n, &out), 0);
	assert_memory_equal(&frame, &out, sizeof(out));
	frame.u.seed.uri[WIRE_URI_MAX] = 'u';
	assert_int_equal(wire_pack(&frame, bytes, sizeof(bytes)), -EINVAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(r16_wish_has_numbers_that_mean_something),
	    cmocka_unit_test(r16_wish_stands_on_the_wire_as_documented),
	    cmocka_unit_test(r16_wish_has_a_name_and_not_too_long_a_one),
	    cmocka_unit_test(r16_seed_is_whole_or_no_frame),
	};

	return cmocka_run_group_tests_name("wire enroll", tests, NULL, NULL);
}
