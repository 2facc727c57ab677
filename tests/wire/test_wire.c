/*
 * test_wire - frames come back as they went, and nothing else is a frame
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

#include "tests/wire/samples.h"
#include "wire/wire.h"

static bool
all_zero(const void *p, size_t n)
{
	const unsigned char *b = p;

	while (n > 0 && *b == 0)
		b++, n--;
	return n == 0;
}

static void
assert_no_frame(const void *in, size_t n)
{
	static struct wire_frame out;
	unsigned char *exact = malloc(n + (n == 0));

	/* An exact copy, so that a sanitizer sees a byte read too far. */
	assert_non_null(exact);
	memcpy(exact, in, n);
	memset(&out, 0xff, sizeof(out));
	assert_int_equal(wire_unpack(exact, n, &out), -EPROTO);
	assert_true(all_zero(&out, sizeof(out)));
	free(exact);
}

static size_t
pack_sample(size_t i, unsigned char *out)
{
	int n = wire_pack(&samples[i], out, WIRE_FRAME_MAX);

	assert_true(n > 2);
	return (size_t)n;
}

static void
test_every_type_comes_back_as_it_went(void **state)
{
	static unsigned char bytes[WIRE_FRAME_MAX];
	static struct wire_frame out;
	size_t i, n;

	(void)state;
	for (i = 0; i < SAMPLES; i++) {
		n = pack_sample(i, bytes);
		memset(&out, 0xff, sizeof(out));
		assert_int_equal(wire_unpack(bytes, n, &out), 0);
		assert_memory_equal(&out, &samples[i], sizeof(out));
	}
}

static void
test_bytes_on_the_wire_are_as_documented(void **state)
{
	static const unsigned char finish[] = {
	    1, 5, 0, 4, 0x79, 0x45, 0x53, 0x21};
	static const unsigned char ask[] = {
	    1, 3, 0, 4, 0, 0, 0, 3, 0, 2, 'A', ':'};
	static unsigned char bytes[WIRE_FRAME_MAX];

	(void)state;
	assert_int_equal(pack_sample(4, bytes), sizeof(finish));
	assert_memory_equal(bytes, finish, sizeof(finish));
	strcpy(samples[2].u.show.text, "A:");
	assert_int_equal(pack_sample(2, bytes), sizeof(ask));
	assert_memory_equal(bytes, ask, sizeof(ask));
}

static void
test_every_truncation_is_no_frame(void **state)
{
	static unsigned char bytes[WIRE_FRAME_MAX];
	size_t i, n, cut;

	(void)state;
	for (i = 0; i < SAMPLES; i++) {
		n = pack_sample(i, bytes);
		for (cut = 0; cut < n; cut++)
			assert_no_frame(bytes, cut);
	}
}

static void
test_bytes_or_fields_too_many_are_no_frame(void **state)
{
	static unsigned char bytes[WIRE_FRAME_MAX];
	size_t i, n;

	(void)state;
	for (i = 0; i < SAMPLES; i++) {
		memset(bytes, 0, sizeof(bytes));
		n = pack_sample(i, bytes);
		memset(bytes + n, 0, sizeof(bytes) - n);
		assert_no_frame(bytes, n + 1);
		assert_no_frame(bytes, n + 2); /* one empty field more */
		assert_no_frame(bytes, sizeof(bytes));
	}
}

static void
test_another_version_or_type_is_no_frame(void **state)
{
	static unsigned char bytes[WIRE_FRAME_MAX];
	size_t n = pack_sample(0, bytes);
	unsigned v;

	(void)state;
	for (v = 0; v < 256; v++) {
		if (v != WIRE_HELLO) {
			bytes[1] = (unsigned char)v;
			assert_no_frame(bytes, n);
		}
	}
	bytes[1] = WIRE_HELLO;
	for (v = 0; v < 256; v++) {
		if (v != WIRE_VERSION) {
			bytes[0] = (unsigned char)v;
			assert_no_frame(bytes, n);
		}
	}
}

static void
test_nul_in_text_is_no_frame(void **state)
{
	static unsigned char bytes[WIRE_FRAME_MAX];
	unsigned char *at;
	size_t n = pack_sample(0, bytes);

	(void)state;
	at = memchr(bytes, 'l', n); /* alice */
	assert_non_null(at);
	*at = 0;
	assert_no_frame(bytes, n);
	n = pack_sample(3, bytes);
	bytes[n - 1] = 0;
	assert_no_frame(bytes, n);
	n = pack_sample(6, bytes);
	bytes[n - 1] = 0;
	assert_no_frame(bytes, n);
}

