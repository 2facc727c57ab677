/*
 * authenticator_self - enrolling oneself, as a user without rights
 *
 * 1. Nothing MUST be said to a listener that is not root's.
 * 2. The seed is the other side's: it is shown when it comes, in memory for
 *    secrets, and wiped. Who has ended before the last yes has enrolled
 *    nothing.
 * 3. What is typed MUST NOT be judged here, nor be sent unless it was asked
 *    for.
 */

#include "authenticator_self.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/secret.h"
#include "host/account.h"
#include "host/run.h"
#include "wire/wire.h"

#include "command.h"
#include "doubt.h"
#include "enrol_picture.h"
#include "enrol_show.h"
#include "stop.h"
#include "words.h"

#define SERVICE "enroll"

/* Milliseconds: until it listens; a frame may take; its own steps at most. */
#define CONNECT_MS 2000
#define SEND_MS 2000
#define PATIENCE_MS 30000
/* ... and between two looks whether we are told to end. */
#define LOOK_MS 200

/* In memory of secret_map(). */
struct self {
	struct call *call;
	int sock;
	char user[ACCOUNT_NAME_MAX + 1];
	struct enrol_wish wish;
	struct qr_file qr_file;
	unsigned asked;
	bool seeded; /* the seed was shown */
	bool open;   /* ... a code of it was sent, and no answer came */
	bool told;   /* something was said since the last answer */
	struct wire_frame frame;
	unsigned char bytes[WIRE_FRAME_MAX];
};

/* What only an administrator may say is refused, not passed over. */
static int
options_check(const struct call *call, struct fault *f)
{
	static const struct {
		enum option_key key;
		const char *name;
	} his[] = {
	    {OPTION_ISSUER, "--issuer"},
	    {OPTION_REPLACE, "--replace"},
	};

	if (geteuid() == 0)
		return fault_set(f, CALL_USAGE,
		    "root names the user: credmint authenticator enroll USER");
	for (size_t i = 0; i < sizeof(his) / sizeof(his[0]); i++)
		if (call->options.value[his[i].key] != NULL)
			return fault_set(f, CALL_USAGE,
			    "%s is for root, with a user's name", his[i].name);
	if (call->config != NULL)
		return fault_set(f, CALL_USAGE,
		    "--config is for root: whoever enrolls himself takes the "
		    "host's own configuration");
	return 0;
}

/* Whose uid this is, as NSS says it: the other side looks the name up. */
static int
user_find(struct self *s, struct fault *f)
{
	struct account account;
	int rc = account_find_uid(geteuid(), &account, f);

	if (rc < 0)
		return rc;
	if (rc == ACCOUNT_ABSENT)
		return fault_set(
		    f, -ENOENT, "no account has uid %u", (unsigned)geteuid());
	(void)snprintf(s->user, sizeof(s->user), "%s", account.name);
	return 0;
}

static int
reach(struct self *s, struct fault *f)
{
	int rc = run_connect(RUN_SELF_SOCKET, CONNECT_MS, &s->sock);

	if (rc == -ENOENT || rc == -ECONNREFUSED)
		return fault_set(f, rc,
		    "nobody listens at " RUN_SELF_SOCKET "; ask your "
		    "administrator to run: systemctl enable --now "
		    "credmint-self.socket, or: credmint authenticator enroll "
		    "%s",
		    s->user);
	if (rc == -EPERM)
		return fault_set(f, rc,
		    "who listens at " RUN_SELF_SOCKET " is not root; nothing "
		    "was said to it; tell your administrator");
	if (rc != 0)
		return fault_set(f, rc, RUN_SELF_SOCKET ": %s", strerror(-rc));
	return 0;
}

/* Where it stops. */
static int
ended(const struct self *s, struct fault *f)
{
	if (s->open)
		return fault_set(f, -EPIPE, "no answer came");
	if (s->asked == 0)
		return fault_set(f, -EPIPE,
		    "no question came; the system log may say why, or there "
		    "are too many logins of yours at once: try again");
	return fault_set(f, -EPIPE,
	    "the other side has ended, nothing is enrolled; an answer must "
	    "come within two minutes");
}

