/*
 * test_source_fork - a draw buffer is empty after a fork: parent, child and
 * grandchild share nothing
 */

#include <sys/mman.h>
#include <sys/wait.h>

#include <errno.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "credmint.h"
#include "secrets/source.h"
#include "tests/secrets/overlap.h"
#include "tests/secrets/stream.h"

/* How 64 bytes are drawn: numbers of a byte take a way of their own. */
static int (*draw)(struct credmint_source *source, unsigned char *out);

static int
draw_bytes(struct credmint_source *source, unsigned char *out)
{
	return credmint_random_bytes(source, out, 64);
}

static int
draw_numbers(struct credmint_source *source, unsigned char *out)
{
	uint64_t n;
	int error = 0;

	for (size_t i = 0; error == 0 && i < 64; i++) {
		error = credmint_random_below(source, 256, &n);
		out[i] = (unsigned char)n;
	}
	return error;
}

static int
set_up(void **state)
{
	struct credmint_source *source;

	stream_real();
	draw = draw_bytes;
	assert_int_equal(credmint_source_new(&source), 0);
	*state = source;
	return 0;
}

static int
tear_down(void **state)
{
	credmint_source_free(*state);
	stream_real();
	return 0;
}

/* In a child: 0 when it starts empty; its draw goes to the pipe. */
static int
draw_as_child(struct credmint_source *source, int fd)
{
	size_t left = source->kept_by_fork ? 0 : SOURCE_BYTES - 64;
	unsigned char out[64];

	if (source->left != 0)
		return 1;
	if (draw(source, out) != 0)
		return 2;
	if (source->left != left)
		return 3;
	return write(fd, out, sizeof(out)) == sizeof(out) ? 0 : 4;
}

/* In a child: a grandchild draws, too. */
static int
draw_with_grandchild(struct credmint_source *source, int fd)
{
	int failed = draw_as_child(source, fd), status;
	pid_t grandchild = fork();

	if (grandchild == 0)
		_exit(draw_as_child(source, fd));
	if (waitpid(grandchild, &status, 0) != grandchild || status != 0)
		return 9;
	return failed;
}

