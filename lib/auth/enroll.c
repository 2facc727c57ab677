/*
 * enroll - somebody enrols an authenticator for himself
 */

#include "auth/enroll.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "auth/answer.h"
#include "auth/journal.h"
#include "core/clock.h"
#include "core/encode.h"
#include "core/secret.h"
#include "credmint.h"
#include "host/issuer.h"
#include "host/login_rule.h"
#include "registry/authenticator.h"
#include "registry/text.h"

#define SERVICE "self:enroll"

/* How often a code of the new one may be typed. */
#define TRIES 3

/* Everything a person sees; before the proof the same for everyone. */
static const char proof_prompt[] = "Enrolment code, or a code you have: ";
static const char code_prompt[] = "Code shown by the app: ";
static const char over[] =
    "This enrolment has been ended; ask your administrator.";
static const char full[] =
    "There are as many authenticators as there can be; ask your administrator "
    "to remove one.";

_Static_assert(
    WIRE_LABEL_MAX + 1 == REGISTRY_AUTHENTICATOR_NAME_SIZE, "a name has room");

bool
enroll_asked(const struct login *l)
{
	return login_wants(l, WIRE_ENROLL);
}

void
enroll_reduce(struct login *l)
{
	struct wire_frame *hello = &l->hello;

	SECRET_WIPE_ARRAY(hello->u.hello.service);
	memcpy(hello->u.hello.service, SERVICE, sizeof(SERVICE));
	SECRET_WIPE_ARRAY(hello->u.hello.rhost);
	SECRET_WIPE_ARRAY(hello->u.hello.ruser);
	SECRET_WIPE_ARRAY(hello->u.hello.tty);
	SECRET_WIPE_ARRAY(hello->u.hello.session);
	SECRET_WIPE_ARRAY(hello->u.hello.prompt);
}

bool
enroll_may(const struct login *l)
{
	return l->known && l->account.uid == l->host->asker;
}

/* Of the ways in those that prove that somebody is enrolled already. */
static void
set_ways(struct login *l, const struct conf_ways *ways)
{
	struct conf_ways *out = &l->entry.ways;

	*out = (struct conf_ways){0};
	for (unsigned i = 0; i < ways->n; i++)
		if (ways->way[i] == CONF_WAY_AUTHENTICATOR ||
		    ways->way[i] == CONF_WAY_RECOVERY)
			out->way[out->n++] = ways->way[i];
}

/* A name is kept as it is, or not at all: known before anybody is asked. */
static bool
name_ok(const char *name)
{
	char clean[REGISTRY_TEXT_SIZE];

	text_clean(name, clean, sizeof(clean));
	return strcmp(name, clean) == 0;
}

int
enroll_wish(struct login *l, struct fault *f)
{
	int error;

	error = conversation_receive(&l->talk, WIRE_WISH, AUTH_HELLO_MS);
	if (error == 0 && !name_ok(l->talk.frame.u.wish.name))
		error = -EPROTO;
	if (error != 0)
		return fault_set(f, error, "no wish came");
	l->enrolment.wish = l->talk.frame;
	return 0;
}

int
enroll_begin(struct login *l, struct fault *f)
{
	int error;

	error = login_rule_find(
	    l->conf, &l->account, l->hello.u.hello.service, "", &l->rule, f);
	if (error != 0)
		return error;
	/* Failures count apart, whoever asks. */
	l->entry.claimed = true;
	l->entry.purpose = REGISTRY_FOR_ENROLMENT;
	set_ways(l, &l->rule.ways);
	issuer_find(l->conf, l->enrolment.issuer);
	return 0;
}

/* An answer to what was asked, in l->talk.frame. */
static int
await_answer(struct login *l, int asked)
{
	int error = asked;

	if (error == 0)
		error =
		    conversation_receive(&l->talk, WIRE_ANSWER, AUTH_ANSWER_MS);
	l->broken = error != 0;
	return error;
}

