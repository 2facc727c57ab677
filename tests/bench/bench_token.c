/*
 * bench_token - kept tokens: what acts on them cost, beside SQLite itself
 *
 *	bench_token fill CONF ROWS REAL live|dead
 *					put so many tokens on record, of them
 *					REAL that are good: their texts; the
 *					others live, or are to be swept
 *	bench_token verify CONF FILE PREFIX COUNT
 *					nanoseconds of CPU for one verify, of
 *					texts drawn from the file
 *	bench_token redeem CONF FILE COPY TURNS EACH
 *					one redeem of texts of the file, beside
 *					one UPDATE of a copy of the registry
 *	bench_token wait CONF FILE		the longest wait of a login
 *beside a sweep, and what 100 use-ups take
 *
 * CONF names a registry that is there; run as its owner.
 */

#include "bench_token.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "registry/registry.h"

_Noreturn void
bench_die(const char *what, const char *why)
{
	(void)fprintf(stderr, "bench_token: %s: %s\n", what, why);
	exit(3);
}

static int64_t
nanoseconds(clockid_t id)
{
	struct timespec t;

	if (clock_gettime(id, &t) != 0)
		bench_die("clock", "cannot be read");
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int64_t
bench_wall(void)
{
	return nanoseconds(CLOCK_MONOTONIC);
}

int64_t
bench_cpu(void)
{
	return nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
}

static int
by_size(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

struct bench_spread
bench_spread(int64_t *all, size_t n)
{
	qsort(all, n, sizeof(*all), by_size);
	return (struct bench_spread){all[0], all[n / 2], all[n - 1]};
}

void
bench_open(struct bench_token *b, const char *path)
{
	b->path = path;
	if (conf_read(&b->conf, path, &b->f) != 0 ||
	    registry_open(&b->r, &b->conf, &b->f) != 0)
		bench_die(path, b->f.text);
}

sqlite3 *
bench_raw(const char *path)
{
	sqlite3 *db;

	if (sqlite3_open(path, &db) != SQLITE_OK)
		bench_die(path, sqlite3_errmsg(db));
	bench_exec(db, "PRAGMA synchronous = FULL");
	return db;
}

sqlite3_stmt *
bench_prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt;

	if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt,
		NULL) != SQLITE_OK)
		bench_die(sql, sqlite3_errmsg(db));
	return stmt;
}

void
bench_exec(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		bench_die(sql, sqlite3_errmsg(db));
}

void
bench_step(sqlite3 *db, sqlite3_stmt *stmt)
{
	if (sqlite3_step(stmt) != SQLITE_DONE ||
	    sqlite3_reset(stmt) != SQLITE_OK)
		bench_die(sqlite3_sql(stmt), sqlite3_errmsg(db));
}

int64_t
bench_act(struct bench_token *b, enum registry_token_act act, const char *text)
{
	struct registry_token_op op = {
	    .act = act, .token = text, .n = strlen(text), .by = "bench"};

	if (registry_tokens(b->r, &op, 1, &b->f) != 0)
		bench_die("act", b->f.text);
	if (op.answer != REGISTRY_TOKEN_YES)
		bench_die("act", "a good token was refused");
	return op.event;
}

void
bench_told(struct bench_token *b, const int64_t *event, size_t n)
{
	if (registry_tokens_sent(b->r, event, n, &b->f) != 0)
		bench_die("sent", b->f.text);
}

struct bench_texts
bench_texts(const char *path, const char *prefix)
{
	char line[REGISTRY_TOKEN_SIZE + 2];
	struct bench_texts t = {0};
	FILE *in = fopen(path, "r");

	if (in == NULL)
		bench_die(path, "cannot be read");
	while (fgets(line, sizeof(line), in) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, prefix, strlen(prefix)) != 0)
			continue;
		t.text = realloc(t.text, (t.n + 1) * sizeof(*t.text));
		if (t.text == NULL)
			bench_die(path, "no memory");
		memcpy(t.text[t.n++], line, sizeof(*t.text));
	}
	(void)fclose(in);
	if (t.n == 0)
		bench_die(path, "no such tokens");
	return t;
}

/* ---- verify ---- */

/*
 * Each once before, so that its stamp is fresh and the file's pages lie in the
 * system's memory.
 */
static void
verify(struct bench_token *b, char **arg)
{
	const long count = strtol(arg[2], NULL, 10);
	struct bench_texts t = bench_texts(arg[0], arg[1]);
	int64_t from;

	for (size_t i = 0; i < t.n; i++)
		(void)bench_act(b, REGISTRY_TOKEN_VERIFY, t.text[i]);
	from = bench_cpu();
	for (long i = 0; i < count; i++)
		(void)bench_act(
		    b, REGISTRY_TOKEN_VERIFY, t.text[(size_t)random() % t.n]);
	printf("%lld\n", (long long)((bench_cpu() - from) / count));
	free(t.text);
}

/* ---- sweep ---- */

static void
sweep(struct bench_token *b, char **arg)
{
	const int64_t wall = bench_wall(), cpu = bench_cpu();

	(void)arg;
	if (registry_tidy(b->r, &b->f) != 0)
		bench_die("sweep", b->f.text);
	printf("%lld|%lld\n", (long long)(bench_wall() - wall),
	    (long long)(bench_cpu() - cpu));
}

/* ---- which part ---- */

static const struct {
	const char *name;
	int args;
	void (*run)(struct bench_token *b, char **arg);
} parts[] = {
    {"fill", 3, bench_token_fill},
    {"verify", 3, verify},
    {"sweep", 0, sweep},
    {"redeem", 4, bench_token_redeem},
    {"wait", 1, bench_token_wait},
};

int
main(int argc, char **argv)
{
	static struct bench_token b;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (argc > 2 && strcmp(argv[1], parts[i].name) == 0 &&
		    argc == 3 + parts[i].args) {
			bench_open(&b, argv[2]);
			parts[i].run(&b, argv + 3);
			registry_close(b.r);
			return fflush(stdout) == 0 ? 0 : 3;
		}
	(void)fprintf(stderr, "usage: bench_token PART CONF ARG...\n");
	return 2;
}
