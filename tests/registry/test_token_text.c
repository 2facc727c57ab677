/* test_token_text - what a kept token looks like, and what is none */

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"
#include "registry/token_text.h"

static struct conf conf;

static int
setup(void **state)
{
	struct conf_token_kind *inv;

	(void)state;
	conf_default(&conf);
	/* One whose prefix begins as another's does. */
	inv = &conf.token_kinds[conf.token_kinds_n++];
	memset(inv, 0, sizeof(*inv));
	(void)snprintf(inv->name, sizeof(inv->name), "invite");
	(void)snprintf(inv->prefix, sizeof(inv->prefix), "reset_inv");
	return 0;
}

static bool
reads(const char *text, size_t n)
{
	struct token_text read;
	static const struct token_text zero;
	bool ok = token_text_read(&conf, text, n, &read);

	if (!ok)
		assert_memory_equal(&read, &zero, sizeof(zero));
	assert_true((registry_token_kind(&conf, text, n) != NULL) == ok);
	return ok;
}

static void
test_secret_has_the_bits_that_were_asked_for(void **state)
{
	char text[REGISTRY_TOKEN_SIZE];
	struct token_text made, read;
	size_t before = 0;

	(void)state;
	for (unsigned b = REGISTRY_TOKEN_BYTES_MIN;
	     b <= REGISTRY_TOKEN_BYTES_MAX; b++) {
		assert_int_equal(token_text_make("reset", b, text, &made), 0);
		assert_int_equal(
		    strlen(text), strlen("reset_") + TOKEN_LOOKUP + made.n + 6);
		assert_true((double)made.n * log2(62) >= 8.0 * b);
		assert_true(made.n > before);
		before = made.n;
		assert_true(made.lookup >= 0);
		assert_true(made.lookup < TOKEN_LOOKUP_LIMIT);
		assert_true(token_text_read(&conf, text, strlen(text), &read));
		assert_int_equal(read.lookup, made.lookup);
		assert_int_equal(read.bytes, b);
		assert_string_equal(read.secret, made.secret);
		assert_string_equal(read.kind->name, "reset");
	}
	assert_int_equal(before, TOKEN_SECRET_MAX);
}

static void
test_known_text_reads_as_its_parts(void **state)
{
	/* 33 digits: "0000000001", then the secret. */
	char digits[] = "0000000001ABCDEFGHIJKLMNOPQRSTUVW", text[64];
	struct token_text read;
	uint32_t crc = UINT32_MAX;
	char sum[7] = "";

	(void)state;
	for (size_t i = 0; i < (sizeof(digits) - 1) * 8; i++) {
		uint32_t bit = (uint32_t)(unsigned char)digits[i / 8] >> i % 8;

		crc = (crc ^ bit) & 1 ? crc >> 1 ^ 0xedb88320u : crc >> 1;
	}
	crc = ~crc;
	for (size_t i = 6; i-- > 0; crc /= 62)
		sum[i] =
		    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstu"
		    "vwxyz"[crc % 62];
	(void)snprintf(text, sizeof(text), "reset_inv_%s%s", digits, sum);
	assert_true(token_text_read(&conf, text, strlen(text), &read));
	assert_int_equal(read.lookup, 1);
	assert_int_equal(read.bytes, 16);
	assert_string_equal(read.secret, "ABCDEFGHIJKLMNOPQRSTUVW");
	assert_string_equal(read.kind->name, "invite");
	memcpy(digits, "zzzzzzzzzz", TOKEN_LOOKUP);
	assert_false(reads(text, strlen(text) - 1));
}

