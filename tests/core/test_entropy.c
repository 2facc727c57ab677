/*
 * test_entropy - every door is taken when those before it are shut
 *
 * getrandom, open, read, fstat and poll are wrapped: each follows a short
 * script and then does what the system does.
 */

#include "core/entropy.h"

#include <sys/random.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define ALL (-2)

/* What one call does: bytes to give, 0, ALL of them, or -1 with an errno. */
struct step {
	ssize_t result;
	int error;
};

struct script {
	const struct step *steps;
	size_t n, at;
	unsigned int calls;
};

#define SCRIPT(...)                                               \
	{                                                         \
		.steps = (const struct step[]){__VA_ARGS__},      \
		.n = sizeof((const struct step[]){__VA_ARGS__}) / \
		    sizeof(struct step)                           \
	}

static struct script getrandom_script, read_script, poll_script;
/* An open of this path fails so, or opens another file. */
static const char *open_path, *open_instead;
static int open_error;
static unsigned int opens, fstats;
/* Called once: somebody else does something meanwhile. */
static void (*after_read)(void), (*after_open)(void);
static mode_t other_type; /* what fstat says a file is, when not 0 */

ssize_t __real_read(int fd, void *buf, size_t n);
int __real_open(const char *path, int flags, ...);
int __real_fstat(int fd, struct stat *st);
int __real_poll(struct pollfd *fds, nfds_t n, int timeout);
ssize_t __wrap_getrandom(void *buf, size_t n, unsigned int flags);
ssize_t __wrap_read(int fd, void *buf, size_t n);
int __wrap_open(const char *path, int flags, ...);
int __wrap_fstat(int fd, struct stat *st);
int __wrap_poll(struct pollfd *fds, nfds_t n, int timeout);

/* The next step of a script; past its end, do as the system does. */
static struct step
next(struct script *s)
{
	s->calls++;
	return s->at < s->n ? s->steps[s->at++] : (struct step){ALL, 0};
}

static void
meanwhile(void (**what)(void))
{
	void (*once)(void) = *what;

	*what = NULL;
	if (once != NULL)
		once();
}

ssize_t
__wrap_getrandom(void *buf, size_t n, unsigned int flags)
{
	struct step step = next(&getrandom_script);
	size_t give = step.result == ALL ? n : (size_t)step.result;

	assert_int_equal(flags, 0);
	if (step.result == -1) {
		errno = step.error;
		return -1;
	}
	assert_true(give <= n);
	memset(buf, 0xa5, give);
	return (ssize_t)give;
}

ssize_t
__wrap_read(int fd, void *buf, size_t n)
{
	struct step step = next(&read_script);
	ssize_t got;

	if (step.result == -1) {
		errno = step.error;
		return -1;
	}
	if (step.result == 0)
		return 0;
	got =
	    __real_read(fd, buf, step.result == ALL ? n : (size_t)step.result);
	meanwhile(&after_read);
	return got;
}

int
__wrap_open(const char *path, int flags, ...)
{
	int fd;

	__atomic_add_fetch(&opens, 1, __ATOMIC_SEQ_CST);
	assert_true((flags & O_CLOEXEC) != 0);
	if (open_path == NULL || strcmp(path, open_path) != 0) {
		fd = __real_open(path, flags);
		if (strcmp(path, "/dev/urandom") == 0)
			meanwhile(&after_open);
		return fd;
	}
	if (open_instead != NULL)
		return __real_open(open_instead, flags);
	errno = open_error;
	return -1;
}

int
__wrap_fstat(int fd, struct stat *st)
{
	__atomic_add_fetch(&fstats, 1, __ATOMIC_SEQ_CST);
	if (__real_fstat(fd, st) != 0)
		return -1;
	if (other_type != 0)
		st->st_mode = other_type | (st->st_mode & 0777);
	return 0;
}

int
__wrap_poll(struct pollfd *fds, nfds_t n, int timeout)
{
	struct step step = next(&poll_script);

	if (step.result == -1) {
		errno = step.error;
		return -1;
	}
	if (step.result == 0) { /* woken, but not to read */
		fds[0].revents = POLLERR;
		return 1;
	}
	return __real_poll(fds, n, timeout);
}

/* How many descriptors are the device 1:9; *fd is one of them, or -1. */
static int
urandom_descriptors(int *fd)
{
	int found = 0;
	struct stat st;

	*fd = -1;
	for (int i = 3; i < 64; i++) {
		if (__real_fstat(i, &st) != 0 || !S_ISCHR(st.st_mode) ||
		    st.st_rdev != makedev(1, 9))
			continue;
		*fd = i;
		found++;
	}
	return found;
}

/* Shut the first door and start with no descriptor kept. */
static int
set_up(void **state)
{
	static const struct step shut[] = {{-1, ENOSYS}, {-1, ENOSYS},
	    {-1, ENOSYS}, {-1, ENOSYS}, {-1, ENOSYS}, {-1, ENOSYS},
	    {-1, ENOSYS}, {-1, ENOSYS}};
	int fd;

	(void)state;
	if (urandom_descriptors(&fd) > 0)
		(void)close(fd);
	getrandom_script = (struct script){shut, 8, 0, 0};
	read_script = poll_script = (struct script){0};
	open_path = open_instead = NULL;
	open_error = 0;
	opens = fstats = 0;
	after_read = after_open = NULL;
	other_type = 0;
	return 0;
}

