/*
 * drive_power_cut - an acknowledgement, and the power goes at that moment
 *
 *	drive_power_cut make DIR	a key and a registry
 *	drive_power_cut cut ACT DIR	do it, then drop what DIR's file system
 *					has not written; prints what check needs
 *	drive_power_cut check ACT DIR WHAT
 *					exits 0 when the act is there
 *
 * Acts: "yes" a login, whose code is refused afterwards; "issue" a code, which
 * is good; "revoke" it, which is refused; "attempt" a failure that closes the
 * account for a while; "intend" and "confirm" a temporary password; "change",
 * after which a code that leads to a new password is refused; "mint" a token,
 * which is good; "redeem" it, which uses it up; "rotate" it, after which the
 * new one is good; "withdraw" it, which revokes it; "journal" a row of SQLite
 * with a rollback journal in place of a registry, to see that the power really
 * goes.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "registry/registry.h"
#include "registry/token.h"
#include "tests/registry/power.h"

#define HASH "$6$saltsalt$hash"

static bool must_change;
static char journalled[CONF_PATH_SIZE];

static int64_t
issue(struct registry *r, char code[REGISTRY_CODE_SIZE])
{
	struct registry_issue what = {.account = &power.alice,
	    .service = "",
	    .ttl = 3600,
	    .uses = 1,
	    .must_change = must_change,
	    .by = "root"};
	struct registry_code out;

	if (registry_issue(r, &what, code, &out, &power.f) != 0)
		power_die("issue");
	return out.id;
}

static _Noreturn void
cut_yes(struct registry *r)
{
	char code[REGISTRY_CODE_SIZE];

	/* The code is there in any case: only its use is at stake. */
	(void)issue(r, code);
	(void)syncfs(power.disk);
	if (power_log_in(r, code) != REGISTRY_YES)
		power_die("no");
	power_cut(code);
}

static _Noreturn void
cut_issue(struct registry *r)
{
	char code[REGISTRY_CODE_SIZE];

	(void)issue(r, code);
	power_cut(code);
}

static _Noreturn void
cut_revoke(struct registry *r)
{
	char code[REGISTRY_CODE_SIZE];
	int64_t id = issue(r, code);

	(void)syncfs(power.disk);
	if (registry_revoke(r, id, "root", &power.f) != 0)
		power_die("revoke");
	power_cut(code);
}

static _Noreturn void
cut_attempt(struct registry *r)
{
	struct registry_login login = power_login();
	char code[REGISTRY_CODE_SIZE];

	(void)issue(r, code);
	if (registry_attempt(r, &login, &power.f) != 0)
		power_die("attempt");
	power_cut(code);
}

/* Only what is looked for is at stake: all before it is on disk. */
static int64_t
intend(struct registry *r)
{
	struct registry_temporary out;

	if (registry_reset_intend(
		r, &power.alice, HASH, 3600, "root", &out, &power.f) != 0)
		power_die("intend");
	return out.id;
}

static _Noreturn void
cut_intend(struct registry *r)
{
	char id[24];

	(void)snprintf(id, sizeof(id), "%lld", (long long)intend(r));
	power_cut(id);
}

static _Noreturn void
cut_confirm(struct registry *r)
{
	const int64_t number = intend(r);
	char id[24];

	(void)snprintf(id, sizeof(id), "%lld", (long long)number);
	(void)syncfs(power.disk);
	if (registry_reset_confirm(r, number, "root", &power.f) != 0)
		power_die("confirm");
	power_cut(id);
}

static _Noreturn void
cut_change(struct registry *r)
{
	struct registry_login login = power_login();
	char code[REGISTRY_CODE_SIZE];

	(void)issue(r, code);
	(void)syncfs(power.disk);
	if (registry_changed(r, &login, &power.f) != 0)
		power_die("change");
	power_cut(code);
}

static struct registry_token_op *
token_act(struct registry *r, enum registry_token_act act, const char *text)
{
	static struct registry_token_op op;

	memset(&op, 0, sizeof(op));
	op.act = act;
	op.token = text;
	op.n = text != NULL ? strlen(text) : 0;
	op.subject = "alice";
	registry_token_usual(conf_token_kind(&power.conf, "reset"), &op);
	if (registry_tokens(r, &op, 1, &power.f) != 0 || op.error != 0)
		power_die("token");
	return &op;
}

static _Noreturn void
cut_mint(struct registry *r)
{
	power_cut(token_act(r, REGISTRY_TOKEN_ISSUE, NULL)->text);
}

static _Noreturn void
cut_redeem(struct registry *r)
{
	char text[REGISTRY_TOKEN_SIZE];

	memcpy(
	    text, token_act(r, REGISTRY_TOKEN_ISSUE, NULL)->text, sizeof(text));
	(void)syncfs(power.disk);
	if (token_act(r, REGISTRY_TOKEN_REDEEM, text)->answer !=
	    REGISTRY_TOKEN_YES)
		power_die("no");
	power_cut(text);
}

static _Noreturn void
cut_rotate(struct registry *r)
{
	char text[REGISTRY_TOKEN_SIZE];

	memcpy(
	    text, token_act(r, REGISTRY_TOKEN_ISSUE, NULL)->text, sizeof(text));
	(void)syncfs(power.disk);
	power_cut(token_act(r, REGISTRY_TOKEN_ROTATE, text)->text);
}

