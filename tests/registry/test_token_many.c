/*
 * test_token_many - many tokens at once: listed, revoked, in the log, and what
 * an act costs
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <sqlite3.h>

#include "registry/handle.h"
#include "registry/sqlite.h"
#include "tests/core/clock_fake.h"
#include "tests/registry/syncs.h"
#include "tests/registry/token_room.h"

#define A(x) REGISTRY_TOKEN_##x

static struct registry_token_op ops[REGISTRY_TOKENS_MAX];

/* So many of a kind, a subject and a label, by groups. */
static void
issue_many(struct room *room, size_t n, const char *kind, const char *subject,
    const char *label)
{
	while (n > 0) {
		size_t some = n < REGISTRY_TOKENS_MAX ? n : REGISTRY_TOKENS_MAX;

		for (size_t i = 0; i < some; i++) {
			token_room_new(room, &ops[i], kind, subject);
			ops[i].label = label;
		}
		assert_int_equal(
		    registry_tokens(room->r, ops, some, &room->f), 0);
		for (size_t i = 0; i < some; i++)
			assert_int_equal(ops[i].answer, A(YES));
		n -= some;
	}
}

/* Those of a kind, subject and label, each NULL for any. */
static size_t
listed(struct room *room, const char *kind, const char *subject,
    const char *label, bool all)
{
	const struct registry_token_filter filter = {
	    .kind = kind, .subject = subject, .label = label, .all = all};

	return token_room_list(room, &filter, NULL);
}

static int
stop_at_third(const struct registry_token *t, void *arg)
{
	size_t *n = arg;

	(void)t;
	return ++*n == 3 ? 77 : 0;
}

static void
test_list_finds_what_was_asked_for(void **state)
{
	struct room *room = *state;
	struct registry_token_filter from = {.after = 300};
	size_t n = 0;

	issue_many(room, 300, "session", "alice", "phone");
	issue_many(room, 130, "reset", "bob", "");
	issue_many(room, 1, "reset", "alice", "");
	assert_int_equal(listed(room, NULL, NULL, NULL, false), 431);
	assert_int_equal(listed(room, "reset", NULL, NULL, false), 131);
	assert_int_equal(listed(room, NULL, "alice", NULL, false), 301);
	assert_int_equal(listed(room, "reset", "alice", NULL, false), 1);
	assert_int_equal(listed(room, NULL, NULL, "phone", false), 300);
	assert_int_equal(listed(room, NULL, "bob", "phone", false), 0);
	assert_int_equal(listed(room, NULL, "bob", "", false), 130);
	assert_int_equal(token_room_list(room, &from, NULL), 131);
	from.only = 1u << (conf_token_kind(&room->conf, "session") -
			room->conf.token_kinds);
	from.after = 0;
	assert_int_equal(token_room_list(room, &from, NULL), 300);
	assert_int_equal(
	    registry_token_list(room->r, &from, stop_at_third, &n, &room->f),
	    77);
	assert_int_equal(n, 3);
	clock_fake_pass(60 * 60);
	assert_int_equal(listed(room, NULL, NULL, NULL, false), 0);
	assert_int_equal(listed(room, NULL, NULL, NULL, true), 431);
}

