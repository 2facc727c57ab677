/*
 * password - a new password after a code that leads to one
 */

#include "pam_module/password.h"

#include <errno.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include <security/pam_ext.h>

#include "core/secret.h"
#include "host/run.h"
#include "pam_module/converse.h"
#include "pam_module/relay.h"
#include "pam_module/service.h"
#include "pam_module/verdict.h"

#define PROGRAM CREDMINT_LIBEXECDIR "/credmint-passwd"
#ifndef PASSWORD_ACCOUNTS /* a test has its own */
#	define PASSWORD_ACCOUNTS "/etc/passwd"
#endif

/* Milliseconds: to send a frame; for chpasswd(8), which may wait for others. */
#define SEND_MS 2000
#ifndef PASSWORD_SET_MS /* a test waits less */
#	define PASSWORD_SET_MS 90000
#endif

/* A documented outcome: the password is what it was, for certain. */
#define UNCHANGED 1

/* Bytes of a line of /etc/passwd; a longer one is nobody's. */
#define LINE_SIZE 2048

/* What is said to credmint-passwd, and by it. */
struct exchange {
	struct wire_frame frame;
	unsigned char bytes[WIRE_FRAME_MAX];
};

bool
password_is_ours(pam_handle_t *pamh, int flags)
{
	return geteuid() == 0 &&
	    ((unsigned)flags & PAM_CHANGE_EXPIRED_AUTHTOK) != 0 &&
	    verdict_may_change(pamh);
}

/* Not to be heard is no fault: the prompts that follow are. */
static void
show(pam_handle_t *pamh, int flags, int style, const char *text)
{
	if (((unsigned)flags & PAM_SILENT) == 0 &&
	    converse_show(pamh, style, text) != 0)
		return;
}

static const char *
user_of(pam_handle_t *pamh)
{
	const void *user = NULL;

	if (pam_get_item(pamh, PAM_USER, &user) != PAM_SUCCESS)
		return NULL;
	return user;
}

/*
 * Somebody's line that is too long here stops nobody else. The C library may
 * have taken the beginning of it or not.
 */
static int
skip_line(FILE *file)
{
	int c;

	do {
		c = getc(file);
	} while (c != '\n' && c != EOF);
	return c == EOF ? ENOENT : 0;
}

/* Whether the account is this host's own. 1, 0, or a negative errno. */
static int
is_local(const char *user)
{
	bool skipped = false;
	FILE *file = fopen(PASSWORD_ACCOUNTS, "re");
	struct passwd entry = {.pw_name = NULL}, *found = NULL;
	char line[LINE_SIZE];
	int r;

	if (file == NULL)
		return -errno;
	do {
		found = NULL;
		r = fgetpwent_r(file, &entry, line, sizeof(line), &found);
		if (r == ERANGE) {
			skipped = true;
			r = skip_line(file);
		}
	} while (r == 0 && (found == NULL || strcmp(entry.pw_name, user) != 0));
	(void)fclose(file);
	if (r == 0)
		return 1;
	/* It may have been that one. */
	if (r == ENOENT && skipped)
		return -EMSGSIZE;
	return r == ENOENT ? 0 : -r;
}

int
password_check(pam_handle_t *pamh, int flags)
{
	const char *user = user_of(pamh);
	int r = user == NULL ? -EINVAL : is_local(user);

	if (r == 1) {
		verdict_promise(pamh, true);
		show(pamh, flags, PAM_TEXT_INFO,
		    "You must choose a new password now.");
		return PAM_SUCCESS;
	}
	if (r == 0) {
		pam_syslog(pamh, LOG_ERR,
		    "%s is not in " PASSWORD_ACCOUNTS ": his password is "
		    "changed where it is kept",
		    user);
		return PAM_USER_UNKNOWN;
	}
	pam_syslog(pamh, LOG_ERR, "cannot read " PASSWORD_ACCOUNTS ": %s",
	    strerror(-r));
	return PAM_AUTHTOK_ERR;
}

/*
 * What the other side says in the end. 0: it is set; UNCHANGED; or a negative
 * errno: nobody knows.
 */
static int
receive_verdict(struct exchange *x, int sock)
{
	int n = run_receive(
	    sock, x->bytes, sizeof(x->bytes), run_clock_ms() + PASSWORD_SET_MS);

	if (n == 0)
		return -EPIPE;
	if (n < 0)
		return n;
	n = wire_unpack(x->bytes, (size_t)n, &x->frame);
	if (n == 0 && x->frame.type != WIRE_FINISH)
		n = -EPROTO;
	if (n != 0 || x->frame.u.finish.verdict == WIRE_YES)
		return n;
	return x->frame.u.finish.verdict == WIRE_NO ? UNCHANGED : -EPERM;
}

