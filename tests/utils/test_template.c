/* test_template - what a template may say, and what accounts become by it */

#include "utils/credmint/template.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/utils/template_bench.h"
#include "utils/credmint/command.h"
#include "utils/credmint/output.h"

#ifdef __SANITIZE_ADDRESS__ /* slow, and keeps what is freed for a while */
#	define MANY 20000
#	define GROWN_KB 1048576
#else
#	define MANY 1000000
#	define GROWN_KB 1024
#endif
#define HASH "$y$j9T$salt$hash"

static struct options options;
static char room[65536];

static const struct provision_account bare = {
    .line = 1, .field = {[PROVISION_NAME] = "bob"}};
static const struct provision_account full = {.line = 2,
    .field = {"alice", "1000", "staff", "Alice: \"the\" A", "/home/a b",
	"/bin/sh", "audio,video", "2031-05-06", "20", "bcrypt"}};

static struct output *
output_begin(void)
{
	struct output *out = NULL;

	(void)unlink("./out");
	options.value[OPTION_OUTPUT] = "./out";
	assert_int_equal(output_open(&out, &options, &template_bench_fault), 0);
	return out;
}

static const char *
output_read(struct output *out)
{
	int fd;
	ssize_t n;

	assert_int_equal(output_close(out, true), 0);
	fd = open("./out", O_RDONLY);
	n = read(fd, room, sizeof(room) - 1);
	assert_true(n >= 0);
	room[n] = '\0';
	(void)close(fd);
	return room;
}

static struct template_values
values_of(const struct provision_account *account, uint64_t number)
{
	return (struct template_values){account, HASH, "yescrypt",
	    20000 * INT64_C(86400) + 5, 1800000000, number};
}

/* What alice and then bob become. */
static const char *
rendered(const char *text, const char *const *sets)
{
	struct template *t;
	struct template_values one = values_of(&full, 1);
	struct template_values two = values_of(&bare, 2);
	struct output *out;
	char reason[TEMPLATE_REASON_SIZE];

	if (template_bench_open(&t, text, sets) != 0)
		fail_msg("%s", template_bench_fault.text);
	assert_int_equal(template_check(t, &full, reason), 0);
	assert_int_equal(template_check(t, &bare, reason), 0);
	out = output_begin();
	assert_int_equal(template_head(t, out), 0);
	assert_int_equal(template_account(t, &one, out), 0);
	assert_int_equal(template_account(t, &two, out), 0);
	assert_int_equal(template_tail(t, out), 0);
	template_close(t);
	return output_read(out);
}

static void
test_sections_stand_where_they_belong(void **state)
{
	(void)state;
	assert_string_equal(rendered("%# said to nobody\n\n%tail\nend\n"
				     "%between\n,\n%account\n${name|field}\n"
				     "%head\nbegin\n",
				NULL),
	    "begin\nalice\n,\nbob\nend\n");
}

static void
test_accounts_come_again_behind_all(void **state)
{
	struct template_values values = values_of(&full, 1);
	struct template *t;
	struct output *out = output_begin();
	char reason[TEMPLATE_REASON_SIZE];

	(void)state;
	assert_int_equal(template_bench_open(&t,
			     "%accounts 7\n%account\n%again\n${uid|number}\n"
			     "%middle\n-\n",
			     NULL),
	    0);
	assert_int_equal(template_accounts(t), 7);
	assert_true(template_has_again(t));
	assert_int_equal(template_check(t, &full, reason), 0);
	assert_int_equal(template_check(t, &bare, reason), -EINVAL);
	values.hash = NULL;
	assert_int_equal(template_middle(t, out), 0);
	assert_int_equal(template_again(t, &values, out), 0);
	assert_string_equal(output_read(out), "-\n1000\n");
	template_close(t);
	assert_int_equal(template_bench_open(&t, "%account\n", NULL), 0);
	assert_false(template_has_again(t));
	assert_int_equal(template_accounts(t), 0);
	template_close(t);
}

static void
test_text_is_what_it_is_but_for_dollars_and_percents(void **state)
{
	(void)state;
	assert_string_equal(
	    rendered(
		"%account\n%%if $$x $${name|field} 100% \t\\n$\n}{\n\n", NULL),
	    "%if $x ${name|field} 100% \t\\n}{\n\n"
	    "%if $x ${name|field} 100% \t\\n}{\n\n");
}

static void
test_values_are_never_language(void **state)
{
	static const char *const sets[] = {"x=${name|field} %end $$", NULL};

	(void)state;
	assert_string_equal(rendered("%account\n${x|field}\n", sets),
	    "${name|field} %end $$\n${name|field} %end $$\n");
}

static void
test_if_follows_what_is_given(void **state)
{
	static const char *const sets[] = {"yes=1", "no=", NULL};

	(void)state;
	assert_string_equal(rendered("%head\n%if yes\nY\n%else\nN\n%end\n"
				     "%if no\n${no|word}\n%else\nN\n%end\n"
				     "%account\n%if uid\n%if no\n1\n%else\n"
				     "${uid|word}\n%end\n%else\n-\n%end\n.\n",
				sets),
	    "Y\nN\n1000\n.\n-\n.\n");
}

