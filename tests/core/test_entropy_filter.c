/*
 * test_entropy_filter - under a seccomp filter the device gives the bytes
 */

#include "core/entropy.h"

#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <linux/filter.h>
#include <linux/seccomp.h>

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* Make getrandom(2) fail with error from here on. */
static int
filter(unsigned int error)
{
	struct sock_filter code[] = {
	    BPF_STMT(
		BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getrandom, 0, 1),
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof(code) / sizeof(code[0]), code};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return -1;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

/* In a child: 0 when two fills succeed and differ. */
static int
draw_filtered(unsigned int error)
{
	unsigned char a[32] = {0}, b[32] = {0};

	if (filter(error) != 0)
		return 1;
	if (syscall(SYS_getrandom, a, sizeof(a), 0) != -1)
		return 2;
	if (entropy_fill(a, sizeof(a)) != 0 || entropy_fill(b, sizeof(b)) != 0)
		return 3;
	return memcmp(a, b, sizeof(a)) != 0 ? 0 : 4;
}

static void
assert_filtered_draws(unsigned int error)
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0)
		_exit(draw_filtered(error));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void
test_device_serves_when_the_call_is_not_permitted(void **state)
{
	(void)state;
	assert_filtered_draws(EPERM);
}

static void
test_device_serves_when_the_call_is_missing(void **state)
{
	(void)state;
	assert_filtered_draws(ENOSYS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_device_serves_when_the_call_is_not_permitted),
	    cmocka_unit_test(test_device_serves_when_the_call_is_missing),
	};

	return cmocka_run_group_tests_name("entropy_filter", tests, NULL, NULL);
}
