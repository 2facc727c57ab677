/*
 * bench_serve - acts through credmint serve: of one client, and of many at once
 *
 *	bench_serve SOCKET FILE redeem|verify MANY TURNS EACH
 *
 * Takes turns: EACH acts of one client, then MANY times as many of MANY, each
 * of whom asks again when it was answered. The file holds the tokens, a line
 * each; redeem takes those that begin with "reset_", verify the others. Prints
 * nanoseconds of the wall for one act: medians of one and of many, then minima.
 */

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define MANY_MAX 64
#define TURNS_MAX 1000
#define TOKEN_SIZE 137

struct bench {
	FILE *tokens;
	const char *verb;
	bool redeem;
	struct pollfd fd[MANY_MAX];
};

static _Noreturn void
die(const char *what)
{
	perror(what);
	exit(3);
}

static int64_t
wall(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_MONOTONIC, &t) != 0)
		die("clock");
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int
join(const char *path)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);
	if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof(a)) != 0)
		die(path);
	return fd;
}

/* What may be asked for again is, from the beginning. */
static void
next(struct bench *b, char *token, int size)
{
	if (fgets(token, size, b->tokens) != NULL)
		return;
	rewind(b->tokens);
	if (b->redeem || fgets(token, size, b->tokens) == NULL)
		die("too few tokens");
}

/* The next token, asked for by client i. */
static void
ask(struct bench *b, size_t i)
{
	char token[TOKEN_SIZE + 2], line[TOKEN_SIZE + 64];
	int n;

	do
		next(b, token, sizeof(token));
	while ((strncmp(token, "reset_", 6) == 0) != b->redeem);
	token[strcspn(token, "\n")] = '\0';
	n = snprintf(line, sizeof(line), "{\"do\":\"%s\",\"token\":\"%s\"}\n",
	    b->verb, token);
	if (send(b->fd[i].fd, line, (size_t)n, MSG_NOSIGNAL) != n)
		die("send");
}

/* Answers are short: one comes whole. */
static void
take(struct bench *b, size_t i)
{
	char line[4096];
	ssize_t n = recv(b->fd[i].fd, line, sizeof(line) - 1, 0);

	if (n <= 0 || line[n - 1] != '\n')
		die("recv");
	line[n] = '\0';
	if (strstr(line, "\"ok\":true") == NULL) {
		(void)fprintf(stderr, "bench_serve: %s", line);
		exit(3);
	}
}

/* Nanoseconds for one of so many, by so many clients. */
static int64_t
act(struct bench *b, size_t clients, size_t count)
{
	const int64_t from = wall();
	size_t asked = 0, answered = 0;

	while (asked < clients)
		ask(b, asked++);
	while (answered < count) {
		if (poll(b->fd, clients, 10000) < 1)
			die("no answer");
		for (size_t i = 0; i < clients; i++) {
			if (b->fd[i].revents == 0)
				continue;
			take(b, i);
			answered++;
			if (asked < count) {
				ask(b, i);
				asked++;
			}
		}
	}
	return (wall() - from) / (int64_t)count;
}

static int
by_size(const void *x, const void *y)
{
	const int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

	return (a > b) - (a < b);
}

int
main(int argc, char **argv)
{
	static int64_t one[TURNS_MAX], all[TURNS_MAX];
	struct bench b = {0};
	size_t many, turns, each;

	if (argc != 7)
		return 2;
	many = strtoul(argv[4], NULL, 10);
	turns = strtoul(argv[5], NULL, 10);
	each = strtoul(argv[6], NULL, 10);
	b.verb = argv[3];
	b.redeem = strcmp(b.verb, "redeem") == 0;
	b.tokens = fopen(argv[2], "r");
	if (b.tokens == NULL || many < 1 || many > MANY_MAX || turns < 1 ||
	    turns > TURNS_MAX || each < 1)
		die(argv[2]);
	for (size_t i = 0; i < many; i++) {
		b.fd[i].fd = join(argv[1]);
		b.fd[i].events = POLLIN;
	}
	for (size_t i = 0; i < turns; i++) {
		one[i] = act(&b, 1, each);
		all[i] = act(&b, many, each * many);
	}
	qsort(one, turns, sizeof(*one), by_size);
	qsort(all, turns, sizeof(*all), by_size);
	printf("serve|%lld|%lld|%lld|%lld\n", (long long)one[turns / 2],
	    (long long)all[turns / 2], (long long)one[0], (long long)all[0]);
	return 0;
}
