/*
 * auth - the decisions of a login
 */

#include "auth/auth.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "auth/conversation.h"
#include "auth/journal.h"
#include "auth/login.h"
#include "core/secret.h"
#include "host/account.h"
#include "registry/registry.h"

/*
 * Everything a person sees. The same for everyone, whatever the account has,
 * and a refusal says nothing at all: words would be a hint.
 */
static const char prompt[] = "One-time code: ";
static const char on_its_way[] =
    "If this account can receive codes, one is on its way.";
/* Typed instead of a code: send another one. */
static const char again[] = "resend";

/* Codes a conversation can ask for beside the first. */
#define RESENDS_MAX 3

/* Could not decide. What is wrong goes to the log, never to the person. */
static int
unavailable(struct login *l, const struct fault *f)
{
	journal_fault(l, f->text);
	return conversation_finish(&l->talk, WIRE_UNAVAILABLE);
}

/*
 * The first part: whose login, under which configuration. NSS comes before
 * the registry, so that nothing of the registry waits for a slow directory.
 */
static int
prepare(struct login *l, struct fault *f)
{
	const char *path = l->hello.u.hello.conf;
	struct fault why = {""};
	int error;

	error = conf_read(&l->conf, path[0] != '\0' ? path : NULL, f);
	if (error != 0)
		return error;
	error = l->host->settle(&l->conf, l->host->arg, &why);
	if (error != 0)
		journal_fault(l, why.text);
	l->delivers = error == 0 && l->conf.delivery_program[0] != '\0';

	error = account_find(l->hello.u.hello.user, &l->account, f);
	if (error < 0)
		return error;
	l->known = error == 0;
	l->entry.user = l->hello.u.hello.user;
	l->entry.account = l->known ? &l->account : NULL;
	l->entry.service = l->hello.u.hello.service;
	l->entry.rhost = l->hello.u.hello.rhost;
	l->entry.tty = l->hello.u.hello.tty;
	l->entry.ruser = l->hello.u.hello.ruser;
	return registry_open(&l->registry, &l->conf, f);
}

/* Mint a code for this conversation. Trouble with it ends no login. */
static bool
mint(struct login *l)
{
	struct fault why = {""};
	int error;

	if (!l->delivers)
		return false;
	error = registry_deliver(
	    l->registry, &l->entry, l->code, &l->code_expires, &why);
	if (error < 0)
		journal_fault(l, why.text);
	return error == 0;
}

static void
copy(char *to, size_t size, const char *from)
{
	(void)snprintf(to, size, "%s", from);
}

/* The frame that tells credmint-deliver what to deliver. */
static int
pack_letter(struct login *l)
{
	const struct wire_frame *hello = &l->hello;
	struct wire_frame *frame = &l->talk.frame;

	conversation_forget(&l->talk);
	frame->type = WIRE_DELIVER;
#define SET(field, from) \
	copy(frame->u.deliver.field, sizeof(frame->u.deliver.field), from)
	SET(user, l->account.name);
	SET(service, hello->u.hello.service);
	SET(source, hello->u.hello.rhost);
	SET(conf, hello->u.hello.conf);
	SET(code, l->code);
#undef SET
	frame->u.deliver.expires = l->code_expires;
	return wire_pack(frame, l->talk.bytes, sizeof(l->talk.bytes));
}

/* Hand the code over; the delivery itself is waited for by nobody here. */
static void
hand_over(struct login *l)
{
	int n = pack_letter(l);

	if (n >= 0)
		n = l->host->deliver(l->talk.bytes, (size_t)n, l->host->arg);
	if (n != 0)
		journal_fault(l,
		    "the code could not be handed to credmint-deliver; "
		    "see whether it is installed");
	conversation_forget(&l->talk);
}

/*
 * Announce and ask. The words are sent before the code is handed over, so
 * that their timing does not tell who can receive one.
 */
static int
ask(struct login *l)
{
	bool minted = mint(l);
	int error = 0;

	if (l->conf.delivery_program[0] != '\0')
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
	int error, resends = 0;

	for (;;) {
		error = ask(l);
		if (error == 0)
			error = conversation_receive(
			    &l->talk, WIRE_ANSWER, AUTH_ANSWER_MS);
		if (error != 0)
			return error;
		if (l->conf.delivery_program[0] == '\0' ||
		    resends++ == RESENDS_MAX ||
		    strcasecmp(l->talk.frame.u.answer.text, again) != 0)
			return 0;
	}
}

/* The other side went away, fell silent or sent something odd. */
static void
abandon(struct login *l, int error)
{
	struct fault why = {""};
	const char *outcome;

	switch (error) {
	case -EPIPE:
	case -ECONNRESET:
		outcome = "closed";
		break;
	case -ETIMEDOUT:
		outcome = "timed out";
		break;
	default:
		outcome = "not understood";
		break;
	}
	journal_abandoned(l, outcome);
	if (registry_abandon(l->registry, &l->entry, outcome, &why) < 0)
		journal_fault(l, why.text);
}

/* Count first, compare after. */
static int
decide(struct login *l, enum registry_verdict *verdict, struct fault *f)
{
	const struct wire_frame *frame = &l->talk.frame;
	int error;

	*verdict = REGISTRY_NO;
	error = registry_attempt(l->registry, &l->entry, f);
	if (error == 0)
		error = registry_decide(l->registry, &l->entry,
		    frame->u.answer.text, frame->u.answer.n, verdict, f);
	conversation_forget(&l->talk);
	if (error != 0)
		*verdict = REGISTRY_NO;
	return error;
}

/*
 * Tell the verdict. Only a yes that has left is one that the log calls
 * delivered; by then the code is used up on disk.
 */
static int
tell(struct login *l, enum registry_verdict verdict)
{
	struct fault why = {""};
	int error;

	if (verdict != REGISTRY_YES) {
		journal_refused(l);
		return conversation_finish(&l->talk, WIRE_NO);
	}
	error = conversation_finish(&l->talk, WIRE_YES);
	if (error != 0) {
		journal_undelivered(l);
		return error;
	}
	journal_accepted(l);
	if (registry_sent(l->registry, &l->entry, &why) < 0)
		journal_fault(l, why.text);
	return 0;
}

static int
converse(struct login *l, struct fault *f)
{
	enum registry_verdict verdict;
	struct fault why = {""};
	int error;

	error = conversation_receive(&l->talk, WIRE_HELLO, AUTH_HELLO_MS);
	if (error != 0)
		return fault_set(f, error, "no greeting came");
	l->hello = l->talk.frame;
	if (l->host->asker != 0) {
		journal_fault(l,
		    "asked by a process that is not root's; let a service "
		    "that root started ask");
		return conversation_finish(&l->talk, WIRE_NO);
	}
	if (prepare(l, &why) != 0)
		return unavailable(l, &why);
	error = await_answer(l);
	if (error != 0) {
		abandon(l, error);
		return fault_set(f, error, "the conversation was abandoned");
	}
	if (decide(l, &verdict, &why) != 0)
		return unavailable(l, &why);
	return tell(l, verdict);
}

int
auth_serve(int sock, const struct auth_host *host, struct fault *f)
{
	struct login *l;
	int error;

	l = calloc(1, sizeof(*l));
	if (l == NULL)
		return fault_set(f, -ENOMEM, "no memory for a login");
	l->host = host;
	l->talk.sock = sock;
	error = converse(l, f);
	registry_close(l->registry);
	secret_free(l, sizeof(*l));
	return error;
}
