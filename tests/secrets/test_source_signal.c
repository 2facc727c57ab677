/*
 * test_source_signal - a signal handler that forks in the middle of a number
 *
 * Numbers of a byte are taken from the buffer in place. The child begins
 * anywhere in that, with a buffer that was zeroed under it: what it draws then
 * is neither what is left of its parent's nor the zeros.
 */

#include <sys/time.h>
#include <sys/wait.h>

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "credmint.h"
#include "tests/secrets/overlap.h"

/* So many forks within a call; of all that are made it is nearly each. */
#define HITS 1000
#define FORKS_MAX (10 * HITS)
#define DRAWS_MAX 100000000ul
/* So many first numbers of a child may be 0: of 1000, more are in one of 10^12
 * runs. It is what a number taken from zeros would be. */
#define ZEROS_MAX 25

static volatile sig_atomic_t drawing, hit;
static volatile pid_t forked;

static void
fork_here(int number)
{
	int saved = errno;

	(void)number;
	hit = drawing;
	forked = fork();
	errno = saved;
}

/* Draw until the signal comes, and both go on: 64 numbers from that one on. */
static int
draw_across_a_fork(struct credmint_source *source, unsigned char *out)
{
	const struct itimerval soon = {{0, 0}, {0, 50}};
	uint64_t n = 0;
	int error = 0;

	forked = -1;
	if (setitimer(ITIMER_REAL, &soon, NULL) != 0)
		return -errno;
	for (unsigned long i = 0; error == 0 && forked == -1; i++) {
		drawing = 1;
		error = credmint_random_below(source, 256, &n);
		drawing = 0;
		if (i == DRAWS_MAX)
			return -ETIME;
	}
	out[0] = (unsigned char)n;
	for (size_t i = 1; error == 0 && i < 64; i++) {
		error = credmint_random_below(source, 256, &n);
		out[i] = (unsigned char)n;
	}
	return error;
}

/* One fork: adds 1 to *hits when it came in a call, and then to *zeros when
 * the child's end of it was 0. */
static void
fork_once(
    struct credmint_source *source, unsigned int *hits, unsigned int *zeros)
{
	static const unsigned char zero[64];
	unsigned char mine[64], theirs[64];
	int fds[2], status, error;

	assert_int_equal(pipe(fds), 0);
	error = draw_across_a_fork(source, mine);
	if (forked == 0)
		_exit(error != 0 || write(fds[1], mine, 64) != 64);
	assert_int_equal(error, 0);
	assert_true(forked > 0);
	assert_int_equal(waitpid(forked, &status, 0), forked);
	assert_int_equal(status, 0);
	assert_int_equal(read(fds[0], theirs, 64), 64);
	assert_int_equal(close(fds[0]) | close(fds[1]), 0);
	assert_false(overlap(mine, theirs));
	assert_false(overlap(zero, theirs));
	assert_false(overlap(zero, mine));
	*hits += hit != 0;
	*zeros += hit != 0 && theirs[0] == 0;
}

static void
test_a_child_from_the_middle_of_a_number_shares_nothing(void **state)
{
	const struct sigaction act = {
	    .sa_handler = fork_here, .sa_flags = SA_RESTART};
	struct sigaction before;
	struct credmint_source *source;
	unsigned int hits = 0, zeros = 0;

	(void)state;
	assert_int_equal(sigaction(SIGALRM, &act, &before), 0);
	assert_int_equal(credmint_source_new(&source), 0);
	for (unsigned int i = 0; hits < HITS && i < FORKS_MAX; i++)
		fork_once(source, &hits, &zeros);
	assert_int_equal(hits, HITS);
	assert_true(zeros <= ZEROS_MAX);
	credmint_source_free(source);
	assert_int_equal(sigaction(SIGALRM, &before, NULL), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		test_a_child_from_the_middle_of_a_number_shares_nothing),
	};

	return cmocka_run_group_tests_name("source_signal", tests, NULL, NULL);
}
