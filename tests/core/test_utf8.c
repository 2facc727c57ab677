/*
 * test_utf8 - what is a character, and what only looks like one
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/utf8.h"

/* In n bytes, whether or not that is a character. */
static void
put(unsigned char out[8], uint32_t c, size_t n)
{
	static const unsigned char head[] = {0, 0, 0xc0, 0xe0, 0xf0};

	memset(out, 0, 8);
	for (size_t i = n - 1; i > 0; i--, c >>= 6)
		out[i] = (unsigned char)(0x80 | (c & 0x3f));
	out[0] = (unsigned char)(head[n] | c);
}

static size_t
shortest(uint32_t c)
{
	return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

static void
test_every_character_in_its_shortest_form_alone(void **state)
{
	static const uint32_t room[] = {0, 0x80, 0x800, 0x10000, 0x200000};
	unsigned char text[8];
	uint32_t got;

	(void)state;
	for (uint32_t c = 0; c < 0x200000; c++)
		for (size_t n = shortest(c); n <= 4; n++) {
			const int is = n == shortest(c) && c <= 0x10ffff &&
			    (c < 0xd800 || c > 0xdfff);

			if (c >= room[n])
				continue;
			put(text, c, n);
			if (utf8_character(text, &got) != (is ? n : 0) ||
			    got != (is ? c : 0))
				fail_msg("%zu bytes for U+%04X", n, c);
		}
}

static void
test_no_other_byte_begins_or_goes_on_with_one(void **state)
{
	unsigned char text[8];
	uint32_t got;

	(void)state;
	for (unsigned first = 0x80; first < 0x100; first++) {
		memset(text, 0x80, sizeof(text));
		text[0] = (unsigned char)first;
		if (first < 0xc2 || first > 0xf4)
			assert_int_equal(utf8_character(text, &got), 0);
	}
	for (size_t n = 2; n <= 4; n++)
		for (size_t at = 1; at < n; at++)
			for (unsigned other = 0; other < 0x100; other++) {
				put(text,
				    n == 2       ? 0xe9
					: n == 3 ? 0x20ac
						 : 0x1f511,
				    n);
				if ((other & 0xc0) == 0x80)
					continue;
				text[at] = (unsigned char)other;
				assert_int_equal(utf8_character(text, &got), 0);
				assert_int_equal(got, 0);
			}
}

/* memcheck and the sanitizers see a byte that is read behind the NUL. */
static void
test_a_text_that_ends_early_is_not_left(void **state)
{
	static const char *const cut[] = {
	    "\xc3", "\xe2", "\xe2\x82", "\xf0", "\xf0\x9f", "\xf0\x9f\x94"};
	uint32_t got;

	(void)state;
	for (size_t i = 0; i < sizeof(cut) / sizeof(*cut); i++) {
		size_t n = strlen(cut[i]) + 1;
		unsigned char *text = test_malloc(n);

		memcpy(text, cut[i], n);
		assert_int_equal(utf8_character(text, &got), 0);
		test_free(text);
	}
}

static void
test_control_characters_are_not_plain(void **state)
{
	unsigned char text[8];

	(void)state;
	for (uint32_t c = 0; c < 0x800; c++) {
		const int control = c < 0x20 || (c > 0x7e && c < 0xa0);

		put(text, c, shortest(c));
		assert_int_equal(utf8_plain(text), control ? 0 : shortest(c));
	}
	assert_int_equal(utf8_plain((const unsigned char *)"\xff"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_character_in_its_shortest_form_alone),
	    cmocka_unit_test(test_no_other_byte_begins_or_goes_on_with_one),
	    cmocka_unit_test(test_a_text_that_ends_early_is_not_left),
	    cmocka_unit_test(test_control_characters_are_not_plain),
	};

	return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
