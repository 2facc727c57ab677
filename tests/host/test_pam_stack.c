/*
 * test_pam_stack - services are read as libpam reads them, or not at all
 *
 * That stacks end as libpam has it is shown by tests/pam/dispatch.sh.
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <security/_pam_types.h>

#include "host/pam_stack.h"
#include "tests/host/system_image.h"

/* What is counted here as libpam counts it. */
_Static_assert((int)PAM_SAID_SUCCESS == PAM_SUCCESS, "libpam's");
_Static_assert((int)PAM_SAID_PERM_DENIED == PAM_PERM_DENIED, "libpam's");
_Static_assert((int)PAM_SAID_AUTH_ERR == PAM_AUTH_ERR, "libpam's");
_Static_assert(
    (int)PAM_SAID_AUTHINFO_UNAVAIL == PAM_AUTHINFO_UNAVAIL, "libpam's");
_Static_assert((int)PAM_SAID_USER_UNKNOWN == PAM_USER_UNKNOWN, "libpam's");
_Static_assert(
    (int)PAM_SAID_NEW_AUTHTOK_REQD == PAM_NEW_AUTHTOK_REQD, "libpam's");
_Static_assert((int)PAM_SAID_AUTHTOK_ERR == PAM_AUTHTOK_ERR, "libpam's");
_Static_assert((int)PAM_SAID_IGNORE == PAM_IGNORE, "libpam's");
_Static_assert(
    (int)PAM_SAID_AUTHTOK_EXPIRED == PAM_AUTHTOK_EXPIRED, "libpam's");
_Static_assert((int)PAM_SAID_MODULE_UNKNOWN == PAM_MODULE_UNKNOWN, "libpam's");
_Static_assert(PAM_STACK_CODES == PAM_INCOMPLETE + 1, "libpam's");

#define SERVICE "/etc/pam.d/one"

static struct fault fault;

/* The lines as a text: TYPE LEVEL FILE:LINE CONTROL MODULE|ARGUMENT... */
static const char *
shown(const struct pam_stack *stack)
{
	static char text[8192];
	size_t n = 0;

	text[0] = '\0';
	for (size_t i = 0; i < stack->n; i++) {
		const struct pam_stack_line *line = stack->lines[i];
		const char *word = NULL;

		n += (size_t)snprintf(text + n, sizeof(text) - n,
		    "%d%s %u %s:%u %s %s", (int)line->type,
		    line->quiet ? "-" : "", line->level,
		    strrchr(line->file, '/') + 1, line->number,
		    line->kind == PAM_STACK_SUBSTACK ? "substack"
						     : line->control,
		    line->module);
		while ((word = pam_stack_argument(line, word)) != NULL)
			n += (size_t)snprintf(
			    text + n, sizeof(text) - n, "|%s", word);
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s\n",
		    line->wrong == NULL ? "" : " !",
		    line->wrong == NULL ? "" : line->wrong);
	}
	return text;
}

static void
is(const char *wanted)
{
	struct pam_stack *stack;

	fault.text[0] = '\0';
	assert_int_equal(pam_stack_read(image, "one", &stack, &fault), 0);
	assert_string_equal(shown(stack), wanted);
	pam_stack_free(stack);
}

static void
refused(int error, const char *words)
{
	struct pam_stack *stack = (struct pam_stack *)&fault;

	assert_int_equal(pam_stack_read(image, "one", &stack, &fault), error);
	assert_null(stack);
	if (strstr(fault.text, words) == NULL)
		fail_msg("no '%s' in: %s", words, fault.text);
}

static void
test_lines_are_taken_apart(void **state)
{
	(void)state;
	image_file(SERVICE,
	    "# auth required pam_one.so\n"
	    "\n"
	    "auth\trequired pam_one.so a [b c] [d\\]e] [] f# g\n"
	    "  -ACCOUNT [success=1 default=die]pam_two.so \n"
	    "session \\\n\toptional \\\n  pam_three.so x\\\ny\n"
	    "password [ a ][b c]d\n");
	is("1 0 one:3 required pam_one.so|a|b c|d]e||f\n"
	   "2- 0 one:4 success=1 default=die pam_two.so\n"
	   "3 0 one:5 optional pam_three.so|x|y\n"
	   "4 0 one:9  a  b c|d !names no value that there is\n");
}

