/*
 * drive_hostile - one PAM login by a program that leaves odd things behind
 *
 *	drive_hostile DIR SERVICE USER KIND
 *
 * Reads the answer from standard input, makes its own process KIND (the table
 * below; "list" prints it), authenticates, and prints PAM's word: "yes", "no"
 * or "other". Each KIND has what a right code must come to: "yes" where it does
 * not matter, "no" where the login cannot go on, "any" where it depends on what
 * root may do here.
 */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <security/pam_appl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

/* Where the outcome is printed, whatever becomes of 0 to 2. */
#define SAYS 200
#define OTHER 65534

static char answer[600];

static void
need(int done)
{
	if (done == -1) {
		dprintf(SAYS, "cannot: %s\n", strerror(errno));
		_exit(1);
	}
}

static void
limit(__rlimit_resource_t which, rlim_t soft, rlim_t hard)
{
	struct rlimit now, l = {soft, hard};

	need(getrlimit(which, &now));
	if (l.rlim_max > now.rlim_max)
		l.rlim_max = now.rlim_max;
	need(setrlimit(which, &l));
}

static void
nothing(void)
{
}

static void
closed_descriptors(void)
{
	need(close_range(0, 2, 0));
}

static void
only_closed_descriptors(void)
{
	need(close_range(0, SAYS - 1, 0));
	need(close_range(SAYS + 1, UINT_MAX, 0));
}

static void
many_descriptors(void)
{
	for (int i = 0; i < 500; i++)
		if (dup(1) == -1)
			return;
}

static void
nproc(void)
{
	limit(RLIMIT_NPROC, 1, 1);
}

/* As su and sudo have it: the user's real uid. */
static void
users_real_uid(void)
{
	need(setresuid(OTHER, 0, 0));
	need(setresgid(OTHER, 0, 0));
}

static void
nproc_of_a_user(void)
{
	nproc();
	users_real_uid();
}

static void
masked_signals(void)
{
	sigset_t all;

	sigfillset(&all);
	need(sigprocmask(SIG_SETMASK, &all, NULL));
}

static void
ignored_signals(void)
{
	for (int i = 1; i < NSIG; i++)
		if (i != SIGKILL && i != SIGSTOP)
			(void)signal(i, SIG_IGN);
}

static void
wake(int number)
{
	(void)number;
}

/* Ticks of every kind, which interrupt and are inherited by execve(2). */
static void
running_timers(void)
{
	const struct itimerval often = {{0, 1000}, {0, 1000}};
	static const __itimer_which_t which[] = {
	    ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF};
	static const int signals[] = {SIGALRM, SIGVTALRM, SIGPROF};

	for (int i = 0; i < 3; i++) {
		(void)signal(signals[i], wake);
		need(setitimer(which[i], &often, NULL));
	}
}

static void
pending_signals(void)
{
	masked_signals();
	need(raise(SIGALRM));
	need(raise(SIGTERM));
	need(raise(SIGINT));
	need(raise(SIGTSTP));
}

static void
open_umask(void)
{
	(void)umask(0);
}

static void
closed_umask(void)
{
	(void)umask(0777);
}

static void
removed_directory(void)
{
	char dir[] = "/tmp/credmint-gone.XXXXXX";

	if (mkdtemp(dir) == NULL)
		_exit(1);
	need(chdir(dir));
	need(rmdir(dir));
}

/* EVIL names a library that leaves a file behind where it is loaded. */
static void
environment(void)
{
	static const char *const names[] = {"LD_PRELOAD", "LD_AUDIT",
	    "LD_LIBRARY_PATH", "GCONV_PATH", "LOCPATH", "NLSPATH",
	    "MALLOC_PERTURB_", "GLIBC_TUNABLES", "TMPDIR", "SQLITE_TMPDIR",
	    "HOME", "TZ", "TZDIR", "CREDMINT_CONF", "PATH", "IFS", "http_proxy",
	    "ASAN_OPTIONS", "LISTEN_FDS", "LISTEN_PID", "NOTIFY_SOCKET"};
	const char *evil = getenv("EVIL");

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		need(setenv(names[i], evil != NULL ? evil : "/tmp", 1));
}

static void
no_new_privs(void)
{
	need(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
}

/* Ids change and capabilities stay: an exec as root has none. */
static void
secure_bits(void)
{
	need(prctl(PR_SET_SECUREBITS, 0x2f, 0, 0, 0));
}

static void
kept_capabilities(void)
{
	need(prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0));
}

static void
odd_personality(void)
{
	need(personality(ADDR_NO_RANDOMIZE | ADDR_COMPAT_LAYOUT |
	    READ_IMPLIES_EXEC | STICKY_TIMEOUTS));
}

static void
slow_timers(void)
{
	need(prctl(PR_SET_TIMERSLACK, 500000000L, 0, 0, 0));
}

static void
locked_memory(void)
{
	(void)mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT);
}

static void
subreaper(void)
{
	need(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0));
	need(signal(SIGCHLD, SIG_IGN) == SIG_ERR ? -1 : 0);
}

#define MIB ((rlim_t)1 << 20)
#define ALL RLIM_INFINITY

