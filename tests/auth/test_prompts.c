/*
 * test_prompts - the question of a login, and codes sent when they are asked
 * for
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/auth/enrolled.h"
#include "tests/auth/relay.h"

#define DELIVERY "delivery_program = /bin/true\n"
#define CODE "One-time code: "
#define OR_SEND "One-time code, or \"send\" for one to be sent: "
#define BOTH "Password and one-time code: "
#define BOTH_OR_SEND \
	"Password and one-time code, or \"send\" for a code to be sent: "

static const char words[] =
    "If this account can receive codes, one is on its way.";

/* Start a login, up to its question. */
static void
start(struct relay *r, const char *user, bool announced, const char *prompt)
{
	relay_start(r, user, "sshd", "192.0.2.1");
	if (announced) {
		relay_expect(r, WIRE_SHOW);
		assert_string_equal(r->frame.u.show.text, words);
	}
	relay_expect(r, WIRE_ASK);
	assert_int_equal(r->frame.u.show.style, WIRE_STYLE_HIDDEN);
	assert_string_equal(r->frame.u.show.text, prompt);
}

/* ---- questions ---- */

static const struct question {
	const char *lines;
	uint32_t options;
	bool announced;
	const char *prompt;
} questions[] = {
    {"", 0, false, CODE},
    {DELIVERY, 0, true, CODE},
    {DELIVERY, WIRE_FORWARD, true, BOTH},
    {DELIVERY "ways = delivered\n", 0, true, CODE},
    {DELIVERY "ways = delivered authenticator\n", 0, true, CODE},
    {DELIVERY "ways = issued delivered recovery\n", 0, true, CODE},
    {DELIVERY "ways = authenticator delivered\n", 0, false, OR_SEND},
    {DELIVERY "ways = recovery issued delivered\n", 0, false, OR_SEND},
    {DELIVERY "ways = authenticator delivered\n", WIRE_FORWARD, false,
	BOTH_OR_SEND},
    {DELIVERY "ways = authenticator recovery issued\n", 0, false, CODE},
    {"ways = authenticator recovery\n", 0, false, CODE},
    {DELIVERY "ways = delivered\n[login sshd]\nways = authenticator\n", 0,
	false, CODE},
    {DELIVERY "[login sshd]\nways = recovery delivered\n", 0, false, OR_SEND},
    {DELIVERY "[login su]\nways = authenticator\n", 0, true, CODE},
    /* A group's never show. */
    {DELIVERY "[login @staff]\nways = authenticator\n", 0, true, CODE},
    {DELIVERY "[login sshd @staff]\nways = issued\n", 0, true, CODE},
    {DELIVERY "ways = authenticator\n[login @staff]\nways = delivered\n", 0,
	false, CODE},
    {DELIVERY
	"ways = issued\n[login sshd @staff]\nways = authenticator delivered\n",
	0, false, CODE},
};

/* Not enrolled, enrolled and in a group, nobody's, locked, no name. */
static void
r12_question_is_the_same_whatever_a_person_has(void **state)
{
	static const char *const users[] = {
	    "bob", "alice", "nobody-here", "user1", "user2", ""};
	char codes[ENROLLED_SHEET][REGISTRY_RECOVERY_SIZE];
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE];

	(void)enrolled_add(r, "alice", CREDMINT_TOTP);
	enrolled_sheet(r, "alice", codes);
	relay_issue(r, "user2", "", 900, code, NULL);
	relay_configure(r, "deny = 2\ndeny_user = 0\n");
	for (int i = 0; i < 3; i++)
		assert_int_equal(
		    relay_login(r, "user1", "sshd", "192.0.2.1", WRONG),
		    WIRE_NO);
	assert_non_null(strstr(r->log, ", locked"));
	for (size_t i = 0; i < sizeof(questions) / sizeof(*questions); i++) {
		const struct question *q = &questions[i];

		relay_configure(r, q->lines);
		r->options = q->options;
		for (size_t k = 0; k < sizeof(users) / sizeof(*users); k++) {
			start(r, users[k], q->announced, q->prompt);
			assert_int_equal(relay_close(r), -EPIPE);
		}
	}
}

