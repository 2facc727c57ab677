/*
 * test_token_key - keys with a prefix and a checksum, and webhooks' secrets
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
#include "tests/secrets/chi.h"
#include "tests/secrets/stream.h"

#define DIGITS "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
/* The example that GitHub published with its format, 5 April 2021. */
#define PUBLISHED "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"

static char key[CREDMINT_TOKEN_KEY_SIZE(
    CREDMINT_TOKEN_PREFIX_MAX, CREDMINT_TOKEN_KEY_BYTES_MAX)];

static void
test_the_published_example_checks(void **state)
{
	(void)state;
	assert_int_equal(credmint_token_key_check("ghp", PUBLISHED), 0);
	assert_int_equal(credmint_token_key_check(NULL, PUBLISHED), 0);
	assert_int_equal(
	    credmint_token_key_check("gho", PUBLISHED), -EKEYREJECTED);
	assert_int_equal(
	    credmint_token_key_check("gh", PUBLISHED), -EKEYREJECTED);
	assert_int_equal(
	    credmint_token_key_check("ghp_z", PUBLISHED), -EKEYREJECTED);
	/* The checksum is of the digits, so the prefix is told apart alone. */
	assert_int_equal(credmint_token_key_check(NULL, "x" PUBLISHED), 0);
}

/* CRCs by Python's zlib. */
static void
test_played_bytes_have_known_keys(void **state)
{
	static const unsigned char zeros[64];
	static const unsigned char mixed[] = {
	    62, 0xc0 + 61, 63, 255, 10, 9, 36, 35, 126, 127, 1};

	(void)state;
	stream_play(zeros, sizeof(zeros));
	assert_int_equal(
	    credmint_token_key(NULL, "a", 22, key, sizeof(key)), 0);
	assert_string_equal(key, "a_0000000000000000000000000000002C8GjS");
	stream_play(mixed, sizeof(mixed));
	assert_int_equal(
	    credmint_token_key(NULL, "a_b", 4, key, sizeof(key)), 0);
	assert_string_equal(key, "a_b_zA9aZ138WpHR");
}

static void
test_sizes_are_what_the_macro_says(void **state)
{
	/* The fewest digits of base62 that hold so many bytes. */
	static const struct {
		size_t nbytes, digits;
	} known[] = {{1, 2}, {2, 3}, {3, 5}, {16, 22}, {22, 30}, {32, 43},
	    {64, 86}, {128, 172}};

	(void)state;
	stream_real();
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		size_t size = CREDMINT_TOKEN_KEY_SIZE(3, known[i].nbytes);

		assert_int_equal(size, 3 + 1 + known[i].digits + 6 + 1);
		memset(key, 'x', sizeof(key));
		assert_int_equal(credmint_token_key(NULL, "key",
				     known[i].nbytes, key, size - 1),
		    -ERANGE);
		assert_string_equal(key, "");
		assert_int_equal(
		    credmint_token_key(NULL, "key", known[i].nbytes, key, size),
		    0);
		assert_int_equal(strlen(key), size - 1);
		assert_int_equal(key[size], 'x');
		assert_int_equal(strspn(key + 4, DIGITS), size - 5);
		assert_int_equal(credmint_token_key_check("key", key), 0);
	}
	key[0] = 'x';
	assert_int_equal(credmint_token_key(NULL, "key", 22, key, 0), -ERANGE);
	assert_int_equal(key[0], 'x');
}

static void
test_parameters_that_are_wrong(void **state)
{
	static const char *const prefixes[] = {"", "_a", "a_", "0a", "a-b",
	    "a b", "\xc3\xa4", "a.b", "a\n", "_",
	    "abcdefghijklmnopqrstuvwxyz0123456", NULL};

	(void)state;
	stream_real();
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		key[0] = 'x';
		assert_int_equal(
		    credmint_token_key(NULL, prefixes[i], 22, key, sizeof(key)),
		    -EINVAL);
		assert_string_equal(key, "");
		if (prefixes[i] != NULL)
			assert_int_equal(
			    credmint_token_key_check(prefixes[i], PUBLISHED),
			    -EINVAL);
	}
	assert_int_equal(
	    credmint_token_key(NULL, "a", 0, key, sizeof(key)), -EINVAL);
	assert_int_equal(
	    credmint_token_key(NULL, "a", 129, key, sizeof(key)), -EINVAL);
	assert_int_equal(
	    credmint_token_key(NULL, "a", SIZE_MAX, key, sizeof(key)), -EINVAL);
	assert_int_equal(credmint_token_key_check("a", NULL), -EINVAL);
	assert_int_equal(credmint_token_key_check(NULL, NULL), -EINVAL);
	assert_int_equal(stream_calls(), 0);
	assert_int_equal(
	    credmint_token_key(NULL, "abcdefghijklmnopqrstuvwxyz012345", 128,
		key, sizeof(key)),
	    0);
	assert_int_equal(credmint_token_key_check(NULL, key), 0);
	assert_int_equal(
	    credmint_token_key(NULL, "a__B_9", 1, key, sizeof(key)), 0);
	assert_int_equal(credmint_token_key_check("a__B_9", key), 0);
}

