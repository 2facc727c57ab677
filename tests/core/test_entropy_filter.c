/*
 * test_entropy_filter - the kernel's own bytes, from the device under a filter
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
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* Fills of 1 to so many bytes. */
#define COUNTS 40

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

/* Whether each byte of n takes more than one value in 32 fills. */
static bool
every_place_varies(size_t n)
{
	unsigned char first[COUNTS] = {0}, varied[COUNTS] = {0};

	if (entropy_fill(first, n) != 0)
		return false;
	for (int i = 0; i < 31; i++) {
		unsigned char other[COUNTS] = {0};

		if (entropy_fill(other, n) != 0)
			return false;
		for (size_t at = 0; at < n; at++)
			varied[at] |= first[at] ^ other[at];
	}
	return memchr(varied, 0, n) == NULL;
}

static bool
every_count_varies(void)
{
	for (size_t n = 1; n <= COUNTS; n++)
		if (!every_place_varies(n))
			return false;
	return true;
}

/* In a child: 0 when all fills succeed and vary, without descriptors 0 to 2. */
static int
draw_filtered(unsigned int error)
{
	unsigned char a[32] = {0};

	if (filter(error) != 0)
		return 1;
	if (syscall(SYS_getrandom, a, sizeof(a), 0) != -1)
		return 2;
	for (int fd = 0; fd <= 2; fd++)
		(void)close(fd);
	return every_count_varies() ? 0 : 3;
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
test_every_byte_is_the_kernels(void **state)
{
	(void)state;
	assert_true(every_count_varies());
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
	    cmocka_unit_test(test_every_byte_is_the_kernels),
	    cmocka_unit_test(test_device_serves_when_the_call_is_not_permitted),
	    cmocka_unit_test(test_device_serves_when_the_call_is_missing),
	};

	return cmocka_run_group_tests_name("entropy_filter", tests, NULL, NULL);
}