static int
put(struct self *s, struct fault *f)
{
	int n = wire_pack(&s->frame, s->bytes, sizeof(s->bytes));
	int rc = n;

	if (n > 0)
		rc = run_send(
		    s->sock, s->bytes, (size_t)n, run_clock_ms() + SEND_MS);
	SECRET_WIPE_OBJECT(&s->frame);
	SECRET_WIPE_ARRAY(s->bytes);
	if (n < 0)
		return fault_set(f, n, "what was given has no room");
	return rc == 0 ? 0 : ended(s, f);
}

/* The next frame, unless we are told to end. */
static int
get(struct self *s, struct fault *f)
{
	int64_t deadline = run_clock_ms() + PATIENCE_MS;
	int n;

	do {
		n = run_receive(s->sock, s->bytes, sizeof(s->bytes),
		    run_clock_ms() + LOOK_MS);
		if (n == -ETIMEDOUT && stop_asked() != 0)
			return -EINTR;
	} while (n == -ETIMEDOUT && run_clock_ms() < deadline);
	if (n <= 0)
		return ended(s, f);
	n = wire_unpack(s->bytes, (size_t)n, &s->frame);
	SECRET_WIPE_ARRAY(s->bytes);
	if (n != 0)
		return fault_set(f, n,
		    "the other side is not understood; is it of another "
		    "version?");
	return 0;
}

/* HELLO, and at once what is wished for. */
static int
greet(struct self *s, struct fault *f)
{
	struct wire_frame *frame = &s->frame;
	int rc;

	frame->type = WIRE_HELLO;
	(void)snprintf(
	    frame->u.hello.user, sizeof(frame->u.hello.user), "%s", s->user);
	(void)snprintf(frame->u.hello.service, sizeof(frame->u.hello.service),
	    "%s", SERVICE);
	frame->u.hello.options = WIRE_ENROLL;
	rc = put(s, f);
	if (rc != 0)
		return rc;
	frame->type = WIRE_WISH;
	frame->u.wish.type = s->wish.type;
	frame->u.wish.digest = s->wish.digest;
	frame->u.wish.digits = s->wish.digits;
	frame->u.wish.step = s->wish.step;
	(void)snprintf(
	    frame->u.wish.name, sizeof(frame->u.wish.name), "%s", s->wish.name);
	return put(s, f);
}

/* Whoever has words or a question left has kept nothing. */
static void
judged(struct self *s)
{
	s->open = false;
	qr_file_needed(&s->qr_file, false);
}

/* A question, and what is typed. */
static int
ask(struct self *s, struct fault *f)
{
	struct wire_frame *frame = &s->frame;
	char question[WIRE_TEXT_MAX + 1];
	bool shown = frame->u.show.style == WIRE_STYLE_SHOWN;
	struct input typed = {0};
	int rc;

	judged(s);
	memcpy(question, frame->u.show.text, sizeof(question));
	SECRET_WIPE_OBJECT(frame);
	rc = enrol_code(&typed, &s->call->options, question, shown, f);
	if (rc == 0 && typed.n > WIRE_ANSWER_MAX)
		rc = fault_set(f, -EMSGSIZE, "what was typed is no code");
	if (rc == 0) {
		frame->type = WIRE_ANSWER;
		frame->u.answer.n = typed.n;
		memcpy(frame->u.answer.text, typed.text, typed.n);
		s->asked++;
		qr_file_needed(&s->qr_file, s->seeded);
		rc = put(s, f);
		s->open = s->seeded && rc == 0;
		if (rc != 0)
			qr_file_needed(&s->qr_file, false);
	}
	input_wipe(&typed);
	return rc;
}

/* Shown once: a second one is no part of this. */
static int
show_seed(struct self *s, struct fault *f)
{
	const struct enrol_show show = {
	    .secret = s->frame.u.seed.secret,
	    .uri = s->frame.u.seed.uri,
	    .user = s->user,
	    .wish = &s->wish,
	    .qr_file = s->qr_file.fd >= 0 ? &s->qr_file : NULL,
	    .out = s->call->out,
	    .json = s->call->options.value[OPTION_JSON] != NULL,
	};
	int rc;

	if (s->seeded || s->asked == 0)
		return fault_set(
		    f, -EPROTO, "a secret came that was not asked for");
	rc = enrol_show(&show, f);
	s->seeded = true;
	SECRET_WIPE_OBJECT(&s->frame);
	return rc;
}

