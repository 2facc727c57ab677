/*
 * relay - a conversation between a person and credmint-auth
 */

#include "pam_module/relay.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include <security/pam_ext.h>

#include "core/secret.h"
#include "host/run.h"
#include "pam_module/converse.h"
#include "pam_module/pass.h"
#include "pam_module/service.h"
#include "pam_module/session.h"

/* Milliseconds: to send a frame, to wait for one. */
#define SEND_MS 2000
#ifndef RELAY_FRAME_MS /* a test waits less */
#	define RELAY_FRAME_MS 30000
#endif

/* Frames of a conversation; far more than any has. */
#define FRAMES_MAX 64

_Static_assert(RELAY_NOT_RUNNING == SERVICE_NOT_RUNNING, "one outcome");

struct relay {
	struct service service;
	struct args args; /* without its texts, which are the caller's */
	unsigned frames;  /* received so far */
	bool again;       /* frame waits for the application */
	bool doomed;      /* an item was too long: never a yes */
	bool silent;      /* PAM_SILENT: nothing is shown */
	bool first_taken; /* PAM_AUTHTOK was the answer once */
	char *user;
	struct wire_frame frame;
	unsigned char bytes[WIRE_FRAME_MAX];
};

/* Copy an item into the frame, or nothing when it is longer than any may be. */
static void
put(struct relay *relay, char to[WIRE_NAME_MAX + 1], const char *from)
{
	if (from == NULL)
		return;
	if (strnlen(from, WIRE_NAME_MAX + 1) > WIRE_NAME_MAX)
		relay->doomed = true;
	else
		memcpy(to, from, strlen(from) + 1);
}

static int
put_item(struct relay *relay, pam_handle_t *pamh, int item,
    char to[WIRE_NAME_MAX + 1])
{
	const void *value = NULL;

	if (pam_get_item(pamh, item, &value) != PAM_SUCCESS)
		return -EINVAL;
	put(relay, to, value);
	return 0;
}

