/* test_lockout - the state machine that closes a name, beside a naive one */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "registry/lockout.h"

#define T0 1767225600LL
#define MINUTE 60LL
#define HOUR 3600LL
#define DAY (24 * HOUR)

static struct lockout l;
static struct conf conf;

static const unsigned char *
id(unsigned i)
{
	static unsigned char out[LOCKOUT_SOURCE_SIZE];

	memset(out, 0xee, sizeof(out));
	out[0] = (unsigned char)i;
	out[1] = (unsigned char)(i >> 8);
	return out;
}

static int
start(void **state)
{
	(void)state;
	memset(&l, 0, sizeof(l));
	conf_default(&conf);
	lockout_settle(&l, T0);
	return 0;
}

static bool
closed(unsigned source, int64_t now)
{
	struct lockout_limits limits;

	lockout_limits(&conf, false, &limits);
	lockout_settle(&l, now);
	return lockout_closed(&l, &limits, id(source),
	    source == 0 ? LOCKOUT_CONSOLE : LOCKOUT_ADDRESS, now);
}

static void
count(unsigned source, int64_t now)
{
	lockout_settle(&l, now);
	lockout_fail(&l, id(source), now);
}

static void
yes(unsigned source, int64_t now)
{
	lockout_settle(&l, now);
	lockout_yes(&l, id(source), now);
}

static void
test_r10_deny_failures_within_the_interval_close_their_source(void **state)
{
	(void)state;
	for (int i = 0; i < 5; i++) {
		assert_false(closed(1, T0 + i * 200));
		count(1, T0 + i * 200);
	}
	assert_true(closed(1, T0 + 800));
	assert_false(closed(2, T0 + 800));
	assert_true(closed(1, T0 + 800 + 599));
	assert_false(closed(1, T0 + 800 + 600));
	/* Those within the interval still count. */
	count(1, T0 + 800 + 600);
	assert_false(closed(1, T0 + 1400));
	count(1, T0 + 1401);
	count(1, T0 + 1402);
	assert_true(closed(1, T0 + 1402));
}

static void
test_r10_slow_failures_close_nothing(void **state)
{
	(void)state;
	conf.deny_user = 0;
	for (int i = 0; i < 100; i++) {
		count(1, T0 + i * 226);
		assert_false(closed(1, T0 + i * 226));
	}
}

static void
test_r10_future_failures_count_as_of_now(void **state)
{
	(void)state;
	for (int i = 0; i < 5; i++)
		count(1, T0 + 300 * DAY + i);
	yes(2, T0 + 300 * DAY);
	assert_true(closed(1, T0));
	assert_true(closed(1, T0 + 599));
	assert_false(closed(1, T0 + 600));
	for (int i = 0; i < 50; i++)
		count(10, T0 + 300 * DAY);
	assert_true(closed(3, T0 + 1000));
	assert_false(closed(2, T0 + 1000));
	assert_true(closed(3, T0 + 1000 + 23 * HOUR));
	assert_false(closed(3, T0 + 1000 + 24 * HOUR));
}

static void
test_r10_known_sources_stay_open_for_thirty_days(void **state)
{
	(void)state;
	yes(1, T0);
	for (unsigned i = 0; i < 50; i++)
		count(100 + i, T0 + 30 * DAY);
	assert_false(closed(1, T0 + 30 * DAY));
	assert_true(closed(1, T0 + 30 * DAY + 1));
	assert_true(closed(2, T0 + 30 * DAY));
	assert_false(closed(0, T0 + 30 * DAY));
}

/* Those whom a yes of somebody else's would spare. */
static void
test_r10_deny_user_spares_nothing_but_addresses_and_the_console(void **state)
{
	struct lockout_limits limits;

	(void)state;
	lockout_limits(&conf, false, &limits);
	yes(1, T0);
	for (unsigned i = 0; i < 50; i++)
		count(100 + i, T0 + 1);
	assert_false(
	    lockout_closed(&l, &limits, id(1), LOCKOUT_ADDRESS, T0 + 2));
	assert_false(
	    lockout_closed(&l, &limits, id(2), LOCKOUT_CONSOLE, T0 + 2));
	assert_true(
	    lockout_closed(&l, &limits, id(1), LOCKOUT_ELSEWHERE, T0 + 2));
}

