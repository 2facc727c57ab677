/*
 * test_pam_line - the lines of PAM that change passwords are found as PAM does
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "host/pam_line.h"
#include "tests/host/system_image.h"

#define COMMON "/etc/pam.d/common-password"

static struct pam_line line;
static struct fault fault;

static int
find(const char *module)
{
	fault.text[0] = '\0';
	return pam_line_find(image, module, &line, &fault);
}

/* The module stands in a place with these arguments, spaces between them. */
static void
stands(const char *module, const char *file, unsigned number, const char *all)
{
	const char *argument = NULL;
	char text[256] = "";

	assert_int_equal(find(module), 0);
	assert_string_equal(line.file, file);
	assert_int_equal(line.line, number);
	while ((argument = pam_line_next(&line, argument)) != NULL) {
		(void)strcat(text, "|");
		(void)strcat(text, argument);
	}
	assert_string_equal(text, all);
}

static void
test_nothing_is_absent(void **state)
{
	(void)state;
	assert_int_equal(find("pam_unix.so"), PAM_LINE_ABSENT);
	assert_int_equal(line.n, 0);
	assert_null(pam_line_next(&line, NULL));
	image_file(COMMON, "");
	assert_int_equal(find("pam_unix.so"), PAM_LINE_ABSENT);
	assert_string_equal(fault.text, "");
}

static void
test_lines_are_taken_apart_as_pam_does(void **state)
{
	(void)state;
	image_file(COMMON,
	    "# password required pam_unix.so one\n"
	    "\n"
	    "auth required pam_unix.so two\n"
	    "passwordish required pam_unix.so three\n"
	    "password required pam_unix.so.bak\n"
	    "password required not_pam_unix.so\n"
	    "password required\n"
	    "password\n"
	    "\t -PASSWORD\t[success=1 default=ignore]  "
	    "/usr/lib/security/pam_unix.so a=b [c d] [e\\]f] [] last#no\n"
	    "password required pam_unix.so later\n");
	stands("pam_unix.so", COMMON, 9, "|a=b|c d|e]f||last");
	assert_int_equal(line.n, 5);
}

static void
test_lines_are_continued(void **state)
{
	(void)state;
	image_file(COMMON,
	    "# a comment is not continued \\\n"
	    "auth required \\\n  pam_one.so\n"
	    "password required\\\n\\\npam_unix.so a\\\n b # \\\n"
	    "password required pam_two.so\\\n");
	stands("pam_unix.so", COMMON, 4, "|a|b");
	stands("pam_two.so", COMMON, 8, "");
	image_file(COMMON, "password required pam_unix.so no newline\\");
	stands("pam_unix.so", COMMON, 1, "|no|newline\\");
	image_file(COMMON, "password required pam_unix.so a\r\n");
	stands("pam_unix.so", COMMON, 1, "|a");
}

static void
test_includes_are_followed_for_passwords(void **state)
{
	(void)state;
	image_file("/etc/pam.d/passwd",
	    "auth include for-auth\n"
	    "password substack first\n"
	    "@include second\n"
	    "password include /etc/elsewhere\n");
	image_file("/etc/pam.d/first", "account required pam_four.so\n");
	image_file("/etc/pam.d/second", "password required pam_two.so x\n");
	image_file("/etc/elsewhere", "\npassword required pam_three.so y\n");
	stands("pam_two.so", "/etc/pam.d/second", 1, "|x");
	stands("pam_three.so", "/etc/elsewhere", 2, "|y");
	assert_int_equal(find("pam_four.so"), PAM_LINE_ABSENT);
}

static void
test_services_are_asked_in_turn(void **state)
{
	(void)state;
	image_file("/etc/pam.d/password-auth", "password x pam_a.so 4\n");
	stands("pam_a.so", "/etc/pam.d/password-auth", 1, "|4");
	image_file("/etc/pam.d/system-auth", "password x pam_a.so 3\n");
	stands("pam_a.so", "/etc/pam.d/system-auth", 1, "|3");
	image_file("/etc/pam.d/passwd", "password x pam_a.so 2\n");
	stands("pam_a.so", "/etc/pam.d/passwd", 1, "|2");
	image_file(COMMON, "password x pam_b.so\n");
	stands("pam_a.so", "/etc/pam.d/passwd", 1, "|2");
	image_file(COMMON, "password x pam_a.so 1\n");
	stands("pam_a.so", COMMON, 1, "|1");
}

