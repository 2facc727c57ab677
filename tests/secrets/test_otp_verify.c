/*
 * test_otp_verify - which codes are good, how often, and which never are
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"

/* The same digits, of another kind: U+FF19 and so on. */
#define FULL_WIDTH                                         \
	"\xef\xbc\x99\xef\xbc\x94\xef\xbc\x92\xef\xbc\x98" \
	"\xef\xbc\x97\xef\xbc\x90\xef\xbc\x98\xef\xbc\x92"

static const char key[] = "12345678901234567890";
static struct credmint_otp otp;
static char code[CREDMINT_OTP_SIZE];
static uint64_t used;

static int
set_up(void **state)
{
	(void)state;
	otp = (struct credmint_otp)CREDMINT_OTP_INIT;
	otp.digits = 8;
	otp.key = key;
	otp.nkey = 20;
	return 0;
}

static const char *
code_of(uint64_t counter)
{
	assert_int_equal(credmint_hotp(&otp, counter, code, sizeof(code)), 0);
	return code;
}

static void
hotp_says(int want, uint64_t counter, uint64_t first, unsigned int ahead)
{
	used = 99;
	assert_int_equal(
	    credmint_hotp_verify(&otp, code_of(counter), first, ahead, &used),
	    want);
	assert_int_equal(used, want == 0 ? counter : 0);
}

static void
totp_says(
    int want, uint64_t step, int64_t now, unsigned int window, uint64_t last)
{
	used = 99;
	assert_int_equal(
	    credmint_totp_verify(&otp, code_of(step), now, window, last, &used),
	    want);
	assert_int_equal(used, want == 0 ? step : 0);
}

static void
test_hotp_from_first_to_the_last_ahead(void **state)
{
	(void)state;
	hotp_says(0, 5, 5, 0);
	hotp_says(-EKEYREJECTED, 4, 5, 0);
	hotp_says(-EKEYREJECTED, 6, 5, 0);
	hotp_says(0, 0, 0, 10);
	hotp_says(0, 10, 0, 10);
	hotp_says(-EKEYREJECTED, 11, 0, 10);
	hotp_says(0, 1000, 0, 1000);
	hotp_says(-EKEYREJECTED, 1001, 0, 1000);
	hotp_says(0, UINT32_MAX, UINT32_MAX - UINT64_C(1), 3);
	hotp_says(0, UINT64_C(0x100000000), UINT32_MAX, 3);
	hotp_says(-EKEYREJECTED, 0, UINT64_C(0x100000000), 3);
}

static void
test_a_used_counter_is_never_good_again(void **state)
{
	uint64_t first = 0;

	(void)state;
	for (uint64_t i = 0; i < 30; i += 3) {
		hotp_says(0, i, first, 5);
		first = used + 1;
		for (uint64_t k = 0; k <= i; k++)
			hotp_says(-EKEYREJECTED, k, first, 5);
	}
}

/* What comes after the last counter would be the first once more. */
static void
test_the_last_counters(void **state)
{
	(void)state;
	hotp_says(0, UINT64_MAX - 1, UINT64_MAX - 1, 1000);
	hotp_says(0, UINT64_MAX - 1, UINT64_MAX - 5, 1000);
	hotp_says(0, UINT64_MAX - 1, UINT64_MAX - 1001, 1000);
	hotp_says(-EKEYREJECTED, UINT64_MAX, UINT64_MAX, 0);
	hotp_says(-EKEYREJECTED, UINT64_MAX, UINT64_MAX - 1, 1000);
	hotp_says(-EKEYREJECTED, UINT64_MAX, UINT64_MAX, 1000);
	hotp_says(-EKEYREJECTED, 0, UINT64_MAX, 1000);
	hotp_says(-EKEYREJECTED, 0, UINT64_MAX - 5, 1000);
	hotp_says(-EKEYREJECTED, UINT64_MAX - 2, UINT64_MAX - 1, 1000);
}