/* Whether a text is no key, whoever asks. */
static void
assert_no_key(const char *text)
{
	assert_int_equal(credmint_token_key_check(NULL, text), -EKEYREJECTED);
	assert_int_equal(credmint_token_key_check("ghp", text), -EKEYREJECTED);
}

static void
test_any_character_changed_is_seen(void **state)
{
	char text[] = PUBLISHED;
	size_t n = strlen(text);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		for (int c = 1; c < 256; c++) {
			text[i] = (char)c;
			if (text[i] == PUBLISHED[i])
				continue;
			/* Other letters of the prefix are another prefix. */
			if (i >= 3)
				assert_no_key(text);
			assert_int_equal(credmint_token_key_check("ghp", text),
			    -EKEYREJECTED);
		}
		text[i] = PUBLISHED[i];
	}
	assert_int_equal(credmint_token_key_check("ghp", text), 0);
}

static void
test_any_two_characters_swapped_are_seen(void **state)
{
	char text[] = PUBLISHED;
	size_t n = strlen(text);
	unsigned int swaps = 0;

	(void)state;
	for (size_t i = 0; i < n; i++) {
		for (size_t k = i + 1; k < n; k++) {
			if (text[i] == text[k])
				continue;
			text[i] = PUBLISHED[k];
			text[k] = PUBLISHED[i];
			assert_int_equal(credmint_token_key_check("ghp", text),
			    -EKEYREJECTED);
			if (k >= 4)
				assert_no_key(text);
			text[i] = PUBLISHED[i];
			text[k] = PUBLISHED[k];
			swaps++;
		}
	}
	assert_true(swaps > 700);
}

static void
test_any_character_cut_or_added_is_seen(void **state)
{
	char text[64];
	size_t n = strlen(PUBLISHED);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		(void)snprintf(text, sizeof(text), "%.*s%s", (int)i, PUBLISHED,
		    &PUBLISHED[i + 1]);
		assert_int_equal(
		    credmint_token_key_check("ghp", text), -EKEYREJECTED);
		if (i >= 3)
			assert_no_key(text);
		(void)snprintf(text, sizeof(text), "%.*s", (int)i, PUBLISHED);
		assert_no_key(text);
		assert_int_equal(
		    credmint_token_key_check("ghp", &PUBLISHED[i + 1]),
		    -EKEYREJECTED);
		for (int c = 1; c < 256; c++) {
			(void)snprintf(text, sizeof(text), "%.*s%c%s", (int)i,
			    PUBLISHED, c, &PUBLISHED[i]);
			assert_int_equal(credmint_token_key_check("ghp", text),
			    -EKEYREJECTED);
		}
	}
	for (int c = 1; c < 256; c++) {
		(void)snprintf(text, sizeof(text), PUBLISHED "%c", c);
		assert_no_key(text);
	}
}

