/*
 * clock_fake - a clock that stands where the test puts it
 */

#include "tests/core/clock_fake.h"

#include <stdio.h>

#include "core/clock.h"

/* Until it is set: 2026-01-01T00:00:00Z, an hour after the boot. */
static struct clock_reading reading = {
    1767225600, 3600, "00000000-0000-0000-0000-000000000001"};
static int failure;

void
clock_fake_set(int64_t wall, int64_t since_boot, const char *boot)
{
	reading.wall = wall;
	reading.since_boot = since_boot;
	(void)snprintf(reading.boot, sizeof(reading.boot), "%s", boot);
}

void
clock_fake_pass(int64_t seconds)
{
	reading.wall += seconds;
	reading.since_boot += seconds;
}

void
clock_fake_fail(int error)
{
	failure = error;
}

int
clock_read(struct clock_reading *out)
{
	*out = failure == 0 ? reading : (struct clock_reading){0};
	return failure;
}
