/*
 * drive_peer - one PAM login, told in full
 *
 *	drive_peer DIR SERVICE USER [RHOST]
 *
 * Uses the service's file in DIR and prints what happens, a line each: "ask
 * PROMPT", "show TEXT", "auth PAM_...", "account PAM_..." after a yes, and
 * "left N": how many descriptors more are open at the end than before. USER
 * "@N" is a name of N bytes. A prompt is answered by the next line of standard
 * input: "@null" is no answer, "@none" not even a place for one, "@error" a
 * broken conversation, as after the end of the lines, "@N" N bytes. "@run
 * COMMAND" is the first line that a shell command prints, which finds the
 * question in PROMPT.
 */

#include <dirent.h>
#include <security/pam_appl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#define LONGEST (1024 * 1024)
/* No code of PAM: success without a response. */
#define NO_PLACE (-1)

static const char *const codes[] = {
    [PAM_SUCCESS] = "PAM_SUCCESS",
    [PAM_OPEN_ERR] = "PAM_OPEN_ERR",
    [PAM_SERVICE_ERR] = "PAM_SERVICE_ERR",
    [PAM_SYSTEM_ERR] = "PAM_SYSTEM_ERR",
    [PAM_BUF_ERR] = "PAM_BUF_ERR",
    [PAM_PERM_DENIED] = "PAM_PERM_DENIED",
    [PAM_AUTH_ERR] = "PAM_AUTH_ERR",
    [PAM_CRED_INSUFFICIENT] = "PAM_CRED_INSUFFICIENT",
    [PAM_AUTHINFO_UNAVAIL] = "PAM_AUTHINFO_UNAVAIL",
    [PAM_USER_UNKNOWN] = "PAM_USER_UNKNOWN",
    [PAM_MAXTRIES] = "PAM_MAXTRIES",
    [PAM_NEW_AUTHTOK_REQD] = "PAM_NEW_AUTHTOK_REQD",
    [PAM_ACCT_EXPIRED] = "PAM_ACCT_EXPIRED",
    [PAM_CONV_ERR] = "PAM_CONV_ERR",
    [PAM_AUTHTOK_ERR] = "PAM_AUTHTOK_ERR",
    [PAM_AUTHTOK_RECOVERY_ERR] = "PAM_AUTHTOK_RECOVERY_ERR",
    [PAM_IGNORE] = "PAM_IGNORE",
    [PAM_ABORT] = "PAM_ABORT",
    [PAM_AUTHTOK_EXPIRED] = "PAM_AUTHTOK_EXPIRED",
    [PAM_MODULE_UNKNOWN] = "PAM_MODULE_UNKNOWN",
    [PAM_CONV_AGAIN] = "PAM_CONV_AGAIN",
    [PAM_INCOMPLETE] = "PAM_INCOMPLETE",
};

static void
tell(const char *call, int code)
{
	if (code >= 0 && (size_t)code < sizeof(codes) / sizeof(*codes) &&
	    codes[code] != NULL)
		printf("%s %s\n", call, codes[code]);
	else
		printf("%s %d\n", call, code);
}

/* "@N": N letters; freed by the caller. NULL: not of this form. */
static char *
letters(const char *text)
{
	char *end, *out;
	unsigned long n;

	if (text[0] != '@' || text[1] < '0' || text[1] > '9')
		return NULL;
	n = strtoul(text + 1, &end, 10);
	if (*end != '\0' || n > LONGEST)
		return NULL;
	out = malloc(n + 1);
	if (out != NULL) {
		memset(out, 'a', n);
		out[n] = '\0';
	}
	return out;
}

static bool
next_line(FILE *in, char *line, size_t size)
{
	if (fgets(line, (int)size, in) == NULL)
		return false;
	line[strcspn(line, "\n")] = '\0';
	return true;
}

/* What a command prints first, as of somebody who reads the prompt. */
static bool
look_up(const char *command, const char *prompt, char *line, size_t size)
{
	FILE *in;
	bool found;

	if (fflush(stdout) != 0 || setenv("PROMPT", prompt, 1) != 0)
		return false;
	in = popen(command, "re");
	if (in == NULL)
		return false;
	found = next_line(in, line, size);
	return pclose(in) == 0 && found && unsetenv("PROMPT") == 0;
}