static void
test_r10_limits_are_roots_as_well(void **state)
{
	struct lockout_limits root, other;

	(void)state;
	conf.unlock_time = 77;
	lockout_limits(&conf, false, &other);
	assert_false(other.letters);
	lockout_limits(&conf, true, &root);
	assert_true(root.letters);
	root.letters = false;
	assert_memory_equal(&root, &other, sizeof(root));
	conf.even_deny_root = true;
	lockout_limits(&conf, true, &root);
	assert_false(root.letters);
	conf.even_deny_root = false;
	conf.root_unlock_time = 78;
	lockout_limits(&conf, true, &root);
	assert_false(root.letters);
	assert_int_equal(root.unlock_time, 78);
}

static void
test_r10_stranger_never_pushes_out_a_known_source(void **state)
{
	(void)state;
	for (unsigned i = 1; i <= LOCKOUT_GOOD_MAX; i++)
		yes(i, T0 + i);
	for (unsigned i = 0; i < 500; i++)
		count(1000 + i, T0 + 100 + i);
	assert_true(closed(999, T0 + 700));
	for (unsigned i = 1; i <= LOCKOUT_GOOD_MAX; i++)
		assert_false(closed(i, T0 + 700));
}

static void
test_r10_thirteenth_known_source_replaces_the_oldest(void **state)
{
	(void)state;
	for (unsigned i = 1; i <= LOCKOUT_GOOD_MAX + 1; i++)
		yes(i, T0 + i);
	for (unsigned i = 0; i < 50; i++)
		count(1000 + i, T0 + 100);
	assert_true(closed(1, T0 + 100));
	for (unsigned i = 2; i <= LOCKOUT_GOOD_MAX + 1; i++)
		assert_false(closed(i, T0 + 100));
}

static void
test_r10_new_source_takes_the_place_not_seen_for_longest(void **state)
{
	(void)state;
	conf.deny_user = 0;
	for (unsigned i = 0; i < LOCKOUT_SOURCES; i++)
		for (int k = 0; k < 5; k++)
			count(1 + i, T0 + i);
	count(100, T0 + 60);
	assert_false(closed(1, T0 + 60));
	for (unsigned i = 1; i < LOCKOUT_SOURCES; i++)
		assert_true(closed(1 + i, T0 + 60));
}

static void
test_r09_yes_takes_back_what_its_source_counted(void **state)
{
	(void)state;
	for (int day = 0; day < 60; day++) {
		count(1, T0 + day * HOUR);
		count(1, T0 + day * HOUR + 1);
		yes(1, T0 + day * HOUR + 2);
	}
	assert_false(closed(2, T0 + 60 * HOUR));
	for (int i = 0; i < 49; i++)
		count(200 + (unsigned)i, T0 + 60 * HOUR);
	assert_false(closed(2, T0 + 60 * HOUR));
	count(300, T0 + 60 * HOUR);
	assert_true(closed(2, T0 + 60 * HOUR));
}

static void
test_r09_one_failure_is_taken_back(void **state)
{
	(void)state;
	for (int i = 0; i < 5; i++)
		count(1, T0 + i);
	assert_true(closed(1, T0 + 5));
	lockout_unfail(&l, id(1), T0 + 2);
	assert_false(closed(1, T0 + 5));
	/* One that is not there changes nothing. */
	lockout_unfail(&l, id(1), T0 + 2);
	lockout_unfail(&l, id(9), T0 + 1);
	count(1, T0 + 6);
	assert_true(closed(1, T0 + 6));
	assert_int_equal(l.count[0], 5);
}

static void
test_limits_of_the_configuration_are_honoured(void **state)
{
	(void)state;
	conf.deny = 20;
	conf.deny_user = 0;
	for (int i = 0; i < 19; i++)
		count(1, T0);
	assert_false(closed(1, T0));
	count(1, T0);
	assert_true(closed(1, T0));
	conf.deny = 1;
	count(2, T0);
	assert_true(closed(2, T0));
	conf.deny = 0;
	assert_false(closed(1, T0));
}

static void
test_r12_five_codes_an_hour(void **state)
{
	(void)state;
	for (int i = 0; i < 5; i++)
		assert_true(lockout_send(&l, T0 + i * MINUTE));
	assert_false(lockout_send(&l, T0 + HOUR - 1));
	assert_true(lockout_send(&l, T0 + HOUR));
	assert_false(lockout_send(&l, T0 + HOUR));
	/* Sent by a clock that ran ahead: as of now. */
	start(NULL);
	for (int i = 0; i < 5; i++)
		assert_true(lockout_send(&l, T0 + 100 * DAY));
	lockout_settle(&l, T0);
	assert_false(lockout_send(&l, T0));
	assert_true(lockout_send(&l, T0 + HOUR));
}

