/*
 * pam_credmint - the six calls of a PAM module
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include <security/pam_ext.h>
#include <security/pam_modules.h>

#include "pam_module/args.h"
#include "pam_module/converse.h"
#include "pam_module/lastchg.h"
#include "pam_module/password.h"
#include "pam_module/relay.h"
#include "pam_module/verdict.h"

/* Microseconds before a refusal is told, at least. */
#define FAIL_DELAY 2000000

/* What a handle keeps: a conversation under way. */
#define DATA_RELAY "credmint_relay"

#define EXPORT __attribute__((visibility("default")))

/*
 * The one table from verdict to PAM; what it does not name is PAM_AUTH_ERR. To
 * be ignored for want of an enrolment takes a line that allows it; who is
 * exempt, root's configuration says.
 */
static int
pam_code(enum wire_verdict verdict, const struct args *args)
{
	static const struct {
		enum wire_verdict verdict;
		uint32_t option; /* that the line must have */
		int code;
	} codes[] = {
	    {WIRE_YES, 0, PAM_SUCCESS},
	    {WIRE_CHANGE, 0, PAM_SUCCESS},
	    {WIRE_UNAVAILABLE, 0, PAM_AUTHINFO_UNAVAIL},
	    {WIRE_ABSENT, WIRE_NULLOK, PAM_IGNORE},
	    {WIRE_EXEMPT, 0, PAM_IGNORE},
	};
	size_t i;

	for (i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (codes[i].verdict == verdict &&
		    (args->options & codes[i].option) == codes[i].option)
			return codes[i].code;
	return PAM_AUTH_ERR;
}

static void
free_relay(pam_handle_t *pamh, void *data, int status)
{
	(void)pamh;
	(void)status;
	relay_free(data);
}

/* The conversation that waits for the application, when it is about user. */
static struct relay *
waiting_relay(pam_handle_t *pamh, const char *user)
{
	const void *data = NULL;
	void *found;

	if (pam_get_data(pamh, DATA_RELAY, &data) != PAM_SUCCESS ||
	    data == NULL)
		return NULL;
	memcpy(&found, &data, sizeof(found)); /* it was ours, without const */
	return relay_is_about(found, user) ? found : NULL;
}

/* A new conversation, kept in the handle, which ends what it replaces. */
static int
new_relay(struct relay **relay, pam_handle_t *pamh,
    const struct relay_request *request)
{
	int r = relay_start(relay, pamh, request);

	if (r == RELAY_NOT_RUNNING)
		return pam_code(WIRE_UNAVAILABLE, request->args);
	if (r != 0)
		return PAM_AUTH_ERR;
	if (pam_set_data(pamh, DATA_RELAY, *relay, free_relay) == PAM_SUCCESS)
		return PAM_SUCCESS;
	relay_free(*relay);
	return PAM_AUTH_ERR;
}

/*
 * Whoever answers may have said another name meanwhile: what was found out is
 * of the name that was asked about.
 */
static bool
same_user(pam_handle_t *pamh, const struct relay *relay)
{
	const void *user = NULL;

	if (pam_get_item(pamh, PAM_USER, &user) == PAM_SUCCESS &&
	    user != NULL && relay_is_about(relay, user))
		return true;
	/* Neither is named: people type passwords there. */
	pam_syslog(pamh, LOG_ERR,
	    "PAM_USER is another name now than credmint-auth was asked about; "
	    "refused");
	return false;
}

/* What PAM is told of a verdict, kept when it is a yes. */
static int
conclude(pam_handle_t *pamh, const struct relay *relay, const struct args *args,
    enum wire_verdict verdict)
{
	const int code = pam_code(verdict, args);

	if (!same_user(pamh, relay))
		return PAM_AUTH_ERR;
	/* It belongs to this handle and this name, until the next attempt. */
	if (code == PAM_SUCCESS &&
	    verdict_keep(pamh, relay_user(relay), verdict) != PAM_SUCCESS)
		return PAM_AUTH_ERR;
	return code;
}

/* The request's user is libpam's, which may be gone after a conversation. */
static int
ask_credmint(pam_handle_t *pamh, const struct relay_request *request)
{
	struct relay *relay = waiting_relay(pamh, request->user);
	enum wire_verdict verdict = WIRE_NO;
	int code = PAM_SUCCESS, r;

	if (relay == NULL)
		code = new_relay(&relay, pamh, request);
	if (code != PAM_SUCCESS)
		return code;
	r = relay_run(relay, pamh, &verdict);
	if (r == RELAY_AGAIN)
		return PAM_INCOMPLETE;
	if (r == 0)
		code = conclude(pamh, relay, request->args, verdict);
	else
		code = r == -ECANCELED ? PAM_CONV_ERR : PAM_AUTH_ERR;
	if (pam_set_data(pamh, DATA_RELAY, NULL, NULL) != PAM_SUCCESS)
		code = PAM_AUTH_ERR;
	return code;
}

/* What PAM is told, or PAM_CONV_ERR: the person gave no answer. */
static int
authenticate(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	struct args args;
	struct relay_request request = {NULL, &args, flags};
	int r;

	if (verdict_forget(pamh) != PAM_SUCCESS)
		return PAM_AUTH_ERR;
	if (args_read(pamh, argc, argv, &args) != 0)
		return PAM_AUTH_ERR;
	r = pam_get_user(pamh, &request.user, NULL);
	if (r == PAM_CONV_AGAIN || r == PAM_INCOMPLETE)
		return PAM_INCOMPLETE;
	if (r != PAM_SUCCESS || request.user == NULL)
		return PAM_AUTH_ERR;
	r = ask_credmint(pamh, &request);
	args_trace(pamh, &args, "authenticate: %d", r);
	return r;
}

EXPORT int
pam_sm_authenticate(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	int r = authenticate(pamh, flags, argc, argv);

	/* Who gave up at the prompt tried nothing, and need not wait. */
	if (r == PAM_CONV_ERR)
		return PAM_AUTH_ERR;
	(void)pam_fail_delay(pamh, FAIL_DELAY);
	return r;
}

/* What a call says that has nothing to do: its line must still make sense. */
static int
nothing_to_do(pam_handle_t *pamh, int argc, const char **argv, int code)
{
	struct args args;

	return args_read(pamh, argc, argv, &args) == 0 ? code : PAM_SERVICE_ERR;
}

/* Why an account whose password must be changed is refused. */
static int
refuse_account(pam_handle_t *pamh, const struct relay_request *request,
    enum wire_verdict verdict)
{
	if (verdict != WIRE_LATE) {
		pam_syslog(pamh, LOG_ERR,
		    "%s must change his password, and nobody could tell "
		    "whether it is a temporary one in time; refused",
		    request->user);
		return PAM_AUTHTOK_EXPIRED;
	}
	pam_syslog(pamh, LOG_NOTICE,
	    "the temporary password of %s was not used in time; refused",
	    request->user);
	if (((unsigned)request->flags & PAM_SILENT) == 0 &&
	    converse_show(pamh, PAM_ERROR_MSG,
		"The temporary password was not used in time.") != 0)
		return PAM_AUTHTOK_EXPIRED;
	return PAM_AUTHTOK_EXPIRED;
}

/*
 * A password that must be changed may be a temporary one, which only the
 * registry knows, and no answer is none: it might have been dead for long. Any
 * other account is let alone, also where there is no registry. code is what to
 * say when this has nothing to say.
 */
static int
temporary(pam_handle_t *pamh, const struct relay_request *request, int code)
{
	enum wire_verdict verdict = WIRE_NO;
	enum lastchg lastchg = lastchg_of(pamh, request->user);

	if (lastchg == LASTCHG_OTHER)
		return code;
	if (lastchg != LASTCHG_ZERO ||
	    relay_call(pamh, request, WIRE_ACCOUNT, &verdict) != 0)
		verdict = WIRE_UNAVAILABLE;
	if (verdict == WIRE_ABSENT)
		return code;
	if (verdict == WIRE_CHANGE)
		return PAM_NEW_AUTHTOK_REQD;
	return refuse_account(pamh, request, verdict);
}

EXPORT int
pam_sm_acct_mgmt(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	const enum wire_verdict verdict = verdict_of_user(pamh);
	const int code = verdict == WIRE_YES ? PAM_SUCCESS : PAM_IGNORE;
	const void *user = NULL;
	struct args args;
	struct relay_request request = {NULL, &args, flags};

	if (args_read(pamh, argc, argv, &args) != 0)
		return PAM_SERVICE_ERR;
	if (verdict == WIRE_CHANGE)
		return PAM_NEW_AUTHTOK_REQD;
	if (geteuid() != 0 ||
	    pam_get_item(pamh, PAM_USER, &user) != PAM_SUCCESS || user == NULL)
		return code;
	request.user = user;
	return temporary(pamh, &request, code);
}

EXPORT int
pam_sm_setcred(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	(void)flags;
	return nothing_to_do(pamh, argc, argv, PAM_SUCCESS);
}

EXPORT int
pam_sm_open_session(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	(void)flags;
	return nothing_to_do(pamh, argc, argv, PAM_SUCCESS);
}

EXPORT int
pam_sm_close_session(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	(void)flags;
	return nothing_to_do(pamh, argc, argv, PAM_SUCCESS);
}

/*
 * What a first phase said yes to, its second refuses rather than ignores: by
 * then the modules that would set a password are passed over.
 */
EXPORT int
pam_sm_chauthtok(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	const bool first = ((unsigned)flags & PAM_PRELIM_CHECK) != 0;
	struct args args;

	if (first)
		verdict_promise(pamh, false);
	if (!password_is_ours(pamh, flags))
		return verdict_promised(pamh) ? PAM_AUTHTOK_ERR : PAM_IGNORE;
	if (args_read(pamh, argc, argv, &args) != 0)
		return PAM_AUTHTOK_ERR;
	return first ? password_check(pamh, flags)
		     : password_change(pamh, &args, flags);
}
