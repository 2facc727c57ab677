/*
 * relay - a conversation between a person and credmint-auth
 */

#include "pam_module/relay.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <syslog.h>
#include <unistd.h>

#include <security/pam_ext.h>

#include "core/secret.h"
#include "host/run.h"
#include "pam_module/converse.h"

#define PROGRAM CREDMINT_LIBEXECDIR "/credmint-auth"

/* Milliseconds: to send a frame, to wait for one, to let the service end. */
#define SEND_MS 2000
#ifndef RELAY_FRAME_MS /* a test waits less */
#	define RELAY_FRAME_MS 30000
#endif
#define END_MS 1000

/* Frames of a conversation; far more than any has. */
#define FRAMES_MAX 64

struct relay {
	int sock;
	pid_t keeper;
	pid_t owner;     /* the process that may end the service */
	unsigned frames; /* received so far */
	bool again;      /* frame waits for the application */
	bool doomed;     /* an item was too long: never a yes */
	bool silent;     /* PAM_SILENT: nothing is shown */
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

static int
send_frame(struct relay *relay, pam_handle_t *pamh)
{
	int n = wire_pack(&relay->frame, relay->bytes, sizeof(relay->bytes));
	int r = n;

	if (n > 0)
		r = run_send(relay->sock, relay->bytes, (size_t)n,
		    run_clock_ms() + SEND_MS);
	SECRET_WIPE_ARRAY(relay->bytes);
	SECRET_WIPE_OBJECT(&relay->frame);
	if (r != 0)
		pam_syslog(pamh, LOG_ERR, "%s does not listen: %s", PROGRAM,
		    strerror(-r));
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
	put(relay, f->u.hello.conf, request->conf);
	r = put_item(relay, pamh, PAM_SERVICE, f->u.hello.service);
	if (r == 0)
		r = put_item(relay, pamh, PAM_RHOST, f->u.hello.rhost);
	if (r == 0)
		r = put_item(relay, pamh, PAM_RUSER, f->u.hello.ruser);
	if (r == 0)
		r = put_item(relay, pamh, PAM_TTY, f->u.hello.tty);
	if (relay->doomed)
		SECRET_WIPE_ARRAY(f->u.hello.user);
	return r != 0 ? r : send_frame(relay, pamh);
}

static int
start_service(struct relay *relay, pam_handle_t *pamh)
{
	int r = run_service(PROGRAM, &relay->sock, &relay->keeper);

	if (r == 0)
		return 0;
	pam_syslog(pamh, LOG_ERR, "cannot run %s: %s", PROGRAM, strerror(-r));
	return RELAY_NOT_RUNNING;
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
	relay->sock = -1;
	relay->owner = getpid();
	relay->silent = ((unsigned)request->flags & PAM_SILENT) != 0;
	relay->user = strdup(request->user);
	if (relay->user != NULL)
		r = start_service(relay, pamh);
	if (r == 0)
		r = say_hello(relay, pamh, request);
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
		pam_syslog(
		    pamh, LOG_ERR, "%s does not come to an end", PROGRAM);
		return -EPROTO;
	}
	n = run_receive(relay->sock, relay->bytes, sizeof(relay->bytes),
	    run_clock_ms() + RELAY_FRAME_MS);
	if (n > 0 && wire_unpack(relay->bytes, (size_t)n, &relay->frame) == 0)
		return 0;
	if (n == 0 || n == -ECONNRESET)
		what = "ended without a verdict";
	else if (n == -ETIMEDOUT)
		what = "said nothing for too long";
	else if (n < 0 && n != -EMSGSIZE)
		what = strerror(-n);
	pam_syslog(pamh, LOG_ERR, "%s: %s", PROGRAM, what);
	return n < 0 ? n : -EPROTO;
}

static int
show(struct relay *relay, pam_handle_t *pamh)
{
	int style = relay->frame.u.show.style == WIRE_STYLE_ERROR
	    ? PAM_ERROR_MSG
	    : PAM_TEXT_INFO;

	if (relay->silent)
		return 0;
	return converse_show(pamh, style, relay->frame.u.show.text);
}

/*
 * An answer too long to be one goes as an empty one, so that it is counted
 * and costs the same.
 */
static int
ask(struct relay *relay, pam_handle_t *pamh)
{
	int style = relay->frame.u.show.style == WIRE_STYLE_SHOWN
	    ? PAM_PROMPT_ECHO_ON
	    : PAM_PROMPT_ECHO_OFF;
	struct wire_frame *f = &relay->frame;
	char *answer;
	int r;

	r = converse_ask(pamh, style, f->u.show.text, &answer);
	if (r != 0)
		return r;
	SECRET_WIPE_OBJECT(f);
	f->type = WIRE_ANSWER;
	if (answer != NULL &&
	    strnlen(answer, WIRE_ANSWER_MAX + 1) <= WIRE_ANSWER_MAX) {
		f->u.answer.n = strlen(answer);
		memcpy(f->u.answer.text, answer, f->u.answer.n);
	}
	converse_forget(answer);
	return send_frame(relay, pamh);
}

/* Do what the frame says, which is anything but FINISH. */
static int
obey(struct relay *relay, pam_handle_t *pamh)
{
	if (relay->frame.type == WIRE_SHOW)
		return show(relay, pamh);
	if (relay->frame.type == WIRE_ASK)
		return ask(relay, pamh);
	pam_syslog(pamh, LOG_ERR, "%s: a frame out of place", PROGRAM);
	return -EPROTO;
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
	if (relay->sock != -1 && relay->owner == getpid())
		run_service_end(&relay->sock, relay->keeper, END_MS);
	else if (relay->sock != -1)
		(void)close(relay->sock);
	free(relay->user);
	secret_free(relay, sizeof(*relay));
}