static void
test_texts_at_their_limit_pass_and_beyond_do_not(void **state)
{
	static unsigned char bytes[WIRE_FRAME_MAX];
	static struct wire_frame f, out;
	size_t n;

	(void)state;
	f.type = WIRE_HELLO;
	memset(f.u.hello.user, 'u', WIRE_NAME_MAX);
	memset(f.u.hello.conf, 'c', WIRE_NAME_MAX);
	n = (size_t)wire_pack(&f, bytes, sizeof(bytes));
	assert_int_equal(wire_unpack(bytes, n, &out), 0);
	assert_memory_equal(&f, &out, sizeof(f));
	/* The same frame with that field one byte longer, by hand. */
	memmove(bytes + 5, bytes + 4, n - 4);
	bytes[3]++;
	assert_no_frame(bytes, n + 1);
	f.u.hello.user[WIRE_NAME_MAX] = 'u';
	assert_int_equal(wire_pack(&f, bytes, sizeof(bytes)), -EINVAL);
	assert_true(all_zero(bytes, sizeof(bytes)));
}

static void
test_answers_at_their_limit_pass_and_beyond_do_not(void **state)
{
	static unsigned char bytes[WIRE_FRAME_MAX];
	static struct wire_frame f, out;
	size_t n;

	(void)state;
	f.type = WIRE_ANSWER;
	n = (size_t)wire_pack(&f, bytes, sizeof(bytes));
	assert_int_equal(wire_unpack(bytes, n, &out), 0);
	assert_int_equal(out.u.answer.n, 0);
	f.u.answer.n = WIRE_ANSWER_MAX;
	assert_int_equal(wire_pack(&f, bytes, sizeof(bytes)), -EINVAL);
	memset(f.u.answer.text, 'a', WIRE_ANSWER_MAX);
	n = (size_t)wire_pack(&f, bytes, sizeof(bytes));
	assert_int_equal(n, 4 + WIRE_ANSWER_MAX);
	assert_int_equal(wire_unpack(bytes, n, &out), 0);
	assert_int_equal(out.u.answer.n, WIRE_ANSWER_MAX);
	f.u.answer.n = WIRE_ANSWER_MAX + 1;
	assert_int_equal(wire_pack(&f, bytes, sizeof(bytes)), -EINVAL);
	bytes[3]++;
	bytes[4 + WIRE_ANSWER_MAX] = 'a';
	assert_no_frame(bytes, n + 1);
}

static void
test_too_little_room_is_erange_and_wipes(void **state)
{
	static unsigned char bytes[WIRE_FRAME_MAX];
	size_t i, n, size;

	(void)state;
	for (i = 0; i < SAMPLES; i++) {
		n = pack_sample(i, bytes);
		for (size = 0; size < n; size++) {
			memset(bytes, 0xff, sizeof(bytes));
			assert_int_equal(
			    wire_pack(&samples[i], bytes, size), -ERANGE);
			assert_true(all_zero(bytes, size));
			assert_int_equal(bytes[size], 0xff);
		}
	}
}

static void
test_only_whole_verdict_words_are_verdicts(void **state)
{
	static unsigned char bytes[WIRE_FRAME_MAX];
	static struct wire_frame out;
	size_t n, bit;

	(void)state;
	n = pack_sample(4, bytes);
	for (bit = 0; bit < 32; bit++) {
		bytes[4 + bit / 8] ^= (unsigned char)(1u << bit % 8);
		assert_no_frame(bytes, n);
		bytes[4 + bit / 8] ^= (unsigned char)(1u << bit % 8);
	}
	memset(bytes + 4, 0, 4);
	assert_int_equal(wire_unpack(bytes, n, &out), 0);
	assert_int_equal(out.u.finish.verdict, WIRE_NO);
	bytes[7] = 1;
	assert_no_frame(bytes, n);
}

static void
test_options_nobody_knows_are_no_frame(void **state)
{
	static unsigned char bytes[WIRE_FRAME_MAX];
	unsigned bit;

	(void)state;
	for (bit = 0; bit < 32; bit++) {
		samples[0].u.hello.options = (uint32_t)1 << bit;
		if ((samples[0].u.hello.options & WIRE_OPTIONS_ALL) != 0)
			(void)pack_sample(0, bytes);
		else
			assert_int_equal(
			    wire_pack(&samples[0], bytes, sizeof(bytes)),
			    -EINVAL);
	}
}