/* A frame in the log: what it is, never what it holds. */
static const char *
frame_word(const struct wire_frame *frame)
{
	static const struct {
		uint32_t type, value;
		const char *word;
	} words[] = {
	    {WIRE_HELLO, 0, "HELLO"},
	    {WIRE_ANSWER, 0, "ANSWER"},
	    {WIRE_SHOW, WIRE_STYLE_INFO, "SHOW (info)"},
	    {WIRE_SHOW, WIRE_STYLE_ERROR, "SHOW (error)"},
	    {WIRE_ASK, WIRE_STYLE_HIDDEN, "ASK (hidden)"},
	    {WIRE_ASK, WIRE_STYLE_SHOWN, "ASK (shown)"},
	    {WIRE_ASK, WIRE_STYLE_FIRST, "ASK (first pass)"},
	    {WIRE_FINISH, WIRE_NO, "FINISH (no)"},
	    {WIRE_FINISH, WIRE_YES, "FINISH (yes)"},
	    {WIRE_FINISH, WIRE_UNAVAILABLE, "FINISH (unavailable)"},
	    {WIRE_FINISH, WIRE_ABSENT, "FINISH (none)"},
	    {WIRE_FINISH, WIRE_CHANGE, "FINISH (new password)"},
	    {WIRE_FINISH, WIRE_LATE, "FINISH (too late)"},
	    {WIRE_FINISH, WIRE_EXEMPT, "FINISH (exempt)"},
	};
	uint32_t value = 0;
	size_t i;

	if (frame->type == WIRE_SHOW || frame->type == WIRE_ASK)
		value = frame->u.show.style;
	else if (frame->type == WIRE_FINISH)
		value = frame->u.finish.verdict;
	for (i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (words[i].type == frame->type && words[i].value == value)
			return words[i].word;
	return "a frame";
}

static int
send_frame(struct relay *relay, pam_handle_t *pamh)
{
	int n = wire_pack(&relay->frame, relay->bytes, sizeof(relay->bytes));
	int r = n;

	args_trace(pamh, &relay->args, "sending %s", frame_word(&relay->frame));
	if (n > 0)
		r = run_send(relay->service.sock, relay->bytes, (size_t)n,
		    run_clock_ms() + SEND_MS);
	SECRET_WIPE_ARRAY(relay->bytes);
	SECRET_WIPE_OBJECT(&relay->frame);
	if (r != 0)
		pam_syslog(pamh, LOG_ERR, "%s does not listen: %s",
		    relay->service.name, strerror(-r));
	return r;
}

/*
 * A name too long for anybody's goes as "", which is nobody's, and costs what
 * every other login costs. So does one whose origin would have to be cut.
 */
static int
say_hello(struct relay *relay, pam_handle_t *pamh,
    const struct relay_request *request)
{
	struct wire_frame *f = &relay->frame;
	int r = 0;

	f->type = WIRE_HELLO;
	f->u.hello.flags = (uint32_t)request->flags;
	put(relay, f->u.hello.user, request->user);
	put(relay, f->u.hello.conf, request->args->conf);
	(void)snprintf(f->u.hello.prompt, sizeof(f->u.hello.prompt), "%s",
	    request->args->prompt);
	f->u.hello.options = request->args->options;
	r = put_item(relay, pamh, PAM_SERVICE, f->u.hello.service);
	if (r == 0)
		r = put_item(relay, pamh, PAM_RHOST, f->u.hello.rhost);
	if (r == 0)
		r = put_item(relay, pamh, PAM_RUSER, f->u.hello.ruser);
	if (r == 0)
		r = put_item(relay, pamh, PAM_TTY, f->u.hello.tty);
	/* Who comes from elsewhere is known by that. */
	if (geteuid() == 0 && f->u.hello.rhost[0] == '\0' &&
	    (f->u.hello.options & (uint32_t)WIRE_CALLS) == 0)
		session_name(f->u.hello.tty, f->u.hello.session);
	if (relay->doomed)
		SECRET_WIPE_ARRAY(f->u.hello.user);
	return r != 0 ? r : send_frame(relay, pamh);
}

int
relay_start(
    struct relay **out, pam_handle_t *pamh, const struct relay_request *request)
{
	struct relay *relay = calloc(1, sizeof(*relay));
	int r = -ENOMEM;

	*out = NULL;
	if (relay == NULL)
		return r;
	relay->service.sock = -1;
	relay->args = *request->args;
	relay->silent = ((unsigned)request->flags & PAM_SILENT) != 0;
	relay->user = strdup(request->user);
	if (relay->user != NULL)
		r = service_open(&relay->service, pamh, &relay->args);
	if (r == 0)
		r = say_hello(relay, pamh, request);
	relay->args.conf = relay->args.prompt = "";
	if (r == 0)
		*out = relay;
	else
		relay_free(relay);
	return r;
}

/* The next frame from credmint-auth. */
static int
next_frame(struct relay *relay, pam_handle_t *pamh)
{
	const char *what = "sent what is no frame";
	int n;

	if (relay->frames++ == FRAMES_MAX) {
		pam_syslog(pamh, LOG_ERR, "%s does not come to an end",
		    relay->service.name);
		return -EPROTO;
	}
	n = run_receive(relay->service.sock, relay->bytes, sizeof(relay->bytes),
	    run_clock_ms() + RELAY_FRAME_MS);
	if (n > 0 && wire_unpack(relay->bytes, (size_t)n, &relay->frame) == 0) {
		args_trace(pamh, &relay->args, "received %s",
		    frame_word(&relay->frame));
		return 0;
	}
	if (n == 0 || n == -ECONNRESET)
		what = "ended without a verdict";
	else if (n == -ETIMEDOUT)
		what = "said nothing for too long";
	else if (n < 0 && n != -EMSGSIZE)
		what = strerror(-n);
	pam_syslog(pamh, LOG_ERR, "%s: %s", relay->service.name, what);
	return n < 0 ? n : -EPROTO;
}

/*
 * Some applications take questions alone. What only informs is then not shown,
 * and decides nothing: the code may be spent by now.
 */
static int
show(struct relay *relay, pam_handle_t *pamh)
{
	int style = relay->frame.u.show.style == WIRE_STYLE_ERROR
	    ? PAM_ERROR_MSG
	    : PAM_TEXT_INFO;
	int r;

	if (relay->silent)
		return 0;
	r = converse_show(pamh, style, relay->frame.u.show.text);
	if (r >= 0)
		return r;
	args_trace(pamh, &relay->args, "a message could not be shown");
	return 0;
}

static int
out_of_place(const struct relay *relay, pam_handle_t *pamh)
{
	pam_syslog(
	    pamh, LOG_ERR, "%s: a frame out of place", relay->service.name);
	return -EPROTO;
}

/* PAM_AUTHTOK is an answer only where the line says so, and only once. */
static int
take_first(struct relay *relay, pam_handle_t *pamh, char **answer)
{
	bool taken = relay->first_taken;

	*answer = NULL;
	if ((relay->args.options & (WIRE_TRY_FIRST | WIRE_USE_FIRST)) == 0)
		return out_of_place(relay, pamh);
	relay->first_taken = true;
	return taken ? 0 : pass_take(pamh, answer);
}

static int
ask_person(struct relay *relay, pam_handle_t *pamh, char **answer)
{
	int style = relay->frame.u.show.style == WIRE_STYLE_SHOWN
	    ? PAM_PROMPT_ECHO_ON
	    : PAM_PROMPT_ECHO_OFF;

	*answer = NULL;
	if ((relay->args.options & WIRE_USE_FIRST) != 0)
		return out_of_place(relay, pamh);
	return converse_ask(pamh, style, relay->frame.u.show.text, answer);
}

/*
 * An answer too long to be one goes as an empty one, so that it is counted
 * and costs the same.
 */
static int
pass_on(struct relay *relay, pam_handle_t *pamh, char *answer, bool forward)
{
	struct wire_frame *f = &relay->frame;
	size_t n = 0, from = 0;
	int r = 0;

	if (answer != NULL)
		n = strnlen(answer, WIRE_ANSWER_MAX + 1);
	if (n > WIRE_ANSWER_MAX)
		n = 0;
	if (forward)
		from = pass_code_at(n, relay->args.forward);
	SECRET_WIPE_OBJECT(f);
	f->type = WIRE_ANSWER;
	f->u.answer.n = n - from;
	if (n > from)
		memcpy(f->u.answer.text, answer + from, n - from);
	if (forward)
		r = pass_forward(pamh, n > 0 ? answer : NULL, from, n);
	return r != 0 ? r : send_frame(relay, pamh);
}

static int
ask(struct relay *relay, pam_handle_t *pamh)
{
	bool first = relay->frame.u.show.style == WIRE_STYLE_FIRST;
	char *answer;
	int r;

	r = first ? take_first(relay, pamh, &answer)
		  : ask_person(relay, pamh, &answer);
	if (r != 0)
		return r;
	/* Where there is no first pass, nothing was typed to be forwarded. */
	r = pass_on(relay, pamh, answer,
	    relay->args.forward != 0 && (!first || answer != NULL));
	converse_forget(answer);
	return r;
}

/* Do what the frame says, which is anything but FINISH. */
static int
obey(struct relay *relay, pam_handle_t *pamh)
{
	if ((relay->args.options & (uint32_t)WIRE_CALLS) != 0)
		return out_of_place(relay, pamh);
	if (relay->frame.type == WIRE_SHOW)
		return show(relay, pamh);
	if (relay->frame.type == WIRE_ASK)
		return ask(relay, pamh);
	return out_of_place(relay, pamh);
}

int
relay_run(struct relay *relay, pam_handle_t *pamh, enum wire_verdict *verdict)
{
	int r = 0;

	*verdict = WIRE_NO;
	while (r == 0) {
		if (!relay->again)
			r = next_frame(relay, pamh);
		if (r != 0 || relay->frame.type == WIRE_FINISH)
			break;
		r = obey(relay, pamh);
		relay->again = r == CONVERSE_AGAIN;
	}
	if (r == CONVERSE_AGAIN)
		return RELAY_AGAIN;
	if (r == 0 && !relay->doomed)
		*verdict = relay->frame.u.finish.verdict;
	return r;
}

int
relay_call(pam_handle_t *pamh, const struct relay_request *request,
    enum wire_option call, enum wire_verdict *verdict)
{
	struct args args = *request->args;
	const struct relay_request bare = {
	    request->user, &args, request->flags};
	struct relay *relay;
	int r;

	*verdict = WIRE_NO;
	args.options = call;
	args.prompt = "";
	r = relay_start(&relay, pamh, &bare);
	if (r != 0)
		return r;
	r = relay_run(relay, pamh, verdict);
	relay_free(relay);
	return r;
}

const char *
relay_user(const struct relay *relay)
{
	return relay->user;
}

bool
relay_is_about(const struct relay *relay, const char *user)
{
	return strcmp(relay->user, user) == 0;
}

void
relay_free(struct relay *relay)
{
	if (relay == NULL)
		return;
	service_close(&relay->service);
	free(relay->user);
	secret_free(relay, sizeof(*relay));
}
