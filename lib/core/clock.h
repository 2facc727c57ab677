/*
 * clock - the only reader of time of day
 *
 * Tests put their own clock in its place when they are linked; nothing in the
 * environment changes it.
 */

#ifndef CORE_CLOCK_H
#define CORE_CLOCK_H

#include <stdint.h>

/* Room for a boot id, the text of a UUID, and its NUL. */
#define CLOCK_BOOT_ID_SIZE 37

struct clock_reading {
	int64_t wall;       /* CLOCK_REALTIME, seconds since the epoch */
	int64_t since_boot; /* CLOCK_BOOTTIME, seconds */
	char boot[CLOCK_BOOT_ID_SIZE]; /* which boot that counts from */
};

/* Read all three. 0 or a negative errno. */
int clock_read(struct clock_reading *out) __attribute__((warn_unused_result));

/*
 * A wall time as RFC 3339 in UTC, "2026-01-31T23:59:59Z", or "" when it does
 * not fit the calendar. out has CLOCK_TEXT_SIZE bytes.
 */
#define CLOCK_TEXT_SIZE 32
void clock_text(int64_t wall, char out[CLOCK_TEXT_SIZE]);

/*
 * The reverse; also takes a numeric offset, but no fraction and no leap
 * second. 0, or -EINVAL with *wall 0.
 */
int clock_parse(const char *text, int64_t *wall)
    __attribute__((warn_unused_result));

#endif