/* In one set of words whatever the reason is: they would be a hint. */
static int
tell(struct self *s, struct fault *f)
{
	const bool answered = s->open;

	s->open = false;
	switch (s->frame.u.finish.verdict) {
	case WIRE_YES:
		if (!answered)
			break;
		words_say("the authenticator of %s is enrolled; the code just "
			  "typed is used, the next one lets in",
		    s->user);
		return CALL_YES;
	case WIRE_NO:
		if (s->seeded && s->told)
			words_say("nothing is enrolled, and what was before "
				  "stays");
		else if (s->seeded)
			words_say("none of the codes was right; nothing is "
				  "enrolled, and what was before stays%s",
			    s->wish.type == CREDMINT_TOTP
				? "; do the clocks of this host and of the app "
				  "agree?"
				: "");
		else
			words_say("refused: nothing is enrolled");
		return CALL_NO;
	case WIRE_UNAVAILABLE:
	case WIRE_ABSENT:
	case WIRE_CHANGE:
	case WIRE_LATE:
	case WIRE_EXEMPT:
	default:
		break;
	}
	return fault_set(f, -EIO,
	    "it could not be done and nothing is enrolled; your administrator "
	    "finds the reason in the system log");
}

static int
converse(struct self *s, struct fault *f)
{
	int rc = greet(s, f);

	while (rc == 0) {
		rc = get(s, f);
		if (rc != 0)
			break;
		switch (s->frame.type) {
		case WIRE_SHOW:
			judged(s);
			words_say("%s", s->frame.u.show.text);
			s->told = true;
			break;
		case WIRE_ASK:
			s->told = false;
			rc = ask(s, f);
			break;
		case WIRE_SEED:
			rc = show_seed(s, f);
			break;
		case WIRE_FINISH:
			return tell(s, f);
		case WIRE_NOTHING:
		case WIRE_HELLO:
		case WIRE_ANSWER:
		case WIRE_DELIVER:
		case WIRE_SET:
		case WIRE_DELIVER_PASSWORD:
		case WIRE_DELIVER_CHANGE:
		case WIRE_WISH:
		default:
			rc = fault_set(
			    f, -EPROTO, "the other side said something odd");
			break;
		}
	}
	return rc;
}

/* Behind the code nobody here knows what became of it. */
static int
tell_doubt(const struct self *s, int rc)
{
	return doubt_say(s->call, rc,
	    "whether it is enrolled is not known, and what -o and --qr wrote "
	    "stays; ask your administrator for: credmint authenticator list "
	    "%s, and, if it is there and you do not want it, to remove it",
	    s->user);
}

static int
run(struct self *s, struct fault *f)
{
	struct fault other = {""};
	int rc = enrol_wish_read(&s->wish, &s->call->options, f), left;

	if (rc == 0)
		rc = user_find(s, f);
	if (rc == 0)
		rc = enrol_picture_begin(
		    &s->qr_file, s->call->options.value[OPTION_QR], f);
	/* Whoever connects must say HELLO at once. */
	if (rc == 0)
		rc = reach(s, f);
	if (rc == 0)
		rc = converse(s, f);
	if (s->sock >= 0)
		(void)close(s->sock);
	s->open = s->open && rc < 0;
	left = qr_file_end(&s->qr_file, rc == 0 || s->open, &other);
	if (left != 0)
		words_say("%s", other.text);
	return s->open ? tell_doubt(s, rc) : rc;
}

int
authenticator_self(struct call *call)
{
	struct self *s;
	int rc = options_check(call, &call->fault);

	if (rc != 0)
		return rc;
	s = secret_map(sizeof(*s), NULL);
	if (s == NULL)
		return -ENOMEM;
	s->call = call;
	s->sock = -1;
	s->qr_file = (struct qr_file)QR_FILE_NONE;
	rc = run(s, &call->fault);
	secret_unmap(s, sizeof(*s));
	return rc;
}
