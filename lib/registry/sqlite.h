/*
 * sqlite - the machine below store_sqlite: opening, running, faults
 *
 *  1. No descriptor of the registry file is opened beside SQLite's own:
 *     closing it would drop SQLite's POSIX locks. Files are looked at by
 *     name, in a directory nobody else can write in.
 *  2. SQLite may end a transaction by itself after an error. Every statement
 *     inside one MUST see first that it is still open.
 *  3. What a login writes MUST have its place on disk already: the log is laid
 *     out to its full length and kept, a reserve of free pages lies in the
 *     file, and a file that has to grow grows before the commit.
 *  4. The index of the log lies in a file that SQLite cuts and makes anew; on a
 *     full disk that fails. Then one process after the other, by a lock on a
 *     file of its own, MUST have the registry alone, with the index in memory.
 *     Where blocks are smaller than a page of that file this MUST be so from
 *     the start: SQLite makes sure of a block a page, and a page without the
 *     others is a SIGBUS.
 */

#ifndef REGISTRY_SQLITE_H
#define REGISTRY_SQLITE_H

#include <sqlite3.h>

#include "registry/sqlite_sql.h"
#include "registry/store.h"

/* PRAGMA application_id ("crM1") and user_version of this format. */
#define SQLITE_STORE_ID 1668435249
#define SQLITE_STORE_FORMAT 5

/* How long a statement waits for another process. */
#define SQLITE_BUSY_MS 1000

/* What the lock file's name ends in. */
#define SQLITE_LOCK_TAIL "-lock"

/* Room for the file's full path. */
#define SQLITE_PATH_SIZE 1024

/*
 * Pages in the write-ahead log that make it due for writing back: 1 MiB. Who
 * opens the file alone reads the log whole, about a millisecond's work.
 */
#define SQLITE_LOG_PAGES 256

/* The write-ahead log's length on disk, from init on. */
#define SQLITE_LOG_SIZE (4 * 1024 * 1024)

/*
 * Free pages in the registry file: as many as are made at once, when more are
 * made, and below how many rows are added only if the file can grow.
 */
#define SQLITE_RESERVE 256
#define SQLITE_RESERVE_LOW 192
#define SQLITE_RESERVE_MIN 64

