/*
 * test_entropy_urandom - the device serves when the first door is shut
 */

#include "core/entropy.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/core/doors.h"

/* All of what is asked for, and no byte more, is the device's. */
static void
assert_device_fills(void)
{
	unsigned char out[66];

	device_marks = true;
	memset(out, 0x5a, sizeof(out));
	assert_int_equal(entropy_fill(out + 1, 64), 0);
	assert_all(out + 1, 64, DEVICE_MARK);
	assert_int_equal(out[0], 0x5a);
	assert_int_equal(out[65], 0x5a);
}

static void
test_missing_first_door_leads_to_the_device(void **state)
{
	int fd;

	(void)state;
	assert_filled();
	assert_int_equal(urandom_descriptors(&fd), 1);
	assert_true((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
}

static void
test_filtered_first_door_leads_to_the_device(void **state)
{
	int fd;

	(void)state;
	getrandom_script = (struct script)SCRIPT({-1, EPERM});
	assert_filled();
	assert_int_equal(urandom_descriptors(&fd), 1);
}

static void
test_bytes_are_the_device_s_when_the_first_door_hands_over(void **state)
{
	(void)state;
	assert_device_fills(); /* ENOSYS, by the set-up */
	assert_int_equal(getrandom_script.calls, 1);
	getrandom_script = (struct script)SCRIPT({-1, EPERM});
	assert_device_fills();
	assert_int_equal(getrandom_script.calls, 1);
	/* What the first door gave before that is not kept. */
	getrandom_script = (struct script)SCRIPT({20, 0}, {-1, ENOSYS});
	assert_device_fills();
	assert_int_equal(getrandom_script.calls, 2);
	getrandom_script =
	    (struct script)SCRIPT({20, 0}, {-1, EINTR}, {-1, EPERM});
	read_script = (struct script)SCRIPT({3, 0}, {-1, EINTR}, {7, 0});
	assert_device_fills();
	assert_int_equal(getrandom_script.calls, 3);
}

static void
test_device_is_opened_once_and_seen_before_each_read(void **state)
{
	(void)state;
	assert_filled();
	assert_int_equal(opens, 2); /* the other one waits for the seed */
	assert_int_equal(poll_script.calls, 1);
	fstats = 0;
	read_script = (struct script)SCRIPT({3, 0}, {-1, EINTR}, {7, 0});
	assert_filled();
	assert_int_equal(opens, 2);
	assert_int_equal(poll_script.calls, 1);
	assert_int_equal(read_script.calls, 4);
	assert_int_equal(fstats, 4);
}

static void
test_failed_read_of_the_device_is_an_error(void **state)
{
	(void)state;
	read_script = (struct script)SCRIPT({9, 0}, {-1, EIO}, {9, 0}, {0, 0});
	assert_refused(-EIO);
	assert_refused(-EIO);
	assert_int_equal(read_script.calls, 4);
}

static void
test_closed_descriptor_is_opened_anew(void **state)
{
	int fd;

	(void)state;
	assert_filled();
	assert_int_equal(urandom_descriptors(&fd), 1);
	assert_int_equal(close(fd), 0);
	assert_filled();
	assert_int_equal(urandom_descriptors(&fd), 1);
}

static int swapped;

/* The program around us puts another file on our number. */
static void
swap_descriptor(void)
{
	int zero = __real_open("/dev/zero", O_RDONLY | O_CLOEXEC);

	assert_int_equal(urandom_descriptors(&swapped), 1);
	assert_int_equal(dup2(zero, swapped), swapped);
	assert_int_equal(close(zero), 0);
}

static void
assert_swap_was_survived(void)
{
	struct stat st;
	int fd;

	assert_int_equal(urandom_descriptors(&fd), 1);
	assert_int_not_equal(fd, swapped);
	/* It is theirs now, and still open. */
	assert_int_equal(__real_fstat(swapped, &st), 0);
	assert_int_equal(st.st_rdev, makedev(1, 5));
	assert_int_equal(close(swapped), 0);
}

static void
test_swapped_descriptor_is_not_read(void **state)
{
	(void)state;
	assert_filled();
	swap_descriptor();
	assert_filled();
	assert_swap_was_survived();
}

static void
test_descriptor_swapped_between_two_reads_is_not_read(void **state)
{
	(void)state;
	read_script = (struct script)SCRIPT({32, 0});
	after_read = swap_descriptor;
	assert_filled();
	assert_swap_was_survived();
}

static void
test_another_file_under_the_name_is_refused(void **state)
{
	int fd, lowest = dup(STDERR_FILENO);

	(void)state;
	assert_true(lowest > 0);
	assert_int_equal(close(lowest), 0);
	open_path = "/dev/urandom";
	open_instead = "/dev/zero";
	assert_refused(-ENODEV);
	open_instead = "/dev/null";
	assert_refused(-ENODEV);
	open_instead = "/etc/passwd";
	assert_refused(-ENODEV);
	/* The block device 1:9 is a RAM disk. */
	open_path = open_instead = NULL;
	other_type = S_IFBLK;
	assert_refused(-ENODEV);
	assert_int_equal(urandom_descriptors(&fd), 0);
	assert_int_equal(read_script.calls, 0);
	/* None of them stayed open. */
	fd = dup(STDERR_FILENO);
	assert_int_equal(fd, lowest);
	assert_int_equal(close(fd), 0);
}

static void
test_interrupted_open_is_repeated(void **state)
{
	(void)state;
	open_path = "/dev/urandom";
	open_error = ENFILE;
	assert_refused(-ENFILE);
	assert_int_equal(opens, 2);
	open_path = NULL;
	open_interrupts = 3;
	poll_script = (struct script)SCRIPT({-1, EINTR}, {ALL, 0});
	assert_filled();
	assert_int_equal(poll_script.calls, 2);
	assert_int_equal(opens, 2 + 3 + 2);
}

static void
test_device_is_not_read_before_the_seed(void **state)
{
	(void)state;
	poll_script = (struct script)SCRIPT({-1, ENOMEM}, {0, 0});
	assert_refused(-ENOMEM);
	assert_refused(-EIO);
	open_path = "/dev/random";
	open_error = ENOENT;
	assert_refused(-ENOENT);
	assert_int_equal(read_script.calls, 0);
}

static void
test_all_doors_shut_is_an_error_without_output(void **state)
{
	(void)state;
	open_path = "/dev/urandom";
	open_error = ENOENT;
	assert_refused(-ENOENT);
	open_error = EPERM;
	assert_refused(-EPERM);
}

/* Another thread comes first between our opening and our keeping. */
static void
test_who_opens_second_keeps_no_descriptor(void **state)
{
	int fd;

	(void)state;
	/* Keep none: the number that was kept is another file's now. */
	assert_filled();
	swap_descriptor();
	opens = 0;
	after_open = assert_filled;
	assert_filled();
	assert_int_equal(opens, 4);
	assert_int_equal(urandom_descriptors(&fd), 1);
	assert_swap_was_survived();
}

static pthread_barrier_t start;

static void *
fill_at_once(void *arg)
{
	unsigned char *out = arg;

	(void)pthread_barrier_wait(&start);
	return entropy_fill(out, 32) == 0 ? arg : NULL;
}

static void
test_threads_that_open_at_once_keep_one_descriptor(void **state)
{
	unsigned char out[8][32] = {{0}};
	pthread_t thread[8];
	void *result;
	int fd;

	(void)state;
	assert_int_equal(pthread_barrier_init(&start, NULL, 8), 0);
	for (size_t i = 0; i < 8; i++)
		assert_int_equal(
		    pthread_create(&thread[i], NULL, fill_at_once, out[i]), 0);
	for (size_t i = 0; i < 8; i++) {
		assert_int_equal(pthread_join(thread[i], &result), 0);
		assert_ptr_equal(result, out[i]);
		for (size_t j = 0; j < i; j++)
			assert_memory_not_equal(out[i], out[j], 32);
	}
	assert_int_equal(urandom_descriptors(&fd), 1);
	assert_int_equal(pthread_barrier_destroy(&start), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(
		test_missing_first_door_leads_to_the_device, doors_set_up),
	    cmocka_unit_test_setup(
		test_filtered_first_door_leads_to_the_device, doors_set_up),
	    cmocka_unit_test_setup(
		test_bytes_are_the_device_s_when_the_first_door_hands_over,
		doors_set_up),
	    cmocka_unit_test_setup(
		test_device_is_opened_once_and_seen_before_each_read,
		doors_set_up),
	    cmocka_unit_test_setup(
		test_failed_read_of_the_device_is_an_error, doors_set_up),
	    cmocka_unit_test_setup(
		test_closed_descriptor_is_opened_anew, doors_set_up),
	    cmocka_unit_test_setup(
		test_swapped_descriptor_is_not_read, doors_set_up),
	    cmocka_unit_test_setup(
		test_descriptor_swapped_between_two_reads_is_not_read,
		doors_set_up),
	    cmocka_unit_test_setup(
		test_another_file_under_the_name_is_refused, doors_set_up),
	    cmocka_unit_test_setup(
		test_interrupted_open_is_repeated, doors_set_up),
	    cmocka_unit_test_setup(
		test_device_is_not_read_before_the_seed, doors_set_up),
	    cmocka_unit_test_setup(
		test_all_doors_shut_is_an_error_without_output, doors_set_up),
	    cmocka_unit_test_setup(
		test_who_opens_second_keeps_no_descriptor, doors_set_up),
	    cmocka_unit_test_setup(
		test_threads_that_open_at_once_keep_one_descriptor,
		doors_set_up),
	};

	return cmocka_run_group_tests_name(
	    "entropy_urandom", tests, NULL, NULL);
}