static _Noreturn void
cut_withdraw(struct registry *r)
{
	char text[REGISTRY_TOKEN_SIZE];

	memcpy(
	    text, token_act(r, REGISTRY_TOKEN_ISSUE, NULL)->text, sizeof(text));
	(void)syncfs(power.disk);
	if (token_act(r, REGISTRY_TOKEN_REVOKE, text)->answer !=
	    REGISTRY_TOKEN_YES)
		power_die("no");
	power_cut(text);
}

static sqlite3 *
journal_open(void)
{
	sqlite3 *db;

	if (sqlite3_open(journalled, &db) != SQLITE_OK)
		power_die("sqlite");
	return db;
}

static _Noreturn void
cut_journal(void)
{
	sqlite3 *db = journal_open();

	if (sqlite3_exec(db,
		"PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;"
		"CREATE TABLE IF NOT EXISTS t (v); INSERT INTO t VALUES (1);",
		NULL, NULL, NULL) != SQLITE_OK)
		power_die("sqlite");
	/* Even with all of that on disk, the last one is not. */
	(void)syncfs(power.disk);
	if (sqlite3_exec(db, "UPDATE t SET v = 2", NULL, NULL, NULL) !=
	    SQLITE_OK)
		power_die("sqlite");
	power_cut("row");
}

static bool
kept_in_journal(void)
{
	sqlite3 *db = journal_open();
	sqlite3_stmt *stmt = NULL;
	bool kept = sqlite3_prepare_v2(db, "SELECT count(*) FROM t WHERE v = 2",
			-1, &stmt, NULL) == SQLITE_OK &&
	    sqlite3_step(stmt) == SQLITE_ROW && sqlite3_column_int(stmt, 0) > 0;

	sqlite3_finalize(stmt);
	(void)sqlite3_close(db);
	return kept;
}

/* The newest of temporary passwords. */
static int
take(const struct registry_temporary *t, void *arg)
{
	*(struct registry_temporary *)arg = *t;
	return 0;
}

static bool
kept_temporary(struct registry *r, const char *act, const char *id)
{
	struct registry_temporary last = {0};
	bool same = false;

	if (registry_temporaries(r, "alice", take, &last, &power.f) != 0 ||
	    registry_temporary_is(r, last.id, HASH, &same, &power.f) != 0)
		power_die("look");
	return same && last.id == strtoll(id, NULL, 10) &&
	    last.set == (strcmp(act, "confirm") == 0);
}

/* "issue" and "journal" ask whether it is there, the others whether not. */
static bool
kept(struct registry *r, const char *act, const char *code)
{
	struct registry_login login = power_login();

	if (strcmp(act, "mint") == 0 || strcmp(act, "rotate") == 0)
		return token_act(r, REGISTRY_TOKEN_REDEEM, code)->answer ==
		    REGISTRY_TOKEN_YES;
	if (strcmp(act, "redeem") == 0)
		return token_act(r, REGISTRY_TOKEN_REDEEM, code)->answer ==
		    REGISTRY_TOKEN_USED;
	if (strcmp(act, "withdraw") == 0)
		return token_act(r, REGISTRY_TOKEN_REDEEM, code)->answer ==
		    REGISTRY_TOKEN_REVOKED;
	if (strcmp(act, "intend") == 0 || strcmp(act, "confirm") == 0)
		return kept_temporary(r, act, code);
	if (strcmp(act, "attempt") != 0)
		return (power_log_in(r, code) != REGISTRY_NO) ==
		    (strcmp(act, "issue") == 0);
	if (registry_attempt(r, &login, &power.f) != 0)
		power_die("attempt");
	return login.locked;
}

static const struct {
	const char *name;
	void (*cut)(struct registry *);
} acts[] = {
    {"yes", cut_yes},
    {"issue", cut_issue},
    {"revoke", cut_revoke},
    {"attempt", cut_attempt},
    {"intend", cut_intend},
    {"confirm", cut_confirm},
    {"change", cut_change},
    {"mint", cut_mint},
    {"redeem", cut_redeem},
    {"rotate", cut_rotate},
    {"withdraw", cut_withdraw},
};

int
main(int argc, char **argv)
{
	const char *dir = argc > 2 ? argv[argc > 3 ? 3 : 2] : "";
	struct registry *r;

	if (argc < 3)
		return 2;
	power_on(dir);
	/* One failure closes it: that is how its count is seen. */
	power.conf.deny = strcmp(argv[2], "attempt") == 0 ? 1 : 0;
	must_change = strcmp(argv[2], "change") == 0;
	(void)snprintf(journalled, sizeof(journalled), "%s/journal.db", dir);
	if (strcmp(argv[1], "make") == 0)
		return power_make();
	if (strcmp(argv[2], "journal") == 0) {
		if (argc == 4)
			cut_journal();
		return kept_in_journal() ? 0 : 1;
	}
	if (registry_open(&r, &power.conf, &power.f) != 0)
		power_die("open");
	if (argc == 5)
		return kept(r, argv[2], argv[4]) ? 0 : 1;
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
		if (strcmp(argv[2], acts[i].name) == 0)
			acts[i].cut(r);
	return 2;
}
