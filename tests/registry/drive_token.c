/*
 * drive_token - kept tokens, and many who want one, or a kill in the middle
 *
 *	drive_token race ROUNDS PROCESSES	one token redeemed by all at
 *once drive_token threads ROUNDS THREADS	the same by threads drive_token
 *rotate ROUNDS PROCESSES	one token rotated by all at once drive_token
 *kill ROUNDS			kill -9: a child issues tokens, redeems every
 *other one and says what it was told
 *
 * Prints how it went and exits 0 when exactly one won in every round; or when
 * no token that was told of was lost, and no use that was told of was taken
 * twice.
 */

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/registry/token_room.h"

#define MANY 32
#define TOKENS_MAX 4096

static struct room room;
static enum registry_token_act act = REGISTRY_TOKEN_REDEEM;

static _Noreturn void
die(const char *what)
{
	(void)fprintf(stderr, "drive_token: %s: %s\n", what, room.f.text);
	exit(3);
}

static struct registry *
open_one(struct fault *f)
{
	struct registry *r = NULL;

	if (registry_open(&r, &room.conf, f) != 0)
		die(f->text);
	return r;
}

/* Whether it was a yes. The answer is told. */
static bool
ask(struct registry *r, const char *text, struct fault *f)
{
	struct registry_token_op op = {
	    .act = act, .token = text, .n = strlen(text), .by = "app"};

	if (registry_tokens(r, &op, 1, f) != 0 || op.error != 0 ||
	    registry_tokens_sent(r, &op.event, 1, f) != 0)
		die(f->text);
	return op.answer == REGISTRY_TOKEN_YES;
}

/* No handle is open across a fork. */
static void
issue_alone(char text[REGISTRY_TOKEN_SIZE])
{
	room.r = open_one(&room.f);
	(void)token_room_issue(&room, "reset", "alice", text);
	registry_close(room.r);
	room.r = NULL;
}

static pid_t
start(const int gate[2], const char *text)
{
	pid_t pid = fork();
	struct fault f = {""};
	struct registry *r;
	bool won;
	char c;

	if (pid != 0)
		return pid;
	close(gate[1]);
	r = open_one(&f);
	if (read(gate[0], &c, 1) != 0)
		die("gate");
	won = ask(r, text, &f);
	registry_close(r);
	_exit(won);
}

static int
round_of_processes(int processes)
{
	char text[REGISTRY_TOKEN_SIZE];
	pid_t pid[MANY];
	int gate[2], status, won = 0;

	issue_alone(text);
	if (pipe(gate) != 0)
		die("pipe");
	for (int i = 0; i < processes; i++) {
		pid[i] = start(gate, text);
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
	}
	return won;
}

struct runner {
	pthread_t thread;
	pthread_barrier_t *gate;
	const char *text;
	struct registry *r;
	struct fault f;
	bool won;
};

static void *
run(void *arg)
{
	struct runner *t = arg;

	(void)pthread_barrier_wait(t->gate);
	t->won = ask(t->r, t->text, &t->f);
	return NULL;
}

static int
round_of_threads(int threads)
{
	static struct runner runner[MANY];
	pthread_barrier_t gate;
	char text[REGISTRY_TOKEN_SIZE];
	int won = 0;

	issue_alone(text);
	if (pthread_barrier_init(&gate, NULL, (unsigned)threads) != 0)
		die("barrier");
	for (int i = 0; i < threads; i++) {
		runner[i].gate = &gate;
		runner[i].text = text;
		runner[i].r = open_one(&runner[i].f);
	}
	for (int i = 0; i < threads; i++)
		if (pthread_create(&runner[i].thread, NULL, run, &runner[i]) !=
		    0)
			die("thread");
	for (int i = 0; i < threads; i++) {
		(void)pthread_join(runner[i].thread, NULL);
		won += runner[i].won;
	}
	for (int i = 0; i < threads; i++)
		registry_close(runner[i].r);
	(void)pthread_barrier_destroy(&gate);
	return won;
}

struct told {
	char what; /* 'I' issued, 'T' about to be redeemed, 'U' redeemed */
	char text[REGISTRY_TOKEN_SIZE];
};

static void
tell(int fd, const struct told *t)
{
	if (write(fd, t, sizeof(*t)) != (ssize_t)sizeof(*t))
		_exit(4);
}

/* Until it is killed. */
static void
work(int fd)
{
	room.r = open_one(&room.f);
	for (unsigned n = 0; n < TOKENS_MAX; n++) {
		struct told t = {.what = 'I'};

		(void)token_room_issue(&room, "reset", "alice", t.text);
		tell(fd, &t);
		if (n % 2 != 0)
			continue;
		t.what = 'T';
		tell(fd, &t);
		if (!ask(room.r, t.text, &room.f))
			die("a fresh token was refused");
		t.what = 'U';
		tell(fd, &t);
	}
}

struct sums {
	unsigned long issued, used, in_flight;
};

/* Every token as it must be; then again, and all of them are no. */
static void
verify(const struct told *state, size_t n, struct sums *s)
{
	room.r = open_one(&room.f);
	for (size_t i = 0; i < n; i++) {
		bool yes = ask(room.r, state[i].text, &room.f);

		if (state[i].what == 'I' && !yes)
			die("an issued token was lost");
		if (state[i].what == 'U' && yes)
			die("a token was redeemed again");
		if (ask(room.r, state[i].text, &room.f))
			die("a token was redeemed twice");
		s->issued++;
		s->used += state[i].what == 'U';
		s->in_flight += state[i].what == 'T';
	}
	registry_close(room.r);
	room.r = NULL;
}

/* What was told: for each token the last word. */
static size_t
listen_to(int fd, struct told *state)
{
	struct told t;
	size_t n = 0;

	while (read(fd, &t, sizeof(t)) == (ssize_t)sizeof(t)) {
		if (t.what == 'I' && n < TOKENS_MAX)
			n++;
		if (n == 0)
			die("odd words");
		state[n - 1] = t;
	}
	return n;
}

static void
round_of_kill(unsigned microseconds, struct sums *s)
{
	static struct told state[TOKENS_MAX];
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
		work(fd[1]);
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
}

static bool
kills(int rounds)
{
	unsigned draw = 12345;
	struct sums s = {0};

	for (int i = 0; i < rounds; i++) {
		draw = draw * 1103515245u + 12345u;
		round_of_kill(500 + (draw >> 8) % 20000, &s);
	}
	printf("rounds %d issued %lu used %lu in_flight %lu\n", rounds,
	    s.issued, s.used, s.in_flight);
	/* The test is empty unless many were caught in the middle. */
	return s.in_flight * 10 >= (unsigned long)rounds;
}

static bool
races(int rounds, int many, int (*one_round)(int))
{
	int right = 0;

	for (int i = 0; i < rounds; i++)
		right += one_round(many) == 1;
	printf("rounds %d yes %d\n", rounds, right);
	return right == rounds;
}

int
main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	int rounds = argc > 2 ? atoi(argv[2]) : 0;
	int many = argc > 3 ? atoi(argv[3]) : 2;
	bool made, right;

	if (rounds < 1 || many < 2 || many > MANY)
		return 2;
	room_make(&room);
	if (registry_create(&room.conf, &made, &room.f) != 0)
		die("create");
	if (strcmp(what, "rotate") == 0)
		act = REGISTRY_TOKEN_ROTATE;
	if (strcmp(what, "kill") == 0)
		right = kills(rounds);
	else
		right = races(rounds, many,
		    strcmp(what, "threads") == 0 ? round_of_threads
						 : round_of_processes);
	room_end(&room);
	return right ? 0 : 1;
}