/* Neither child nor grandchild sees a byte of what is there at the fork. */
static void
assert_fork_shares_nothing(struct credmint_source *source)
{
	unsigned char mine[64], theirs[2][64];
	int fds[2], status;
	pid_t child;

	assert_int_equal(pipe(fds), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		_exit(draw_with_grandchild(source, fds[1]));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(draw(source, mine), 0);
	assert_int_equal(read(fds[0], theirs, sizeof(theirs)), sizeof(theirs));
	assert_false(overlap(mine, theirs[0]));
	assert_false(overlap(mine, theirs[1]));
	assert_false(overlap(theirs[0], theirs[1]));
	assert_int_equal(close(fds[0]) | close(fds[1]), 0);
}

/* Fork a new source, a full one, some between, an empty and a refused one. */
static void
assert_no_state_is_shared(struct credmint_source *source)
{
	static const size_t used[] = {
	    0, 1, 63, 1000, SOURCE_BYTES - 64, SOURCE_BYTES - 1, SOURCE_BYTES};
	static unsigned char out[SOURCE_BYTES];

	assert_fork_shares_nothing(source);
	for (size_t i = 0; i < sizeof(used) / sizeof(used[0]); i++) {
		/* What is left is used up, and a new block begun. */
		assert_int_equal(
		    credmint_random_bytes(source, out, source->left), 0);
		assert_int_equal(
		    credmint_random_bytes(source, out, used[i]), 0);
		assert_fork_shares_nothing(source);
	}
	assert_int_equal(credmint_random_bytes(source, out, source->left), 0);
	stream_fail(0, -EIO);
	assert_int_equal(credmint_random_bytes(source, out, 64), -EIO);
	stream_real();
	assert_fork_shares_nothing(source);
}

/* Whether a child really finds such a page zeroed. */
static bool
kernel_wipes(void)
{
	unsigned char *page = mmap(NULL, SOURCE_PAGE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int status, advised;
	pid_t child;

	assert_ptr_not_equal(page, MAP_FAILED);
	advised = madvise(page, SOURCE_PAGE, MADV_WIPEONFORK);
	page[0] = 1;
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		_exit(page[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(munmap(page, SOURCE_PAGE), 0);
	return advised == 0 && status == 0;
}

static void
test_parent_and_child_never_share_a_byte(void **state)
{
	struct credmint_source *source = *state;

	assert_int_equal(source->kept_by_fork, !kernel_wipes());
	assert_no_state_is_shared(source);
	draw = draw_numbers;
	assert_no_state_is_shared(source);
}

/* A system that keeps the page: this one is told to. */
static void
keep_page(struct credmint_source *source)
{
	if (!source->kept_by_fork)
		assert_int_equal(
		    madvise(source, sizeof(*source), MADV_KEEPONFORK), 0);
	source->kept_by_fork = true;
}

static void
test_nothing_is_shared_where_the_system_keeps_the_page(void **state)
{
	static const unsigned char zero[SOURCE_BYTES];
	struct credmint_source *source = *state;

	keep_page(source);
	assert_no_state_is_shared(source);
	draw = draw_numbers;
	assert_no_state_is_shared(source);
	assert_memory_equal(source->bytes, zero, sizeof(zero));
}

/* The first process of a namespace: its child is the first of another. */
static int
draw_beside_namesake(struct credmint_source *source)
{
	unsigned char mine[64], theirs[64];
	int fds[2], status;
	pid_t child;

	if (credmint_random_bytes(source, mine, 1) != 0 || pipe(fds) != 0 ||
	    unshare(CLONE_NEWPID) != 0)
		return 1;
	child = fork();
	if (child == 0)
		_exit(getpid() == 1 ? draw_as_child(source, fds[1]) : 8);
	if (getpid() != 1 || waitpid(child, &status, 0) != child || status != 0)
		return 2;
	if (draw(source, mine) != 0 ||
	    read(fds[0], theirs, sizeof(theirs)) != sizeof(theirs))
		return 3;
	return overlap(mine, theirs) ? 4 : 0;
}

/* Numbers come back, and each namespace counts from 1. */
static void
test_a_child_with_the_number_of_its_parent_shares_nothing(void **state)
{
	struct credmint_source *source = *state;
	int status;
	pid_t child;

	keep_page(source);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		pid_t first = unshare(CLONE_NEWPID) == 0 ? fork() : -1;

		if (first == 0)
			_exit(draw_beside_namesake(source));
		_exit(waitpid(first, &status, 0) == first ? WEXITSTATUS(status)
							  : 9);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static pid_t forked = -1;

static void
fork_meanwhile(void)
{
	forked = fork();
}

/* As a signal handler that forks does, while a block is filled. */
static void
test_a_child_from_the_middle_of_a_draw_shares_nothing(void **state)
{
	struct credmint_source *source = *state;
	unsigned char mine[64], theirs[64];
	static unsigned char most[SOURCE_BYTES - 20];
	int fds[2], status;

	if (source->kept_by_fork)
		return; /* nothing is there to be filled */
	assert_int_equal(credmint_random_bytes(source, most, sizeof(most)), 0);
	assert_int_equal(pipe(fds), 0);
	stream_meanwhile(fork_meanwhile);
	assert_int_equal(credmint_random_bytes(source, mine, sizeof(mine)), 0);
	if (forked == 0) {
		if (write(fds[1], mine, 64) != 64 || source->left != 0)
			_exit(1);
		_exit(draw_as_child(source, fds[1]));
	}
	assert_true(forked > 0);
	assert_int_equal(waitpid(forked, &status, 0), forked);
	assert_int_equal(status, 0);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(read(fds[0], theirs, 64), 64);
		assert_false(overlap(mine, theirs));
		assert_false(overlap((const unsigned char[64]){0}, theirs));
		assert_int_equal(credmint_random_bytes(source, mine, 64), 0);
	}
	assert_int_equal(close(fds[0]) | close(fds[1]), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_parent_and_child_never_share_a_byte),
	    TEST(test_nothing_is_shared_where_the_system_keeps_the_page),
	    TEST(test_a_child_with_the_number_of_its_parent_shares_nothing),
	    TEST(test_a_child_from_the_middle_of_a_draw_shares_nothing),
	};

	return cmocka_run_group_tests_name("source_fork", tests, NULL, NULL);
}
