/*
 * drive_race - one code and many who want it: prints how it went
 *
 *	drive_race use ROUNDS PROCESSES	one code offered by all at once
 *	drive_race totp|hotp|recovery ROUNDS PROCESSES	... of that kind
 *	drive_race ...-threads ROUNDS THREADS	by threads of one process
 *	drive_race revoke ROUNDS	a login and a revoke at once
 *
 * Prints "rounds N yes N revoked N", the rounds in which exactly one won, and
 * exits 0 when those are all.
 */

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "registry/recovery.h"
#include "tests/core/clock_fake.h"
#include "tests/registry/shown.h"

#define PROCESSES_MAX 32

static struct room room;
static struct account alice;

static _Noreturn void
die(const char *what)
{
	(void)fprintf(stderr, "drive_race: %s: %s\n", what, room.f.text);
	exit(3);
}

static void
open_room(void)
{
	if (registry_open(&room.r, &room.conf, &room.f) != 0)
		die("open");
}

static void
close_room(void)
{
	registry_close(room.r);
	room.r = NULL;
}

static int
log_in(const char *code)
{
	struct registry_login login = room_login("alice", &alice);
	enum registry_verdict verdict;

	if (registry_attempt(room.r, &login, &room.f) != 0 ||
	    registry_decide(
		room.r, &login, code, strlen(code), &verdict, &room.f) != 0)
		die("login");
	if (verdict == REGISTRY_YES &&
	    registry_sent(room.r, &login, &room.f) != 0)
		die("sent");
	return verdict == REGISTRY_YES;
}

/* ---- threads, each with a handle of its own ---- */

struct racer {
	pthread_t thread;
	pthread_barrier_t *start;
	const char *code;
	bool won;
};

static void *
race(void *arg)
{
	struct racer *me = arg;
	struct registry_login login = room_login("alice", &alice);
	enum registry_verdict verdict = REGISTRY_NO;
	struct registry *r;
	struct fault f;

	if (registry_open(&r, &room.conf, &f) != 0)
		die("open");
	(void)pthread_barrier_wait(me->start);
	if (registry_attempt(r, &login, &f) != 0 ||
	    registry_decide(
		r, &login, me->code, strlen(me->code), &verdict, &f) != 0)
		die("login");
	registry_close(r);
	me->won = verdict == REGISTRY_YES;
	return NULL;
}

static int
threads_round(int n, const char *code)
{
	struct racer racer[PROCESSES_MAX];
	pthread_barrier_t start;
	int won = 0;

	if (pthread_barrier_init(&start, NULL, (unsigned)n) != 0)
		die("barrier");
	for (int i = 0; i < n; i++) {
		racer[i] = (struct racer){.start = &start, .code = code};
		if (pthread_create(&racer[i].thread, NULL, race, &racer[i]) !=
		    0)
			die("thread");
	}
	for (int i = 0; i < n; i++) {
		(void)pthread_join(racer[i].thread, NULL);
		won += racer[i].won;
	}
	(void)pthread_barrier_destroy(&start);
	return won;
}

/* ---- processes ---- */

/* Child i waits for the gate to open, then acts; 1 is a win. */
static pid_t
start(int i, bool revokes, const int gate[2], const char *code, int64_t id)
{
	pid_t pid = fork();
	int won;
	char c;

	if (pid != 0)
		return pid;
	close(gate[1]);
	open_room();
	if (read(gate[0], &c, 1) != 0)
		die("gate");
	if (revokes && i == 1)
		won = registry_revoke(room.r, id, "root", &room.f);
	else
		won = log_in(code) ? 0 : 1;
	close_room();
	if (won < 0)
		die("revoke");
	_exit(won == 0);
}

/* ---- what they want ---- */

static struct shown shown;

/* What all of a kind have; once. */
static void
prepare(const char *kind)
{
	open_room();
	if (strncmp(kind, "totp", 4) == 0)
		shown_totp(&room, &alice, &shown);
	if (strncmp(kind, "hotp", 4) == 0)
		shown_hotp(&room, &alice, &shown);
	close_room();
}

/* A code nobody has used; the id of one that was issued. */
static int64_t
next_code(const char *kind, char code[REGISTRY_RECOVERY_SIZE])
{
	static char sheet[1][REGISTRY_RECOVERY_SIZE];
	static int64_t counter;
	int64_t id = 0;

	/* No handle is open across a fork. */
	open_room();
	if (strncmp(kind, "totp", 4) == 0) {
		clock_fake_pass(30);
		strcpy(code, shown_now(&shown, 0));
	} else if (strncmp(kind, "hotp", 4) == 0) {
		strcpy(code, shown_at(&shown, counter++));
	} else if (strncmp(kind, "recovery", 8) == 0) {
		if (registry_recovery_issue(
			room.r, &alice, "root", 1, sheet, &room.f) != 0)
			die("sheet");
		strcpy(code, sheet[0]);
	} else {
		id = room_issue(&room, &alice, code);
	}
	close_room();
	return id;
}

/* How many won; *revoked: the one that revokes did. */
static int
one_round(const char *kind, int processes, bool *revoked)
{
	const bool revokes = strcmp(kind, "revoke") == 0;
	char code[REGISTRY_RECOVERY_SIZE];
	pid_t pid[PROCESSES_MAX];
	int gate[2], status, won = 0;
	int64_t id = next_code(kind, code);

	*revoked = false;
	if (strstr(kind, "-threads") != NULL)
		return threads_round(processes, code);
	if (pipe(gate) != 0)
		die("pipe");
	for (int i = 0; i < processes; i++) {
		pid[i] = start(i, revokes, gate, code, id);
		if (pid[i] < 0)
			die("fork");
	}
	close(gate[1]);
	close(gate[0]);
	for (int i = 0; i < processes; i++) {
		if (waitpid(pid[i], &status, 0) != pid[i] ||
		    !WIFEXITED(status) || WEXITSTATUS(status) > 1)
			die("a process failed");
		won += WEXITSTATUS(status);
		if (revokes && i == 1)
			*revoked = WEXITSTATUS(status) == 1;
	}
	return won;
}

int
main(int argc, char **argv)
{
	int rounds = argc > 2 ? atoi(argv[2]) : 0;
	int processes = argc > 3 ? atoi(argv[3]) : 2;
	int right = 0, revoked = 0;
	bool made, r;

	if (rounds < 1 || processes < 2 || processes > PROCESSES_MAX)
		return 2;
	room_make(&room);
	room.conf.deny = 0;
	room.conf.deny_user = 0;
	alice = room_account("alice", 1000);
	if (registry_create(&room.conf, &made, &room.f) != 0)
		die("create");
	prepare(argv[1]);
	for (int i = 0; i < rounds; i++) {
		right += one_round(argv[1], processes, &r) == 1;
		revoked += r;
	}
	room_end(&room);
	printf("rounds %d yes %d revoked %d\n", rounds, right, revoked);
	return right == rounds ? 0 : 1;
}
