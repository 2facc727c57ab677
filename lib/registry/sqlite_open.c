/* sqlite_open - a connection, set up to be durable and to trust nothing */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>

#include "host/run.h"
#include "registry/sqlite.h"

/* SQLite writes a byte in each of these when it makes the log's index. */
#define INDEX_PAGE 4096

_Static_assert(SQLITE_LOG_SIZE == 4194304, "the settings keep it");

/*
 * cell_size_check finds damage before it is followed; mmap would turn an
 * input error into SIGBUS; what is deleted is overwritten.
 */
static const char settings[] = "PRAGMA trusted_schema = OFF;"
			       "PRAGMA cell_size_check = ON;"
			       "PRAGMA temp_store = MEMORY;"
			       "PRAGMA mmap_size = 0;"
			       "PRAGMA secure_delete = ON;"
			       "PRAGMA wal_autocheckpoint = 0;"
			       "PRAGMA journal_size_limit = 4194304;"
			       "PRAGMA page_size = 4096;"
			       "PRAGMA synchronous = FULL;";

/* SQLite tells after each commit how long the log is. */
static int
log_grew(void *arg, sqlite3 *db, const char *name, int pages)
{
	struct sqlite *s = arg;

	(void)db;
	(void)name;
	s->wal_pages = pages;
	return SQLITE_OK;
}

/*
 * The log is kept when the last one leaves, and not written back then: that
 * would cost a login two more syncs.
 */
