/*
 * inside - things tried in the sandbox, each by a child that entered it before
 */

#include "tests/host/inside.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "host/sandbox.h"

/*
 * Enter the sandbox in a child and try: its wait status. The child's exit
 * status is what the attempt returned, 0 to 100; 101 when it cannot enter.
 */
static int
try_inside(int (*attempt)(void))
{
	struct fault f = {""};
	int status = -1;
	pid_t child = fork();

	if (child == 0) {
		if (sandbox_enter(&f) != 0)
			_exit(101);
		_exit(attempt());
	}
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

void
inside_ends_the_process(int (*attempt)(void))
{
	int status = try_inside(attempt);

	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGSYS);
}

void
inside_fails(int (*attempt)(void))
{
	int status = try_inside(attempt);

	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EPERM);
}

void
inside_works(int (*attempt)(void))
{
	int status = try_inside(attempt);

	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}