static void
test_what_is_written_wrong_must_fail(void **state)
{
	(void)state;
	image_file(SERVICE,
	    "auht required pam_one.so\n"
	    "account\n"
	    "session required\n"
	    "password require pam_one.so\n");
	is("1 0 one:1 required pam_one.so !begins with no type of line\n"
	   "2 0 one:2   !says no more\n"
	   "3 0 one:3 required  !names no module\n"
	   "4 0 one:4 require pam_one.so !names no value that there is\n");
}

static void
test_includes_and_substacks_are_followed(void **state)
{
	(void)state;
	image_file(SERVICE,
	    "@include two\n"
	    "auth include /etc/pam.d/two\n"
	    "account substack two\n"
	    "session required pam_s.so\npassword required pam_p.so\n");
	image_file("/etc/pam.d/two",
	    "auth required pam_a.so\naccount substack three\n"
	    "account required pam_b.so\n");
	image_file("/usr/lib/pam.d/three", "account required pam_c.so\n");
	is("1 0 two:1 required pam_a.so\n"
	   "2 0 two:2 substack \n"
	   "2 1 three:1 required pam_c.so\n"
	   "2 0 two:3 required pam_b.so\n"
	   "1 0 two:1 required pam_a.so\n"
	   "2 0 one:3 substack \n"
	   "2 1 two:2 substack \n"
	   "2 2 three:1 required pam_c.so\n"
	   "2 1 two:3 required pam_b.so\n"
	   "3 0 one:4 required pam_s.so\n"
	   "4 0 one:5 required pam_p.so\n");
}

static void
test_other_stands_in_for_missing_types(void **state)
{
	(void)state;
	image_file(SERVICE, "auth required pam_a.so\n");
	image_file("/etc/pam.d/other",
	    "auth required pam_x.so\naccount required pam_y.so\n");
	is("1 0 one:1 required pam_a.so\n2 0 other:2 required pam_y.so\n");
}

static void
test_what_is_not_certain_is_refused(void **state)
{
	(void)state;
	refused(-ENOENT, "cannot open");
	image_file(SERVICE, "\nauth required pam_a.so\r\n");
	refused(-EINVAL, SERVICE ":2: holds a carriage return");
	image_file(SERVICE, "auth [success=ok pam_a.so\n");
	refused(-EINVAL, SERVICE ":1: a '[' is not closed");
	image_file(SERVICE, "auth required pam_a.so [x\n");
	refused(-EINVAL, SERVICE ":1: a '[' is not closed");
	image_file(SERVICE, "auth required \\\n\npam_a.so\n");
	refused(-EINVAL, SERVICE ":1: is continued by nothing");
	image_file(SERVICE, "auth required \\ \npam_a.so\n");
	refused(-EINVAL, SERVICE ":1: ends with a lost backslash");
	image_file(SERVICE, "auth required pam_a.so\\");
	refused(-EINVAL, SERVICE ":1: ends with a lost backslash");
	image_file(SERVICE, "auth required pam_a.so\n@include gone\n");
	refused(-EINVAL, SERVICE ":2: includes a file that is not there: gone");
	image_file(SERVICE, "auth substack\n");
	refused(-EINVAL, SERVICE ":1: includes no file");
	image_file(SERVICE, "@include one\n");
	refused(-ELOOP, SERVICE ":1: includes without end: one");
	image_file(SERVICE, "auth substack one\n");
	refused(-ELOOP, SERVICE ":1: includes without end: one");
}

