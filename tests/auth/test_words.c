/*
 * test_words - strangers' text, and the message that carries a code
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "auth/letter.h"
#include "auth/words.h"

static void
test_visible_text_stays_as_it_is(void **state)
{
	struct words w = {0, ""};

	(void)state;
	words_ours(&w, "user=");
	words_theirs(&w, "al.ice-1_2@[::1]%$'\"");
	assert_string_equal(w.text, "user=al.ice-1_2@[::1]%$'\"");
	assert_int_equal(w.n, strlen(w.text));
}

static void
test_anything_else_is_octal(void **state)
{
	struct words w = {0, ""};

	(void)state;
	words_theirs(&w, "a b\n\r\t\x1b[0m\\\x7f\xc3\xa9");
	assert_string_equal(
	    w.text, "a\\040b\\012\\015\\011\\033[0m\\134\\177\\303\\251");
}

static void
test_strangers_text_is_cut_between_characters(void **state)
{
	struct words w = {0, ""};
	char text[400];

	(void)state;
	memset(text, '\n', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	text[0] = 'x';
	words_theirs(&w, text);
	/* One, and 63 of four bytes: the next would end beyond 256. */
	assert_int_equal(w.n, 253);
	assert_string_equal(w.text + 249, "\\012");
}

static void
test_no_text_is_written_beyond_its_room(void **state)
{
	struct words w = {0, ""};
	char text[101];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (int i = 0; i <= WORDS_SIZE / 100; i++)
		words_ours(&w, text);
	words_theirs(&w, "y");
	assert_int_equal(w.n, WORDS_SIZE - 1);
	assert_int_equal(strlen(w.text), WORDS_SIZE - 1);
}

static void
test_letter_is_the_documented_one(void **state)
{
	static const struct wire_frame frame = {
	    .type = WIRE_DELIVER,
	    .u.deliver =
		{
		    .user = "alice",
		    .service = "sshd",
		    .source = "192.0.2.1",
		    .code = "BCDF-GHJK",
		    .expires = 1767225600,
		},
	};
	struct words w;

	(void)state;
	letter_write(&w, &frame);
	assert_string_equal(w.text,
	    "To: alice\n"
	    "Service: sshd\n"
	    "From: 192.0.2.1\n"
	    "Expires: 2026-01-01T00:00:00Z\n"
	    "\n"
	    "Your one-time code is BCDF-GHJK.\n"
	    "It is good once, for the login that asked for it, until "
	    "2026-01-01T00:00:00Z.\n"
	    "Nobody will ask you for it. If you are not logging in now, "
	    "somebody else is\ntrying to: tell your administrator.\n");
	assert_int_equal(w.n, strlen(w.text));
}

static const char *
letter_of(enum wire_type type, const char *text, struct words *w)
{
	static struct wire_frame frame;

	memset(&frame, 0, sizeof(frame));
	frame.type = type;
	strcpy(frame.u.deliver.user, "alice");
	strcpy(frame.u.deliver.service, "reset");
	strcpy(frame.u.deliver.code, text);
	frame.u.deliver.expires = 1767225600;
	letter_write(w, &frame);
	assert_int_equal(w->n, strlen(w->text));
	return w->text;
}

static void
test_letter_of_a_password_is_the_documented_one(void **state)
{
	struct words w;

	(void)state;
	assert_string_equal(
	    letter_of(WIRE_DELIVER_PASSWORD, "a\\b.%s'\"c~d.", &w),
	    "To: alice\n"
	    "Service: reset\n"
	    "From: local\n"
	    "Expires: 2026-01-01T00:00:00Z\n"
	    "\n"
	    "Your temporary password is the next line:\n"
	    "a\\b.%s'\"c~d.\n"
	    "Log in with it and choose another one, until "
	    "2026-01-01T00:00:00Z.\n"
	    "Nobody will ask you for it.\n");
	assert_null(strstr(w.text, "code"));
}

static void
test_letter_of_a_code_for_a_password_is_the_documented_one(void **state)
{
	struct words w;

	(void)state;
	assert_string_equal(letter_of(WIRE_DELIVER_CHANGE, "BCDF-GHJK", &w),
	    "To: alice\n"
	    "Service: reset\n"
	    "From: local\n"
	    "Expires: 2026-01-01T00:00:00Z\n"
	    "\n"
	    "Your one-time code is BCDF-GHJK.\n"
	    "Log in with it and choose a new password, until "
	    "2026-01-01T00:00:00Z.\n"
	    "Nobody will ask you for it.\n");
}

static void
test_there_is_no_letter_of_other_frames(void **state)
{
	struct words w;

	(void)state;
	assert_string_equal(letter_of(WIRE_FINISH, "BCDF-GHJK", &w), "");
}

static void
test_letter_has_no_line_of_a_stranger(void **state)
{
	static const struct wire_frame frame = {
	    .type = WIRE_DELIVER,
	    .u.deliver =
		{
		    .user = "alice",
		    .service = "x\n\nYour one-time code is wrong",
		},
	};
	struct words w;

	(void)state;
	letter_write(&w, &frame);
	assert_non_null(
	    strstr(w.text, "\nService: x\\012\\012Your\\040one-time\\040code"));
	assert_non_null(strstr(w.text, "\nFrom: local\n"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_visible_text_stays_as_it_is),
	    cmocka_unit_test(test_anything_else_is_octal),
	    cmocka_unit_test(test_strangers_text_is_cut_between_characters),
	    cmocka_unit_test(test_no_text_is_written_beyond_its_room),
	    cmocka_unit_test(test_letter_is_the_documented_one),
	    cmocka_unit_test(test_letter_of_a_password_is_the_documented_one),
	    cmocka_unit_test(
		test_letter_of_a_code_for_a_password_is_the_documented_one),
	    cmocka_unit_test(test_there_is_no_letter_of_other_frames),
	    cmocka_unit_test(test_letter_has_no_line_of_a_stranger),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