static int
keep_log(struct sqlite *s)
{
	static const int on[] = {
	    SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE,
	    SQLITE_DBCONFIG_DEFENSIVE,
	};
	static const int off[] = {
	    SQLITE_DBCONFIG_TRUSTED_SCHEMA,
	    SQLITE_DBCONFIG_ENABLE_TRIGGER,
	    SQLITE_DBCONFIG_ENABLE_VIEW,
	    SQLITE_DBCONFIG_DQS_DDL,
	    SQLITE_DBCONFIG_DQS_DML,
	};
	int persist = 1;
	int rc = SQLITE_OK;

	for (size_t i = 0; i < sizeof(on) / sizeof(on[0]); i++)
		if (rc == SQLITE_OK)
			rc = sqlite3_db_config(s->db, on[i], 1, NULL);
	for (size_t i = 0; i < sizeof(off) / sizeof(off[0]); i++)
		if (rc == SQLITE_OK)
			rc = sqlite3_db_config(s->db, off[i], 0, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_file_control(
		    s->db, "main", SQLITE_FCNTL_PERSIST_WAL, &persist);
	return rc;
}

int
sqlite_log(struct sqlite *s, bool make, struct fault *f)
{
	sqlite3_stmt *stmt = NULL;
	bool wal = false;
	int rc = sqlite_ready(s, f);

	if (rc != 0)
		return rc;
	rc = sqlite3_prepare_v2(s->db,
	    make ? "PRAGMA journal_mode = WAL" : "PRAGMA journal_mode", -1,
	    &stmt, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW) {
		const unsigned char *mode = sqlite3_column_text(stmt, 0);

		wal = mode != NULL && strcmp((const char *)mode, "wal") == 0;
		rc = 0;
	} else {
		rc = sqlite_fault(s, rc, f);
	}
	sqlite3_finalize(stmt);
	if (rc == 0 && !wal)
		rc = fault_set(f, -ENOTSUP,
		    make ? "%s: this file system cannot hold a registry (no "
			   "write-ahead log): use a local one"
			 : "%s: the registry has no write-ahead log: run "
			   "\"credmint init\" as root",
		    s->path);
	return rc;
}

/* Whether a page of the log's index may have blocks of which some miss. */
static bool
small_blocks(const struct sqlite *s)
{
	struct statvfs fs;

	return statvfs(s->path, &fs) == 0 && fs.f_bsize < INDEX_PAGE;
}

/*
 * SQLite's own waits become longer and longer: who looks that rarely is kept
 * out for as long as one who writes much leaves but short gaps.
 */
static int
busy(void *arg, int count)
{
	const struct sqlite *s = arg;
	const int soon = 100, late = 5;
	const int waited = count < soon ? count : soon + (count - soon) * late;
	const struct timespec step = {
	    .tv_nsec = (count < soon ? 1 : late) * 1000000L};

	if (waited >= s->wait_ms || sqlite_waited(s))
		return 0;
	(void)nanosleep(&step, NULL);
	return 1;
}

bool
sqlite_waited(const struct sqlite *s)
{
	return s->base.until != 0 && run_clock_ms() >= s->base.until;
}

void
sqlite_wait(struct sqlite *s, int ms)
{
	s->wait_ms = ms;
	(void)sqlite3_busy_handler(s->db, busy, s);
}

/*
 * 64 MiB: what leads to a token among ten million stays in memory beside the
 * tokens themselves. A small registry never takes more than its own size.
 */
void
sqlite_roomy(struct sqlite *s)
{
	if (!s->roomy)
		s->roomy = sqlite3_exec(s->db, "PRAGMA cache_size = -65536",
			       NULL, NULL, NULL) == SQLITE_OK;
}

static int
set_up(struct sqlite *s, enum sqlite_how how, int ms, struct fault *f)
{
	int rc;

	sqlite_wait(s, ms);
	rc = keep_log(s);
	/* Before anything is read: only then the index lies in memory. */
	if (rc == SQLITE_OK &&
	    (how == SQLITE_HOW_ALONE ||
		(how == SQLITE_HOW_MAKE && small_blocks(s))))
		rc = sqlite3_exec(
		    s->db, "PRAGMA locking_mode = EXCLUSIVE", NULL, NULL, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(s->db, settings, NULL, NULL, NULL);
	if (rc != SQLITE_OK)
		return sqlite_fault(s, rc, f);
	s->sync = STORE_DURABLE;
	sqlite3_wal_hook(s->db, log_grew, s);
	return 0;
}

int
sqlite_new(struct sqlite **out, const char *path, struct fault *f)
{
	struct sqlite *s = calloc(1, sizeof(*s));

	*out = s;
	if (s == NULL)
		return fault_set(f, -ENOMEM, "no memory for the registry");
	memcpy(s->path, path, strlen(path) + 1);
	s->lock = -1;
	s->unused = SQLITE_RESERVE;
	return 0;
}

int
sqlite_attach(struct sqlite *s, enum sqlite_how how, int ms, struct fault *f)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW |
	    SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX |
	    SQLITE_OPEN_PRIVATECACHE |
	    (how == SQLITE_HOW_MAKE ? SQLITE_OPEN_CREATE : 0);
	mode_t mask = umask(077);
	int rc = sqlite3_open_v2(s->path, &s->db, flags, "unix");

	rc = rc != SQLITE_OK ? sqlite_fault(s, rc, f) : set_up(s, how, ms, f);
	umask(mask);
	if (rc != 0)
		sqlite_detach(s);
	return rc;
}

void
sqlite_detach(struct sqlite *s)
{
	for (size_t i = 0; i < SQL_STATEMENTS; i++) {
		sqlite3_finalize(s->stmt[i]);
		s->stmt[i] = NULL;
	}
	(void)sqlite3_close(s->db);
	s->db = NULL;
	s->inside = false;
	s->roomy = false;
	s->wal_pages = s->eased = 0;
	s->unused = SQLITE_RESERVE;
}

int
sqlite_ready(struct sqlite *s, struct fault *f)
{
	if (s->db != NULL)
		return 0;
	if (small_blocks(s)) {
		s->full = false;
		s->base.crowded = true;
		return fault_set(
		    f, -EBUSY, "%s: the registry is busy: try again", s->path);
	}
	return sqlite_attach(s, SQLITE_HOW_TOGETHER, SQLITE_BUSY_MS, f);
}

void
sqlite_free(struct sqlite *s)
{
	if (s == NULL)
		return;
	sqlite_together(&s->base);
	sqlite_detach(s);
	free(s);
}

int
sqlite_identify(struct sqlite *s, bool *blank, struct fault *f)
{
	int64_t id, format, tables;
	int rc;

	*blank = false;
	rc = sqlite_number(s, "PRAGMA application_id", &id, f);
	if (rc == 0)
		rc = sqlite_number(s, "PRAGMA user_version", &format, f);
	if (rc == 0)
		rc = sqlite_number(
		    s, "SELECT count(*) FROM sqlite_schema", &tables, f);
	if (rc != 0)
		return rc;
	*blank = id == 0 && format == 0 && tables == 0;
	if (*blank)
		return 0;
	if (id == SQLITE_STORE_ID && format > 0 && format < SQLITE_STORE_FORMAT)
		return fault_set(f, -ENOTSUP,
		    "%s: made by an older credmint (format %lld, this one "
		    "knows %d): move it and its -wal and -shm away and run "
		    "\"credmint init\" as root; its codes are lost",
		    s->path, (long long)format, SQLITE_STORE_FORMAT);
	if (id != SQLITE_STORE_ID || format < 1)
		return fault_set(f, -EBADMSG,
		    "%s: not a credmint registry: move it away and run "
		    "\"credmint init\" as root",
		    s->path);
	if (format > SQLITE_STORE_FORMAT)
		return fault_set(f, -ENOTSUP,
		    "%s: made by a newer credmint (format %lld, this one "
		    "knows %d): update credmint",
		    s->path, (long long)format, SQLITE_STORE_FORMAT);
	return 0;
}

int
sqlite_check(struct sqlite *s, struct fault *f)
{
	sqlite3_stmt *stmt = NULL;
	const unsigned char *word = NULL;
	int rc = sqlite_ready(s, f);

	if (rc != 0)
		return rc;
	rc =
	    sqlite3_prepare_v2(s->db, "PRAGMA quick_check(1)", -1, &stmt, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW)
		word = sqlite3_column_text(stmt, 0);
	if (word != NULL && strcmp((const char *)word, "ok") == 0)
		rc = 0;
	else
		rc = rc == SQLITE_ROW ? sqlite_damaged(s, "quick_check", f)
				      : sqlite_fault(s, rc, f);
	sqlite3_finalize(stmt);
	return rc;
}