static void
test_what_is_too_much_is_refused(void **state)
{
	static char text[70000];
	size_t n = (size_t)sprintf(text, "\nauth required pam_a.so ");
	struct pam_stack *stack;

	(void)state;
	memset(text + n, 'a', 1022 + 1 - n);
	text[1023] = '\0';
	image_file(SERVICE, text);
	assert_int_equal(pam_stack_read(image, "one", &stack, &fault), 0);
	pam_stack_free(stack);
	text[1023] = 'a';
	image_file(SERVICE, text);
	refused(-EINVAL, SERVICE ":2: is too long");
	memset(text, '\n', 65537);
	text[65537] = '\0';
	image_file(SERVICE, text);
	refused(-EFBIG, "cannot read");
	for (n = 0; n < 513; n++)
		(void)sprintf(text + 9 * n, "auth a b\n");
	image_file(SERVICE, text);
	refused(-E2BIG, SERVICE ":513: more lines than are read");
}

/* A control word's answers for success, ignore, auth_err and the rest. */
static void
control(const char *word, int success, int ignore, int no, int rest)
{
	int action[PAM_STACK_CODES];

	assert_null(pam_control_read(word, action));
	assert_int_equal(action[PAM_SUCCESS], success);
	assert_int_equal(action[PAM_IGNORE], ignore);
	assert_int_equal(action[PAM_AUTH_ERR], no);
	assert_int_equal(action[PAM_INCOMPLETE], rest);
}

static void
test_control_words(void **state)
{
	static const char *const wrong[] = {"require", "success",
	    "success=", "success=0", "success=-1", "success=okay", "Success=ok",
	    "=ok", "success=ok,default=die", "default=bad;"};
	int action[PAM_STACK_CODES];

	(void)state;
	control("required", -1, 0, -3, -3);
	control("Requisite", -1, 0, -4, -4);
	control("sufficient", -2, 0, 0, 0);
	control("optional", -1, 0, 0, 0);
	control("", -3, -3, -3, -3);
	control(" success = 2 default=ignore", 2, 0, 0, 0);
	control("default=die success=ok", -1, -4, -4, -4);
	control("success=donedefault=reset", -2, -5, -5, -5);
	control("auth_err=bad success=1 ignore=12", 1, 12, -3, -3);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		assert_non_null(pam_control_read(wrong[i], action));
		assert_int_equal(action[PAM_SUCCESS], PAM_STACK_BAD);
	}
}

static int
name_each(const char *service, void *arg)
{
	char *all = arg;

	(void)strcat(strcat(all, service), " ");
	return strcmp(service, "stop") == 0 ? 7 : 0;
}

static void
test_services_are_files_that_are_asked_for(void **state)
{
	static const char *const files[] = {"/etc/pam.d/sshd",
	    "/etc/pam.d/common-auth", "/etc/pam.d/sudo.dpkg-dist",
	    "/etc/pam.d/sudo~", "/etc/pam.d/other", "/usr/lib/pam.d/login",
	    "/usr/lib/pam.d/sshd", "/etc/pam.d/.swp"};
	char all[256] = "";

	(void)state;
	assert_int_equal(pam_stack_names(image, name_each, all, &fault), 0);
	assert_string_equal(all, "");
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		image_file(files[i], "");
	assert_int_equal(pam_stack_names(image, name_each, all, &fault), 0);
	assert_string_equal(all, "login sshd ");
	image_file("/etc/pam.d/stop", "");
	image_file("/etc/pam.d/zzz", "");
	assert_int_equal(pam_stack_names(image, name_each, all, &fault), 7);
	assert_string_equal(all, "login sshd login sshd stop ");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_teardown(name, image_clear)
	const struct CMUnitTest tests[] = {
	    TEST(test_lines_are_taken_apart),
	    TEST(test_what_is_written_wrong_must_fail),
	    TEST(test_includes_and_substacks_are_followed),
	    TEST(test_other_stands_in_for_missing_types),
	    TEST(test_what_is_not_certain_is_refused),
	    TEST(test_what_is_too_much_is_refused),
	    TEST(test_control_words),
	    TEST(test_services_are_files_that_are_asked_for),
	};

	return cmocka_run_group_tests_name(
	    "pam_stack", tests, image_make, image_remove);
}