static void
test_prompt_of_the_pam_line_replaces_the_text_alone(void **state)
{
	struct relay *r = *state;
	struct wire_frame letter;

	relay_configure(r, DELIVERY "ways = authenticator delivered\n");
	r->prompt = "Token: ";
	start(r, "alice", false, "Token: ");
	relay_answer(r, "send");
	relay_expect(r, WIRE_SHOW);
	relay_expect(r, WIRE_ASK);
	assert_string_equal(r->frame.u.show.text, "Token: ");
	assert_true(relay_letter(r, &letter));
	assert_int_equal(relay_close(r), -EPIPE);
}

/* ---- codes that are sent when they are asked for ---- */

static void
ask_for_code(struct relay *r, const char *word)
{
	relay_answer(r, word);
	relay_expect(r, WIRE_SHOW);
	assert_string_equal(r->frame.u.show.text, words);
	relay_expect(r, WIRE_ASK);
	assert_string_equal(r->frame.u.show.text, OR_SEND);
}

static void
r12_code_is_sent_when_it_is_asked_for(void **state)
{
	static const char *const asking[] = {"send", "SEND", "resend"};
	struct relay *r = *state;
	struct wire_frame letter;

	relay_configure(r, DELIVERY "ways = authenticator delivered\n");
	for (size_t i = 0; i < sizeof(asking) / sizeof(*asking); i++) {
		start(r, "alice", false, OR_SEND);
		assert_false(relay_letter(r, &letter));
		ask_for_code(r, asking[i]);
		assert_true(relay_letter(r, &letter));
		relay_answer(r, letter.u.deliver.code);
		assert_int_equal(relay_finish(r), WIRE_YES);
		assert_non_null(strstr(r->log, "for alice (delivered) from"));
	}
}

static void
r12_who_cannot_receive_one_sees_the_same(void **state)
{
	static const char *const users[] = {"nobody-here", "alice"};
	struct relay *r = *state;
	struct wire_frame letter;

	/* alice's group has not this way in. */
	relay_configure(r,
	    DELIVERY "ways = authenticator delivered\n"
		     "[login @staff]\nways = authenticator\n");
	for (size_t i = 0; i < 2; i++) {
		start(r, users[i], false, OR_SEND);
		ask_for_code(r, "send");
		ask_for_code(r, "resend");
		ask_for_code(r, "send");
		assert_false(relay_letter(r, &letter));
		relay_answer(r, "send");
		assert_int_equal(relay_finish(r), WIRE_NO);
	}
}

static void
r12_word_is_a_wrong_answer_where_nothing_is_sent(void **state)
{
	struct relay *r = *state;

	relay_configure(r, DELIVERY "ways = authenticator\n");
	start(r, "alice", false, CODE);
	relay_answer(r, "send");
	assert_int_equal(relay_finish(r), WIRE_NO);
	assert_non_null(strstr(r->log, "one-time code refused"));
	assert_string_equal(relay_event(r).act, "login");
}

#define PROMPT_TEST(name) \
	cmocka_unit_test_setup_teardown(name, enrolled_setup, relay_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    PROMPT_TEST(r12_question_is_the_same_whatever_a_person_has),
	    PROMPT_TEST(test_prompt_of_the_pam_line_replaces_the_text_alone),
	    PROMPT_TEST(r12_code_is_sent_when_it_is_asked_for),
	    PROMPT_TEST(r12_who_cannot_receive_one_sees_the_same),
	    PROMPT_TEST(r12_word_is_a_wrong_answer_where_nothing_is_sent),
	};

	return cmocka_run_group_tests_name("prompts", tests, NULL, NULL);
}
