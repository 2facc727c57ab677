/*
 * test_no_entropy - without the operating system's generator nothing is made
 *
 * Each maker is called with a full output, with NULL and with a source; the
 * generator fails at the first call, or at a later one.
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"
#include "tests/secrets/makers.h"
#include "tests/secrets/stream.h"

static _Alignas(uint64_t) unsigned char out[MAKERS_ROOM];

static void
assert_nothing_is_made(
    size_t maker, struct credmint_source *source, unsigned int calls)
{
	memset(out, 0x5a, sizeof(out));
	stream_fail(calls, -EIO);
	assert_int_equal(makers[maker].make(source, out), -EIO);
	for (size_t i = 0; i < makers[maker].empty; i++)
		assert_int_equal(out[i], 0);
	assert_int_equal(stream_calls(), calls + 1);
}

static void
test_no_entropy_makes_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < makers_n; i++)
		assert_nothing_is_made(i, NULL, 0);
}

static void
test_entropy_that_ends_half_way_makes_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < makers_n; i++)
		if (makers[i].asks_again)
			assert_nothing_is_made(i, NULL, 10);
}

static void
test_no_entropy_for_a_source_makes_nothing(void **state)
{
	struct credmint_source *source;

	(void)state;
	for (size_t i = 0; i < makers_n; i++) {
		assert_int_equal(credmint_source_new(&source), 0);
		assert_nothing_is_made(i, source, 0);
		credmint_source_free(source);
	}
}

static void
test_makers_work_when_entropy_is_back(void **state)
{
	(void)state;
	stream_real();
	for (size_t i = 0; i < makers_n; i++)
		assert_int_equal(makers[i].make(NULL, out), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_no_entropy_makes_nothing),
	    cmocka_unit_test(test_entropy_that_ends_half_way_makes_nothing),
	    cmocka_unit_test(test_no_entropy_for_a_source_makes_nothing),
	    cmocka_unit_test(test_makers_work_when_entropy_is_back),
	};

	return cmocka_run_group_tests_name("no_entropy", tests, NULL, NULL);
}
