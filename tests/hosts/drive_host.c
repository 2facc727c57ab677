/*
 * drive_host - PAM applications of odd habits, each of which logs in once
 *
 *	drive_host DIR SERVICE USER [HABIT]...
 *
 * The answer to every prompt is the line on standard input. Prints what PAM
 * said, how many prompts and messages there were, and "same", or else what of
 * the process is not as it was before: descriptors, signals, timers, limits,
 * children. Habits:
 *
 *	ignore nowait reap	what becomes of SIGCHLD
 *	block alarms		signals blocked, signals all the time
 *	closed full		descriptors 0 to 2 closed; none left to open,
 *				at a second login of the handle
 *	null long		answers: none; 64 KiB
 *	again gone		not ready at first; not ready, and gives up
 *	silent			PAM_SILENT
 *	interrupt		no answer, but an error
 *	delay			print whether PAM would have waited
 *	threads			eight at once, a handle each
 *	thread			the only login, in a thread with little stack
 *	small			soft limits: files of 0 bytes, 64 descriptors
 */

#include <fcntl.h>
#include <pthread.h>
#include <security/pam_appl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/host/snapshot.h"

#define THREADS 8
#define LONG_ANSWER 65536
#define LITTLE_STACK 65536

static char answer[600];
static char **words;
static struct snapshot before, after;
static volatile sig_atomic_t children_seen;
static volatile bool delayed;

struct talk {
	int result;
	unsigned asked, shown, put_off;
};

static bool
has(const char *habit)
{
	for (char **word = words; *word != NULL; word++)
		if (strcmp(*word, habit) == 0)
			return true;
	return false;
}

/* Freed by PAM. */
static char *
typed(void)
{
	char *text;

	if (has("null"))
		return NULL;
	if (!has("long"))
		return strdup(answer);
	text = malloc(LONG_ANSWER + 1);
	if (text != NULL) {
		memset(text, 'B', LONG_ANSWER);
		text[LONG_ANSWER] = '\0';
	}
	return text;
}

static int
converse(int n, const struct pam_message **message,
    struct pam_response **response, void *arg)
{
	struct pam_response *r = calloc((size_t)n, sizeof(*r));
	struct talk *talk = arg;

	if (r == NULL)
		return PAM_BUF_ERR;
	if ((has("again") || has("gone")) && talk->put_off++ < 2) {
		free(r);
		return PAM_CONV_AGAIN;
	}
	if (has("interrupt")) {
		free(r);
		return PAM_CONV_ERR;
	}
	for (int i = 0; i < n; i++) {
		if (message[i]->msg_style == PAM_PROMPT_ECHO_OFF) {
			r[i].resp = typed();
			talk->asked++;
		} else
			talk->shown++;
	}
	*response = r;
	return PAM_SUCCESS;
}

/* Without it a refusal sleeps for seconds. */
static void
no_delay(int status, unsigned usec, void *arg)
{
	(void)arg;
	if (status != PAM_SUCCESS && usec != 0)
		delayed = true;
}

static void
open_all_there_are(void)
{
	while (open("/dev/null", O_RDONLY | O_CLOEXEC) != -1)
		;
	snapshot_take(&before);
}

static void *
log_in(void *arg)
{
	struct talk *talk = arg;
	const struct pam_conv conv = {converse, talk};
	void (*delay)(int, unsigned, void *) = no_delay;
	int flags = has("silent") ? PAM_SILENT : 0;
	pam_handle_t *pam = NULL;
	const void *item;

	memcpy(&item, &delay, sizeof(item));
	talk->result =
	    pam_start_confdir(words[1], words[2], &conv, words[0], &pam);
	if (talk->result != PAM_SUCCESS)
		return NULL;
	talk->result = pam_set_item(pam, PAM_FAIL_DELAY, item);
	if (talk->result == PAM_SUCCESS)
		talk->result = pam_authenticate(pam, flags);
	if (talk->result == PAM_SUCCESS && has("full")) {
		open_all_there_are();
		talk->result = pam_authenticate(pam, flags);
	}
	while (talk->result == PAM_INCOMPLETE && has("again"))
		talk->result = pam_authenticate(pam, flags);
	(void)pam_end(pam, talk->result);
	return NULL;
}

