/*
 * test_clock - the reader of time, and what it says when it cannot read
 */

#include "core/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static int clock_error, open_error;
static clockid_t clock_refused;
static const char *boot_text;

int __real_clock_gettime(clockid_t id, struct timespec *out);
int __real_open(const char *path, int flags, ...);
ssize_t __real_read(int fd, void *buf, size_t n);
int __wrap_clock_gettime(clockid_t id, struct timespec *out);
int __wrap_open(const char *path, int flags, ...);
ssize_t __wrap_read(int fd, void *buf, size_t n);

int
__wrap_clock_gettime(clockid_t id, struct timespec *out)
{
	if (clock_error == 0 || id != clock_refused)
		return __real_clock_gettime(id, out);
	errno = clock_error;
	return -1;
}

int
__wrap_open(const char *path, int flags, ...)
{
	assert_int_equal(flags, O_RDONLY | O_CLOEXEC);
	if (open_error == 0)
		return __real_open(path, flags);
	errno = open_error;
	return -1;
}

ssize_t
__wrap_read(int fd, void *buf, size_t n)
{
	if (boot_text == NULL)
		return __real_read(fd, buf, n);
	if (n > strlen(boot_text))
		n = strlen(boot_text);
	memcpy(buf, boot_text, n);
	return (ssize_t)n;
}

static int
set_up(void **state)
{
	(void)state;
	clock_error = open_error = 0;
	boot_text = NULL;
	return 0;
}

static void
assert_refused(int error)
{
	const struct clock_reading empty = {0};
	struct clock_reading now;

	memset(&now, 0x5a, sizeof(now));
	assert_int_equal(clock_read(&now), error);
	assert_memory_equal(&now, &empty, sizeof(now));
}

static void
test_wall_and_boot_time_are_the_kernels(void **state)
{
	struct clock_reading now;
	struct timespec wall, boot;
	char id[64] = "";
	FILE *f;

	(void)state;
	assert_int_equal(__real_clock_gettime(CLOCK_REALTIME, &wall), 0);
	assert_int_equal(__real_clock_gettime(CLOCK_BOOTTIME, &boot), 0);
	f = fopen("/proc/sys/kernel/random/boot_id", "re");
	assert_non_null(f);
	assert_non_null(fgets(id, sizeof(id), f));
	assert_int_equal(fclose(f), 0);
	assert_int_equal(clock_read(&now), 0);
	assert_in_range(now.wall - wall.tv_sec, 0, 5);
	assert_in_range(now.since_boot - boot.tv_sec, 0, 5);
	id[strcspn(id, "\n")] = '\0';
	assert_string_equal(now.boot, id);
}

static void
test_a_clock_that_fails_gives_no_reading(void **state)
{
	(void)state;
	clock_error = EINVAL;
	clock_refused = CLOCK_REALTIME;
	assert_refused(-EINVAL);
	clock_refused = CLOCK_BOOTTIME;
	assert_refused(-EINVAL);
}

static void
test_no_boot_id_gives_no_reading(void **state)
{
	(void)state;
	open_error = ENOENT;
	assert_refused(-ENOENT);
}

static void
test_a_malformed_boot_id_gives_no_reading(void **state)
{
	(void)state;
	boot_text = "";
	assert_refused(-EIO);
	boot_text = "01234567-89ab-cdef-0123-456789abcde";
	assert_refused(-EIO);
	boot_text = "01234567-89ab-cdef-0123-456789abcdeg\n";
	assert_refused(-EIO);
	boot_text = "0123456789ab-cdef-0123-456789abcdef0\n";
	assert_refused(-EIO);
}

/* The lowest descriptor that is free. */
static int
free_descriptor(void)
{
	int fd = dup(STDERR_FILENO);

	assert_true(fd >= 0);
	assert_int_equal(close(fd), 0);
	return fd;
}

static void
test_a_reading_leaves_no_descriptor_open(void **state)
{
	struct clock_reading now;
	int before = free_descriptor();

	(void)state;
	assert_int_equal(clock_read(&now), 0);
	boot_text = "";
	assert_refused(-EIO);
	assert_int_equal(free_descriptor(), before);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(
		test_wall_and_boot_time_are_the_kernels, set_up),
	    cmocka_unit_test_setup(
		test_a_clock_that_fails_gives_no_reading, set_up),
	    cmocka_unit_test_setup(test_no_boot_id_gives_no_reading, set_up),
	    cmocka_unit_test_setup(
		test_a_malformed_boot_id_gives_no_reading, set_up),
	    cmocka_unit_test_setup(
		test_a_reading_leaves_no_descriptor_open, set_up),
	};

	return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