static void
test_totp_in_its_window(void **state)
{
	(void)state;
	totp_says(0, 1000, 30000, 0, 0);
	totp_says(0, 1000, 30029, 0, 999);
	totp_says(-EKEYREJECTED, 999, 30000, 0, 0);
	totp_says(-EKEYREJECTED, 1001, 30029, 0, 0);
	totp_says(0, 999, 30000, 1, 0);
	totp_says(0, 1001, 30000, 1, 0);
	totp_says(-EKEYREJECTED, 998, 30000, 1, 0);
	totp_says(-EKEYREJECTED, 1002, 30000, 1, 0);
	totp_says(0, 900, 30000, 100, 0);
	totp_says(0, 1100, 30000, 100, 0);
	totp_says(-EKEYREJECTED, 899, 30000, 100, 0);
	totp_says(-EKEYREJECTED, 1101, 30000, 100, 0);
	otp.step = 1;
	totp_says(0, 30000, 30000, 0, 0);
	totp_says(0, 29900, 30000, 100, 29899);
	otp.step = UINT32_MAX;
	totp_says(0, 1, UINT32_MAX, 0, 0);
	totp_says(0, 2, UINT32_MAX, 1, 1);
}

static void
test_only_steps_above_the_last_are_good(void **state)
{
	(void)state;
	totp_says(0, 1000, 30000, 2, 999);
	totp_says(-EKEYREJECTED, 1000, 30000, 2, 1000);
	totp_says(-EKEYREJECTED, 999, 30000, 2, 1000);
	totp_says(0, 1001, 30000, 2, 1000);
	totp_says(-EKEYREJECTED, 1002, 30000, 2, 1002);
	totp_says(-EKEYREJECTED, 1002, 30000, 2, 5000);
	totp_says(-EKEYREJECTED, 1002, 30000, 2, UINT64_MAX);
}

/* A code of 30 minutes later was used; the clock goes back. */
static void
test_a_clock_that_goes_back_makes_nothing_good_again(void **state)
{
	(void)state;
	totp_says(0, 1000, 30000, 1, 0);
	totp_says(0, 1060, 31800, 1, used);
	totp_says(-EKEYREJECTED, 1000, 30000, 1, 1060);
	totp_says(-EKEYREJECTED, 1060, 31800, 1, 1060);
}

static void
test_times_near_0_and_far_away(void **state)
{
	(void)state;
	totp_says(0, 1, 0, 1, 0);
	totp_says(0, 100, 0, 100, 0);
	totp_says(-EKEYREJECTED, 101, 0, 100, 0);
	totp_says(0, 1, 31, 100, 0);
	totp_says(0, 1, 45, 1, 0);
	totp_says(-EKEYREJECTED, UINT64_MAX, 0, 100, 0);
	totp_says(-EKEYREJECTED, UINT64_MAX - 1, 31, 100, 0);
	/* Step 0 was in 1970; a last of 0 says that none was used. */
	totp_says(-EKEYREJECTED, 0, 0, 100, 0);
	totp_says(0, UINT64_C(0x100000000), INT64_C(128849018880), 1, 0);
	totp_says(0, UINT64_C(0xffffffff), INT64_C(128849018880), 1, 0);
	totp_says(-EKEYREJECTED, 0, INT64_C(128849018880), 1, 0);
	otp.step = 1;
	totp_says(0, INT64_MAX, INT64_MAX, 100, 0);
	totp_says(0, (uint64_t)INT64_MAX + 100, INT64_MAX, 100, 0);
	totp_says(-EKEYREJECTED, (uint64_t)INT64_MAX + 101, INT64_MAX, 100, 0);
}

/* Two counters with one code: look for some with 6 digits. */
static void
test_a_code_that_comes_twice(void **state)
{
	static uint64_t seen[1000000];
	uint64_t a = 0, b;
	unsigned long number;

	(void)state;
	otp.digits = 6;
	memset(seen, 0, sizeof(seen));
	for (b = 1;; b++) {
		assert_int_equal(sscanf(code_of(b), "%lu", &number), 1);
		a = seen[number];
		seen[number] = b;
		if (a != 0 && b - a <= 200)
			break;
		assert_true(b < 100000);
	}
	/* An authenticator that counts is at the first of them. */
	used = 0;
	assert_int_equal(
	    credmint_hotp_verify(&otp, code_of(b), a - 1, 300, &used), 0);
	assert_int_equal(used, a);
	/* One that knows the time gets no second login out of it. */
	otp.step = 1;
	assert_int_equal(credmint_totp_verify(&otp, code_of(b),
			     (int64_t)(a + 100), 100, a - 1, &used),
	    0);
	assert_int_equal(used, b);
	assert_int_equal(credmint_totp_verify(&otp, code_of(b),
			     (int64_t)(a + 100), 100, used, &used),
	    -EKEYREJECTED);
}

static void
nobody_takes(const char *text)
{
	used = 99;
	assert_int_equal(
	    credmint_hotp_verify(&otp, text, 0, 1000, &used), -EKEYREJECTED);
	assert_int_equal(used, 0);
	used = 99;
	assert_int_equal(
	    credmint_totp_verify(&otp, text, 59, 100, 0, &used), -EKEYREJECTED);
	assert_int_equal(used, 0);
}

