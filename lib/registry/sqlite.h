/*
 * sqlite - the machine below store_sqlite: opening, running, faults
 *
 *  1. No descriptor of the registry file is opened beside SQLite's own:
 *     closing it would drop SQLite's POSIX locks. Files are looked at by
 *     name, in a directory nobody else can write in.
 *  2. SQLite may end a transaction by itself after an error. Every statement
 *     inside one MUST see first that it is still open.
 */

#ifndef REGISTRY_SQLITE_H
#define REGISTRY_SQLITE_H

#include <sqlite3.h>

#include "registry/sqlite_sql.h"
#include "registry/store.h"

/* PRAGMA application_id ("crM1") and user_version of this format. */
#define SQLITE_STORE_ID 1668435249
#define SQLITE_STORE_FORMAT 2

/* How long a statement waits for another process. */
#define SQLITE_BUSY_MS 1000

/* Room for the file's full path. */
#define SQLITE_PATH_SIZE 1024

struct sqlite {
	struct store base;
	sqlite3 *db;
	sqlite3_stmt *stmt[SQL_STATEMENTS];
	bool inside;          /* a transaction */
	enum store_sync sync; /* as the connection is set */
	int wal_pages;        /* in the write-ahead log, at the last commit */
	char path[SQLITE_PATH_SIZE];
};

/* ---- sqlite_place.c: where the file lies ---- */

/*
 * The file's full path, its directory checked: the opener's own or root's,
 * and writable by its owner only. The file, when it exists: regular, the
 * opener's own, nothing for others. 0 or a negative errno.
 */
int sqlite_place(const char *where, char path[SQLITE_PATH_SIZE], bool *exists,
    struct fault *f) __attribute__((warn_unused_result));

/* ---- sqlite_open.c ---- */

/* Open or (make) create the file at path, and set the connection up. */
int sqlite_connect(struct sqlite **out, const char *path, bool make,
    struct fault *f) __attribute__((warn_unused_result));
void sqlite_disconnect(struct sqlite *s);

/*
 * Whether it is a registry of this format. *blank: nothing in it yet, which
 * is no fault.
 */
int sqlite_identify(struct sqlite *s, bool *blank, struct fault *f)
    __attribute__((warn_unused_result));

/* Have (make: get) a write-ahead log. */
int sqlite_log(struct sqlite *s, bool make, struct fault *f)
    __attribute__((warn_unused_result));

/* Read the whole file and find damage. */
int sqlite_check(struct sqlite *s, struct fault *f)
    __attribute__((warn_unused_result));

/* ---- sqlite_run.c: transactions and statements ---- */

/* A line for SQLite's error rc, and its errno. */
int sqlite_fault(struct sqlite *s, int rc, struct fault *f);

/* Fixed text without results; one integer as a result. */
int sqlite_text(struct sqlite *s, const char *sql, struct fault *f)
    __attribute__((warn_unused_result));
int sqlite_number(struct sqlite *s, const char *sql, int64_t *out,
    struct fault *f) __attribute__((warn_unused_result));

int sqlite_begin(struct store *base, enum store_sync sync, struct fault *f)
    __attribute__((warn_unused_result));
int sqlite_commit(struct store *base, struct fault *f)
    __attribute__((warn_unused_result));
void sqlite_rollback(struct store *base);

/* A parameter. Texts and bytes stay the caller's until the statement ends. */
struct sqlite_value {
	enum {
		SQLITE_IS_INT = 1,
		SQLITE_IS_TEXT,
		SQLITE_IS_BYTES
	} is;
	int64_t number;
	const void *data; /* a NULL text is NULL */
	size_t n;
};

#define SQL_INT(x)                          \
	{                                   \
		SQLITE_IS_INT, (x), NULL, 0 \
	}
#define SQL_TEXT(x)                       \
	{                                 \
		SQLITE_IS_TEXT, 0, (x), 0 \
	}
#define SQL_BYTES(p, size)                      \
	{                                       \
		SQLITE_IS_BYTES, 0, (p), (size) \
	}

/*
 * Start statement number i with its parameters. Then step until it is not 1:
 * 1 a row, 0 the end, or a negative errno. Then stop, in every case.
 */
int sqlite_start(struct sqlite *s, size_t i, const struct sqlite_value *v,
    size_t n, struct fault *f) __attribute__((warn_unused_result));
int sqlite_step(struct sqlite *s, size_t i, struct fault *f)
    __attribute__((warn_unused_result));
void sqlite_stop(struct sqlite *s, size_t i);

/* All three, for one without rows. changed may be NULL. */
int sqlite_run(struct sqlite *s, size_t i, const struct sqlite_value *v,
    size_t n, bool *changed, struct fault *f)
    __attribute__((warn_unused_result));

#define SQL_RUN(s, i, v, changed, f) \
	sqlite_run((s), (i), (v), sizeof(v) / sizeof((v)[0]), (changed), (f))
#define SQL_START(s, i, v, f) \
	sqlite_start((s), (i), (v), sizeof(v) / sizeof((v)[0]), (f))

/* ---- columns of the row at hand; false when they are not as stored ---- */

bool sqlite_get_int(
    struct sqlite *s, size_t i, int column, int64_t *out, int64_t low);
bool sqlite_get_text(
    struct sqlite *s, size_t i, int column, char *out, size_t size);
bool sqlite_get_bytes(
    struct sqlite *s, size_t i, int column, void *out, size_t n);

/* -EBADMSG, for a row that is not as stored. */
int sqlite_damaged(struct sqlite *s, const char *what, struct fault *f);

#endif