/* Count first, compare after. */
static int
prove(struct login *l, bool *proved, struct fault *f)
{
	enum registry_verdict verdict = REGISTRY_NO;
	int error;

	*proved = false;
	error = await_answer(l, conversation_ask(&l->talk, proof_prompt));
	if (error != 0)
		return error;
	error = LOGIN_STEP(l, registry_attempt(l->registry, &l->entry, f));
	if (error == 0)
		error = LOGIN_STEP(l,
		    registry_decide(l->registry, &l->entry,
			l->talk.frame.u.answer.text, l->talk.frame.u.answer.n,
			&verdict, f));
	conversation_forget(&l->talk);
	if (error != 0)
		return error;
	journal_unread(l);
	*proved = verdict == REGISTRY_YES;
	if (*proved)
		journal_accepted(l, false);
	else
		journal_refused(l);
	l->enrolment.proved = *proved;
	return 0;
}

struct count {
	uid_t uid;
	unsigned n;
};

static int
count_one(const struct registry_authenticator *one, void *arg)
{
	struct count *count = arg;

	count->n += one->uid == count->uid;
	return 0;
}

/* Told before the seed is there: it would be shown for nothing. */
static int
find_room(struct login *l, bool *room, struct fault *f)
{
	struct count count = {l->account.uid, 0};
	int error;

	*room = false;
	error = LOGIN_STEP(l,
	    registry_authenticators(
		l->registry, l->account.name, count_one, &count, f));
	if (error != 0)
		return error;
	*room = count.n < REGISTRY_AUTHENTICATORS_MAX;
	if (*room)
		return 0;
	error = conversation_show(&l->talk, full);
	l->broken = error != 0;
	return error;
}

static struct credmint_otp
otp_of(const struct login *l)
{
	const struct wire_frame *wish = &l->enrolment.wish;

	return (struct credmint_otp){
	    .size = sizeof(struct credmint_otp),
	    .type = wish->u.wish.type,
	    .digest = (enum credmint_digest)wish->u.wish.digest,
	    .digits = wish->u.wish.digits,
	    .step = wish->u.wish.step,
	    .key = l->enrolment.seed,
	    .nkey =
		registry_seed_size((enum credmint_digest)wish->u.wish.digest),
	};
}

/* Draw the seed and write it as the frame that carries it. */
static int
make_seed(struct login *l, struct fault *f)
{
	const struct credmint_otp otp = otp_of(l);
	const char *issuer = l->enrolment.issuer;
	struct wire_frame *frame = &l->talk.frame;
	int error;

	conversation_forget(&l->talk);
	frame->type = WIRE_SEED;
	error = credmint_random_bytes(NULL, l->enrolment.seed, otp.nkey);
	if (error != 0)
		return fault_set(f, error, "no random bytes to be had");
	error = encode_text(ENCODE_BASE32, otp.key, otp.nkey,
	    frame->u.seed.secret, sizeof(frame->u.seed.secret));
	if (error == 0)
		error = credmint_otp_uri(&otp,
		    issuer[0] != '\0' ? issuer : NULL, l->account.name,
		    frame->u.seed.uri, sizeof(frame->u.seed.uri));
	if (error == 0)
		return 0;
	return fault_set(f, error,
	    "no URI can be made with this user's name and this issuer; set "
	    "issuer in %s",
	    CONF_FILE);
}

/* Once, and never again. From here on the log says the yes was delivered. */
static int
hand_over(struct login *l, struct fault *f)
{
	struct fault why = {""};
	int error = answer_show_left(l);

	if (error == 0) {
		error = make_seed(l, f);
		if (error != 0)
			return error;
		error = conversation_send(&l->talk);
	}
	l->broken = error != 0;
	if (error != 0) {
		journal_undelivered(l);
		return error;
	}
	if (LOGIN_STEP(l, registry_sent(l->registry, &l->entry, &why)) < 0)
		journal_fault(l, why.text);
	return 0;
}

