/*
 * drive_stack - one login through a whole stack, answered prompt by prompt
 *
 *	drive_stack [-a] SERVICE USER PASSWORD CODE
 *	drive_stack -c DIR RHOST SERVICE USER PASSWORD CODE
 *
 * "Password: " is answered with PASSWORD, a prompt for both with the one and
 * the other behind it, any other with CODE. "^C" is no answer but PAM_CONV_ERR,
 * "^D" a NULL answer; a CODE "@COMMAND" is what that prints when it is asked
 *for. Prints each message, STYLE:TEXT, and at the end the name of what
 * pam_authenticate(3) and pam_acct_mgmt(3) returned; -a: after a yes also
 * pam_setcred(3), pam_open_session(3) and pam_close_session(3). -c: all six
 * calls, whatever those before said, pam_chauthtok(3) of a password that has to
 * be changed as the last; the service's file is in DIR.
 */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <security/pam_appl.h>

struct typist {
	const char *password, *code;
};

/* The first line that a command prints. */
static const char *
printed(const char *command, char *line, int size)
{
	FILE *in = popen(command, "r");

	if (in == NULL || fgets(line, size, in) == NULL)
		line[0] = '\0';
	if (in != NULL)
		(void)pclose(in);
	line[strcspn(line, "\n")] = '\0';
	return line;
}

static int
type(const struct typist *t, const char *prompt, char **out)
{
	const char *first = "", *second = t->code;
	char line[100];

	if (strstr(prompt, "assword") != NULL)
		first = t->password;
	if (first == t->password && strstr(prompt, "code") == NULL)
		second = "";
	if (second[0] == '@')
		second = printed(second + 1, line, sizeof(line));
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
	case PAM_NEW_AUTHTOK_REQD:
		return "PAM_NEW_AUTHTOK_REQD";
	case PAM_AUTHTOK_ERR:
		return "PAM_AUTHTOK_ERR";
	case PAM_MODULE_UNKNOWN: /* of a line after one that was ignored */
		return "PAM_IGNORE";
	case PAM_PERM_DENIED:
		return "PAM_PERM_DENIED";
	case PAM_USER_UNKNOWN:
		return "PAM_USER_UNKNOWN";
	default:
		return "another refusal";
	}
}

static void
take_no_time(pam_handle_t *pamh)
{
	void (*delay)(int, unsigned, void *) = skip_delay;
	const void *item;

	memcpy(&item, &delay, sizeof(item));
	(void)pam_set_item(pamh, PAM_FAIL_DELAY, item);
}

static int
every_call(char **argv)
{
	struct typist typist = {argv[4], argv[5]};
	const struct pam_conv conv = {converse, &typist};
	pam_handle_t *pamh = NULL;
	int said[6], i;

	if (pam_start_confdir(argv[2], argv[3], &conv, argv[0], &pamh) !=
		PAM_SUCCESS ||
	    pam_set_item(pamh, PAM_RHOST, argv[1]) != PAM_SUCCESS)
		return 2;
	take_no_time(pamh);
	said[0] = pam_authenticate(pamh, 0);
	said[1] = pam_acct_mgmt(pamh, 0);
	said[2] = pam_setcred(pamh, 0);
	said[3] = pam_open_session(pamh, 0);
	said[4] = pam_close_session(pamh, 0);
	said[5] = pam_chauthtok(pamh, PAM_CHANGE_EXPIRED_AUTHTOK);
	for (i = 0; i < 6; i++)
		(void)printf("%s%s", name_of(said[i]), i < 5 ? " " : "\n");
	(void)pam_end(pamh, said[0]);
	return said[0] != PAM_SUCCESS;
}

int
main(int argc, char **argv)
{
	struct typist typist;
	const struct pam_conv conv = {converse, &typist};
	pam_handle_t *pamh = NULL;
	bool all = argc > 1 && strcmp(argv[1], "-a") == 0;
	int r, account;

	if (argc == 8 && strcmp(argv[1], "-c") == 0)
		return every_call(argv + 2);
	argv += all;
	if (argc - all != 5)
		return 2;
	typist = (struct typist){argv[3], argv[4]};
	if (pam_start(argv[1], argv[2], &conv, &pamh) != PAM_SUCCESS)
		return 2;
	take_no_time(pamh);
	r = pam_authenticate(pamh, 0);
	account = r == PAM_SUCCESS ? pam_acct_mgmt(pamh, 0) : r;
	(void)printf("%s %s", name_of(r), name_of(account));
	if (all && account == PAM_SUCCESS) {
		(void)printf(" %s", name_of(pam_setcred(pamh, 0)));
		(void)printf(" %s", name_of(pam_open_session(pamh, 0)));
		(void)printf(" %s", name_of(pam_close_session(pamh, 0)));
	}
	(void)printf("\n");
	(void)pam_end(pamh, account);
	return r == PAM_SUCCESS && account == PAM_SUCCESS ? 0 : 1;
}
