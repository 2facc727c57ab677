/*
 * auth - the decisions of a login
 */

#include "auth/auth.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "auth/answer.h"
#include "auth/asker.h"
#include "auth/conversation.h"
#include "auth/enroll.h"
#include "auth/journal.h"
#include "auth/login.h"
#include "auth/stage.h"
#include "auth/unasked.h"
#include "core/secret.h"
#include "host/account.h"
#include "host/conf.h"
#include "host/login_rule.h"
#include "registry/registry.h"

/* Could not decide. What is wrong goes to the log, never to the person. */
static int
unavailable(struct login *l, const struct fault *f)
{
	journal_fault(l, f->text);
	return conversation_finish(&l->talk, WIRE_UNAVAILABLE);
}

/* What the registry is told of a login. */
static void
fill_entry(struct login *l)
{
	const struct wire_frame *hello = &l->hello;

	l->entry.user = hello->u.hello.user;
	l->entry.account = l->known ? &l->account : NULL;
	l->entry.service = hello->u.hello.service;
	l->entry.rhost = hello->u.hello.rhost;
	l->entry.tty = hello->u.hello.tty;
	l->entry.ruser = hello->u.hello.ruser;
	l->entry.claimed = l->host->asker != 0;
	l->entry.asker = l->host->asker;
}

/*
 * The first part: whose login, under which configuration. NSS comes before
 * the registry, so that nothing of the registry waits for a slow directory.
 */
static int
look_up(struct login *l, struct fault *f)
{
	const char *path = l->hello.u.hello.conf;
	int error;

	error = conf_read(l->conf, path[0] != '\0' ? path : NULL, f);
	if (error != 0)
		return error;
	error = account_find(l->hello.u.hello.user, &l->account, f);
	if (error < 0)
		return error;
	l->known = error == 0;
	if (l->known || !account_name_ok(l->hello.u.hello.user))
		account_miss();
	fill_entry(l);
	return 0;
}

/*
 * The second: what the configuration asks of this login. It looks up groups,
 * which must come before the registry as well.
 */
static int
find_rule(struct login *l, struct fault *f)
{
	const struct wire_frame *hello = &l->hello;
	const bool claimed = l->host->asker != 0;
	const bool elsewhere = hello->u.hello.rhost[0] != '\0';
	int error;

	error = login_rule_find(l->conf, l->known ? &l->account : NULL,
	    hello->u.hello.service, hello->u.hello.rhost, &l->rule, f);
	if (error == 0)
		error = unasked_check(l, f);
	if (error != 0)
		return error;
	l->entry.ways = l->rule.ways;
	/* What lets nobody in gives no grace, nor an event that says so. */
	l->entry.grace = claimed || l->rule.ways.n == 0 ? 0 : l->rule.grace;
	l->entry.session = elsewhere ? "" : hello->u.hello.session;
	return 0;
}

/* The third: all there will be outside the registry. */
static void
settle(struct login *l, struct fault *why)
{
	int error = l->host->settle(l->conf, l->host->arg, why);

	if (error != 0)
		journal_fault(l, why->text);
	l->delivers = error == 0 && l->conf->delivery_program[0] != '\0';
}

/* The fourth: from here on only the registry. */
static int
enter(struct login *l, struct fault *f)
{
	int error = l->host->confine(l->host->arg, f);

	if (error != 0)
		return error;
	return LOGIN_STEP(
	    l, registry_open_within(&l->registry, l->conf, AUTH_WAIT_MS, f));
}

/* Nobody is asked, and nothing is delivered. */
static int
answer_call(struct login *l, struct fault *why)
{
	enum wire_verdict verdict;

	if (enter(l, why) != 0 || stage_decide(l, &verdict, why) != 0)
		return unavailable(l, why);
	return conversation_finish(&l->talk, verdict);
}

/* The word leaves at once: who is exempt waits for no registry. */
static int
leave_exempt(struct login *l)
{
	struct fault why = {""};
	int error = conversation_finish(&l->talk, WIRE_EXEMPT);

	if (enter(l, &why) != 0)
		journal_fault(l, why.text);
	unasked_note_exempt(l);
	return error;
}

/* What was decided without a question. */
static int
tell_unasked(struct login *l, enum wire_verdict verdict)
{
	int error;

	if (verdict == WIRE_ABSENT) {
		unasked_note_absent(l);
		return conversation_finish(&l->talk, verdict);
	}
	error = conversation_finish(&l->talk, verdict);
	if (error == 0)
		journal_grace(l);
	else
		journal_fault(l, "the yes of a grace period could not be sent");
	return error;
}

/* The other side went away, fell silent or sent something odd. */
static const char *
broken_by(int error)
{
	switch (error) {
	case -EPIPE:
	case -ECONNRESET:
		return "closed";
	case -ETIMEDOUT:
		return "timed out";
	default:
		return "not understood";
	}
}

static void
abandon(struct login *l, int error)
{
	const char *outcome = broken_by(error);
	struct fault why = {""};

	journal_abandoned(l, outcome);
	if (LOGIN_STEP(
		l, registry_abandon(l->registry, &l->entry, outcome, &why)) < 0)
		journal_fault(l, why.text);
}