static const struct kind {
	const char *name;
	void (*make)(void); /* NULL: a limit */
	const char *expected;
	__rlimit_resource_t which;
	rlim_t soft, hard;
} kinds[] = {
    {"nothing", nothing, "yes", 0, 0, 0},
    {"closed_descriptors", closed_descriptors, "yes", 0, 0, 0},
    {"only_closed_descriptors", only_closed_descriptors, "yes", 0, 0, 0},
    {"many_descriptors", many_descriptors, "yes", 0, 0, 0},
    {"fsize_soft", NULL, "yes", RLIMIT_FSIZE, 0, ALL},
    {"fsize_hard", NULL, "any", RLIMIT_FSIZE, 0, 0},
    {"fsize_small", NULL, "any", RLIMIT_FSIZE, 4096, 4096},
    {"nproc", nproc, "yes", 0, 0, 0},
    {"users_real_uid", users_real_uid, "yes", 0, 0, 0},
    {"nproc_of_a_user", nproc_of_a_user, "any", 0, 0, 0},
    {"nofile_soft", NULL, "yes", RLIMIT_NOFILE, 8, ALL},
    {"nofile_hard", NULL, "no", RLIMIT_NOFILE, 8, 8},
    {"as_soft", NULL, "yes", RLIMIT_AS, 64 * MIB, ALL},
    {"as_hard", NULL, "any", RLIMIT_AS, 64 * MIB, 64 * MIB},
    {"data_hard", NULL, "any", RLIMIT_DATA, MIB, MIB},
    {"stack_hard", NULL, "any", RLIMIT_STACK, MIB / 8, MIB / 8},
    {"cpu_soft", NULL, "yes", RLIMIT_CPU, 1, ALL},
    {"memlock_hard", NULL, "yes", RLIMIT_MEMLOCK, 0, 0},
    {"sigpending_hard", NULL, "any", RLIMIT_SIGPENDING, 0, 0},
    {"masked_signals", masked_signals, "yes", 0, 0, 0},
    {"ignored_signals", ignored_signals, "yes", 0, 0, 0},
    {"running_timers", running_timers, "yes", 0, 0, 0},
    {"pending_signals", pending_signals, "yes", 0, 0, 0},
    {"open_umask", open_umask, "yes", 0, 0, 0},
    {"closed_umask", closed_umask, "yes", 0, 0, 0},
    {"removed_directory", removed_directory, "yes", 0, 0, 0},
    {"environment", environment, "yes", 0, 0, 0},
    {"no_new_privs", no_new_privs, "yes", 0, 0, 0},
    {"secure_bits", secure_bits, "any", 0, 0, 0},
    {"kept_capabilities", kept_capabilities, "yes", 0, 0, 0},
    {"odd_personality", odd_personality, "yes", 0, 0, 0},
    {"slow_timers", slow_timers, "yes", 0, 0, 0},
    {"locked_memory", locked_memory, "yes", 0, 0, 0},
    {"subreaper", subreaper, "yes", 0, 0, 0},
};
#define KINDS (sizeof(kinds) / sizeof(*kinds))

static int
converse(int n, const struct pam_message **message,
    struct pam_response **response, void *arg)
{
	struct pam_response *r = calloc((size_t)n, sizeof(*r));

	(void)arg;
	if (r == NULL)
		return PAM_BUF_ERR;
	for (int i = 0; i < n; i++)
		if (message[i]->msg_style == PAM_PROMPT_ECHO_OFF)
			r[i].resp = strdup(answer);
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

static const char *
authenticate(char **argv, const struct kind *kind)
{
	const struct pam_conv conv = {converse, NULL};
	void (*const delay)(int, unsigned, void *) = no_delay;
	pam_handle_t *pam = NULL;
	const void *item;
	int result;

	/* PAM takes the function as an object, which the language does not. */
	memcpy(&item, &delay, sizeof(item));
	result = pam_start_confdir(argv[2], argv[3], &conv, argv[1], &pam);
	if (result != PAM_SUCCESS)
		return "other";
	(void)pam_set_item(pam, PAM_FAIL_DELAY, item);
	(void)pam_set_item(pam, PAM_RHOST, "192.0.2.7");
	if (kind->make != NULL)
		kind->make();
	else
		limit(kind->which, kind->soft, kind->hard);
	result = pam_authenticate(pam, 0);
	(void)pam_end(pam, result);
	if (result == PAM_SUCCESS)
		return "yes";
	return result == PAM_AUTH_ERR ? "no" : "other";
}

int
main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "list") == 0) {
		for (size_t i = 0; i < KINDS; i++)
			printf("%s %s\n", kinds[i].name, kinds[i].expected);
		return 0;
	}
	if (argc != 5 || dup3(1, SAYS, O_CLOEXEC) == -1)
		return 2;
	if (fgets(answer, sizeof(answer), stdin) != NULL)
		answer[strcspn(answer, "\n")] = '\0';
	for (size_t i = 0; i < KINDS; i++)
		if (strcmp(argv[4], kinds[i].name) == 0) {
			dprintf(SAYS, "%s\n", authenticate(argv, &kinds[i]));
			return 0;
		}
	return 2;
}
