/* test_lockout_record - the bytes of a lockout are the same everywhere */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "registry/lockout.h"

#define T0 1767225600LL

static struct lockout l;

static int
start(void **state)
{
	(void)state;
	memset(&l, 0, sizeof(l));
	lockout_settle(&l, T0);
	return 0;
}

static const unsigned char *
id(unsigned char i)
{
	static unsigned char out[LOCKOUT_SOURCE_SIZE];

	memset(out, 0xee, sizeof(out));
	out[0] = i;
	return out;
}

static void
count(unsigned char source, int64_t now)
{
	lockout_settle(&l, now);
	lockout_fail(&l, id(source), now);
}

static void
test_record_reads_back_the_same_and_is_the_same_everywhere(void **state)
{
	static unsigned char record[LOCKOUT_SIZE], again[LOCKOUT_SIZE];
	static struct lockout back;

	(void)state;
	for (unsigned char i = 0; i < 10; i++)
		count(i, T0 + i);
	lockout_settle(&l, T0 + 20);
	lockout_yes(&l, id(3), T0 + 20);
	assert_true(lockout_send(&l, T0 + 20));
	lockout_put(&l, record);
	assert_true(lockout_get(&back, record));
	lockout_put(&back, again);
	assert_memory_equal(record, again, sizeof(record));
	/* Format, one code sent, its time big-endian. */
	assert_int_equal(record[0], 1);
	assert_int_equal(record[1], 1);
	assert_int_equal(times_get32(&record[2]), T0 + 20);
	assert_int_equal(record[2], (T0 + 20) >> 24);
}

static void
refused(const unsigned char record[LOCKOUT_SIZE])
{
	static const struct lockout empty;
	static struct lockout back;

	assert_false(lockout_get(&back, record));
	assert_memory_equal(&back, &empty, sizeof(back));
}

static void
test_damaged_record_is_refused(void **state)
{
	static unsigned char good[LOCKOUT_SIZE], bad[LOCKOUT_SIZE];
	const size_t place =
	    1 + TIMES_BYTES(LOCKOUT_SENT_MAX) + 4 + 4 * LOCKOUT_HOURS;

	(void)state;
	count(1, T0);
	count(1, T0 + 1);
	lockout_put(&l, good);
	memset(bad, 0, sizeof(bad));
	refused(bad);
	memset(bad, 0xff, sizeof(bad));
	refused(bad);
	memcpy(bad, good, sizeof(bad));
	bad[0] = 2;
	refused(bad);
	memcpy(bad, good, sizeof(bad));
	bad[1] = LOCKOUT_SENT_MAX + 1;
	refused(bad);
	memcpy(bad, good, sizeof(bad));
	bad[5] = 1; /* a time beyond the count */
	refused(bad);
	memcpy(bad, good, sizeof(bad));
	bad[place + 8] = TIMES_MAX + 1;
	refused(bad);
	memcpy(bad, good, sizeof(bad));
	bad[place + 9] = 0xff; /* not in order */
	refused(bad);
	memcpy(bad, good, sizeof(bad));
	memset(&bad[place + 8 + TIMES_BYTES(TIMES_MAX) + 4], 0, 4);
	refused(bad); /* a free place that holds something */
}

static void
test_no_oracle_every_attempt_changes_the_record(void **state)
{
	static unsigned char before[LOCKOUT_SIZE], after[LOCKOUT_SIZE];
	static struct lockout back;

	(void)state;
	count(1, T0);
	lockout_put(&l, before);
	for (unsigned i = 0; i < 2 * LOCKOUT_ATTEMPTS; i++) {
		lockout_touch(&l);
		lockout_put(&l, after);
		assert_memory_not_equal(before, after, sizeof(after));
		assert_memory_equal(before + 1, after + 1, sizeof(after) - 1);
		assert_true(lockout_get(&back, after));
		assert_int_equal(back.attempts, l.attempts);
		memcpy(before, after, sizeof(before));
	}
}

#define TEST(name) cmocka_unit_test_setup(name, start)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_record_reads_back_the_same_and_is_the_same_everywhere),
	    TEST(test_damaged_record_is_refused),
	    TEST(test_no_oracle_every_attempt_changes_the_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
