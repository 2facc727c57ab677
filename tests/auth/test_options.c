/*
 * test_options - what a PAM line asks for: first answers, nullok, prompts
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/auth/relay.h"
#include "tests/core/clock_fake.h"

#define PASSWORD "correct horse battery staple"

int __wrap_registry_nullok(struct registry *r, const struct account *account,
    int64_t until, bool *absent, char *other, struct fault *f);

static bool mark;      /* what the registry says of everyone */
static int mark_error; /* ... or why it cannot */
static unsigned marks; /* times it was asked */
static bool marked;    /* ... the last time about somebody */

int
__wrap_registry_nullok(struct registry *r, const struct account *account,
    int64_t until, bool *absent, char *other, struct fault *f)
{
	(void)r;
	(void)until;
	marks++;
	marked = account != NULL;
	*absent = !mark;
	other[0] = '\0';
	return mark_error == 0
	    ? 0
	    : fault_set(f, mark_error, "the mark cannot be read");
}

static int
setup(void **state)
{
	mark = false;
	mark_error = 0;
	marks = 0;
	return relay_setup(state);
}

static void
start(struct relay *r, const char *user, uint32_t options)
{
	r->options = options;
	relay_start(r, user, "sshd", "192.0.2.1");
}

/* The answer that another module was given. */
static void
answer_first(struct relay *r, const char *answer)
{
	relay_expect(r, WIRE_ASK);
	assert_int_equal(r->frame.u.show.style, WIRE_STYLE_FIRST);
	assert_string_equal(r->frame.u.show.text, "");
	relay_answer(r, answer);
}

static void
answer_person(struct relay *r, const char *answer)
{
	relay_expect(r, WIRE_ASK);
	assert_int_equal(r->frame.u.show.style, WIRE_STYLE_HIDDEN);
	relay_answer(r, answer);
}

static void
r09_first_answer_that_is_the_code_is_enough(void **state)
{
	static const uint32_t options[] = {
	    WIRE_TRY_FIRST, WIRE_USE_FIRST, WIRE_TRY_FIRST | WIRE_USE_FIRST};
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE];

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
		relay_issue(r, "alice", "", 900, code, NULL);
		start(r, "alice", options[i]);
		answer_first(r, code);
		assert_int_equal(relay_finish(r), WIRE_YES);
		start(r, "alice", WIRE_USE_FIRST);
		answer_first(r, code);
		assert_int_equal(relay_finish(r), WIRE_NO);
	}
}

static void
r09_first_answer_that_cannot_be_a_code_is_not_counted(void **state)
{
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE];

	relay_configure(r, "deny = 1\n");
	relay_issue(r, "alice", "", 900, code, NULL);
	start(r, "alice", WIRE_TRY_FIRST);
	answer_first(r, PASSWORD);
	answer_person(r, code);
	assert_int_equal(relay_finish(r), WIRE_YES);

	relay_issue(r, "alice", "", 900, code, NULL);
	start(r, "alice", WIRE_TRY_FIRST);
	answer_first(r, "");
	answer_person(r, code);
	assert_int_equal(relay_finish(r), WIRE_YES);
}

static void
r09_first_answer_of_a_codes_shape_is_counted(void **state)
{
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE];

	relay_issue(r, "alice", "", 900, code, NULL);
	start(r, "alice", WIRE_TRY_FIRST);
	answer_first(r, WRONG);
	answer_person(r, code);
	assert_int_equal(relay_finish(r), WIRE_YES);
	/* Told as every refusal is: so many guesses, so many lines. */
	assert_non_null(strstr(r->log, "one-time code refused; auth"));
	assert_non_null(strstr(r->log, "one-time code accepted"));

	relay_configure(r, "deny = 1\n");
	relay_issue(r, "alice", "", 900, code, NULL);
	start(r, "alice", WIRE_TRY_FIRST);
	answer_first(r, WRONG);
	answer_person(r, code);
	assert_int_equal(relay_finish(r), WIRE_NO);
	assert_non_null(strstr(r->log, "one-time code refused, locked"));
}