static void
child_seen(int number)
{
	(void)number;
	children_seen++;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		children_seen++;
}

static void
nothing(int number)
{
	(void)number;
}

static void
behave(int signal_number, void (*handler)(int), int flags)
{
	struct sigaction a = {.sa_handler = handler, .sa_flags = flags};

	(void)sigaction(signal_number, &a, NULL);
}

static void
live_oddly(void)
{
	const struct itimerval each = {{0, 2000}, {0, 2000}};
	struct rlimit limit;
	sigset_t every;

	sigfillset(&every);
	if (has("ignore"))
		behave(SIGCHLD, SIG_IGN, 0);
	if (has("nowait"))
		behave(SIGCHLD, SIG_DFL, SA_NOCLDWAIT);
	if (has("reap"))
		behave(SIGCHLD, child_seen, 0);
	if (has("block"))
		(void)pthread_sigmask(SIG_SETMASK, &every, NULL);
	if (has("alarms")) {
		behave(SIGALRM, nothing, 0);
		(void)setitimer(ITIMER_REAL, &each, NULL);
	}
	if (has("closed"))
		for (int i = 0; i < 3; i++)
			(void)close(i);
	if (has("small")) {
		(void)getrlimit(RLIMIT_FSIZE, &limit);
		limit.rlim_cur = 0;
		(void)setrlimit(RLIMIT_FSIZE, &limit);
		(void)getrlimit(RLIMIT_NOFILE, &limit);
		limit.rlim_cur = 64;
		(void)setrlimit(RLIMIT_NOFILE, &limit);
	}
}

/* Of all threads; the first that is no yes tells. */
static struct talk
log_in_together(size_t n, size_t stack)
{
	struct talk all[THREADS] = {{0}}, sum = {0};
	pthread_t thread[THREADS];
	pthread_attr_t attr;

	(void)pthread_attr_init(&attr);
	if (stack != 0)
		(void)pthread_attr_setstacksize(&attr, stack);
	for (size_t i = 0; i < n; i++)
		if (pthread_create(&thread[i], &attr, log_in, &all[i]) != 0)
			abort();
	for (size_t i = 0; i < n; i++) {
		(void)pthread_join(thread[i], NULL);
		sum.asked += all[i].asked;
		sum.shown += all[i].shown;
		if (sum.result == PAM_SUCCESS)
			sum.result = all[i].result;
	}
	(void)pthread_attr_destroy(&attr);
	return sum;
}

static const char *
changed(void)
{
	const char *what = snapshot_changed(&before, &after);

	if (what == NULL && children_seen != 0)
		what = "a child was seen";
	if (what == NULL && waitpid(-1, NULL, WNOHANG | __WALL) != -1)
		what = "a child was left";
	return what != NULL ? what : "same";
}

int
main(int argc, char **argv)
{
	struct talk talk = {0};
	int out;

	if (argc < 4)
		return 2;
	words = argv + 1;
	if (fgets(answer, sizeof(answer), stdin) != NULL)
		answer[strcspn(answer, "\n")] = '\0';
	out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 50);
	live_oddly();
	snapshot_take(&before);
	if (has("threads"))
		talk = log_in_together(THREADS, 0);
	else if (has("thread"))
		talk = log_in_together(1, LITTLE_STACK);
	else
		(void)log_in(&talk);
	snapshot_take(&after);
	(void)dprintf(out, "%s, asked %u, shown %u, %s%s\n",
	    pam_strerror(NULL, talk.result), talk.asked, talk.shown, changed(),
	    has("delay") && delayed ? ", delayed" : "");
	return 0;
}
