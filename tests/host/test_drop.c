/*
 * test_drop - nothing of root is left, or the caller is told so
 */

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include "host/drop.h"
#include "tests/host/snapshot.h"

static const struct account nobody = {"nobody", 65534, 65533};

/* The call that fails, or lies: says it was done when it was not. */
static const char *broken = "";
static bool lies;

static bool
breaks(const char *call)
{
	if (strcmp(broken, call) != 0)
		return false;
	errno = EPERM;
	return true;
}

int __real_setgroups(size_t n, const gid_t *list);
int __wrap_setgroups(size_t n, const gid_t *list);
int __real_setresgid(gid_t r, gid_t e, gid_t s);
int __wrap_setresgid(gid_t r, gid_t e, gid_t s);
int __real_setresuid(uid_t r, uid_t e, uid_t s);
int __wrap_setresuid(uid_t r, uid_t e, uid_t s);
int __real_prctl(int option, ...);
int __wrap_prctl(int option, unsigned long a, unsigned long b, unsigned long c,
    unsigned long d);
long __real_syscall(long number, ...);
long __wrap_syscall(long number, void *a, void *b);

int
__wrap_setgroups(size_t n, const gid_t *list)
{
	return breaks("setgroups") ? lies - 1 : __real_setgroups(n, list);
}

int
__wrap_setresgid(gid_t r, gid_t e, gid_t s)
{
	return breaks("setresgid") ? lies - 1 : __real_setresgid(r, e, s);
}

int
__wrap_setresuid(uid_t r, uid_t e, uid_t s)
{
	return breaks("setresuid") ? lies - 1 : __real_setresuid(r, e, s);
}

int
__wrap_prctl(int option, unsigned long a, unsigned long b, unsigned long c,
    unsigned long d)
{
	if ((option == PR_CAPBSET_DROP && breaks("bounding")) ||
	    (option == PR_CAP_AMBIENT && breaks("ambient")))
		return lies - 1;
	return __real_prctl(option, a, b, c, d);
}

long
__wrap_syscall(long number, void *a, void *b)
{
	if ((number == SYS_capset && breaks("capset")) ||
	    (number == SYS_capget && breaks("capget")))
		return lies - 1;
	return __real_syscall(number, a, b);
}

/* Groups, and capabilities that would outlive a change of uids. */
static int
burden(void)
{
	static const gid_t groups[] = {0, 4, 27};
	struct __user_cap_header_struct header = {
	    _LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct has[2];

	SNAPSHOT_NEED(
	    setgroups(3, groups) == 0 || strcmp(broken, "setgroups") == 0);
	SNAPSHOT_NEED(__real_setgroups(3, groups) == 0);
	SNAPSHOT_NEED(__real_syscall(SYS_capget, &header, has) == 0);
	has[0].inheritable = has[0].permitted;
	has[1].inheritable = has[1].permitted;
	SNAPSHOT_NEED(__real_syscall(SYS_capset, &header, has) == 0);
	SNAPSHOT_NEED(__real_prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE,
			  CAP_DAC_OVERRIDE, 0, 0) == 0);
	SNAPSHOT_NEED(
	    __real_prctl(PR_SET_SECUREBITS,
		SECBIT_NO_SETUID_FIXUP | SECBIT_KEEP_CAPS, 0, 0, 0) == 0);
	return 0;
}

/* A line of /proc/self/status is as expected. */
static bool
status_says(const char *expected)
{
	char line[512];
	FILE *file = fopen("/proc/self/status", "re");
	bool found = false;

	if (file == NULL)
		return false;
	while (fgets(line, sizeof(line), file) != NULL)
		if (strncmp(line, expected, strlen(expected)) == 0)
			found = true;
	(void)fclose(file);
	return found;
}

static int
drop_under_a_burden(void)
{
	struct fault f = {""};

	SNAPSHOT_NEED(burden() == 0);
	SNAPSHOT_NEED(drop_to(&nobody, &f) == 0);
	SNAPSHOT_NEED(status_says("Uid:\t65534\t65534\t65534\t65534\n"));
	SNAPSHOT_NEED(status_says("Gid:\t65533\t65533\t65533\t65533\n"));
	SNAPSHOT_NEED(status_says("Groups:\t65533 \n"));
	SNAPSHOT_NEED(status_says("CapInh:\t0000000000000000\n"));
	SNAPSHOT_NEED(status_says("CapPrm:\t0000000000000000\n"));
	SNAPSHOT_NEED(status_says("CapEff:\t0000000000000000\n"));
	SNAPSHOT_NEED(status_says("CapBnd:\t0000000000000000\n"));
	SNAPSHOT_NEED(status_says("CapAmb:\t0000000000000000\n"));
	SNAPSHOT_NEED(setuid(0) == -1 && seteuid(0) == -1);
	SNAPSHOT_NEED(setgid(0) == -1 && setegid(0) == -1);
	/* And once more: it is that account now. */
	SNAPSHOT_NEED(drop_to(&nobody, &f) == 0);
	return 0;
}

static int
drop_with_a_users_real_uid(void)
{
	SNAPSHOT_NEED(__real_setresuid(1000, 0, 0) == 0);
	SNAPSHOT_NEED(drop_to(&nobody, NULL) == 0);
	SNAPSHOT_NEED(status_says("Uid:\t65534\t65534\t65534\t65534\n"));
	return 0;
}