static void
test_anything_else_is_none(void **state)
{
	char text[REGISTRY_TOKEN_SIZE], bad[3 * REGISTRY_TOKEN_SIZE];
	struct token_text made;
	size_t n;

	(void)state;
	assert_int_equal(token_text_make("session", 24, text, &made), 0);
	n = strlen(text);
	assert_true(reads(text, n));
	/* Cut anywhere, and with a byte at either end. */
	for (size_t i = 0; i < n; i++)
		assert_false(reads(text, i));
	assert_false(reads(text, n + 1));
	for (int c = 0; c < 256; c++) {
		(void)snprintf(bad, sizeof(bad), " %s ", text);
		bad[0] = bad[n + 1] = (char)c;
		assert_false(reads(bad, n + 1));
		assert_false(reads(bad + 1, n + 1));
	}
	/* Doubled, and with a NUL inside. */
	(void)snprintf(bad, sizeof(bad), "%s%s", text, text);
	assert_false(reads(bad, 2 * n));
	memcpy(bad, text, n);
	bad[n / 2] = '\0';
	assert_false(reads(bad, n));
	assert_false(reads(NULL, 0));
	assert_false(reads("", 0));
}

static void
test_one_character_that_is_another_is_found(void **state)
{
	static const char alike[] = "0OolI1Z2S5B8";
	char text[REGISTRY_TOKEN_SIZE];
	struct token_text made;

	(void)state;
	assert_int_equal(token_text_make("key", 24, text, &made), 0);
	for (size_t i = strlen("key_"); i < strlen(text); i++) {
		const char was = text[i];

		for (size_t k = 0; k < sizeof(alike); k++) {
			text[i] = alike[k];
			assert_true(
			    reads(text, strlen(text)) == (text[i] == was));
			text[i] = was;
		}
	}
}

static void
test_length_of_no_secret_is_none(void **state)
{
	char text[256];

	(void)state;
	for (unsigned b = 1; b <= CREDMINT_TOKEN_KEY_BYTES_MAX; b++) {
		assert_int_equal(
		    credmint_token_key(NULL, "key", b, text, sizeof(text)), 0);
		assert_true(reads(text, strlen(text)) ==
		    (b >= REGISTRY_TOKEN_BYTES_MIN + TOKEN_LOOKUP_BYTES &&
			b <= REGISTRY_TOKEN_BYTES_MAX + TOKEN_LOOKUP_BYTES));
	}
}

static void
test_foreign_prefix_is_none(void **state)
{
	static const char *const prefixes[] = {
	    "ghp", "rese", "reset_", "reset_in", "session_reset", "RESET"};
	char text[REGISTRY_TOKEN_SIZE], foreign[2 * REGISTRY_TOKEN_SIZE];
	struct token_text made;

	(void)state;
	assert_int_equal(token_text_make("reset", 24, text, &made), 0);
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		(void)snprintf(foreign, sizeof(foreign), "%s%s", prefixes[i],
		    text + strlen("reset"));
		assert_false(reads(foreign, strlen(foreign)));
	}
	(void)snprintf(
	    foreign, sizeof(foreign), "reset_inv%s", text + strlen("reset"));
	assert_string_equal(
	    registry_token_kind(&conf, foreign, strlen(foreign))->name,
	    "invite");
}

static void
test_no_text_is_made_where_none_can_be(void **state)
{
	static const struct token_text zero;
	char text[REGISTRY_TOKEN_SIZE] = "old";
	struct token_text made;

	(void)state;
	assert_int_equal(token_text_make("9", 24, text, &made), -EINVAL);
	assert_string_equal(text, "");
	assert_memory_equal(&made, &zero, sizeof(zero));
	assert_int_equal(token_text_make("reset", 15, text, &made), -EINVAL);
	assert_string_equal(text, "");
	assert_int_equal(token_text_make("reset", 65, text, &made), -EINVAL);
	assert_string_equal(text, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_secret_has_the_bits_that_were_asked_for),
	    cmocka_unit_test(test_known_text_reads_as_its_parts),
	    cmocka_unit_test(test_anything_else_is_none),
	    cmocka_unit_test(test_one_character_that_is_another_is_found),
	    cmocka_unit_test(test_length_of_no_secret_is_none),
	    cmocka_unit_test(test_foreign_prefix_is_none),
	    cmocka_unit_test(test_no_text_is_made_where_none_can_be),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