struct sqlite {
	struct store base;
	sqlite3 *db; /* NULL: the next call opens it */
	sqlite3_stmt *stmt[SQL_STATEMENTS];
	int lock;             /* held while alone, or -1 */
	bool inside;          /* a transaction */
	bool full;            /* the last fault: something had to grow */
	enum store_sync sync; /* as the connection is set */
	int wait_ms;          /* for the others */
	bool roomy;           /* pages of many tokens are kept in memory */
	int wal_pages;        /* in the write-ahead log, at the last commit */
	int eased;            /* pages of it that were written back */
	int64_t unused; /* pages of the file, when they were last counted */
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

/*
 * Beside the file: its directory without copy-on-write, where the file system
 * has that, and the lock file. Before the registry file is made.
 */
int sqlite_place_ready(const char *path, struct fault *f)
    __attribute__((warn_unused_result));

/* ---- sqlite_open.c ---- */

/* A handle for the file at path, which is not opened yet; and its end. */
int sqlite_new(struct sqlite **out, const char *path, struct fault *f)
    __attribute__((warn_unused_result));
void sqlite_free(struct sqlite *s);

enum sqlite_how {
	SQLITE_HOW_TOGETHER = 1,
	SQLITE_HOW_MAKE,  /* make the file, if need be */
	SQLITE_HOW_ALONE, /* -EBUSY when another has it open */
};

/*
 * Open the file and set the connection up; one statement of it waits for
 * others for ms. Nothing is left open after a fault.
 */
int sqlite_attach(struct sqlite *s, enum sqlite_how how, int ms,
    struct fault *f) __attribute__((warn_unused_result));
void sqlite_detach(struct sqlite *s);

/*
 * Have statements wait so long for the others, and never beyond the store's
 * until; they look every millisecond. Whether that has come.
 */
void sqlite_wait(struct sqlite *s, int ms);
bool sqlite_waited(const struct sqlite *s);

/*
 * From now on keep so many pages in memory that what leads to one of very many
 * rows is among them.
 */
void sqlite_roomy(struct sqlite *s);

/* Open it if it is not. */
int sqlite_ready(struct sqlite *s, struct fault *f)
    __attribute__((warn_unused_result));

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

/* ---- sqlite_alone.c, sqlite_room.c: a full disk; contracts in store.h ---- */

int sqlite_alone(struct store *base, struct fault *f)
    __attribute__((warn_unused_result));
void sqlite_together(struct store *base);
int sqlite_room(struct store *base, bool *room, struct fault *f)
    __attribute__((warn_unused_result));
int sqlite_reserve(struct store *base, int64_t *kept, int64_t *least,
    struct fault *f) __attribute__((warn_unused_result));

/* Inside a transaction: have every page it adds on disk. */
int sqlite_grow(struct sqlite *s, struct fault *f)
    __attribute__((warn_unused_result));

/* Free pages there are; and have a whole reserve of them again. */
int sqlite_reserve_count(struct sqlite *s, int64_t *n, struct fault *f)
    __attribute__((warn_unused_result));
int sqlite_reserve_fill(struct sqlite *s, struct fault *f)
    __attribute__((warn_unused_result));

/* One of SQLite's own open files: opening one beside it is not allowed. */
sqlite3_file *sqlite_file(struct sqlite *s, int which);

/*
 * Make a file at least that long, with zeros that are written, so that they
 * have their blocks. *grew says whether it was shorter.
 */
int sqlite_lengthen(struct sqlite *s, sqlite3_file *file, int64_t size,
    bool *grew, struct fault *f) __attribute__((warn_unused_result));

/* ---- sqlite_log.c: the write-ahead log ---- */

/* Have it on disk in its full length. */
int sqlite_log_fill(struct sqlite *s, struct fault *f)
    __attribute__((warn_unused_result));

/* Write it back and begin it anew. */
int sqlite_log_renew(struct sqlite *s, struct fault *f);

int sqlite_checkpoint(struct store *base, struct fault *f);
void sqlite_tidy(struct store *base);
void sqlite_ease(struct store *base);

/* ---- sqlite_run.c: transactions and statements ---- */

/* A line for SQLite's error rc, and its errno. */
int sqlite_fault(struct sqlite *s, int rc, struct fault *f);

/* -EFBIG, for a limit of the process. */
int sqlite_too_big(struct sqlite *s, struct fault *f);

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
/*
 * A number of 0 or more that a login changes, kept so that its row never
 * becomes longer: on a full disk a row that does needs pages. SQLite takes as
 * few bytes for an INTEGER as it can; with INT64_MIN added it is 8 for every
 * number below 2^63 - 2^47, and beyond that fewer the higher it is. The order
 * stays, so that SQL compares them as they are; 0 is SQL_WIDE_0 there.
 */
#define SQL_WIDE(x) SQL_INT(INT64_MIN + (x))
#define SQL_WIDE_0 "-9223372036854775808"
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
/* ... or how many it changed; rows may be NULL. */
int sqlite_count(struct sqlite *s, size_t i, const struct sqlite_value *v,
    size_t n, int64_t *rows, struct fault *f)
    __attribute__((warn_unused_result));

#define SQL_RUN(s, i, v, changed, f) \
	sqlite_run((s), (i), (v), sizeof(v) / sizeof((v)[0]), (changed), (f))
#define SQL_COUNT(s, i, v, rows, f) \
	sqlite_count((s), (i), (v), sizeof(v) / sizeof((v)[0]), (rows), (f))
#define SQL_START(s, i, v, f) \
	sqlite_start((s), (i), (v), sizeof(v) / sizeof((v)[0]), (f))

/* ---- columns of the row at hand; false when they are not as stored ---- */

bool sqlite_get_int(
    struct sqlite *s, size_t i, int column, int64_t *out, int64_t low);
/* ... and up to STORE_NUMBER_MAX. */
bool sqlite_get_number(
    struct sqlite *s, size_t i, int column, int64_t *out, int64_t low);
/* One of SQL_WIDE(), from low on. */
bool sqlite_get_wide(
    struct sqlite *s, size_t i, int column, int64_t *out, int64_t low);
bool sqlite_get_text(
    struct sqlite *s, size_t i, int column, char *out, size_t size);
bool sqlite_get_bytes(
    struct sqlite *s, size_t i, int column, void *out, size_t n);
/* From low to high bytes; *n says how many. */
bool sqlite_get_some(struct sqlite *s, size_t i, int column, void *out,
    size_t low, size_t high, size_t *n);

/* -EBADMSG, for a row that is not as stored. */
int sqlite_damaged(struct sqlite *s, const char *what, struct fault *f);

#endif