/*
 * Tell the verdict. Only a yes that has left is one that the log calls
 * delivered; by then the code is used up on disk.
 */
static int
tell(struct login *l, enum registry_verdict verdict)
{
	const bool change = verdict == REGISTRY_YES_CHANGE;
	struct fault why = {""};
	int error;

	if (!login_is_yes(verdict)) {
		journal_refused(l);
		return conversation_finish(&l->talk, WIRE_NO);
	}
	error = answer_show_left(l);
	if (error == 0)
		error = conversation_finish(
		    &l->talk, change ? WIRE_CHANGE : WIRE_YES);
	if (error != 0) {
		journal_undelivered(l);
		return error;
	}
	journal_accepted(l, change);
	if (LOGIN_STEP(l, registry_sent(l->registry, &l->entry, &why)) < 0)
		journal_fault(l, why.text);
	return 0;
}

/*
 * The last part: from an open registry to the verdict. In a frame of its own:
 * with the sanitizers' red zones the lines of all parts are over 4 KiB.
 */
__attribute__((noinline)) static int
judge(struct login *l, struct fault *f)
{
	enum registry_verdict verdict;
	enum wire_verdict unasked;
	struct fault why = {""};
	int error;

	error = unasked_decide(l, &unasked, &why);
	if (error != 0)
		return unavailable(l, &why);
	if (unasked != WIRE_NO)
		return tell_unasked(l, unasked);
	error = answer_decide(l, &verdict, &why);
	if (l->broken) {
		abandon(l, error);
		return fault_set(f, error, "the conversation was abandoned");
	}
	return error != 0 ? unavailable(l, &why) : tell(l, verdict);
}

/* Somebody enrols an authenticator for himself, or is told no at once. */
__attribute__((noinline)) static int
enrol(struct login *l, struct fault *f)
{
	enum wire_verdict verdict = WIRE_NO;
	struct fault why = {""};
	int error;

	if (!enroll_may(l)) {
		journal_not_his(l);
		return conversation_finish(&l->talk, WIRE_NO);
	}
	error = enroll_begin(l, &why);
	if (error == 0)
		error = enter(l, &why);
	if (error == 0)
		error = enroll_decide(l, &verdict, &why);
	if (l->broken) {
		if (l->enrolment.doubt)
			return fault_set(f, error, "an enrolment is in doubt");
		if (l->enrolment.proved)
			journal_not_enrolled(l, broken_by(error));
		else
			abandon(l, error);
		return fault_set(f, error, "the enrolment was abandoned");
	}
	return error != 0 ? unavailable(l, &why)
			  : conversation_finish(&l->talk, verdict);
}

static int
converse(struct login *l, struct fault *f)
{
	struct fault why = {""};
	int error;

	error = conversation_receive(&l->talk, WIRE_HELLO, AUTH_HELLO_MS);
	if (error != 0)
		return fault_set(f, error, "no greeting came");
	l->hello = l->talk.frame;
	asker_reduce(l);
	if (enroll_asked(l)) {
		enroll_reduce(l);
		error = enroll_wish(l, f);
		if (error != 0)
			return error;
	}
	if (stage_called(l) && !stage_may(l)) {
		journal_not_root(l);
		return conversation_finish(&l->talk, WIRE_NO);
	}
	if (look_up(l, &why) != 0)
		return unavailable(l, &why);
	if (stage_called(l))
		return answer_call(l, &why);
	if (enroll_asked(l))
		return enrol(l, f);
	/* At once, without a question, and whether there is such a name. */
	if (!asker_may(l)) {
		journal_not_his(l);
		return conversation_finish(&l->talk, WIRE_NO);
	}
	if (find_rule(l, &why) != 0)
		return unavailable(l, &why);
	if (l->rule.exempt)
		return leave_exempt(l);
	settle(l, &why);
	if (enter(l, &why) != 0)
		return unavailable(l, &why);
	return judge(l, f);
}

static void
close_registry(struct login *l)
{
	if (l->registry == NULL)
		return;
	if (registry_lost(l->registry) > 0)
		journal_fault(l,
		    "the disk is full: this login is not in the event log; "
		    "free some space");
	login_step_begins(l);
	registry_close(l->registry);
	l->host->watch(0, l->host->arg);
}

/* RLIMIT_MEMLOCK is 64 KiB where it is low. */
_Static_assert(sizeof(struct login) <= 48 * 1024, "it can be locked");

int
auth_serve(int sock, const struct auth_host *host, struct fault *f)
{
	/* The process forks before a code or an answer is in it. */
	struct login *l = secret_map(sizeof(*l), NULL);
	struct conf *conf = calloc(1, sizeof(*conf));
	int error;

	if (l == NULL || conf == NULL) {
		error = fault_set(f, -ENOMEM, "no memory for a login");
	} else {
		l->host = host;
		l->conf = conf;
		l->talk.sock = sock;
		error = converse(l, f);
		close_registry(l);
	}
	free(conf);
	if (l != NULL)
		secret_unmap(l, sizeof(*l));
	return error;
}