static void
test_packagers_files_count_where_there_is_no_other(void **state)
{
	(void)state;
	image_file("/usr/lib/pam.d/common-password", "password x pam_a.so 1\n");
	stands("pam_a.so", "/usr/lib/pam.d/common-password", 1, "|1");
	image_file(COMMON, "password x pam_b.so\n");
	assert_int_equal(find("pam_a.so"), PAM_LINE_ABSENT);
}

static void
refuses(int error, const char *words)
{
	assert_int_equal(find("pam_unix.so"), error);
	if (strstr(fault.text, words) == NULL)
		fail_msg("no '%s' in: %s", words, fault.text);
	assert_int_equal(line.n, 0);
}

static void
test_broken_stacks_are_refused(void **state)
{
	(void)state;
	image_file(COMMON, "\npassword include nothing\n");
	refuses(-EINVAL, COMMON ":2: includes 'nothing', which is not there");
	image_file(COMMON, "@include common-password\n");
	refuses(-ELOOP, "'common-password' is included without end");
	image_file(COMMON, "@include b\n@include b\n");
	image_file("/etc/pam.d/b", "@include c\n@include c\n");
	image_file("/etc/pam.d/c", "@include d\n@include d\n");
	image_file("/etc/pam.d/d", "@include e\n@include e\n");
	image_file("/etc/pam.d/e", "@include f\n@include f\n");
	image_file("/etc/pam.d/f", "@include g\n@include g\n");
	image_file("/etc/pam.d/g", "@include h\n@include h\n");
	image_file("/etc/pam.d/h", "auth required pam_unix.so\n");
	refuses(-ELOOP, "is included without end");
}

static void
test_what_is_too_long_is_refused(void **state)
{
	static char text[70000];
	size_t n;

	(void)state;
	n = (size_t)sprintf(text, "\npassword required pam_unix.so ");
	memset(text + n, 'a', 4095 - n + 1);
	image_file(COMMON, text);
	assert_int_equal(find("pam_unix.so"), 0);
	text[4096] = 'a';
	image_file(COMMON, text);
	refuses(-EMSGSIZE, COMMON ":2: longer than 4095 bytes");
	memset(text, '\n', 65536);
	text[65536] = '\0';
	image_file(COMMON, text);
	assert_int_equal(find("pam_unix.so"), PAM_LINE_ABSENT);
	text[65536] = '\n';
	image_file(COMMON, text);
	refuses(-EFBIG, "cannot read ");
	(void)snprintf(text, sizeof(text), "@include %0300d\n", 0);
	image_file(COMMON, text);
	refuses(-ENAMETOOLONG, "is too long");
}

static void
test_bytes_that_are_no_text_do_no_harm(void **state)
{
	static const char most[] =
	    "password\0 required pam_unix.so\n\xff\xfe[\\]\n[[[\n@include\n"
	    "password [ pam_unix.so\npassword [] pam_unix.so []\n";
	char whole[512];
	FILE *file;

	(void)state;
	image_file(COMMON, "");
	(void)snprintf(whole, sizeof(whole), "%s%s", image, COMMON);
	file = fopen(whole, "we");
	assert_non_null(file);
	assert_int_equal(fwrite(most, sizeof(most) - 1, 1, file), 1);
	assert_int_equal(fclose(file), 0);
	stands("pam_unix.so", COMMON, 7, "|");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_teardown(name, image_clear)
	const struct CMUnitTest tests[] = {
	    TEST(test_nothing_is_absent),
	    TEST(test_lines_are_taken_apart_as_pam_does),
	    TEST(test_lines_are_continued),
	    TEST(test_includes_are_followed_for_passwords),
	    TEST(test_services_are_asked_in_turn),
	    TEST(test_packagers_files_count_where_there_is_no_other),
	    TEST(test_broken_stacks_are_refused),
	    TEST(test_what_is_too_long_is_refused),
	    TEST(test_bytes_that_are_no_text_do_no_harm),
	};

	return cmocka_run_group_tests_name(
	    "pam_line", tests, image_make, image_remove);
}