/* What a mailer's set-user-ID bit gives it must not be cut off here. */
static int
drop_ids_under_a_burden(void)
{
	SNAPSHOT_NEED(burden() == 0);
	SNAPSHOT_NEED(__real_prctl(PR_CAPBSET_READ, CAP_CHOWN, 0, 0, 0) == 1);
	SNAPSHOT_NEED(drop_ids(&nobody, NULL) == 0);
	SNAPSHOT_NEED(status_says("Uid:\t65534\t65534\t65534\t65534\n"));
	SNAPSHOT_NEED(status_says("CapInh:\t0000000000000000\n"));
	SNAPSHOT_NEED(status_says("CapPrm:\t0000000000000000\n"));
	SNAPSHOT_NEED(status_says("CapEff:\t0000000000000000\n"));
	SNAPSHOT_NEED(status_says("CapAmb:\t0000000000000000\n"));
	SNAPSHOT_NEED(__real_prctl(PR_CAPBSET_READ, CAP_CHOWN, 0, 0, 0) == 1);
	return 0;
}

static int
drop_with_a_broken_call(void)
{
	struct fault f = {""};

	SNAPSHOT_NEED(burden() == 0);
	SNAPSHOT_NEED(drop_to(&nobody, &f) == -EPERM);
	SNAPSHOT_NEED(f.text[0] != '\0');
	return 0;
}

static int
drop_as_that_account_in_another_group(void)
{
	static const gid_t groups[] = {65533, 4};

	SNAPSHOT_NEED(__real_setgroups(2, groups) == 0);
	SNAPSHOT_NEED(__real_setresgid(65533, 65533, 65533) == 0);
	SNAPSHOT_NEED(__real_setresuid(65534, 65534, 65534) == 0);
	SNAPSHOT_NEED(drop_to(&nobody, NULL) == -EPERM);
	return 0;
}

static int
drop_as_that_account_with_capabilities(void)
{
	SNAPSHOT_NEED(burden() == 0);
	SNAPSHOT_NEED(__real_setgroups(0, NULL) == 0);
	SNAPSHOT_NEED(__real_setresgid(65533, 65533, 65533) == 0);
	SNAPSHOT_NEED(__real_setresuid(65534, 65534, 65534) == 0);
	SNAPSHOT_NEED(drop_to(&nobody, NULL) == -EPERM);
	return 0;
}

static int
drop_as_somebody_else(void)
{
	SNAPSHOT_NEED(__real_setresuid(1000, 1000, 1000) == 0);
	SNAPSHOT_NEED(drop_to(&nobody, NULL) == -EPERM);
	return 0;
}

static void
test_r04_everything_of_root_is_dropped(void **state)
{
	(void)state;
	broken = "";
	assert_int_equal(snapshot_in_child(drop_under_a_burden), 0);
	assert_int_equal(snapshot_in_child(drop_with_a_users_real_uid), 0);
}

static void
test_r11_the_bounding_set_stays_where_it_is_asked_for(void **state)
{
	(void)state;
	broken = "";
	assert_int_equal(snapshot_in_child(drop_ids_under_a_burden), 0);
}

static void
test_r04_a_step_that_fails_is_a_fault(void **state)
{
	static const char *const calls[] = {"setgroups", "setresgid",
	    "setresuid", "bounding", "ambient", "capset", "capget"};
	size_t i;

	(void)state;
	lies = false;
	for (i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
		broken = calls[i];
		assert_int_equal(snapshot_in_child(drop_with_a_broken_call), 0);
	}
}

static void
test_r04_a_step_that_did_nothing_is_a_fault(void **state)
{
	static const char *const calls[] = {"setgroups", "setresgid",
	    "setresuid", "bounding", "capset", "capget"};
	size_t i;

	(void)state;
	lies = true;
	for (i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
		broken = calls[i];
		assert_int_equal(snapshot_in_child(drop_with_a_broken_call), 0);
	}
	broken = "";
}

static void
test_r04_rests_in_the_account_itself_are_a_fault(void **state)
{
	(void)state;
	assert_int_equal(
	    snapshot_in_child(drop_as_that_account_in_another_group), 0);
	assert_int_equal(
	    snapshot_in_child(drop_as_that_account_with_capabilities), 0);
	assert_int_equal(snapshot_in_child(drop_as_somebody_else), 0);
}

static void
test_account_of_uid_0_is_refused(void **state)
{
	const struct account root = {"toor", 0, 0};
	struct fault f = {""};

	(void)state;
	assert_int_equal(drop_to(&root, &f), -EPERM);
	assert_non_null(strstr(f.text, "toor"));
	assert_int_equal(getuid(), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_r04_everything_of_root_is_dropped),
	    cmocka_unit_test(
		test_r11_the_bounding_set_stays_where_it_is_asked_for),
	    cmocka_unit_test(test_r04_a_step_that_fails_is_a_fault),
	    cmocka_unit_test(test_r04_a_step_that_did_nothing_is_a_fault),
	    cmocka_unit_test(test_r04_rests_in_the_account_itself_are_a_fault),
	    cmocka_unit_test(test_account_of_uid_0_is_refused),
	};

	return cmocka_run_group_tests_name("drop", tests, NULL, NULL);
}