/* Before it has begun nothing can have changed. */
static int
set_by(struct exchange *x, int sock, const char *user, const char *text)
{
	struct wire_frame *f = &x->frame;
	int n;

	f->type = WIRE_SET;
	f->u.set.n = strlen(text);
	if (strlen(user) > WIRE_NAME_MAX || f->u.set.n > WIRE_ANSWER_MAX)
		return UNCHANGED;
	memcpy(f->u.set.user, user, strlen(user) + 1);
	memcpy(f->u.set.text, text, f->u.set.n);
	n = wire_pack(f, x->bytes, sizeof(x->bytes));
	if (n > 0)
		n = run_send(
		    sock, x->bytes, (size_t)n, run_clock_ms() + SEND_MS);
	SECRET_WIPE_OBJECT(x);
	/* It was not sent: the other side knows nothing. */
	if (n != 0)
		return UNCHANGED;
	return receive_verdict(x, sock);
}

static void
log_failure(pam_handle_t *pamh, const char *user, int r)
{
	if (r == UNCHANGED)
		pam_syslog(pamh, LOG_ERR,
		    "the password of %s was not changed: " PROGRAM
		    ": see what it logged",
		    user);
	else
		pam_syslog(pamh, LOG_ERR,
		    "whether the password of %s was changed is not known: " PROGRAM
		    ": %s: the codes that led here have ended, issue "
		    "another: credmint code issue --must-change %s",
		    user,
		    r == -EPERM       ? "see what it logged"
			: r == -EPIPE ? "ended without a verdict"
				      : strerror(-r),
		    user);
}

/* 0; UNCHANGED; or a negative errno: nobody knows. Failures are logged. */
static int
set_password(pam_handle_t *pamh, const char *user, const char *text)
{
	struct exchange *x = calloc(1, sizeof(*x));
	struct service s;
	int r;

	if (x == NULL)
		return UNCHANGED;
	if (service_start(&s, pamh, PROGRAM) != 0) {
		r = UNCHANGED;
	} else {
		r = set_by(x, s.sock, user, text);
		if (r != 0)
			log_failure(pamh, user, r);
		service_close(&s);
	}
	secret_free(x, sizeof(*x));
	return r;
}

static bool
tell(pam_handle_t *pamh, const struct relay_request *request,
    enum wire_option call)
{
	enum wire_verdict verdict;

	return relay_call(pamh, request, call, &verdict) == 0 &&
	    verdict == WIRE_YES;
}

/*
 * From the word that it is about to happen on the codes that led here are good
 * no more, whatever becomes of this process: only what is known for certain
 * makes them good again.
 */
static int
set_and_tell(
    pam_handle_t *pamh, const struct relay_request *request, const char *text)
{
	const char *user = request->user;
	int r;

	if (!tell(pamh, request, WIRE_CHANGING)) {
		pam_syslog(pamh, LOG_ERR,
		    "the password of %s was not changed: credmint-auth could "
		    "not be told before; if it was and its answer was lost, "
		    "the codes that led here have ended: credmint code list %s",
		    user, user);
		return UNCHANGED;
	}
	r = set_password(pamh, user, text);
	if (r == 0)
		pam_syslog(pamh, LOG_NOTICE, "password changed for %s", user);
	if (r == 0 && !tell(pamh, request, WIRE_CHANGED))
		pam_syslog(pamh, LOG_ERR,
		    "%s has a new password, but credmint-auth could not be "
		    "told: the codes that led to it are good no more, but stay "
		    "listed until they end",
		    user);
	if (r == UNCHANGED && !tell(pamh, request, WIRE_UNCHANGED))
		pam_syslog(pamh, LOG_ERR,
		    "credmint-auth could not be told that %s has no new "
		    "password: the codes that led here have ended, issue "
		    "another: credmint code issue --must-change %s",
		    user, user);
	return r;
}

/* The new password, from a module before this one or from the person. */
static int
get_password(pam_handle_t *pamh, int flags, const char **text)
{
	int r = pam_get_authtok(pamh, PAM_AUTHTOK, text, NULL);

	if (r == PAM_CONV_AGAIN || r == PAM_INCOMPLETE)
		return PAM_INCOMPLETE;
	if (r != PAM_SUCCESS || *text == NULL)
		return PAM_AUTHTOK_ERR;
	if ((*text)[0] != '\0' && strlen(*text) <= WIRE_ANSWER_MAX)
		return PAM_SUCCESS;
	show(pamh, flags, PAM_ERROR_MSG,
	    (*text)[0] == '\0' ? "No password was given."
			       : "That password is too long.");
	return PAM_AUTHTOK_ERR;
}

int
password_change(pam_handle_t *pamh, const struct args *args, int flags)
{
	struct relay_request request = {NULL, args, flags};
	const char *user, *text = NULL;
	int r = get_password(pamh, flags, &text);

	if (r != PAM_SUCCESS)
		return r;
	/* A prompt may have waited for long. */
	user = user_of(pamh);
	if (user == NULL || !verdict_may_change(pamh))
		return PAM_AUTHTOK_ERR;
	verdict_use(pamh);
	request.user = user;
	if (set_and_tell(pamh, &request, text) != 0)
		return PAM_AUTHTOK_ERR;
	verdict_fulfil(pamh);
	return PAM_SUCCESS;
}