static void
test_styles_belong_to_their_type(void **state)
{
	static unsigned char bytes[WIRE_FRAME_MAX];
	unsigned style;
	size_t i;

	(void)state;
	for (i = 1; i <= 2; i++) {
		for (style = 0; style < 7; style++) {
			bool show = style == WIRE_STYLE_INFO ||
			    style == WIRE_STYLE_ERROR;
			bool ask = style == WIRE_STYLE_HIDDEN ||
			    style == WIRE_STYLE_SHOWN ||
			    style == WIRE_STYLE_FIRST;
			int n;

			samples[i].u.show.style = (enum wire_style)style;
			n = wire_pack(&samples[i], bytes, sizeof(bytes));
			if (i == 1 ? show : ask)
				assert_true(n > 0);
			else
				assert_int_equal(n, -EINVAL);
		}
	}
	samples[2].u.show.style = WIRE_STYLE_HIDDEN;
	i = pack_sample(2, bytes);
	bytes[7] = WIRE_STYLE_INFO;
	assert_no_frame(bytes, i);
}

static void
test_frames_of_no_type_are_not_packed(void **state)
{
	static unsigned char bytes[WIRE_FRAME_MAX];
	static struct wire_frame f;

	(void)state;
	assert_int_equal(wire_pack(&f, bytes, sizeof(bytes)), -EINVAL);
	f.type = (enum wire_type)77;
	assert_int_equal(wire_pack(&f, bytes, sizeof(bytes)), -EINVAL);
}

/* A fixed sequence, so that a failure can be seen again. */
static uint64_t
next_word(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static void
test_random_bytes_unpack_only_to_what_packs_the_same(void **state)
{
	static unsigned char bytes[WIRE_FRAME_MAX], again[WIRE_FRAME_MAX];
	static struct wire_frame out;
	uint64_t seed = 88172645463325252u;
	unsigned round, i, n, frames = 0;

	(void)state;
	for (round = 0; round < 200000; round++) {
		n = (unsigned)pack_sample(round % SAMPLES, bytes);
		for (i = (unsigned)next_word(&seed) % 4; i > 0; i--)
			bytes[next_word(&seed) % n] =
			    (unsigned char)next_word(&seed);
		if (wire_unpack(bytes, n, &out) != 0) {
			assert_int_equal(out.type, WIRE_NOTHING);
			continue;
		}
		frames++;
		assert_int_equal(wire_pack(&out, again, sizeof(again)), n);
		assert_memory_equal(bytes, again, n);
	}
	/* Some changes leave a frame: both ways were taken. */
	assert_in_range(frames, 1000, 199000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(
		test_every_type_comes_back_as_it_went, samples_fill),
	    cmocka_unit_test_setup(
		test_bytes_on_the_wire_are_as_documented, samples_fill),
	    cmocka_unit_test_setup(
		test_every_truncation_is_no_frame, samples_fill),
	    cmocka_unit_test_setup(
		test_bytes_or_fields_too_many_are_no_frame, samples_fill),
	    cmocka_unit_test_setup(
		test_another_version_or_type_is_no_frame, samples_fill),
	    cmocka_unit_test_setup(test_nul_in_text_is_no_frame, samples_fill),
	    cmocka_unit_test_setup(
		test_texts_at_their_limit_pass_and_beyond_do_not, samples_fill),
	    cmocka_unit_test_setup(
		test_answers_at_their_limit_pass_and_beyond_do_not,
		samples_fill),
	    cmocka_unit_test_setup(
		test_too_little_room_is_erange_and_wipes, samples_fill),
	    cmocka_unit_test_setup(
		test_only_whole_verdict_words_are_verdicts, samples_fill),
	    cmocka_unit_test_setup(
		test_options_nobody_knows_are_no_frame, samples_fill),
	    cmocka_unit_test_setup(
		test_styles_belong_to_their_type, samples_fill),
	    cmocka_unit_test_setup(
		test_frames_of_no_type_are_not_packed, samples_fill),
	    cmocka_unit_test_setup(
		test_random_bytes_unpack_only_to_what_packs_the_same,
		samples_fill),
	};

	return cmocka_run_group_tests_name("wire", tests, NULL, NULL);
}
