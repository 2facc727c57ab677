/*
 * drive_kill - kill -9 in the middle of it: nothing acknowledged is lost
 *
 *	drive_kill ROUNDS [totp|hotp|recovery]
 *
 * A child issues codes, or enrols what shows them, and logs in with every other
 * one, and says over a pipe what it was told; it is killed at a random moment.
 * Afterwards every code it was told of as issued must be good exactly once,
 * every one it was told of as used must be refused, and one in flight is good
 * once at most. Prints "rounds N issued N used N in_flight N" and exits 0 when
 * all held.
 */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "registry/recovery.h"
#include "tests/registry/shown.h"

#define CODES_MAX 4096

static struct room room;

struct told {
	char what; /* 'I' issued, 'T' about to be tried, 'U' used */
	unsigned n;
	char code[REGISTRY_RECOVERY_SIZE];
};

static _Noreturn void
die(const char *what)
{
	(void)fprintf(stderr, "drive_kill: %s: %s\n", what, room.f.text);
	exit(3);
}

static struct account
account(unsigned n)
{
	char name[32];

	(void)snprintf(name, sizeof(name), "user%u", n);
	return room_account(name, 1000 + n);
}

static bool
log_in(unsigned n, const char *code)
{
	struct account a = account(n);
	struct registry_login login = room_login(a.name, &a);
	enum registry_verdict verdict;

	if (registry_attempt(room.r, &login, &room.f) != 0 ||
	    registry_decide(
		room.r, &login, code, strlen(code), &verdict, &room.f) != 0)
		die("login");
	return verdict == REGISTRY_YES;
}

static void
tell(int fd, const struct told *t)
{
	if (write(fd, t, sizeof(*t)) != (ssize_t)sizeof(*t))
		_exit(4);
}

static const char *kind = "";

/* A code of its own for each account. */
static void
mint(const struct account *a, char code[REGISTRY_RECOVERY_SIZE])
{
	static char sheet[1][REGISTRY_RECOVERY_SIZE];
	static struct shown shown;

	if (strcmp(kind, "totp") == 0) {
		shown_totp(&room, a, &shown);
		strcpy(code, shown_now(&shown, 0));
	} else if (strcmp(kind, "hotp") == 0) {
		shown_hotp(&room, a, &shown);
		strcpy(code, shown_at(&shown, 0));
	} else if (strcmp(kind, "recovery") == 0) {
		if (registry_recovery_issue(
			room.r, a, "root", 1, sheet, &room.f) != 0)
			die("sheet");
		strcpy(code, sheet[0]);
	} else {
		(void)room_issue(&room, a, code);
	}
}

/* Until it is killed. */
static void
work(int fd, unsigned first)
{
	if (registry_open(&room.r, &room.conf, &room.f) != 0)
		die("open");
	for (unsigned n = first; n < first + CODES_MAX; n++) {
		struct told t = {.what = 'I', .n = n};
		struct account a = account(n);

		mint(&a, t.code);
		tell(fd, &t);
		if (n % 2 != 0)
			continue;
		t.what = 'T';
		tell(fd, &t);
		if (!log_in(n, t.code))
			die("a fresh code was refused");
		t.what = 'U';
		tell(fd, &t);
	}
}

struct sums {
	unsigned long issued, used, in_flight, next;
};

/* Every code as it must be; then again, and all of them are no. */
static void
verify(const struct told *state, size_t n, struct sums *s)
{
	if (registry_open(&room.r, &room.conf, &room.f) != 0)
		die("the registry does not open");
	for (size_t i = 0; i < n; i++) {
		bool yes = log_in(state[i].n, state[i].code);

		if (state[i].what == 'I' && !yes)
			die("an issued code was lost");
		if (state[i].what == 'U' && yes)
			die("a used code was accepted again");
		if (log_in(state[i].n, state[i].code))
			die("a code was accepted twice");
		s->issued++;
		s->used += state[i].what == 'U';
		s->in_flight += state[i].what == 'T';
	}
	registry_close(room.r);
	room.r = NULL;
}

/* What was told: for each code the last word. */
static size_t
listen_to(int fd, struct told *state)
{
	struct told t;
	size_t n = 0;

	while (read(fd, &t, sizeof(t)) == (ssize_t)sizeof(t)) {
		if (t.what == 'I' && n < CODES_MAX)
			n++;
		if (n == 0)
			die("odd words");
		state[n - 1] = t;
	}
	return n;
}

static void
one_round(unsigned microseconds, struct sums *s)
{
	static struct told state[CODES_MAX];
	struct timespec wait = {.tv_nsec = (long)microseconds * 1000};
	int fd[2], status;
	pid_t pid;
	size_t n;

	if (pipe(fd) != 0)
		die("pipe");
	pid = fork();
	if (pid < 0)
		die("fork");
	if (pid == 0) {
		close(fd[0]);
		work(fd[1], (unsigned)s->next);
		_exit(0);
	}
	close(fd[1]);
	(void)nanosleep(&wait, NULL);
	if (kill(pid, SIGKILL) != 0)
		die("kill");
	n = listen_to(fd[0], state);
	close(fd[0]);
	if (waitpid(pid, &status, 0) != pid || !WIFSIGNALED(status))
		die("the child ended by itself");
	verify(state, n, s);
	s->next += CODES_MAX;
}

int
main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 0;
	unsigned draw = 12345;
	struct sums s = {0};
	bool made;

	if (rounds < 1)
		return 2;
	if (argc > 2)
		kind = argv[2];
	room_make(&room);
	room.conf.deny = 0;
	room.conf.deny_user = 0;
	if (registry_create(&room.conf, &made, &room.f) != 0)
		die("create");
	for (int i = 0; i < rounds; i++) {
		draw = draw * 1103515245u + 12345u;
		one_round(500 + (draw >> 8) % 20000, &s);
	}
	room_end(&room);
	printf("rounds %d issued %lu used %lu in_flight %lu\n", rounds,
	    s.issued, s.used, s.in_flight);
	/* The test is empty unless some were caught in the middle. */
	return s.in_flight * 10 >= (unsigned long)rounds ? 0 : 1;
}
