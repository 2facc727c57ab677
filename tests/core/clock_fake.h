/*
 * clock_fake - a clock that stands where the test puts it
 *
 * Linked before the archives it takes the place of clock_read().
 */

#ifndef TESTS_CORE_CLOCK_FAKE_H
#define TESTS_CORE_CLOCK_FAKE_H

#include <stdint.h>

/* What clock_read() says from now on. boot is cut to CLOCK_BOOT_ID_SIZE. */
void clock_fake_set(int64_t wall, int64_t since_boot, const char *boot);

/* Let time pass, or run back, on the wall and since boot alike. */
void clock_fake_pass(int64_t seconds);

/* Make clock_read() fail with a negative errno; 0 makes it work again. */
void clock_fake_fail(int error);

#endif
