/*
 * test_account - only NSS's clear word is absence
 */

#include <errno.h>
#include <pwd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "host/account.h"

/* What NSS says next. */
static struct {
	int calls;
	int result;       /* an errno, or 0 */
	const char *name; /* the entry's name; NULL: no entry */
	size_t needs;     /* ERANGE below this size */
	int interrupted;  /* EINTR this often first */
} nss;

int __wrap_getpwnam_r(const char *name, struct passwd *pwd, char *buf,
    size_t size, struct passwd **result);

int
__wrap_getpwnam_r(const char *name, struct passwd *pwd, char *buf, size_t size,
    struct passwd **result)
{
	(void)name;
	nss.calls++;
	*result = NULL;
	if (nss.interrupted-- > 0)
		return EINTR;
	if (size < nss.needs)
		return ERANGE;
	if (nss.result != 0 || nss.name == NULL)
		return nss.result;
	memset(pwd, 0, sizeof(*pwd));
	memset(buf, 0, size);
	pwd->pw_name = strncpy(buf, nss.name, size - 1);
	pwd->pw_uid = 1234;
	pwd->pw_gid = 5678;
	*result = pwd;
	return 0;
}

int __wrap_getpwuid_r(uid_t uid, struct passwd *pwd, char *buf, size_t size,
    struct passwd **result);

int
__wrap_getpwuid_r(uid_t uid, struct passwd *pwd, char *buf, size_t size,
    struct passwd **result)
{
	assert_int_equal(uid, 1234);
	return __wrap_getpwnam_r("", pwd, buf, size, result);
}

static int
clear_nss(void **state)
{
	(void)state;
	memset(&nss, 0, sizeof(nss));
	return 0;
}

static void
test_r20_name_is_as_nss_returns_it(void **state)
{
	struct account a;

	(void)state;
	nss.name = "alice";
	assert_int_equal(account_find("ALICE", &a, NULL), 0);
	assert_string_equal(a.name, "alice");
	assert_int_equal(a.uid, 1234);
	assert_int_equal(a.gid, 5678);
}

static void
test_no_entry_without_an_error_is_absence(void **state)
{
	struct account a;

	(void)state;
	assert_int_equal(account_find("nobody-here", &a, NULL), ACCOUNT_ABSENT);
	assert_string_equal(a.name, "");
	assert_int_equal(a.uid, (uid_t)-1);
}

static void
test_errors_of_nss_are_never_absence(void **state)
{
	static const int errors[] = {EIO, EMFILE, ENFILE, ENOMEM, EAGAIN, EPERM,
	    EBADF, ENOENT, ESRCH, ECONNREFUSED, ETIMEDOUT, EINVAL};
	struct account a;
	struct fault f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(errors) / sizeof(*errors); i++) {
		nss.result = errors[i];
		f.text[0] = '\0';
		assert_int_equal(account_find("alice", &a, &f), -errors[i]);
		assert_non_null(strstr(f.text, "nsswitch.conf"));
		assert_string_equal(a.name, "");
	}
}

static void
test_long_entries_get_room_up_to_a_bound(void **state)
{
	struct account a;

	(void)state;
	nss.name = "alice";
	nss.needs = 100000;
	assert_int_equal(account_find("alice", &a, NULL), 0);
	nss.needs = SIZE_MAX;
	nss.calls = 0;
	assert_int_equal(account_find("alice", &a, NULL), -ERANGE);
	assert_in_range(nss.calls, 2, 20);
}

static void
test_interrupted_look_up_goes_on(void **state)
{
	struct account a;

	(void)state;
	nss.name = "alice";
	nss.interrupted = 3;
	assert_int_equal(account_find("alice", &a, NULL), 0);
	assert_int_equal(nss.calls, 4);
}

static void
test_names_no_account_can_have_are_absent_unasked(void **state)
{
	static const char *const bad[] = {
	    "", "-rf", "a:b", "a/b", "a\nb", "a\x7f", "\x1b[2J", "../etc"};
	char longest[ACCOUNT_NAME_MAX + 1], *huge = malloc(65537);
	struct account a;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(
		    account_find(bad[i], &a, NULL), ACCOUNT_ABSENT);
	assert_non_null(huge);
	memset(huge, 'a', 65536);
	huge[65536] = '\0';
	assert_int_equal(account_find(huge, &a, NULL), ACCOUNT_ABSENT);
	huge[ACCOUNT_NAME_MAX + 1] = '\0';
	assert_int_equal(account_find(huge, &a, NULL), ACCOUNT_ABSENT);
	free(huge);
	assert_int_equal(nss.calls, 0);
	memset(longest, 'a', ACCOUNT_NAME_MAX);
	longest[ACCOUNT_NAME_MAX] = '\0';
	nss.name = longest;
	assert_int_equal(account_find(longest, &a, NULL), 0);
	assert_string_equal(a.name, longest);
	assert_true(account_name_ok("J\xc3\xb6rg Smith$"));
}

static void
test_entry_with_a_bad_name_is_a_fault(void **state)
{
	struct account a;
	struct fault f;

	(void)state;
	nss.name = "a:b";
	assert_int_equal(account_find("alice", &a, &f), -EINVAL);
	assert_string_equal(a.name, "");
}

static void
test_uid_is_looked_up_like_a_name(void **state)
{
	struct account a;
	struct fault f;

	(void)state;
	assert_int_equal(account_find_uid(1234, &a, NULL), ACCOUNT_ABSENT);
	nss.name = "alice";
	nss.needs = 100000;
	nss.interrupted = 1;
	assert_int_equal(account_find_uid(1234, &a, NULL), 0);
	assert_string_equal(a.name, "alice");
	assert_int_equal(a.gid, 5678);
	nss.name = "a:b";
	assert_int_equal(account_find_uid(1234, &a, &f), -EINVAL);
	nss.result = ENOENT;
	assert_int_equal(account_find_uid(1234, &a, &f), -ENOENT);
	assert_non_null(strstr(f.text, "nsswitch.conf"));
}

#define CASE(name) cmocka_unit_test_setup(name, clear_nss)

static void
test_a_miss_asks_every_source_once(void **state)
{
	(void)state;
	account_miss();
	assert_int_equal(nss.calls, 1);
	/* Somebody has that name after all, or nothing can be told. */
	nss.name = "credmint-nobody";
	account_miss();
	nss.result = EIO;
	account_miss();
	assert_int_equal(nss.calls, 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(test_r20_name_is_as_nss_returns_it),
	    CASE(test_no_entry_without_an_error_is_absence),
	    CASE(test_errors_of_nss_are_never_absence),
	    CASE(test_long_entries_get_room_up_to_a_bound),
	    CASE(test_interrupted_look_up_goes_on),
	    CASE(test_names_no_account_can_have_are_absent_unasked),
	    CASE(test_entry_with_a_bad_name_is_a_fault),
	    CASE(test_uid_is_looked_up_like_a_name),
	    CASE(test_a_miss_asks_every_source_once),
	};

	return cmocka_run_group_tests_name("account", tests, NULL, NULL);
}
