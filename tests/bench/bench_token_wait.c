/* bench_token_wait - how long a sweep keeps a login waiting */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench_token.h"
#include "core/secret.h"
#include "registry/registry.h"
#include "tests/registry/room.h"

#define USES 100
#define BLOCKS 20
#define LOGINS_MAX 1000000

/* Waits of a login's transactions, and how many logins there were. */
struct waits {
	int64_t *each;
	size_t n;
};

static void
note(struct waits *w, int64_t from)
{
	if (w->n < LOGINS_MAX)
		w->each[w->n++] = bench_wall() - from;
}

static struct account
somebody(void)
{
	struct account a = {.uid = 1000, .gid = 1000};

	(void)snprintf(a.name, sizeof(a.name), "alice");
	return a;
}

static void
new_code(struct bench_token *b, const struct account *a,
    char code[REGISTRY_CODE_SIZE])
{
	const struct registry_issue what = {.account = a,
	    .service = "",
	    .ttl = 3600,
	    .uses = REGISTRY_USES_MAX,
	    .by = "bench"};
	struct registry_code out;

	if (registry_issue(b->r, &what, code, &out, &b->f) != 0)
		bench_die("issue", b->f.text);
}

/* One login that is let in: three transactions. */
static void
log_in(struct bench_token *b, const struct account *a, const char *code,
    struct waits *w)
{
	struct registry_login login = {.user = a->name,
	    .account = a,
	    .service = "sshd",
	    .rhost = "192.0.2.1",
	    .tty = "ssh",
	    .ruser = "",
	    .ways = ROOM_WAYS};
	enum registry_verdict verdict;
	int64_t from = bench_wall();

	if (registry_attempt(b->r, &login, &b->f) != 0)
		bench_die("attempt", b->f.text);
	note(w, from);
	from = bench_wall();
	if (registry_decide(
		b->r, &login, code, strlen(code), &verdict, &b->f) != 0)
		bench_die("decide", b->f.text);
	note(w, from);
	if (verdict != REGISTRY_YES)
		bench_die("decide", "a good code was refused");
	from = bench_wall();
	if (registry_sent(b->r, &login, &b->f) != 0)
		bench_die("sent", b->f.text);
	note(w, from);
}

/* Logins while pid runs; 0: so many. */
static void
logins(struct bench_token *b, pid_t pid, size_t so_many, struct waits *w)
{
	const struct timespec pause = {.tv_nsec = 500000};
	const struct account a = somebody();
	char code[REGISTRY_CODE_SIZE];
	int status;

	for (size_t i = 0; pid != 0 || i < so_many; i++) {
		if (i % REGISTRY_USES_MAX == 0)
			new_code(b, &a, code);
		log_in(b, &a, code, w);
		(void)nanosleep(&pause, NULL);
		if (pid != 0 && waitpid(pid, &status, WNOHANG) == pid) {
			if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
				bench_die("sweep", "failed");
			break;
		}
	}
	SECRET_WIPE_ARRAY(code);
}

/* What 100 use-ups of tokens take, in turns before and after. */
static int64_t
use_ups(struct bench_token *b, const struct bench_texts *t)
{
	int64_t took[BLOCKS], event[USES];

	for (size_t k = 0; k < BLOCKS; k++) {
		const int64_t from = bench_wall();

		for (size_t i = 0; i < USES; i++)
			event[i] = bench_act(
			    b, REGISTRY_TOKEN_REDEEM, t->text[k * USES + i]);
		bench_told(b, event, USES);
		took[k] = bench_wall() - from;
	}
	return bench_spread(took, BLOCKS).median;
}

static pid_t
sweep(const char *path)
{
	static struct bench_token own;
	pid_t pid = fork();

	if (pid < 0)
		bench_die("fork", "failed");
	if (pid > 0)
		return pid;
	bench_open(&own, path);
	if (registry_tidy(own.r, &own.f) != 0)
		bench_die("sweep", own.f.text);
	registry_close(own.r);
	_exit(0);
}

static void
tell(const char *name, struct waits *w)
{
	int64_t late;
	struct bench_spread s;

	if (w->n == 0)
		bench_die(name, "no logins");
	s = bench_spread(w->each, w->n);
	late = w->each[w->n - 1 - w->n / 1000];
	printf("%s|%zu|%lld|%lld|%lld\n", name, w->n, (long long)s.median,
	    (long long)late, (long long)s.most);
	w->n = 0;
}

/*
 * Lines: "uses|nanoseconds of 100", and of a login's transactions how many,
 * the median, the last but one in 1000, and the longest: "alone" and "beside"
 * a sweep; "sweep|nanoseconds".
 */
void
bench_token_wait(struct bench_token *b, char **arg)
{
	struct waits w = {calloc(LOGINS_MAX, sizeof(int64_t)), 0};
	const struct bench_texts t = bench_texts(arg[0], "reset_");
	int64_t from;
	pid_t pid;

	if (w.each == NULL || t.n < (size_t)BLOCKS * USES)
		bench_die("wait", "too little memory, or too few tokens");
	if (registry_checkpoint(b->r, &b->f) != 0)
		bench_die("checkpoint", b->f.text);
	printf("uses|%lld\n", (long long)use_ups(b, &t));
	logins(b, 0, 2000, &w);
	tell("alone", &w);
	(void)fflush(stdout);
	/* No connection is open across a fork. */
	registry_close(b->r);
	from = bench_wall();
	pid = sweep(b->path);
	bench_open(b, b->path);
	logins(b, pid, 0, &w);
	printf("sweep|%lld\n", (long long)(bench_wall() - from));
	tell("beside", &w);
	free(w.each);
	free(t.text);
}