static void
assert_all(const unsigned char *p, size_t n, unsigned char value)
{
	for (size_t i = 0; i < n; i++)
		assert_int_equal(p[i], value);
}

/* 64 random bytes are neither all zero nor what they were. */
static void
assert_filled(void)
{
	unsigned char out[64] = {0}, zero[64] = {0};

	assert_int_equal(entropy_fill(out, sizeof(out)), 0);
	assert_memory_not_equal(out, zero, sizeof(out));
	assert_memory_not_equal(out + 32, zero, 32);
}

static void
assert_refused(int error)
{
	unsigned char out[64];

	memset(out, 0x5a, sizeof(out));
	assert_int_equal(entropy_fill(out, sizeof(out)), error);
	assert_all(out, sizeof(out), 0);
}

static void
test_nothing_is_asked_for_no_bytes(void **state)
{
	(void)state;
	assert_int_equal(entropy_fill(NULL, 0), 0);
	assert_int_equal(getrandom_script.calls, 0);
}

static void
test_first_door_alone_is_used_when_open(void **state)
{
	unsigned char out[32];

	(void)state;
	getrandom_script = (struct script)SCRIPT({ALL, 0});
	assert_int_equal(entropy_fill(out, sizeof(out)), 0);
	assert_all(out, sizeof(out), 0xa5);
	assert_int_equal(opens, 0);
}

static void
test_interrupted_and_short_calls_are_continued(void **state)
{
	unsigned char out[32];

	(void)state;
	getrandom_script = (struct script)SCRIPT(
	    {-1, EINTR}, {5, 0}, {-1, EINTR}, {1, 0}, {ALL, 0});
	assert_int_equal(entropy_fill(out, sizeof(out)), 0);
	assert_all(out, sizeof(out), 0xa5);
	assert_int_equal(getrandom_script.calls, 5);
	assert_int_equal(opens, 0);
}

static void
test_every_count_is_filled_and_no_byte_more(void **state)
{
	struct step single[40];
	unsigned char out[42];

	(void)state;
	for (size_t i = 0; i < 40; i++)
		single[i] = (struct step){1, 0};
	for (size_t n = 1; n <= 40; n++) {
		memset(out, 0x5a, sizeof(out));
		getrandom_script =
		    (struct script){.steps = single, .n = n % 2 * n};
		assert_int_equal(entropy_fill(out, n), 0);
		assert_all(out, n, 0xa5);
		assert_all(out + n, sizeof(out) - n, 0x5a);
	}
}

static void
test_failure_of_first_door_is_final(void **state)
{
	(void)state;
	getrandom_script = (struct script)SCRIPT({-1, EIO});
	assert_refused(-EIO);
	assert_int_equal(opens, 0);
}

static void
test_bytes_before_a_failure_are_wiped(void **state)
{
	(void)state;
	getrandom_script = (struct script)SCRIPT({20, 0}, {-1, EFAULT});
	assert_refused(-EFAULT);
}

static void
test_an_empty_answer_is_a_failure(void **state)
{
	(void)state;
	getrandom_script = (struct script)SCRIPT({0, 0});
	errno = EINTR; /* of some call before */
	assert_refused(-EIO);
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
	open_path = NULL;
	poll_script = (struct script)SCRIPT({-1, EINTR}, {ALL, 0});
	assert_filled();
	assert_int_equal(poll_script.calls, 2);
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
	    cmocka_unit_test_setup(test_nothing_is_asked_for_no_bytes, set_up),
	    cmocka_unit_test_setup(
		test_first_door_alone_is_used_when_open, set_up),
	    cmocka_unit_test_setup(
		test_interrupted_and_short_calls_are_continued, set_up),
	    cmocka_unit_test_setup(
		test_every_count_is_filled_and_no_byte_more, set_up),
	    cmocka_unit_test_setup(test_failure_of_first_door_is_final, set_up),
	    cmocka_unit_test_setup(
		test_bytes_before_a_failure_are_wiped, set_up),
	    cmocka_unit_test_setup(test_an_empty_answer_is_a_failure, set_up),
	    cmocka_unit_test_setup(
		test_missing_first_door_leads_to_the_device, set_up),
	    cmocka_unit_test_setup(
		test_filtered_first_door_leads_to_the_device, set_up),
	    cmocka_unit_test_setup(
		test_device_is_opened_once_and_seen_before_each_read, set_up),
	    cmocka_unit_test_setup(
		test_failed_read_of_the_device_is_an_error, set_up),
	    cmocka_unit_test_setup(
		test_closed_descriptor_is_opened_anew, set_up),
	    cmocka_unit_test_setup(test_swapped_descriptor_is_not_read, set_up),
	    cmocka_unit_test_setup(
		test_descriptor_swapped_between_two_reads_is_not_read, set_up),
	    cmocka_unit_test_setup(
		test_another_file_under_the_name_is_refused, set_up),
	    cmocka_unit_test_setup(test_interrupted_open_is_repeated, set_up),
	    cmocka_unit_test_setup(
		test_device_is_not_read_before_the_seed, set_up),
	    cmocka_unit_test_setup(
		test_all_doors_shut_is_an_error_without_output, set_up),
	    cmocka_unit_test_setup(
		test_who_opens_second_keeps_no_descriptor, set_up),
	    cmocka_unit_test_setup(
		test_threads_that_open_at_once_keep_one_descriptor, set_up),
	};

	return cmocka_run_group_tests_name("entropy", tests, NULL, NULL);
}