/* ---- the naive one: it keeps every failure ---- */

struct failure {
	unsigned source;
	int64_t at;
	bool cleared;
};

static struct failure failures[20000];
static size_t nfailures;
static int64_t last_yes[LOCKOUT_GOOD_MAX];

static bool
naive_closed(unsigned source, int64_t now)
{
	int64_t first = 0, last = 0;
	unsigned n = 0, all = 0;

	for (size_t i = nfailures; i-- > 0;) {
		const struct failure *f = &failures[i];

		if (f->cleared)
			continue;
		if (f->source == source && n < conf.deny) {
			last = n++ == 0 ? f->at : last;
			first = f->at;
		}
		all += f->at / HOUR > now / HOUR - LOCKOUT_HOURS;
	}
	if (n == conf.deny && last - first <= conf.fail_interval &&
	    now - last < conf.unlock_time)
		return true;
	if (source == 0 ||
	    (last_yes[source] != 0 &&
		now - last_yes[source] <= LOCKOUT_GOOD_SPAN))
		return false;
	return all >= conf.deny_user;
}

/* Only the last TIMES_MAX of a source can be taken back. */
static void
naive_yes(unsigned source, int64_t now)
{
	unsigned n = 0;

	for (size_t i = nfailures; i-- > 0 && n < TIMES_MAX;) {
		if (failures[i].source != source || failures[i].cleared)
			continue;
		failures[i].cleared = true;
		n++;
	}
	last_yes[source] = now;
}

static void
test_r10_random_walks_agree_with_the_naive_machine(void **state)
{
	static const int64_t steps[] = {
	    0, 1, 10, 60, 300, 599, 600, 900, HOUR, 5 * HOUR, DAY, 20 * DAY};
	uint64_t draw = 362436069362436069u;
	unsigned char record[LOCKOUT_SIZE];
	size_t was_closed = 0, was_open = 0;

	for (int walk = 0; walk < 40; walk++) {
		int64_t now = T0;

		start(state);
		conf.deny = 1 + (unsigned)walk % 7;
		conf.deny_user = 3 + (unsigned)walk % 30;
		nfailures = 0;
		memset(last_yes, 0, sizeof(last_yes));
		for (int i = 0; i < 400; i++) {
			unsigned source;
			bool is;

			draw ^= draw << 13;
			draw ^= draw >> 7;
			draw ^= draw << 17;
			source = (unsigned)(draw >> 8) % LOCKOUT_GOOD_MAX;
			now += steps[(draw >> 16) %
			    (walk % 2 == 0 ? 8 : sizeof(steps) / 8)];
			is = closed(source, now);
			assert_int_equal(is, naive_closed(source, now));
			was_closed += is;
			was_open += !is;
			if (!is && draw % 5 == 0) {
				yes(source, now);
				naive_yes(source, now);
			} else if (!is) {
				count(source, now);
				failures[nfailures++] =
				    (struct failure){source, now, false};
			}
			/* It survives being stored at any time. */
			lockout_put(&l, record);
			assert_true(lockout_get(&l, record));
		}
	}
	assert_true(was_closed > 1000);
	assert_true(was_open > 1000);
}

#define TEST(name) cmocka_unit_test_setup(name, start)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_r10_deny_failures_within_the_interval_close_their_source),
	    TEST(test_r10_slow_failures_close_nothing),
	    TEST(test_r10_future_failures_count_as_of_now),
	    TEST(test_r10_known_sources_stay_open_for_thirty_days),
	    TEST(
		test_r10_deny_user_spares_nothing_but_addresses_and_the_console),
	    TEST(test_r10_limits_are_roots_as_well),
	    TEST(test_r10_stranger_never_pushes_out_a_known_source),
	    TEST(test_r10_thirteenth_known_source_replaces_the_oldest),
	    TEST(test_r10_new_source_takes_the_place_not_seen_for_longest),
	    TEST(test_r09_yes_takes_back_what_its_source_counted),
	    TEST(test_r09_one_failure_is_taken_back),
	    TEST(test_limits_of_the_configuration_are_honoured),
	    TEST(test_r12_five_codes_an_hour),
	    TEST(test_r10_random_walks_agree_with_the_naive_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
