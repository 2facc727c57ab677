/*
 * fuzz_module - the PAM module against a credmint-auth that sends anything
 *
 * The first byte is how the application behaves, the second the flags and the
 * arguments; the rest are the frames. A success MUST have the whole word yes,
 * or that of a new password, among them, and the person MUST not be asked
 * without an end.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "host/run.h"
#include "tests/fuzz/frames.h"
#include "tests/fuzz/played_pam.h"

/* Of a conversation, and of calls after PAM_INCOMPLETE. */
#define TURNS_MAX 200
#define CALLS_MAX 100

enum manner {
	MANNER_SILENT = 1,  /* NULL for an answer */
	MANNER_LONG = 2,    /* an answer that is none */
	MANNER_AGAIN = 4,   /* not ready at every other turn */
	MANNER_AWAY = 8,    /* fails from the third turn on */
	MANNER_ORIGIN = 16, /* from a host whose name is too long */
	MANNER_TOKEN = 32,  /* another module has asked */
};

static struct {
	const uint8_t *in;
	size_t n;
	int ours;
	unsigned turns;
	unsigned manner;
} play;

/* ---- a credmint-auth ---- */

int __wrap_run_service(const char *path, int *sock, pid_t *keeper);
int __wrap_run_connect(const char *path, int ms, int *sock);
void __wrap_run_service_end(int *sock, pid_t keeper, int grace_ms);

int
__wrap_run_service(const char *path, int *sock, pid_t *keeper)
{
	(void)path;
	if (play.ours != -1)
		frames_wrong("started twice");
	*keeper = -1;
	frames_pair(play.in, play.n, &play.ours, sock);
	return 0;
}

int
__wrap_run_connect(const char *path, int ms, int *sock)
{
	(void)path;
	(void)ms;
	*sock = -1;
	return -ENOENT;
}

void
__wrap_run_service_end(int *sock, pid_t keeper, int grace_ms)
{
	(void)keeper;
	(void)grace_ms;
	(void)close(*sock);
	*sock = -1;
}

/* ---- an application ---- */

static char *
answer(void)
{
	char *text;

	if ((play.manner & MANNER_SILENT) != 0)
		return NULL;
	if ((play.manner & MANNER_LONG) == 0)
		return strdup("BCDF-GHJK");
	text = malloc(600);
	if (text != NULL) {
		memset(text, 'B', 599);
		text[599] = '\0';
	}
	return text;
}

static int
converse(int n, const struct pam_message **message,
    struct pam_response **response, void *arg)
{
	(void)arg;
	if (++play.turns > TURNS_MAX)
		frames_wrong("does not come to an end");
	if (n != 1 || strlen(message[0]->msg) > 512)
		frames_wrong("more than a message");
	if ((play.manner & MANNER_AGAIN) != 0 && play.turns % 2 == 1)
		return PAM_CONV_AGAIN;
	if ((play.manner & MANNER_AWAY) != 0 && play.turns > 2)
		return PAM_CONV_ERR;
	*response = calloc(1, sizeof(**response));
	if (*response == NULL)
		return PAM_BUF_ERR;
	if (message[0]->msg_style == PAM_PROMPT_ECHO_OFF ||
	    message[0]->msg_style == PAM_PROMPT_ECHO_ON)
		(*response)->resp = answer();
	return PAM_SUCCESS;
}

static const struct pam_conv conv = {converse, NULL};

static void
furnish(pam_handle_t *pamh)
{
	static char host[400];

	pamh->items[PAM_USER] = "alice";
	pamh->items[PAM_SERVICE] = "sshd";
	pamh->items[PAM_TTY] = "ssh";
	pamh->items[PAM_RHOST] = "192.0.2.1";
	pamh->items[PAM_CONV] = &conv;
	if ((play.manner & MANNER_ORIGIN) != 0) {
		memset(host, 'h', sizeof(host) - 1);
		pamh->items[PAM_RHOST] = host;
	}
	if ((play.manner & MANNER_TOKEN) != 0)
		pamh->authtok = strdup("a passwordBCDFGHJK");
}

/* What may follow from these frames, and nothing else. */
static void
judge(int result, bool nullok)
{
	switch (result) {
	case PAM_SUCCESS:
		if (!frames_hold(
			play.in, play.n, frames_yes, sizeof(frames_yes)) &&
		    !frames_hold(
			play.in, play.n, frames_change, sizeof(frames_change)))
			frames_wrong("a yes out of nothing");
		if ((play.manner & MANNER_ORIGIN) != 0)
			frames_wrong("a yes for an origin that was cut");
		break;
	case PAM_IGNORE:
		if (!frames_hold(play.in, play.n, frames_exempt,
			sizeof(frames_exempt)) &&
		    (!nullok ||
			!frames_hold(play.in, play.n, frames_absent,
			    sizeof(frames_absent))))
			frames_wrong("left out for nothing");
		break;
	case PAM_AUTH_ERR:
	case PAM_AUTHINFO_UNAVAIL:
	case PAM_INCOMPLETE:
		break;
	default:
		frames_wrong("another result");
	}
}

static const char *const arguments[] = {
    "try_first_pass", "use_first_pass", "nullok", "forward_pass"};

int
LLVMFuzzerTestOneInput(const uint8_t *in, size_t n)
{
	const char *argv[4];
	pam_handle_t pamh;
	int argc = 0, flags, calls = 0, result;
	bool nullok;

	if (n < 2)
		return 0;
	memset(&pamh, 0, sizeof(pamh));
	memset(&play, 0, sizeof(play));
	play.manner = in[0];
	play.ours = -1;
	play.in = in + 2;
	play.n = n - 2;
	furnish(&pamh);
	flags = (in[1] & 1) != 0 ? PAM_SILENT : 0;
	for (unsigned i = 0; i < 4; i++)
		if ((in[1] & (2u << i)) != 0)
			argv[argc++] = arguments[i];
	nullok = (in[1] & 8) != 0;
	do
		result = pam_sm_authenticate(&pamh, flags, argc, argv);
	while (result == PAM_INCOMPLETE && ++calls < CALLS_MAX);
	judge(result, nullok);
	played_pam_end(&pamh, result);
	if (play.ours != -1)
		(void)close(play.ours);
	return 0;
}
