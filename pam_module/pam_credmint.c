/*
 * pam_credmint - the six calls of a PAM module
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <security/pam_ext.h>
#include <security/pam_modules.h>

#include "pam_module/args.h"
#include "pam_module/relay.h"

/* Microseconds before a refusal is told, at least. */
#define FAIL_DELAY 2000000

/* What a handle keeps: a conversation under way, and who got a yes. */
#define DATA_RELAY "credmint_relay"
#define DATA_YES "credmint_yes"

#define EXPORT __attribute__((visibility("default")))

/*
 * The one table from verdict to PAM; what it does not name is PAM_AUTH_ERR. To
 * be ignored takes a line that allows it: a stray frame opens nothing.
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
	    {WIRE_UNAVAILABLE, 0, PAM_AUTHINFO_UNAVAIL},
	    {WIRE_ABSENT, WIRE_NULLOK, PAM_IGNORE},
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

static void
free_name(pam_handle_t *pamh, void *data, int status)
{
	(void)pamh;
	(void)status;
	free(data);
}

/* A yes belongs to this handle and this name, until the next attempt. */
static int
remember_yes(pam_handle_t *pamh, const char *user)
{
	char *name = strdup(user);

	if (name == NULL)
		return PAM_AUTH_ERR;
	if (pam_set_data(pamh, DATA_YES, name, free_name) == PAM_SUCCESS)
		return PAM_SUCCESS;
	free(name);
	return PAM_AUTH_ERR;
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
	code = r == 0 ? pam_code(verdict, request->args) : PAM_AUTH_ERR;
	if (r == -ECANCELED)
		code = PAM_CONV_ERR;
	if (code == PAM_SUCCESS)
		code = remember_yes(pamh, request->user);
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

	if (pam_set_data(pamh, DATA_YES, NULL, NULL) != PAM_SUCCESS)
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

EXPORT int
pam_sm_acct_mgmt(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	const void *yes = NULL, *user = NULL;
	int code = PAM_IGNORE;

	(void)flags;
	if (pam_get_data(pamh, DATA_YES, &yes) == PAM_SUCCESS && yes != NULL &&
	    pam_get_item(pamh, PAM_USER, &user) == PAM_SUCCESS &&
	    user != NULL && strcmp(yes, user) == 0)
		code = PAM_SUCCESS;
	return nothing_to_do(pamh, argc, argv, code);
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

/* There is no password here to change, so passwd(1) goes on without us. */
EXPORT int
pam_sm_chauthtok(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	(void)pamh;
	(void)flags;
	(void)argc;
	(void)argv;
	return PAM_IGNORE;
}