/* One answer: what is typed, in *answer. */
static int
type(const char *prompt, char **answer)
{
	static const char run[] = "@run ";
	char line[1024], command[1024];

	*answer = NULL;
	if (!next_line(stdin, line, sizeof(line)) ||
	    strcmp(line, "@error") == 0)
		return PAM_CONV_ERR;
	if (strcmp(line, "@null") == 0)
		return PAM_SUCCESS;
	if (strcmp(line, "@none") == 0)
		return NO_PLACE;
	if (strncmp(line, run, strlen(run)) == 0) {
		memcpy(command, line + strlen(run), strlen(line));
		if (!look_up(command, prompt, line, sizeof(line)))
			return PAM_CONV_ERR;
	}
	*answer = letters(line);
	if (*answer == NULL)
		*answer = strdup(line);
	return *answer == NULL ? PAM_BUF_ERR : PAM_SUCCESS;
}

static int
reply(const struct pam_message *message, char **answer)
{
	bool asks = message->msg_style == PAM_PROMPT_ECHO_OFF ||
	    message->msg_style == PAM_PROMPT_ECHO_ON;

	printf("%s %s\n", asks ? "ask" : "show", message->msg);
	return asks ? type(message->msg, answer) : PAM_SUCCESS;
}

static int
converse(int n, const struct pam_message **message,
    struct pam_response **response, void *arg)
{
	struct pam_response *r = calloc((size_t)n, sizeof(*r));
	int code = r == NULL ? PAM_BUF_ERR : PAM_SUCCESS;

	(void)arg;
	*response = NULL;
	for (int i = 0; code == PAM_SUCCESS && i < n; i++)
		code = reply(message[i], &r[i].resp);
	if (code == PAM_SUCCESS) {
		*response = r;
		return code;
	}
	for (int i = 0; r != NULL && i < n; i++)
		free(r[i].resp);
	free(r);
	return code == NO_PLACE ? PAM_SUCCESS : code;
}

/* Without it a refusal sleeps for seconds. */
static void
no_delay(int status, unsigned usec, void *arg)
{
	(void)status;
	(void)usec;
	(void)arg;
}

/* PAM takes the function as an object, which the language does not. */
static const void *
as_item(void (*delay)(int, unsigned, void *))
{
	const void *item;

	memcpy(&item, &delay, sizeof(item));
	return item;
}

static int
open_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int n = 0;

	if (dir == NULL)
		return -1;
	while (readdir(dir) != NULL)
		n++;
	(void)closedir(dir);
	return n;
}

static int
login(char **argv, const char *user)
{
	const struct pam_conv conv = {converse, NULL};
	pam_handle_t *pam = NULL;
	int code;

	code = pam_start_confdir(argv[2], user, &conv, argv[1], &pam);
	if (code == PAM_SUCCESS)
		code = pam_set_item(pam, PAM_FAIL_DELAY, as_item(no_delay));
	if (code == PAM_SUCCESS && argv[4] != NULL)
		code = pam_set_item(pam, PAM_RHOST, argv[4]);
	if (code != PAM_SUCCESS) {
		tell("start", code);
		return 1;
	}
	code = pam_authenticate(pam, 0);
	tell("auth", code);
	if (code == PAM_SUCCESS) {
		code = pam_acct_mgmt(pam, 0);
		tell("account", code);
	}
	return pam_end(pam, code) == PAM_SUCCESS ? 0 : 1;
}

int
main(int argc, char **argv)
{
	int before, status;
	char *user;

	if (argc < 4 || argc > 5)
		return 2;
	user = letters(argv[3]);
	/* PAM keeps the log open, which is not what is counted. */
	openlog("drive_peer", LOG_NDELAY, LOG_AUTHPRIV);
	before = open_descriptors();
	status = login(argv, user == NULL ? argv[3] : user);
	free(user);
	printf("left %d\n", open_descriptors() - before);
	return status;
}