static void
r09_use_first_pass_never_asks(void **state)
{
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE];

	relay_configure(r, "deny = 1\n");
	relay_issue(r, "alice", "", 900, code, NULL);
	start(r, "alice", WIRE_USE_FIRST);
	answer_first(r, PASSWORD);
	assert_int_equal(relay_finish(r), WIRE_NO);
	assert_string_equal(relay_event(r).outcome, "no: not a code");
	assert_non_null(strstr(r->log, "one-time code refused; auth"));
	start(r, "alice", WIRE_USE_FIRST | WIRE_TRY_FIRST);
	answer_first(r, WRONG);
	assert_int_equal(relay_finish(r), WIRE_NO);
	start(r, "alice", WIRE_USE_FIRST);
	answer_first(r, code);
	assert_int_equal(relay_finish(r), WIRE_NO);
	assert_non_null(strstr(r->log, "locked"));
}

static void
r09_nothing_is_delivered_before_the_person_is_asked(void **state)
{
	struct relay *r = *state;
	struct wire_frame letter;

	relay_configure(r, "delivery_program = /bin/true\n");
	start(r, "alice", WIRE_USE_FIRST);
	answer_first(r, PASSWORD);
	assert_int_equal(relay_finish(r), WIRE_NO);
	assert_false(relay_letter(r, &letter));
	start(r, "alice", WIRE_TRY_FIRST);
	answer_first(r, PASSWORD);
	relay_expect(r, WIRE_SHOW);
	answer_person(r, WRONG);
	assert_int_equal(relay_finish(r), WIRE_NO);
	assert_true(relay_letter(r, &letter));
}

static void
r09_without_the_options_only_the_person_is_asked(void **state)
{
	struct relay *r = *state;

	start(r, "alice", WIRE_FORWARD);
	answer_person(r, WRONG);
	assert_int_equal(relay_finish(r), WIRE_NO);
}

static void
r09_broken_off_at_the_first_answer_is_written_down(void **state)
{
	struct relay *r = *state;

	start(r, "alice", WIRE_TRY_FIRST);
	relay_expect(r, WIRE_ASK);
	assert_int_equal(relay_close(r), -EPIPE);
	assert_string_equal(relay_event(r).outcome, "closed");
}

/* ---- nullok ---- */

static void
r19_nullok_and_no_mark_is_absent(void **state)
{
	struct relay *r = *state;

	start(r, "alice", WIRE_NULLOK);
	assert_int_equal(relay_finish(r), WIRE_ABSENT);
	assert_string_equal(
	    r->log, "<5>sshd: not enrolled, left to other modules: alice\n");
	assert_string_equal(relay_event(r).outcome, "ignored: not enrolled");
	assert_string_equal(relay_event(r).user, "alice");
}

static void
r19_nullok_and_a_mark_is_as_always(void **state)
{
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE];

	mark = true;
	relay_issue(r, "alice", "", 900, code, NULL);
	start(r, "alice", WIRE_NULLOK);
	answer_person(r, WRONG);
	assert_int_equal(relay_finish(r), WIRE_NO);
	start(r, "alice", WIRE_NULLOK);
	answer_person(r, code);
	assert_int_equal(relay_finish(r), WIRE_YES);
}

static void
r19_an_error_is_no_absence(void **state)
{
	static const int errors[] = {-EIO, -EACCES, -ENOENT, -ENOMEM, 1};
	struct relay *r = *state;

	for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++) {
		mark_error = errors[i];
		start(r, "alice", WIRE_NULLOK);
		assert_int_equal(relay_finish(r), WIRE_UNAVAILABLE);
		assert_non_null(strstr(r->log, "the mark cannot be read"));
	}
}

