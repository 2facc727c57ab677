/*
 * drive_pam - one answer, given in many PAM sessions at the same moment
 *
 *	drive_pam [-p] DIR SERVICE USER SESSIONS [RHOST]
 *
 * Reads the answer from standard input; "@PATH" is read from there at each
 * prompt, a line, as from somebody who has to look for it. Starts that many
 * processes, each with a PAM handle of its own and the service's file in DIR,
 * lets them all go at once (-p: once all are asked), and prints
 * "yes N no N other N": PAM_SUCCESS, PAM_AUTH_ERR, anything else. RHOST
 * "spread" gives each session an address of its own. What PAM shows goes to
 * standard error. SESSIONS 0 is one in this very process, for who watches its
 * system calls.
 */

#include <security/pam_appl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SESSIONS_MAX 64

static char answer[600];

/* With -p: where a session tells that it is asked, and what it waits for. */
static int asked = -1, answering = -1;

/*
 * What is typed now, to be freed by PAM. The writer of the line before may
 * still hold a FIFO open: nothing but an end is not an answer.
 */
static char *
typed(void)
{
	char line[sizeof(answer)] = "";
	FILE *in;

	if (answer[0] != '@')
		return strdup(answer);
	for (int tries = 0; line[0] == '\0' && tries < 100; tries++) {
		in = fopen(answer + 1, "re");
		if (in == NULL)
			return NULL;
		if (fgets(line, sizeof(line), in) == NULL)
			line[0] = '\0';
		(void)fclose(in);
	}
	line[strcspn(line, "\n")] = '\0';
	return strdup(line);
}

/* Only the first time; a session that is not asked says so at its end. */
static void
tell_asked(void)
{
	if (asked == -1)
		return;
	if (write(asked, "", 1) != 1)
		_exit(PAM_ABORT);
	asked = -1;
}

static void
wait_for_others(void)
{
	char byte;

	if (asked == -1)
		return;
	tell_asked();
	if (read(answering, &byte, 1) != 0)
		_exit(PAM_ABORT);
}

static int
converse(int n, const struct pam_message **message,
    struct pam_response **response, void *arg)
{
	struct pam_response *r = calloc((size_t)n, sizeof(*r));

	(void)arg;
	if (r == NULL)
		return PAM_BUF_ERR;
	for (int i = 0; i < n; i++) {
		if (message[i]->msg_style == PAM_PROMPT_ECHO_OFF) {
			wait_for_others();
			r[i].resp = typed();
		} else {
			fprintf(stderr, "%s\n", message[i]->msg);
		}
	}
	*response = r;
	return PAM_SUCCESS;
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

/* PAM's word for one session; go ends when all may start, or is -1. */
static int
session(char **argv, unsigned number, int go)
{
	const struct pam_conv conv = {converse, NULL};
	pam_handle_t *pam = NULL;
	char rhost[64], byte;
	int result;

	result = pam_start_confdir(argv[2], argv[3], &conv, argv[1], &pam);
	if (result == PAM_SUCCESS)
		result = pam_set_item(pam, PAM_FAIL_DELAY, as_item(no_delay));
	if (result == PAM_SUCCESS && argv[5] != NULL) {
		(void)snprintf(rhost, sizeof(rhost), "192.0.2.%u", number + 1);
		result = pam_set_item(pam, PAM_RHOST,
		    strcmp(argv[5], "spread") == 0 ? rhost : argv[5]);
	}
	answering = go;
	if (result != PAM_SUCCESS ||
	    (asked == -1 && go != -1 && read(go, &byte, 1) != 0))
		return PAM_ABORT;
	result = pam_authenticate(pam, 0);
	tell_asked();
	if (pam_end(pam, result) != PAM_SUCCESS)
		result = PAM_ABORT;
	return result;
}

static int
print(unsigned yes, unsigned no, unsigned other)
{
	return printf("yes %u no %u other %u\n", yes, no, other) > 0 ? 0 : 1;
}

/* In this process. */
static int
one_session(char **argv)
{
	int result = session(argv, 0, -1);
	unsigned yes = result == PAM_SUCCESS, no = result == PAM_AUTH_ERR;

	return print(yes, no, 1 - yes - no);
}

int
main(int argc, char **argv)
{
	unsigned n, started = 0, yes = 0, no = 0;
	int go[2], ready[2], status;
	char byte;

	if (argc > 1 && strcmp(argv[1], "-p") == 0) {
		if (pipe(ready) == -1)
			return 2;
		asked = ready[1];
		argv++;
		argc--;
	}
	if (argc < 5 || argc > 6)
		return 2;
	n = (unsigned)strtoul(argv[4], NULL, 10);
	if (n > SESSIONS_MAX)
		return 2;
	if (fgets(answer, sizeof(answer), stdin) != NULL)
		answer[strcspn(answer, "\n")] = '\0';
	if (n == 0)
		return one_session(argv);
	if (pipe(go) == -1)
		return 2;
	for (; started < n; started++) {
		pid_t child = fork();

		if (child == -1)
			break;
		if (child == 0) {
			(void)close(go[1]);
			exit(session(argv, started, go[0]));
		}
	}
	for (unsigned i = 0; asked != -1 && i < started; i++)
		if (read(ready[0], &byte, 1) != 1)
			return 1;
	(void)close(go[1]);
	for (unsigned i = 0; i < started; i++) {
		if (wait(&status) == -1)
			break;
		yes += WIFEXITED(status) && WEXITSTATUS(status) == PAM_SUCCESS;
		no += WIFEXITED(status) && WEXITSTATUS(status) == PAM_AUTH_ERR;
	}
	if (print(yes, no, n - yes - no) != 0)
		return 1;
	return started == n ? 0 : 1;
}
