/*
 * bench_token - what the parts of bench_token share
 */

#ifndef BENCH_TOKEN_H
#define BENCH_TOKEN_H

#include <sqlite3.h>

#include "registry/token.h"

struct bench_token {
	const char *path; /* of the configuration */
	struct conf conf;
	struct registry *r;
	struct fault f;
};

/* Say what failed, and end. */
_Noreturn void bench_die(const char *what, const char *why);

/* Nanoseconds: of the wall, and of this process's CPU. */
int64_t bench_wall(void);
int64_t bench_cpu(void);

/* From n numbers, which it sorts: the smallest, the median, the largest. */
struct bench_spread {
	int64_t least, median, most;
};
struct bench_spread bench_spread(int64_t *all, size_t n);

/* Open what the configuration at path names. */
void bench_open(struct bench_token *b, const char *path);

/* A connection beside it, as a program of one's own would open it. */
sqlite3 *bench_raw(const char *path);
/* Prepare, or run, one statement. */
sqlite3_stmt *bench_prepare(sqlite3 *db, const char *sql);
void bench_exec(sqlite3 *db, const char *sql);
void bench_step(sqlite3 *db, sqlite3_stmt *stmt);

/* Texts of a file, a line each, that begin with a prefix: at least one. */
struct bench_texts {
	size_t n;
	char (*text)[REGISTRY_TOKEN_SIZE];
};
struct bench_texts bench_texts(const char *path, const char *prefix);
/* One act on one token, which must be a yes; a redeem's event. */
int64_t bench_act(
    struct bench_token *b, enum registry_token_act act, const char *text);
/* The answers of redeems were handed over. */
void bench_told(struct bench_token *b, const int64_t *event, size_t n);

/* ---- the parts: bench_token NAME CONF ARG... ---- */
void bench_token_fill(struct bench_token *b, char **arg);
void bench_token_redeem(struct bench_token *b, char **arg);
void bench_token_wait(struct bench_token *b, char **arg);

#endif
