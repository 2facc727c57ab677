/* bench_token_redeem - one durable use-up, beside the same by SQLite alone */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench_token.h"
#include "core/mac.h"
#include "registry/registry.h"
#include "registry/token_text.h"

/*
 * What a program would run on this table that had nothing but SQLite. It
 * leaves alone what ours leaves alone: a token of the usual life goes when it
 * would have.
 */
static const char use_up[] =
    "UPDATE token SET uses = uses - 1,"
    " state = CASE uses WHEN 1 THEN 2 ELSE 1 END"
    " WHERE lookup = ?1 AND digest = ?2 AND state = 1 AND uses > 0"
    " AND expires > ?3";

/* The same with what an act leaves in the log. */
static const char note[] =
    "INSERT INTO event (at, last, count, code, act, outcome, user, service,"
    " source, actor) VALUES (?1, ?1, 1, ?2, 'token-redeem',"
    " 'used, not delivered', 'user0000001', 'reset', '', 'bench')";

#define WHO 3
#define TURNS_MAX 1000
#define EACH_MAX 512

/* Ours and theirs take turns, on two files that are the same. */
struct pair {
	struct bench_token *b;
	struct bench_texts t;
	size_t next, each;
	int64_t event[EACH_MAX];
	sqlite3 *db;
	sqlite3_stmt *begin, *use, *note, *commit;
	int64_t *lookup;
	unsigned char (*digest)[MAC_SIZE];
	/* Nanoseconds for one, of each turn. */
	int64_t wall[WHO][TURNS_MAX], cpu[WHO][TURNS_MAX];
};

/* What they know of each. */
static void
look_up(struct pair *p)
{
	sqlite3_stmt *stmt =
	    bench_prepare(p->db, "SELECT digest FROM token WHERE lookup = ?1");
	struct token_text read;

	p->lookup = calloc(p->t.n, sizeof(*p->lookup));
	p->digest = calloc(p->t.n, sizeof(*p->digest));
	if (p->lookup == NULL || p->digest == NULL)
		bench_die("redeem", "no memory");
	for (size_t i = 0; i < p->t.n; i++) {
		if (!token_text_read(&p->b->conf, p->t.text[i],
			strlen(p->t.text[i]), &read) ||
		    sqlite3_bind_int64(stmt, 1, read.lookup) != SQLITE_OK ||
		    sqlite3_step(stmt) != SQLITE_ROW)
			bench_die(p->t.text[i], "is not in the copy");
		p->lookup[i] = read.lookup;
		memcpy(p->digest[i], sqlite3_column_blob(stmt, 0), MAC_SIZE);
		(void)sqlite3_reset(stmt);
	}
	sqlite3_finalize(stmt);
}

static void
ours(struct pair *p, size_t i)
{
	p->event[i % p->each] =
	    bench_act(p->b, REGISTRY_TOKEN_REDEEM, p->t.text[i]);
}

static void
raw(struct pair *p, size_t i, bool noted)
{
	const int64_t now = (int64_t)time(NULL);

	bench_step(p->db, p->begin);
	if (sqlite3_bind_int64(p->use, 1, p->lookup[i]) != SQLITE_OK ||
	    sqlite3_bind_blob(p->use, 2, p->digest[i], MAC_SIZE,
		SQLITE_STATIC) != SQLITE_OK ||
	    sqlite3_bind_int64(p->use, 3, now) != SQLITE_OK)
		bench_die("bind", sqlite3_errmsg(p->db));
	bench_step(p->db, p->use);
	if (sqlite3_changes(p->db) != 1)
		bench_die("redeem", "SQLite refused a good token");
	if (noted) {
		if (sqlite3_bind_int64(p->note, 1, now) != SQLITE_OK ||
		    sqlite3_bind_int64(p->note, 2, (int64_t)i) != SQLITE_OK)
			bench_die("bind", sqlite3_errmsg(p->db));
		bench_step(p->db, p->note);
	}
	bench_step(p->db, p->commit);
}

static void
theirs(struct pair *p, size_t i)
{
	raw(p, i, false);
}

/* On the same file, so with the other half of the tokens. */
static void
theirs_noted(struct pair *p, size_t i)
{
	raw(p, p->t.n / 2 + i, true);
}

static void
turn(struct pair *p, size_t at)
{
	void (*const who[WHO])(struct pair *, size_t) = {
	    ours, theirs, theirs_noted};

	for (size_t k = 0; k < WHO; k++) {
		/* Who goes first changes. */
		const size_t w = (k + at) % WHO;
		const int64_t wall = bench_wall(), cpu = bench_cpu();

		for (size_t i = 0; i < p->each; i++)
			who[w](p, p->next + i);
		/* That the answers were handed over is written together. */
		if (w == 0)
			bench_told(p->b, p->event, p->each);
		p->wall[w][at] = (bench_wall() - wall) / (int64_t)p->each;
		p->cpu[w][at] = (bench_cpu() - cpu) / (int64_t)p->each;
	}
	p->next += p->each;
}

static void
tell(const char *name, int64_t (*each)[TURNS_MAX], size_t turns)
{
	struct bench_spread s[WHO];

	for (size_t w = 0; w < WHO; w++)
		s[w] = bench_spread(each[w], turns);
	printf("%s", name);
	for (size_t w = 0; w < WHO; w++)
		printf("|%lld", (long long)s[w].median);
	for (size_t w = 0; w < WHO; w++)
		printf("|%lld", (long long)s[w].least);
	printf("\n");
}

/*
 * A line "wall" and a line "cpu": nanoseconds of ours, of theirs, and of theirs
 * with an event, medians of the turns and then minima.
 */
void
bench_token_redeem(struct bench_token *b, char **arg)
{
	static struct pair p;
	size_t turns = strtoul(arg[2], NULL, 10);

	p.b = b;
	p.each = strtoul(arg[3], NULL, 10);
	p.t = bench_texts(arg[0], "reset_");
	if (turns < 1 || turns > TURNS_MAX || p.each < 1 || p.each > EACH_MAX ||
	    p.t.n / 2 < (turns + 1) * p.each)
		bench_die("redeem", "too many turns");
	p.db = bench_raw(arg[1]);
	p.begin = bench_prepare(p.db, "BEGIN IMMEDIATE");
	p.use = bench_prepare(p.db, use_up);
	p.note = bench_prepare(p.db, note);
	p.commit = bench_prepare(p.db, "COMMIT");
	look_up(&p);
	if (registry_checkpoint(b->r, &b->f) != 0)
		bench_die("checkpoint", b->f.text);
	/* The first is to warm up. */
	for (size_t i = 0; i <= turns; i++)
		turn(&p, i == 0 ? 0 : i - 1);
	tell("wall", p.wall, turns);
	tell("cpu", p.cpu, turns);
	sqlite3_finalize(p.begin);
	sqlite3_finalize(p.use);
	sqlite3_finalize(p.note);
	sqlite3_finalize(p.commit);
	(void)sqlite3_close(p.db);
	free(p.lookup);
	free(p.digest);
	free(p.t.text);
}
