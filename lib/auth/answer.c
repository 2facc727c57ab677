/*
 * answer - what is asked in a login, and what the answers come to
 */

#include "auth/answer.h"

#include <stdbool.h>
#include <stdio.h>

#include "auth/journal.h"
#include "auth/letter.h"
#include "auth/prompt.h"
#include "core/secret.h"

/*
 * What a person sees beside the question, the same for everyone, whatever the
 * account has. A refusal says nothing at all: words would be a hint.
 */
static const char on_its_way[] =
    "If this account can receive codes, one is on its way.";

/* Codes a conversation can ask for, beside one that is sent at once. */
#define ASKED_MAX 3

/* Mint a code for this conversation. Trouble with it ends no login. */
static bool
mint(struct login *l)
{
	struct fault why = {""};
	int error;

	if (!l->delivers)
		return false;
	error = LOGIN_STEP(l,
	    registry_deliver(
		l->registry, &l->entry, l->code, &l->code_expires, &why));
	if (error < 0)
		journal_fault(l, why.text);
	return error == 0;
}

/* Hand the code over; the delivery itself is waited for by nobody here. */
static void
hand_over(struct login *l)
{
	int n;

	letter_frame(&l->talk.frame, l);
	n = wire_pack(&l->talk.frame, l->talk.bytes, sizeof(l->talk.bytes));
	if (n >= 0)
		n = l->host->deliver(l->talk.bytes, (size_t)n, l->host->arg);
	if (n != 0)
		journal_fault(l,
		    "the code could not be handed to credmint-deliver; "
		    "see whether it is installed");
	conversation_forget(&l->talk);
}

/*
 * Announce, where a code is to be sent, and ask. The words are sent before the
 * code is handed over, so that their timing does not tell who can receive one.
 */
static int
ask(struct login *l, bool sends)
{
	char prompt[WIRE_PROMPT_MAX + 1];
	bool minted = sends && mint(l);
	int error = 0;

	prompt_put(l, prompt);
	if (sends)
		error = conversation_show(&l->talk, on_its_way);
	if (error == 0)
		error = conversation_ask(&l->talk, prompt);
	if (error == 0 && minted)
		hand_over(l);
	SECRET_WIPE_ARRAY(l->code);
	return error;
}

/* Until an answer that is not the word for another code. */
static int
await_answer(struct login *l)
{
	const enum prompt_sends when = prompt_sends(l);
	bool sends = when == PROMPT_SENDS_FIRST;
	int error, asked = 0;

	for (;; sends = true) {
		error = ask(l, sends);
		if (error == 0)
			error = conversation_receive(
			    &l->talk, WIRE_ANSWER, AUTH_ANSWER_MS);
		if (error != 0)
			return error;
		if (when == PROMPT_SENDS_NONE || asked++ == ASKED_MAX ||
		    !prompt_wants_code(l->talk.frame.u.answer.text))
			return 0;
	}
}

/* Count first, compare after. */
static int
decide(struct login *l, enum registry_verdict *verdict, struct fault *f)
{
	const struct wire_frame *frame = &l->talk.frame;
	int error;

	error = LOGIN_STEP(l, registry_attempt(l->registry, &l->entry, f));
	if (error == 0)
		error = LOGIN_STEP(l,
		    registry_decide(l->registry, &l->entry,
			frame->u.answer.text, frame->u.answer.n, verdict, f));
	conversation_forget(&l->talk);
	if (error == 0)
		journal_unread(l);
	if (error != 0)
		*verdict = REGISTRY_NO;
	return error;
}

/* What was told another module is mostly a password: nothing to count. */
static void
pass_over(struct login *l)
{
	struct fault why = {""};

	conversation_forget(&l->talk);
	if (!login_wants(l, WIRE_USE_FIRST))
		return;
	if (LOGIN_STEP(l,
		registry_abandon(
		    l->registry, &l->entry, "no: not a code", &why)) < 0)
		journal_fault(l, why.text);
}

/* The answer another module was given, if it can be a code at all. */
static int
decide_first(struct login *l, enum registry_verdict *verdict, struct fault *f)
{
	const struct wire_frame *frame = &l->talk.frame;
	int error;

	error = conversation_ask_first(&l->talk);
	if (error == 0)
		error =
		    conversation_receive(&l->talk, WIRE_ANSWER, AUTH_ANSWER_MS);
	if (error != 0) {
		l->broken = true;
		return error;
	}
	/* By the service's ways: those of a person are not to show. */
	if (!registry_shaped(
		frame->u.answer.text, frame->u.answer.n, &l->rule.asked)) {
		pass_over(l);
		return 0;
	}
	error = decide(l, verdict, f);
	/* What was counted is told, though the person is asked as well. */
	if (error == 0 && !login_is_yes(*verdict) &&
	    !login_wants(l, WIRE_USE_FIRST))
		journal_refused(l);
	return error;
}

int
answer_decide(struct login *l, enum registry_verdict *verdict, struct fault *f)
{
	int error;

	*verdict = REGISTRY_NO;
	if (login_wants(l, WIRE_TRY_FIRST) || login_wants(l, WIRE_USE_FIRST)) {
		error = decide_first(l, verdict, f);
		if (error != 0 || login_is_yes(*verdict) ||
		    login_wants(l, WIRE_USE_FIRST))
			return error;
	}
	error = await_answer(l);
	if (error != 0) {
		l->broken = true;
		return error;
	}
	return decide(l, verdict, f);
}

int
answer_show_left(struct login *l)
{
	char text[64];

	if (l->entry.used != REGISTRY_USED_RECOVERY)
		return 0;
	if (l->entry.recovery_left == 0)
		return conversation_show(&l->talk,
		    "That was the last recovery code; ask for new ones.");
	if (l->entry.recovery_left == 1)
		return conversation_show(
		    &l->talk, "1 recovery code is left; ask for new ones.");
	(void)snprintf(text, sizeof(text), "%u recovery codes are left.",
	    l->entry.recovery_left);
	return conversation_show(&l->talk, text);
}
