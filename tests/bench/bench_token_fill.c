/* bench_token_fill - many tokens, put on record by SQL in one transaction */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench_token.h"
#include "registry/digest.h"
#include "registry/handle.h"
#include "registry/sqlite_sql.h"
#include "registry/store_token.h"
#include "registry/token_text.h"

#define DAY (24 * 60 * 60)
/* Of these, every other is good a number of times, and every other always. */
static const char *const kinds[] = {"api-key", "reset"};
/* Rows end in about the order in which they were made. */
#define DISORDER 65536

struct filling {
	struct bench_token *b;
	sqlite3_stmt *add;
	int64_t now;
	long rows;
	long every; /* one of so many is good */
	bool dead;  /* the others are */
};

static void
bind_int(const struct filling *fill, int place, int64_t value)
{
	if (sqlite3_bind_int64(fill->add, place, value) != SQLITE_OK)
		bench_die("bind", "failed");
}

static void
bind_text(const struct filling *fill, int place, const char *text)
{
	if (sqlite3_bind_text(fill->add, place, text, -1, SQLITE_TRANSIENT) !=
	    SQLITE_OK)
		bench_die("bind", "failed");
}

static void
bind_bytes(const struct filling *fill, int place, const void *data, int n)
{
	if (sqlite3_bind_blob(fill->add, place, data, n, SQLITE_TRANSIENT) !=
	    SQLITE_OK)
		bench_die("bind", "failed");
}

static int64_t
number(void)
{
	return (int64_t)random() << 31 | random();
}

/* A text that is good, which is told; or a number nobody has the secret of. */
static int64_t
draw(const struct filling *fill, int64_t id, const char *kind,
    const char *subject, bool real, unsigned char digest[MAC_SIZE])
{
	const struct registry *r = fill->b->r;
	const struct digest_owner owner = {id, kind, subject};
	char text[REGISTRY_TOKEN_SIZE];
	struct token_text made;

	for (size_t i = 0; i < MAC_SIZE; i++)
		digest[i] = (unsigned char)random();
	if (!real)
		return number() % TOKEN_LOOKUP_LIMIT;
	if (token_text_make(
		conf_token_kind(&r->conf, kind)->prefix, 24, text, &made) != 0)
		bench_die("fill", "no random numbers");
	digest_token(r->key->tokens, &owner, made.secret, made.n, digest);
	printf("%s\n", text);
	return made.lookup;
}

static void
add(const struct filling *fill, int64_t id)
{
	const bool real = id % fill->every == 0;
	const bool live = real || !fill->dead;
	const char *kind = kinds[(id / fill->every) % 2];
	const struct conf_token_kind *is =
	    conf_token_kind(&fill->b->r->conf, kind);
	const int64_t ends = fill->now + (live ? is->ttl : -DAY);
	unsigned char digest[MAC_SIZE];
	char subject[32];

	(void)snprintf(subject, sizeof(subject), "user%07ld",
	    random() % (fill->rows / 4 + 1));
	bind_int(fill, 1, id);
	bind_int(fill, 2, draw(fill, id, kind, subject, real, digest));
	bind_text(fill, 3, kind);
	bind_int(fill, 4, live ? STORE_LIVE : STORE_EXPIRED);
	bind_int(
	    fill, 5, is->uses == 0 ? STORE_TOKEN_UNLIMITED : (int64_t)is->uses);
	bind_int(fill, 6, fill->now - (live ? 0 : 2 * DAY));
	bind_int(fill, 7, ends);
	bind_int(fill, 8, 0);
	bind_int(fill, 9, fill->now - (live ? 0 : 2 * DAY));
	bind_int(fill, 10,
	    live ? ends + 30LL * DAY + (id + random() % DISORDER) / 1024
		 : ends - (fill->rows - id + random() % DISORDER) / 1024);
	bind_bytes(fill, 11, fill->b->r->key->id, KEY_ID_SIZE);
	bind_bytes(fill, 12, digest, MAC_SIZE);
	bind_bytes(fill, 13, "", 0);
	bind_text(fill, 14, subject);
	bind_text(fill, 15, "");
	bind_text(fill, 16, "bench");
}

static const char *const indexes[] = {
    "token_id", "token_of", "token_labelled", "token_gone"};
#define INDEXES (sizeof(indexes) / sizeof(indexes[0]))

static void
drop(sqlite3 *db, char *sql[INDEXES])
{
	for (size_t i = 0; i < INDEXES; i++) {
		char *ask = sqlite3_mprintf(
		    "SELECT sql FROM sqlite_schema WHERE name = %Q",
		    indexes[i]);
		char *drop = sqlite3_mprintf("DROP INDEX %s", indexes[i]);
		sqlite3_stmt *stmt = bench_prepare(db, ask);

		if (sqlite3_step(stmt) != SQLITE_ROW)
			bench_die(indexes[i], "there is no such index");
		sql[i] = strdup((const char *)sqlite3_column_text(stmt, 0));
		sqlite3_finalize(stmt);
		bench_exec(db, drop);
		sqlite3_free(drop);
		sqlite3_free(ask);
	}
}

static void
fill_all(struct filling *fill, sqlite3 *db)
{
	char *sql[INDEXES], *next;

	bench_exec(db, "BEGIN IMMEDIATE");
	drop(db, sql);
	fill->add = bench_prepare(db, sqlite_sql[SQL_TOKEN_ADD]);
	for (long id = 1; id <= fill->rows; id++) {
		add(fill, id);
		bench_step(db, fill->add);
	}
	sqlite3_finalize(fill->add);
	for (size_t i = 0; i < INDEXES; i++) {
		bench_exec(db, sql[i]);
		free(sql[i]);
	}
	next = sqlite3_mprintf(
	    "UPDATE meta SET next_credential = %ld", fill->rows + 1);
	bench_exec(db, next);
	sqlite3_free(next);
	bench_exec(db, "COMMIT");
}

/* Nobody else has it open: without a log it takes a third of the time. */
void
bench_token_fill(struct bench_token *b, char **arg)
{
	struct filling fill = {.b = b,
	    .now = (int64_t)time(NULL),
	    .rows = strtol(arg[0], NULL, 10)};
	const long real = strtol(arg[1], NULL, 10);
	sqlite3 *db;

	if (real < 1 || real > fill.rows)
		bench_die("fill", "so many cannot be good");
	fill.every = fill.rows / real;
	fill.dead = strcmp(arg[2], "dead") == 0;
	b->r->store->calls->close(b->r->store);
	b->r->store = NULL;
	db = bench_raw(b->conf.registry);
	bench_exec(db, "PRAGMA journal_mode = OFF");
	bench_exec(db, "PRAGMA locking_mode = EXCLUSIVE");
	bench_exec(db, "PRAGMA synchronous = OFF");
	bench_exec(db, "PRAGMA cache_size = -1000000");
	fill_all(&fill, db);
	bench_exec(db, "PRAGMA journal_mode = WAL");
	if (sqlite3_close(db) != SQLITE_OK)
		bench_die("fill", "the file is in use");
}