/* Whether what was typed is a code of the new one. */
static int
check_code(struct login *l, int64_t *next, int64_t *drift)
{
	const struct credmint_otp otp = otp_of(l);
	const struct wire_frame *answer = &l->talk.frame;
	struct clock_reading now;
	int error = clock_read(&now);

	if (error == 0)
		error = registry_enroll_check(&otp, answer->u.answer.text,
		    answer->u.answer.n,
		    otp.type == CREDMINT_HOTP ? l->conf->hotp_window
					      : l->conf->totp_window,
		    now.wall, 0, next, drift);
	conversation_forget(&l->talk);
	return error;
}

/* As root's command says it. */
static int
show_wrong(struct login *l, int left)
{
	char text[80];

	(void)snprintf(text, sizeof(text),
	    "that is not the code of %u digits; %d %s left",
	    l->enrolment.wish.u.wish.digits, left, left == 1 ? "try" : "tries");
	return conversation_show(&l->talk, text);
}

/* 0; -EKEYREJECTED after the last try; or another negative errno. */
static int
confirm(struct login *l, int64_t *next, int64_t *drift, struct fault *f)
{
	int error = -EKEYREJECTED, said = 0;

	for (int i = 0; i < TRIES && error == -EKEYREJECTED; i++) {
		if (i > 0)
			said = show_wrong(l, TRIES - i);
		if (said == 0)
			said = conversation_ask_shown(&l->talk, code_prompt);
		said = await_answer(l, said);
		if (said != 0)
			return said;
		error = check_code(l, next, drift);
	}
	if (error == 0 || error == -EKEYREJECTED)
		return error;
	return fault_set(
	    f, error, "a code cannot be checked: %s", strerror(-error));
}

/* The account has changed since the proof. */
static int
say_ended(struct login *l)
{
	int error = conversation_show(&l->talk, over);

	l->broken = error != 0;
	journal_not_enrolled(l, "it was ended meanwhile");
	return error;
}

/* The disk failed as it was kept: it may count, and any answer may be wrong. */
static int
say_nothing(struct login *l, int error, const struct fault *f)
{
	l->broken = true;
	l->enrolment.doubt = true;
	journal_doubt(l, f->text);
	return error;
}

/*
 * One step: it counts from here on, or nothing has changed. *kept is false
 * where the proof does not hold any more.
 */
static int
keep(struct login *l, int64_t next, int64_t drift, bool *kept, struct fault *f)
{
	const struct credmint_otp otp = otp_of(l);
	const struct registry_enrolment new = {
	    .account = &l->account,
	    .name = l->enrolment.wish.u.wish.name,
	    .otp = &otp,
	    .next = next,
	    .drift = drift,
	    .by = l->account.name,
	    .act = "enroll",
	    .proof = &l->entry,
	};
	struct registry_authenticator row;
	int error;

	error = LOGIN_STEP(l, registry_enroll(l->registry, &new, &row, f));
	*kept = error == 0;
	if (error == 0)
		journal_enrolled(l, row.id);
	if (error < 0 && registry_commit_of(l->registry) == REGISTRY_COMMITTING)
		return say_nothing(l, error, f);
	if (error == REGISTRY_NOT_LIVE)
		return say_ended(l);
	return error <= 0 ? error
			  : fault_set(f, -EEXIST, "this seed is there already");
}

int
enroll_decide(struct login *l, enum wire_verdict *verdict, struct fault *f)
{
	int64_t next = 0, drift = 0;
	bool good = false;
	int error;

	*verdict = WIRE_NO;
	error = prove(l, &good, f);
	if (error == 0 && good)
		error = find_room(l, &good, f);
	if (error != 0 || !good)
		return error;
	error = hand_over(l, f);
	if (error == 0)
		error = confirm(l, &next, &drift, f);
	if (error == 0)
		error = keep(l, next, drift, &good, f);
	if (error == -EKEYREJECTED) {
		journal_not_enrolled(l, "no code of it was right");
		return 0;
	}
	if (error == 0 && good)
		*verdict = WIRE_YES;
	return error;
}