static void
test_what_is_no_code(void **state)
{
	/* The code of counter 1, 8 digits: 94287082. */
	static const char *const texts[] = {"", "9", "9428708", "942870820",
	    " 94287082", "94287082 ", "94287082\n", "9428 7082", "9428-7082",
	    " 4287082", "+4287082", "-4287082", "9428708x", "94287082x",
	    FULL_WIDTH, "\xd9\xa9\xd9\xa4\xd9\xa2\xd9\xa8", "0x5a1234",
	    "9428708/", "9428708:", "\xb9\xb4\xb2\xb8\xb7\xb0\xb8\xb2",
	    "nonsense", "0942870820000000000000000000000"};

	(void)state;
	used = 99;
	assert_int_equal(
	    credmint_hotp_verify(&otp, "94287082", 0, 1000, &used), 0);
	assert_int_equal(used, 1);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		nobody_takes(texts[i]);
	/* Codes of other lengths. */
	otp.digits = 6;
	nobody_takes("94287082");
	nobody_takes("4287082");
	otp.digits = 7;
	nobody_takes("287082");
}

/* A digit that is wrong anywhere, and every other last digit. */
static void
test_each_digit_counts(void **state)
{
	char text[CREDMINT_OTP_SIZE];

	(void)state;
	for (size_t i = 0; i < 8; i++)
		for (char c = 0; c < 127; c++) {
			(void)snprintf(text, sizeof(text), "94287082");
			if (text[i] == c)
				continue;
			text[i] = c;
			assert_int_equal(
			    credmint_hotp_verify(&otp, text, 1, 0, &used),
			    -EKEYREJECTED);
		}
}

static void
test_what_cannot_be_asked(void **state)
{
	(void)state;
	(void)code_of(1);
	used = 99;
	assert_int_equal(
	    credmint_hotp_verify(&otp, NULL, 0, 1, &used), -EINVAL);
	assert_int_equal(used, 0);
	used = 99;
	assert_int_equal(
	    credmint_totp_verify(&otp, NULL, 0, 1, 0, &used), -EINVAL);
	assert_int_equal(used, 0);
	used = 99;
	assert_int_equal(
	    credmint_hotp_verify(&otp, code, 0, 1001, &used), -EINVAL);
	assert_int_equal(used, 0);
	used = 99;
	assert_int_equal(
	    credmint_totp_verify(&otp, code, 59, 101, 0, &used), -EINVAL);
	assert_int_equal(used, 0);
	used = 99;
	assert_int_equal(
	    credmint_totp_verify(&otp, code, -1, 1, 0, &used), -EINVAL);
	assert_int_equal(used, 0);
	assert_int_equal(
	    credmint_totp_verify(&otp, code, INT64_MIN, 1, 0, &used), -EINVAL);
	assert_int_equal(
	    credmint_hotp_verify(&otp, code, 0, UINT32_MAX, &used), -EINVAL);
	assert_int_equal(
	    credmint_totp_verify(&otp, code, 59, UINT32_MAX, 0, &used),
	    -EINVAL);
	assert_int_equal(credmint_hotp_verify(&otp, code, 0, 1, NULL), -EINVAL);
	assert_int_equal(
	    credmint_totp_verify(&otp, code, 59, 1, 0, NULL), -EINVAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(
		test_hotp_from_first_to_the_last_ahead, set_up),
	    cmocka_unit_test_setup(
		test_a_used_counter_is_never_good_again, set_up),
	    cmocka_unit_test_setup(test_the_last_counters, set_up),
	    cmocka_unit_test_setup(test_totp_in_its_window, set_up),
	    cmocka_unit_test_setup(
		test_only_steps_above_the_last_are_good, set_up),
	    cmocka_unit_test_setup(
		test_a_clock_that_goes_back_makes_nothing_good_again, set_up),
	    cmocka_unit_test_setup(test_times_near_0_and_far_away, set_up),
	    cmocka_unit_test_setup(test_a_code_that_comes_twice, set_up),
	    cmocka_unit_test_setup(test_what_is_no_code, set_up),
	    cmocka_unit_test_setup(test_each_digit_counts, set_up),
	    cmocka_unit_test_setup(test_what_cannot_be_asked, set_up),
	};

	return cmocka_run_group_tests_name("otp_verify", tests, NULL, NULL);
}