static void
r19_unknown_name_is_no_absence(void **state)
{
	struct relay *r = *state;

	start(r, "nobody-here", WIRE_NULLOK);
	answer_person(r, WRONG);
	assert_int_equal(relay_finish(r), WIRE_NO);
	start(r, "nss-down", WIRE_NULLOK);
	assert_int_equal(relay_finish(r), WIRE_UNAVAILABLE);
	/* Looked for as others are, and no more than that. */
	assert_int_equal(marks, 1);
	assert_false(marked);
}

static void
r19_without_nullok_the_mark_means_nothing(void **state)
{
	struct relay *r = *state;

	start(r, "alice", 0);
	answer_person(r, WRONG);
	assert_int_equal(relay_finish(r), WIRE_NO);
	assert_int_equal(marks, 0);
}

/* ---- prompts ---- */

static void
prompts(struct relay *r, uint32_t options, const char *theirs, const char *text)
{
	static const char *const users[] = {"alice", "bob", "nobody-here", ""};

	r->prompt = theirs;
	for (size_t i = 0; i < sizeof(users) / sizeof(*users); i++) {
		start(r, users[i], options);
		relay_expect(r, WIRE_ASK);
		assert_string_equal(r->frame.u.show.text, text);
		relay_answer(r, WRONG);
		assert_int_equal(relay_finish(r), WIRE_NO);
	}
}

static void
test_prompt_is_that_of_the_pam_line(void **state)
{
	struct relay *r = *state;
	char longest[WIRE_PROMPT_MAX + 1];

	relay_configure(r, "deny = 0\ndeny_user = 0\n");
	prompts(r, 0, "", "One-time code: ");
	prompts(r, WIRE_FORWARD, "", "Password and one-time code: ");
	prompts(r, 0, "Token: ", "Token: ");
	prompts(r, WIRE_FORWARD, "Both: ", "Both: ");
	prompts(r, 0, "Schl\xc3\xbcssel: ", "Schl\xc3\xbcssel: ");
	memset(longest, 'p', WIRE_PROMPT_MAX);
	longest[WIRE_PROMPT_MAX] = '\0';
	prompts(r, 0, longest, longest);
}

static void
test_prompt_has_no_control_characters(void **state)
{
	struct relay *r = *state;

	relay_configure(r, "deny = 0\ndeny_user = 0\n");
	prompts(r, 0, "a\x1b[2Jb\nc\td\x7f", "a?[2Jb?c?d?");
	/* CSI as one character, in Latin-1 and in UTF-8. */
	prompts(r, 0,
	    "a\x9b"
	    "2Jb",
	    "a?2Jb");
	prompts(r, 0,
	    "a\xc2\x9b"
	    "2Jb",
	    "a\xc2?2Jb");
}

#define LOGIN_TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup, relay_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    LOGIN_TEST(r09_first_answer_that_is_the_code_is_enough),
	    LOGIN_TEST(r09_first_answer_that_cannot_be_a_code_is_not_counted),
	    LOGIN_TEST(r09_first_answer_of_a_codes_shape_is_counted),
	    LOGIN_TEST(r09_use_first_pass_never_asks),
	    LOGIN_TEST(r09_nothing_is_delivered_before_the_person_is_asked),
	    LOGIN_TEST(r09_without_the_options_only_the_person_is_asked),
	    LOGIN_TEST(r09_broken_off_at_the_first_answer_is_written_down),
	    LOGIN_TEST(r19_nullok_and_no_mark_is_absent),
	    LOGIN_TEST(r19_nullok_and_a_mark_is_as_always),
	    LOGIN_TEST(r19_an_error_is_no_absence),
	    LOGIN_TEST(r19_unknown_name_is_no_absence),
	    LOGIN_TEST(r19_without_nullok_the_mark_means_nothing),
	    LOGIN_TEST(test_prompt_is_that_of_the_pam_line),
	    LOGIN_TEST(test_prompt_has_no_control_characters),
	};

	return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
