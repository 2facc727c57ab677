/*
 * drive_race - one code and many who want it: prints how it went
 *
 *	drive_race use ROUNDS PROCESSES	one code offered by all at once
 *	drive_race revoke ROUNDS	a login and a revoke at once
 *
 * Prints "rounds N yes N revoked N", the rounds in which exactly one won, and
 * exits 0 when those are all.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/registry/room.h"

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

/* How many won; *revoked: the one that revokes did. */
static int
one_round(int processes, bool revokes, bool *revoked)
{
	char code[REGISTRY_CODE_SIZE];
	pid_t pid[PROCESSES_MAX];
	int gate[2], status, won = 0;
	int64_t id;

	/* No handle is open across a fork. */
	open_room();
	id = room_issue(&room, &alice, code);
	close_room();
	if (pipe(gate) != 0)
		die("pipe");
	for (int i = 0; i < processes; i++) {
		pid[i] = start(i, revokes, gate, code, id);
		if (pid[i] < 0)
			die("fork");
	}
	close(gate[1]);
	close(gate[0]);
	*revoked = false;
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
	bool revokes = argc > 1 && strcmp(argv[1], "revoke") == 0;
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
	for (int i = 0; i < rounds; i++) {
		right += one_round(processes, revokes, &r) == 1;
		revoked += r;
	}
	room_end(&room);
	printf("rounds %d yes %d revoked %d\n", rounds, right, revoked);
	return right == rounds ? 0 : 1;
}
