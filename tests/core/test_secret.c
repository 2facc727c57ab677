/*
 * test_secret - memory that holds secrets, and comparing them
 */

#include "core/secret.h"

#include <sys/mman.h>
#include <sys/wait.h>

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static unsigned char freed[16]; /* what free() was given to free */
static int madvise_error, madvise_refused = INT_MIN, locks;
static bool madvise_takes_all;

void __real_free(void *p);
int __real_madvise(void *p, size_t n, int advice);
int __real_mlock(const void *p, size_t n);
void __wrap_free(void *p);
int __wrap_madvise(void *p, size_t n, int advice);
int __wrap_mlock(const void *p, size_t n);

void
__wrap_free(void *p)
{
	memcpy(freed, p, sizeof(freed));
	__real_free(p);
}

int
__wrap_madvise(void *p, size_t n, int advice)
{
	if (madvise_takes_all)
		return 0;
	if (advice != madvise_refused)
		return __real_madvise(p, n, advice);
	errno = madvise_error;
	return -1;
}

int
__wrap_mlock(const void *p, size_t n)
{
	locks++;
	return __real_mlock(p, n);
}

static bool
is_zero(const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] != 0)
			return false;
	return true;
}

static void
test_wiped_memory_is_zero(void **state)
{
	unsigned char array[33];
	struct {
		char text[9];
		int number;
	} object;

	(void)state;
	memset(array, 0xee, sizeof(array));
	secret_wipe(array, 32);
	assert_true(is_zero(array, 32));
	assert_int_equal(array[32], 0xee);
	SECRET_WIPE_ARRAY(array);
	assert_int_equal(array[32], 0);
	memset(&object, 0xee, sizeof(object));
	SECRET_WIPE_OBJECT(&object);
	assert_true(is_zero((unsigned char *)&object, sizeof(object)));
	secret_wipe(NULL, 0);
}

static void
test_memory_is_zero_when_freed(void **state)
{
	unsigned char *p = malloc(sizeof(freed));

	(void)state;
	assert_non_null(p);
	memset(p, 0xee, sizeof(freed));
	memset(freed, 0xdd, sizeof(freed));
	secret_free(p, sizeof(freed));
	assert_true(is_zero(freed, sizeof(freed)));
	secret_free(NULL, 8);
}

/* Whether the kernel's flags of the mapping at p hold a flag like "dd". */
static bool
mapping_has(const void *p, const char *flag)
{
	char line[512];
	uintptr_t low = 0, high = 0;
	bool here = false, found = false;
	FILE *maps = fopen("/proc/self/smaps", "re");

	assert_non_null(maps);
	while (fgets(line, sizeof(line), maps) != NULL) {
		if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " ", &low, &high) ==
		    2)
			here = (uintptr_t)p >= low && (uintptr_t)p < high;
		else if (here && strncmp(line, "VmFlags:", 8) == 0)
			found = strstr(line, flag) != NULL;
	}
	assert_int_equal(fclose(maps), 0);
	return found;
}

static void
test_mapped_memory_is_kept_from_dumps_forks_and_swap(void **state)
{
	bool wiped_by_fork;
	unsigned char *p;

	(void)state;
	locks = 0;
	p = secret_map(4096, &wiped_by_fork);
	assert_non_null(p);
	assert_true(is_zero(p, 4096));
	assert_true(mapping_has(p, " dd"));
	assert_int_equal(wiped_by_fork, mapping_has(p, " wf"));
	assert_int_equal(locks, 1);
	secret_unmap(p, 4096);
	secret_unmap(NULL, 4096);
}

static void
test_a_child_finds_mapped_memory_zero(void **state)
{
	bool wiped_by_fork;
	unsigned char *p = secret_map(100, &wiped_by_fork);
	int status;
	pid_t child;

	(void)state;
	assert_non_null(p);
	memset(p, 0xee, 100);
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		_exit(is_zero(p, 100) == wiped_by_fork ? 0 : 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_int_equal(p[99], 0xee);
	secret_unmap(p, 100);
}

static void
test_memory_that_would_be_dumped_is_not_given(void **state)
{
	bool wiped_by_fork = true;

	(void)state;
	madvise_refused = MADV_DONTDUMP;
	madvise_error = EINVAL;
	errno = 0;
	assert_null(secret_map(4096, &wiped_by_fork));
	assert_int_equal(errno, EINVAL);
	assert_false(wiped_by_fork);
	madvise_refused = INT_MIN;
}

static void
test_a_kernel_that_does_not_wipe_by_fork_is_told(void **state)
{
	bool wiped_by_fork = true;
	void *p;

	(void)state;
	madvise_refused = MADV_WIPEONFORK;
	madvise_error = EINVAL;
	p = secret_map(4096, &wiped_by_fork);
	assert_non_null(p);
	assert_false(wiped_by_fork);
	secret_unmap(p, 4096);
	madvise_refused = INT_MIN;
}

/* As qemu-user is: a child would find its parent's bytes. */
static void
test_a_system_that_takes_any_advice_is_not_believed(void **state)
{
	bool wiped_by_fork = true;
	void *p;

	(void)state;
	madvise_takes_all = true;
	p = secret_map(4096, &wiped_by_fork);
	madvise_takes_all = false;
	assert_non_null(p);
	assert_false(wiped_by_fork);
	secret_unmap(p, 4096);
}

static void
test_no_memory_is_null_with_errno(void **state)
{
	(void)state;
	errno = 0;
	assert_null(secret_map(SIZE_MAX - 65535, NULL));
	assert_int_equal(errno, ENOMEM);
}

static void
test_equal_sees_every_single_bit(void **state)
{
	unsigned char a[67], b[67];

	(void)state;
	for (size_t i = 0; i < sizeof(a); i++)
		a[i] = b[i] = (unsigned char)(i * 7);
	assert_true(secret_equal(a, sizeof(a), b, sizeof(b)));
	for (size_t bit = 0; bit < sizeof(a) * 8; bit++) {
		b[bit / 8] ^= (unsigned char)(1u << bit % 8);
		assert_false(secret_equal(a, sizeof(a), b, sizeof(b)));
		b[bit / 8] ^= (unsigned char)(1u << bit % 8);
	}
}

static void
test_equal_takes_lengths_for_content(void **state)
{
	(void)state;
	assert_true(secret_equal("", 0, NULL, 0));
	assert_false(secret_equal("ab", 2, "abc", 3));
	assert_false(secret_equal("ab\0", 3, "ab", 2));
	assert_false(secret_equal("", 0, "a", 1));
	assert_true(secret_equal("a\0b", 3, "a\0b", 3));
	assert_false(secret_equal("a\0b", 3, "a\0c", 3));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_wiped_memory_is_zero),
	    cmocka_unit_test(test_memory_is_zero_when_freed),
	    cmocka_unit_test(
		test_mapped_memory_is_kept_from_dumps_forks_and_swap),
	    cmocka_unit_test(test_a_child_finds_mapped_memory_zero),
	    cmocka_unit_test(test_memory_that_would_be_dumped_is_not_given),
	    cmocka_unit_test(test_a_kernel_that_does_not_wipe_by_fork_is_told),
	    cmocka_unit_test(
		test_a_system_that_takes_any_advice_is_not_believed),
	    cmocka_unit_test(test_no_memory_is_null_with_errno),
	    cmocka_unit_test(test_equal_sees_every_single_bit),
	    cmocka_unit_test(test_equal_takes_lengths_for_content),
	};

	return cmocka_run_group_tests_name("secret", tests, NULL, NULL);
}