static void
test_every_field_can_be_written(void **state)
{
	(void)state;
	assert_string_equal(
	    rendered("%account\n${name|csv} ${uid|csv} ${gid|csv} "
		     "${gecos|csv} ${home|csv} ${shell|csv} ${groups|csv} "
		     "${expiry|csv} ${length|csv} ${method|csv} ${hash|csv} "
		     "${today|csv} ${expire-days|csv} ${expires|csv} "
		     "${number|csv}\n",
		NULL),
	    "alice 1000 staff \"Alice: \"\"the\"\" A\" /home/a b /bin/sh "
	    "\"audio,video\" 2031-05-06 20 yescrypt " HASH " 20000 22405 "
	    "2027-01-15T08:00:00Z 1\n"
	    "bob         yescrypt " HASH " 20000  2027-01-15T08:00:00Z 2\n");
}

static void
does_not_fit(
    const char *text, const struct provision_account *account, const char *what)
{
	struct template *t;
	char reason[TEMPLATE_REASON_SIZE];

	if (template_bench_open(&t, text, NULL) != 0)
		fail_msg("%s", template_bench_fault.text);
	assert_int_equal(template_check(t, account, reason), -EINVAL);
	assert_string_equal(reason, what);
	template_close(t);
}

static void
test_an_account_that_does_not_fit_is_known_before(void **state)
{
	(void)state;
	does_not_fit("%requires name uid\n%account\n", &bare,
	    "uid is not given, which t.template needs");
	does_not_fit("%account\n\n${gecos|field}\n", &full,
	    "gecos has a ':', which t.template does not take (its line 3)");
	does_not_fit("%account\n${home|word}\n", &full,
	    "home has a blank, which t.template does not take (its line 2)");
	does_not_fit("%account\n${home|shell}\n", &bare,
	    "home is not given, which t.template does not take (its line 2)");
	does_not_fit("%account\n${expire-days|word}\n", &bare,
	    "expire-days is not given, which t.template does not take (its "
	    "line 2)");
	does_not_fit("%methods yescrypt\n%account\n", &full,
	    "t.template takes no hash of bcrypt");
	/* Whether a time is given is not known yet. */
	does_not_fit("%account\n%if expires\n${home|shell}\n%end\n", &bare,
	    "home is not given, which t.template does not take (its line 3)");
	does_not_fit("%account\n%if expires\n%else\n${home|shell}\n%end\n",
	    &bare,
	    "home is not given, which t.template does not take (its line 4)");
}

static void
test_what_is_no_fit_is_not_written(void **state)
{
	struct template_values values = values_of(&bare, 1);
	struct template *t;
	struct output *out = output_begin();

	(void)state;
	assert_int_equal(
	    template_bench_open(&t, "%account\n${hash|field}\n", NULL), 0);
	values.hash = "SCRAM-SHA-256$4096:c2FsdA==$a2V5:a2V5";
	assert_int_equal(template_account(t, &values, out), -EINVAL);
	assert_string_equal(output_read(out), "");
	template_close(t);
}

static void
test_methods_are_those_it_names(void **state)
{
	struct template *t;

	(void)state;
	assert_int_equal(
	    template_bench_open(&t, "%methods bcrypt-y nt\n%account\n", NULL),
	    0);
	assert_string_equal(template_method(t), "bcrypt-y");
	assert_true(template_takes(t, "bcrypt-y") && template_takes(t, "nt"));
	assert_false(template_takes(t, "bcrypt"));
	template_close(t);
	assert_int_equal(
	    template_bench_open(&t, "%account\n${hash|field}\n", NULL), 0);
	assert_null(template_method(t));
	assert_true(template_takes(t, "yescrypt"));
	assert_true(template_takes(t, "pbkdf2-sha256"));
	assert_false(template_takes(t, "scram-sha-256"));
	template_close(t);
	assert_int_equal(
	    template_bench_open(&t, "%account\n${hash|json}\n", NULL), 0);
	assert_true(template_takes(t, "scram-sha-256"));
	template_close(t);
}

static long
kilobytes(void)
{
	struct rusage usage;

	assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
	return usage.ru_maxrss;
}

static void
test_a_million_accounts_take_no_more_memory_than_one(void **state)
{
	struct template *t;
	struct output *out = NULL;
	int fd = open("/dev/null", O_WRONLY);
	char number[16];
	long before = 0;

	(void)state;
	(void)snprintf(number, sizeof(number), "%d", fd);
	options.value[OPTION_OUTPUT] = NULL;
	options.value[OPTION_OUTPUT_FD] = number;
	assert_int_equal(output_open(&out, &options, &template_bench_fault), 0);
	options.value[OPTION_OUTPUT_FD] = NULL;
	assert_int_equal(
	    template_open(&t, "json", NULL, NULL, &template_bench_fault), 0);
	for (uint64_t i = 1; i <= MANY; i++) {
		const struct template_values values = values_of(&full, i);

		if (template_account(t, &values, out) != 0)
			fail_msg("%s", template_bench_fault.text);
		if (i == 1000)
			before = kilobytes();
	}
	assert_true(kilobytes() - before < GROWN_KB);
	template_close(t);
	assert_int_equal(output_close(out, true), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_sections_stand_where_they_belong),
	    cmocka_unit_test(test_accounts_come_again_behind_all),
	    cmocka_unit_test(
		test_text_is_what_it_is_but_for_dollars_and_percents),
	    cmocka_unit_test(test_values_are_never_language),
	    cmocka_unit_test(test_if_follows_what_is_given),
	    cmocka_unit_test(test_every_field_can_be_written),
	    cmocka_unit_test(test_an_account_that_does_not_fit_is_known_before),
	    cmocka_unit_test(test_what_is_no_fit_is_not_written),
	    cmocka_unit_test(test_methods_are_those_it_names),
	    cmocka_unit_test(
		test_a_million_accounts_take_no_more_memory_than_one),
	};

	return cmocka_run_group_tests(
	    tests, template_bench_make, template_bench_remove);
}
