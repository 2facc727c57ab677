/*
 * drive_stack - one login through a whole stack, answered prompt by prompt
 *
 *	drive_stack SERVICE USER PASSWORD CODE
 *
 * "Password: " is answered with PASSWORD, a prompt for both with the one and
 * the other behind it, any other with CODE. "^C" is no answer but PAM_CONV_ERR,
 * "^D" a NULL answer. Prints each message, STYLE:TEXT, and at the end the name
 * of what pam_authenticate(3) and pam_acct_mgmt(3) returned.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <security/pam_appl.h>

struct typist {
	const char *password, *code;
};

static int
type(const struct typist *t, const char *prompt, char **out)
{
	const char *first = "", *second = t->code;

	if (strstr(prompt, "assword") != NULL)
		first = t->password;
	if (first == t->password && strstr(prompt, "code") == NULL)
		second = "";
	if (strcmp(first, "^C") == 0 || strcmp(second, "^C") == 0)
		return PAM_CONV_ERR;
	if (strcmp(first, "^D") == 0 || strcmp(second, "^D") == 0)
		return PAM_SUCCESS;
	return asprintf(out, "%s%s", first, second) < 0 ? PAM_BUF_ERR
							: PAM_SUCCESS;
}

static int
converse(int n, const struct pam_message **messages,
    struct pam_response **responses, void *data)
{
	struct pam_response *all = calloc((size_t)n, sizeof(*all));
	int i, r = PAM_SUCCESS;

	for (i = 0; all != NULL && r == PAM_SUCCESS && i < n; i++) {
		(void)printf(
		    "%d:%s\n", messages[i]->msg_style, messages[i]->msg);
		if (messages[i]->msg_style == PAM_PROMPT_ECHO_OFF ||
		    messages[i]->msg_style == PAM_PROMPT_ECHO_ON)
			r = type(data, messages[i]->msg, &all[i].resp);
	}
	if (r == PAM_SUCCESS)
		*responses = all;
	else
		free(all);
	return r;
}

static void
skip_delay(int result, unsigned microseconds, void *data)
{
	(void)result;
	(void)microseconds;
	(void)data;
}

static const char *
name_of(int code)
{
	switch (code) {
	case PAM_SUCCESS:
		return "PAM_SUCCESS";
	case PAM_AUTH_ERR:
		return "PAM_AUTH_ERR";
	case PAM_AUTHINFO_UNAVAIL:
		return "PAM_AUTHINFO_UNAVAIL";
	case PAM_PERM_DENIED:
		return "PAM_PERM_DENIED";
	case PAM_USER_UNKNOWN:
		return "PAM_USER_UNKNOWN";
	default:
		return "another refusal";
	}
}

int
main(int argc, char **argv)
{
	struct typist typist;
	const struct pam_conv conv = {converse, &typist};
	void (*delay)(int, unsigned, void *) = skip_delay;
	pam_handle_t *pamh = NULL;
	const void *item;
	int r, account;

	if (argc != 5)
		return 2;
	typist = (struct typist){argv[3], argv[4]};
	if (pam_start(argv[1], argv[2], &conv, &pamh) != PAM_SUCCESS)
		return 2;
	memcpy(&item, &delay, sizeof(item));
	(void)pam_set_item(pamh, PAM_FAIL_DELAY, item);
	r = pam_authenticate(pamh, 0);
	account = r == PAM_SUCCESS ? pam_acct_mgmt(pamh, 0) : r;
	(void)printf("%s %s\n", name_of(r), name_of(account));
	(void)pam_end(pamh, account);
	return r == PAM_SUCCESS && account == PAM_SUCCESS ? 0 : 1;
}