static void
test_what_only_looks_like_a_key(void **state)
{
	static char huge[1 << 20];
	static const char *const texts[] = {"", "_", "a", "ghp", "ghp_",
	    "ghp_000000", "ghp_0000000", "_00000000", "a__00000000",
	    "0_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17",
	    "_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17",
	    "ghp__zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17",
	    "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17",
	    "abcdefghijklmnopqrstuvwxyz0123456_"
	    "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17",
	    "ghp_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJzzzzzz",
	    /* the right number, and a multiple of 2^32 */
	    "ghp_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ5T15DB",
	    "ghp_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJA9gKPF",
	    "ghp_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJv2KmLt", " " PUBLISHED,
	    PUBLISHED "\n"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_no_key(texts[i]);
	memset(huge, '0', sizeof(huge) - 1);
	memcpy(huge, "ghp_", 4);
	assert_no_key(huge);
}

static void
test_a_right_checksum_does_not_help_a_wrong_length(void **state)
{
	(void)state;
	assert_int_equal(credmint_token_key_check(NULL, "a_003NE2Wu"), 0);
	assert_no_key("a_04U0xWL");
	assert_no_key("a_000000");
}

/* Each place of a key by itself, and all together. */
static void
test_digits_are_uniform(void **state)
{
	static unsigned long places[30][62], all[62];
	struct credmint_source *source;

	(void)state;
	stream_repeatable();
	assert_int_equal(credmint_source_new(&source), 0);
	for (int i = 0; i < 20000; i++) {
		assert_int_equal(
		    credmint_token_key(source, "k", 22, key, sizeof(key)), 0);
		for (size_t k = 0; k < 30; k++) {
			size_t d = (size_t)(strchr(DIGITS, key[k + 2]) -
			    (const char *)DIGITS);

			places[k][d]++;
			all[d]++;
		}
	}
	for (size_t k = 0; k < 30; k++)
		assert_true(chi_is_uniform(places[k], 62));
	assert_true(chi_is_uniform(all, 62));
	/* Were eight digits likelier, as by the remainder of a byte, it shows.
	 */
	for (size_t d = 0; d < 8; d++)
		all[d] += all[d] / 4;
	assert_false(chi_is_uniform(all, 62));
	credmint_source_free(source);
}

static void
test_webhook_of_known_bytes(void **state)
{
	unsigned char bytes[32];
	char out[CREDMINT_TOKEN_WEBHOOK_SIZE + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(i * 8 + 3);
	stream_play(bytes, sizeof(bytes));
	memset(out, 'x', sizeof(out));
	assert_int_equal(
	    credmint_token_webhook(NULL, out, CREDMINT_TOKEN_WEBHOOK_SIZE), 0);
	assert_string_equal(
	    out, "whsec_AwsTGyMrMztDS1NbY2tze4OLk5ujq7O7w8vT2+Pr8/s=");
	assert_int_equal(strlen(out), CREDMINT_TOKEN_WEBHOOK_SIZE - 1);
	assert_int_equal(out[CREDMINT_TOKEN_WEBHOOK_SIZE], 'x');
	assert_int_equal(
	    credmint_token_webhook(NULL, out, CREDMINT_TOKEN_WEBHOOK_SIZE - 1),
	    -ERANGE);
	assert_string_equal(out, "");
	out[0] = 'x';
	assert_int_equal(credmint_token_webhook(NULL, out, 0), -ERANGE);
	assert_int_equal(out[0], 'x');
}

static void
test_a_failure_half_way_leaves_nothing(void **state)
{
	(void)state;
	for (unsigned int calls = 0; calls < 3; calls++) {
		memset(key, 'x', sizeof(key));
		stream_fail(calls, -EIO);
		assert_int_equal(
		    credmint_token_key(NULL, "abc", 128, key, sizeof(key)),
		    -EIO);
		for (size_t i = 0; i < CREDMINT_TOKEN_KEY_SIZE(3, 128); i++)
			assert_int_equal(key[i], 0);
	}
	memset(key, 'x', sizeof(key));
	stream_fail(0, -EIO);
	assert_int_equal(credmint_token_webhook(NULL, key, sizeof(key)), -EIO);
	assert_string_equal(key, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_the_published_example_checks),
	    cmocka_unit_test(test_played_bytes_have_known_keys),
	    cmocka_unit_test(test_sizes_are_what_the_macro_says),
	    cmocka_unit_test(test_parameters_that_are_wrong),
	    cmocka_unit_test(test_any_character_changed_is_seen),
	    cmocka_unit_test(test_any_two_characters_swapped_are_seen),
	    cmocka_unit_test(test_any_character_cut_or_added_is_seen),
	    cmocka_unit_test(test_what_only_looks_like_a_key),
	    cmocka_unit_test(
		test_a_right_checksum_does_not_help_a_wrong_length),
	    cmocka_unit_test(test_digits_are_uniform),
	    cmocka_unit_test(test_webhook_of_known_bytes),
	    cmocka_unit_test(test_a_failure_half_way_leaves_nothing),
	};

	return cmocka_run_group_tests_name("token_key", tests, NULL, NULL);
}
