/*
 * test_token_digits - how many digits a key has, and its checksum, beside a
 * CRC-32 and a division of their own
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

#define DIGITS "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
/* More than the longest keys have. */
#define MANY 200
#define CHECKSUM 6
#define KEYS 20000

/* CRC-32 by the remainder of a message whose bits are put in one by one. */
static uint32_t
crc_of(const char *text, size_t n)
{
	uint64_t held = 0;

	for (size_t i = 0; i < 8 * n + 32; i++) {
		uint64_t bit = 0;

		if (i < 8 * n)
			bit = (uint64_t)(unsigned char)text[i / 8] >> i % 8 & 1;
		/* The first 32 bits come complemented. */
		bit ^= i < 32;
		held = held << 1 | bit;
		if (held >> 32 != 0)
			held ^= 0x104c11db7;
	}
	/* What is left is read from the other end. */
	for (uint32_t i = 0, crc = 0;; i++) {
		if (i == 32)
			return ~crc;
		crc |= (uint32_t)(held >> i & 1) << (31 - i);
	}
}

static void
checksum_of(const char *digits, size_t n, char out[CHECKSUM + 1])
{
	uint32_t crc = crc_of(digits, n);

	for (size_t i = CHECKSUM; i-- > 0; crc /= 62)
		out[i] = DIGITS[crc % 62];
	out[CHECKSUM] = '\0';
}

static void
test_only_numbers_of_digits_that_are_made_check(void **state)
{
	bool made[MANY + 1] = {false};
	char key[2 + MANY + CHECKSUM + 1], digits[MANY + 1];
	unsigned int unmade = 0;

	(void)state;
	for (size_t n = 1; n <= CREDMINT_TOKEN_KEY_BYTES_MAX; n++)
		made[CREDMINT_TOKEN_KEY_SIZE(0, n) - 8] = true;
	memset(digits, '0', sizeof(digits));
	for (size_t n = 0; n <= MANY; n++) {
		char checksum[CHECKSUM + 1];

		checksum_of(digits, n, checksum);
		(void)snprintf(
		    key, sizeof(key), "a_%.*s%s", (int)n, digits, checksum);
		assert_int_equal(credmint_token_key_check("a", key),
		    made[n] ? 0 : -EKEYREJECTED);
		assert_int_equal(credmint_token_key_check(NULL, key),
		    made[n] ? 0 : -EKEYREJECTED);
		unmade += n >= 2 && n <= 172 && !made[n];
	}
	/* Those that are made by no number of bytes are there. */
	assert_int_equal(unmade, 43);
	assert_false(made[4] || made[8] || made[47]);
}

static void
test_checksums_of_many_keys(void **state)
{
	char key[CREDMINT_TOKEN_KEY_SIZE(1, 22)], checksum[CHECKSUM + 1];
	struct credmint_source *source;
	size_t n = sizeof(key) - 1 - 2 - CHECKSUM;

	(void)state;
	assert_int_equal(credmint_source_new(&source), 0);
	for (int i = 0; i < KEYS; i++) {
		assert_int_equal(
		    credmint_token_key(source, "a", 22, key, sizeof(key)), 0);
		checksum_of(key + 2, n, checksum);
		assert_string_equal(key + 2 + n, checksum);
	}
	credmint_source_free(source);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_only_numbers_of_digits_that_are_made_check),
	    cmocka_unit_test(test_checksums_of_many_keys),
	};

	return cmocka_run_group_tests_name("token_digits", tests, NULL, NULL);
}
