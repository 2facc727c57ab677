/*
 * test_source - a draw buffer is used once and wiped
 */

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "core/secret.h"
#include "credmint.h"
#include "secrets/source.h"
#include "tests/secrets/stream.h"

static int map_error;

void *__real_secret_map(size_t n, bool *wiped_by_fork);
void *__wrap_secret_map(size_t n, bool *wiped_by_fork);

void *
__wrap_secret_map(size_t n, bool *wiped_by_fork)
{
	if (map_error == 0)
		return __real_secret_map(n, wiped_by_fork);
	errno = map_error;
	return NULL;
}

static int
set_up(void **state)
{
	struct credmint_source *source;

	stream_real();
	assert_int_equal(credmint_source_new(&source), 0);
	*state = source;
	return 0;
}

/* Nobody forks, so it may hold bytes where the system keeps its page, too. */
static int
set_up_alone(void **state)
{
	struct credmint_source *source;

	(void)set_up(state);
	source = *state;
	source->kept_by_fork = false;
	return 0;
}

static int
tear_down(void **state)
{
	credmint_source_free(*state);
	stream_real();
	return 0;
}

static void
test_a_new_source_is_empty_and_asks_nothing(void **state)
{
	const struct credmint_source *source = *state;

	assert_int_equal(source->left, 0);
	assert_int_equal(stream_calls(), 0);
}

static void
test_used_bytes_are_wiped_and_the_rest_is_kept(void **state)
{
	struct credmint_source *source = *state;
	static unsigned char block[SOURCE_BYTES];
	unsigned char out[100];

	memset(block, 0xee, sizeof(block));
	stream_play(block, sizeof(block));
	for (size_t used = 0; used + 1 < SOURCE_BYTES;) {
		size_t n = used % 90 + 1;

		if (n > SOURCE_BYTES - used)
			n = SOURCE_BYTES - used;
		assert_int_equal(credmint_random_bytes(source, out, n), 0);
		assert_memory_equal(out, block, n);
		used += n;
		assert_int_equal(source->left, SOURCE_BYTES - used);
		for (size_t i = 0; i < SOURCE_BYTES; i++)
			assert_int_equal(
			    source->bytes[i], i < source->left ? 0xee : 0);
	}
	assert_int_equal(stream_calls(), 1);
}

static void
test_each_byte_is_given_once(void **state)
{
	struct credmint_source *source = *state;
	static unsigned char block[SOURCE_BYTES * 3];
	unsigned int seen[256] = {0}, want[256] = {0};
	unsigned char out[200];
	size_t n, used;

	for (size_t i = 0; i < sizeof(block); i++) {
		block[i] = (unsigned char)(i * 151 >> 4);
		want[block[i]]++;
	}
	stream_play(block, sizeof(block));
	for (used = 0; used < sizeof(block); used += n) {
		n = used % 199 + 1;
		if (n > sizeof(block) - used)
			n = sizeof(block) - used;
		assert_int_equal(credmint_random_bytes(source, out, n), 0);
		for (size_t i = 0; i < n; i++)
			seen[out[i]]++;
	}
	assert_memory_equal(seen, want, sizeof(seen));
	assert_int_equal(source->left, 0);
	assert_int_equal(stream_calls(), 3);
}

static void
test_what_the_buffer_cannot_hold_goes_past_it(void **state)
{
	struct credmint_source *source = *state;
	static unsigned char out[SOURCE_BYTES + 1];
	size_t left;

	assert_int_equal(credmint_random_bytes(source, out, 10), 0);
	left = source->left;
	assert_int_equal(credmint_random_bytes(source, out, sizeof(out)), 0);
	assert_int_equal(source->left, left);
	assert_int_equal(stream_given(), SOURCE_BYTES + sizeof(out));
}

static void
test_a_failed_refill_gives_nothing(void **state)
{
	struct credmint_source *source = *state;
	static const unsigned char zero[64];
	static unsigned char most[SOURCE_BYTES - 10];
	unsigned char out[64];

	stream_fail(1, -EIO);
	assert_int_equal(credmint_random_bytes(source, most, sizeof(most)), 0);
	memset(out, 0x5a, sizeof(out));
	assert_int_equal(credmint_random_bytes(source, out, sizeof(out)), -EIO);
	assert_memory_equal(out, zero, sizeof(out));
	assert_int_equal(source->left, 0);
	assert_int_equal(credmint_random_bytes(source, out, sizeof(out)), -EIO);
	stream_real();
	assert_int_equal(credmint_random_bytes(source, out, sizeof(out)), 0);
	assert_memory_not_equal(out, zero, sizeof(out));
}

struct worker {
	pthread_t thread;
	struct credmint_source *source;
	unsigned char out[20000];
	int error;
};

static void *
draw_many(void *arg)
{
	struct worker *w = arg;

	w->error = credmint_source_new(&w->source);
	for (size_t i = 0; w->error == 0 && i < sizeof(w->out); i += 20)
		w->error = credmint_random_bytes(w->source, w->out + i, 20);
	credmint_source_free(w->source);
	return NULL;
}

static void
test_threads_draw_apart_from_sources_of_their_own(void **state)
{
	static struct worker w[2];

	(void)state;
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(
		    pthread_create(&w[i].thread, NULL, draw_many, &w[i]), 0);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(pthread_join(w[i].thread, NULL), 0);
		assert_int_equal(w[i].error, 0);
	}
	for (size_t i = 0; i < sizeof(w[0].out); i += 20)
		for (size_t j = 0; j < sizeof(w[1].out); j += 20)
			assert_true(
			    memcmp(w[0].out + i, w[1].out + j, 20) != 0);
}

static void
test_no_memory_is_an_error(void **state)
{
	struct credmint_source *source = *state;

	map_error = ENOMEM;
	assert_int_equal(credmint_source_new(&source), -ENOMEM);
	map_error = 0;
	assert_null(source);
	credmint_source_free(source);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
#define ALONE(name) \
	cmocka_unit_test_setup_teardown(name, set_up_alone, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_a_new_source_is_empty_and_asks_nothing),
	    ALONE(test_used_bytes_are_wiped_and_the_rest_is_kept),
	    ALONE(test_each_byte_is_given_once),
	    ALONE(test_what_the_buffer_cannot_hold_goes_past_it),
	    ALONE(test_a_failed_refill_gives_nothing),
	    TEST(test_threads_draw_apart_from_sources_of_their_own),
	    TEST(test_no_memory_is_an_error),
	};

	return cmocka_run_group_tests_name("source", tests, NULL, NULL);
}