static void
test_list_crosses_ids_that_are_not_there(void **state)
{
	struct room *room = *state;
	sqlite3 *db;

	issue_many(room, 1, "reset", "alice", "");
	assert_int_equal(sqlite3_open(room->conf.registry, &db), SQLITE_OK);
	assert_int_equal(
	    sqlite3_exec(db, "UPDATE meta SET next_credential = 10000000;",
		NULL, NULL, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	issue_many(room, 2, "reset", "alice", "");
	assert_int_equal(listed(room, NULL, NULL, NULL, false), 3);
	assert_int_equal(listed(room, "reset", NULL, NULL, true), 3);
}

static int64_t
revoke(
    struct room *room, const char *kind, const char *subject, const char *label)
{
	const struct registry_token_filter filter = {
	    .kind = kind, .subject = subject, .label = label};
	int64_t n = -1;

	assert_int_equal(registry_token_revoke_all(
			     room->r, &filter, "carol", "uid 33", &n, &room->f),
	    0);
	return n;
}

static void
test_all_of_a_subject_a_label_or_a_kind_are_revoked(void **state)
{
	struct room *room = *state;
	struct registry_event last;
	size_t before;

	issue_many(room, 300, "session", "alice", "phone");
	issue_many(room, 10, "reset", "alice", "");
	issue_many(room, 10, "session", "bob", "phone");
	issue_many(room, 10, "reset", "bob", "");
	before = room_events(room, NULL);
	assert_int_equal(revoke(room, "session", "alice", NULL), 300);
	assert_int_equal(room_events(room, &last), before + 300);
	assert_string_equal(last.act, "token-revoke");
	assert_string_equal(last.outcome, "revoked");
	assert_string_equal(last.user, "alice");
	assert_string_equal(last.service, "session");
	assert_string_equal(last.by, "carol");
	assert_string_equal(last.source, "uid 33");
	assert_int_equal(revoke(room, "session", "alice", NULL), 0);
	assert_int_equal(listed(room, NULL, NULL, NULL, false), 30);
	assert_int_equal(revoke(room, NULL, NULL, "phone"), 10);
	assert_int_equal(revoke(room, NULL, "nobody", NULL), 0);
	assert_int_equal(revoke(room, "reset", NULL, NULL), 20);
	assert_int_equal(listed(room, NULL, NULL, NULL, false), 0);
	assert_int_equal(listed(room, NULL, NULL, NULL, true), 330);
}

static int
count_row(const struct registry_token *is, void *arg)
{
	(void)is;
	(*(int *)arg)++;
	return 0;
}

/* However many there are, a piece has its bound, and the last one says so. */
static void
test_many_are_done_in_pieces(void **state)
{
	struct room *room = *state;
	struct registry_token_filter filter = {.subject = "alice"};
	int64_t n, next, sum = 0;
	int pieces = 0, rows;

	issue_many(room, 300, "session", "alice", "");
	issue_many(room, 1, "session", "bob", "");
	do {
		assert_int_equal(registry_token_revoke_some(room->r, &filter,
				     "carol", "", &next, &n, &room->f),
		    0);
		assert_in_range(n, 1, 128);
		assert_true(next == 0 || next > filter.after);
		filter.after = next;
		sum += n;
		pieces++;
	} while (next != 0);
	assert_int_equal(sum, 300);
	assert_int_equal(pieces, 3);
	/* A filter that nothing matches reads as far, and no farther. */
	issue_many(room, 1100, "reset", "alice", "");
	filter = (struct registry_token_filter){
	    .subject = "alice", .kind = "session"};
	rows = 0;
	assert_int_equal(registry_token_list_some(room->r, &filter, &next,
			     count_row, &rows, &room->f),
	    0);
	assert_int_equal(rows, 0);
	assert_int_not_equal(next, 0);
	filter.after = next;
	assert_int_equal(registry_token_list_some(room->r, &filter, &next,
			     count_row, &rows, &room->f),
	    0);
	assert_int_equal(rows, 0);
	assert_int_equal(next, 0);
}

/* The log of one token, from an id of events on. */
struct story {
	size_t n;
	struct registry_event e[16];
};

static int
take(const struct registry_event *e, void *arg)
{
	struct story *s = arg;

	if (strncmp(e->act, "token-", 6) != 0)
		return 0;
	assert_true(s->n < 16);
	s->e[s->n++] = *e;
	return 0;
}

static void
test_each_act_has_its_event(void **state)
{
	static const char *const told[][2] = {
	    {"token-issue", "issued"},
	    {"token-verify", "yes"},
	    {"token-redeem", "yes"},
	    {"token-redeem", "used, not delivered"},
	    {"token-redeem", "no: used"},
	    {"token-verify", "no: unknown"},
	    {"token-issue", "issued"},
	    {"token-rotate", "rotated"},
	    {"token-rotate", "rotated csrf"},
	    {"token-redeem", "no: unlimited"},
	    {"token-revoke", "revoked"},
	    {"token-verify", "no: revoked"},
	    {"token-revoke", "no: not live"},
	};
	const struct registry_filter all = {0};
	struct room *room = *state;
	static struct registry_token_op op;
	static struct story story;
	char text[REGISTRY_TOKEN_SIZE];
	int64_t events[2] = {0, 0};

	token_room_new(room, &op, "reset", "alice");
	op.uses = 2;
	token_room_run(room, &op);
	for (int i = 0; i < 5; i++)
		(void)token_room_ask(room, A(VERIFY), op.text);
	events[1] = token_room_act(room, A(REDEEM), op.text)->event;
	assert_int_equal(registry_tokens_sent(room->r, events, 2, &room->f), 0);
	(void)token_room_ask(room, A(REDEEM), op.text);
	(void)token_room_ask(room, A(REDEEM), op.text);
	/* Strangers cannot make the log grow. */
	for (int i = 0; i < 100; i++) {
		token_room_spoil(op.text);
		(void)token_room_ask(room, A(VERIFY), op.text);
		(void)token_room_ask(room, A(VERIFY), "nonsense");
	}
	(void)token_room_issue(room, "session", "bob", text);
	(void)token_room_ask(room, A(VERIFY), text);
	memcpy(text, token_room_act(room, A(ROTATE), text)->text, sizeof(text));
	(void)token_room_ask(room, A(ROTATE_CSRF), text);
	(void)token_room_ask(room, A(REDEEM), text);
	(void)token_room_ask(room, A(REVOKE), text);
	(void)token_room_ask(room, A(VERIFY), text);
	memset(&op, 0, sizeof(op));
	op.act = A(REVOKE);
	op.id = 2;
	token_room_run(room, &op);
	assert_int_equal(
	    registry_events(room->r, &all, take, &story, &room->f), 0);
	assert_int_equal(story.n, sizeof(told) / sizeof(told[0]));
	for (size_t i = 0; i < story.n; i++) {
		assert_string_equal(story.e[i].act, told[i][0]);
		assert_string_equal(story.e[i].outcome, told[i][1]);
		assert_int_equal(story.e[i].code, i == 5 ? 0 : i < 6 ? 1 : 2);
		assert_string_equal(story.e[i].user,
		    i == 5      ? ""
			: i < 6 ? "alice"
				: "bob");
	}
	assert_int_equal(story.e[1].count, 5);
	assert_int_equal(story.e[5].count, 200);
	assert_string_equal(story.e[0].service, "reset");
}

static void
test_group_has_the_syncs_of_one(void **state)
{
	struct room *room = *state;
	static char text[REGISTRY_TOKENS_MAX + 1][REGISTRY_TOKEN_SIZE];
	unsigned long before, one;

	for (size_t i = 0; i <= REGISTRY_TOKENS_MAX; i++)
		(void)token_room_issue(room, "reset", "alice", text[i]);
	assert_int_equal(registry_checkpoint(room->r, &room->f), 0);
	before = syncs_seen();
	assert_int_equal(token_room_ask(room, A(REDEEM), text[0]), A(YES));
	one = syncs_seen() - before;
	assert_true(one >= 1);
	memset(ops, 0, sizeof(ops));
	for (size_t i = 0; i < REGISTRY_TOKENS_MAX; i++) {
		ops[i].act = A(REDEEM);
		ops[i].token = text[i + 1];
		ops[i].n = strlen(ops[i].token);
	}
	before = syncs_seen();
	assert_int_equal(
	    registry_tokens(room->r, ops, REGISTRY_TOKENS_MAX, &room->f), 0);
	for (size_t i = 0; i < REGISTRY_TOKENS_MAX; i++)
		assert_int_equal(ops[i].answer, A(YES));
	assert_true(syncs_seen() - before <= one);
}

static void
test_verify_costs_no_sync_and_two_statements(void **state)
{
	struct room *room = *state;
	char key[REGISTRY_TOKEN_SIZE], reset[REGISTRY_TOKEN_SIZE];
	unsigned long statements, syncs, commits;

	(void)token_room_issue(room, "api-key", "build", key);
	(void)token_room_issue(room, "reset", "alice", reset);
	for (int round = 0; round < 2; round++) {
		syncs = syncs_seen();
		statements = room->r->store->cost.statements;
		commits = room->r->store->cost.commits;
		assert_int_equal(token_room_ask(room, A(VERIFY), key), A(YES));
		assert_int_equal(room->r->store->cost.commits, commits);
		assert_int_equal(
		    room->r->store->cost.statements, statements + 2);
		assert_int_equal(
		    token_room_ask(room, A(VERIFY), reset), A(YES));
		assert_int_equal(
		    token_room_ask(room, A(VERIFY), "nonsense"), A(UNKNOWN));
		assert_int_equal(syncs_seen(), syncs);
		issue_many(room, 500, "api-key", "many", "many");
		assert_int_equal(registry_checkpoint(room->r, &room->f), 0);
	}
}

/* Who goes on and on writes it back meanwhile, at two syncs a time. */
static void
test_log_stays_short_while_one_works(void **state)
{
	struct room *room = *state;
	const struct sqlite *s = (const struct sqlite *)room->r->store;
	char text[REGISTRY_TOKEN_SIZE];
	int most = 0;

	(void)token_room_issue(room, "session", "alice", text);
	for (int i = 0; i < 300; i++) {
		memcpy(text, token_room_act(room, A(ROTATE), text)->text,
		    sizeof(text));
		most = s->wal_pages > most ? s->wal_pages : most;
	}
	assert_in_range(most, SQLITE_LOG_PAGES, 3 * SQLITE_LOG_PAGES);
}

static bool
scans(sqlite3 *db, const char *sql)
{
	char explain[1024];
	sqlite3_stmt *stmt;
	bool scan = false;

	(void)snprintf(explain, sizeof(explain), "EXPLAIN QUERY PLAN %s", sql);
	assert_int_equal(
	    sqlite3_prepare_v2(db, explain, -1, &stmt, NULL), SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW)
		scan = scan ||
		    strstr((const char *)sqlite3_column_text(stmt, 3),
			"SCAN token") != NULL ||
		    strstr((const char *)sqlite3_column_text(stmt, 3),
			"TEMP B-TREE") != NULL;
	sqlite3_finalize(stmt);
	return scan;
}

static void
test_no_statement_walks_all_tokens(void **state)
{
	struct room *room = *state;
	sqlite3 *db;

	assert_int_equal(sqlite3_open(room->conf.registry, &db), SQLITE_OK);
	assert_true(scans(db, "SELECT id FROM token WHERE kind = 'reset'"));
	for (size_t i = SQL_TOKEN_ADD; i <= SQL_TOKEN_PURGE; i++)
		assert_false(scans(db, sqlite_sql[i]));
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_list_finds_what_was_asked_for),
	    TEST(test_list_crosses_ids_that_are_not_there),
	    TEST(test_all_of_a_subject_a_label_or_a_kind_are_revoked),
	    TEST(test_many_are_done_in_pieces),
	    TEST(test_each_act_has_its_event),
	    TEST(test_group_has_the_syncs_of_one),
	    TEST(test_verify_costs_no_sync_and_two_statements),
	    TEST(test_log_stays_short_while_one_works),
	    TEST(test_no_statement_walks_all_tokens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
