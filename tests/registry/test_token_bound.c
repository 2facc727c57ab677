/*
 * test_token_bound - what a token's secret is bound to, what is kept of it,
 * and what happens when numbers run out
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <sqlite3.h>

#include "credmint.h"
#include "registry/token_text.h"
#include "tests/registry/token_room.h"

#define A(x) REGISTRY_TOKEN_##x

int __real_credmint_token_key(struct credmint_source *source,
    const char *prefix, size_t nbytes, char *out, size_t size);
int __wrap_credmint_token_key(struct credmint_source *source,
    const char *prefix, size_t nbytes, char *out, size_t size);

static int fails;   /* what drawing ends with */
static int repeats; /* so often the first is drawn */
static char first[REGISTRY_TOKEN_SIZE];

int
__wrap_credmint_token_key(struct credmint_source *source, const char *prefix,
    size_t nbytes, char *out, size_t size)
{
	int rc = __real_credmint_token_key(source, prefix, nbytes, out, size);

	if (fails != 0) {
		out[0] = '\0';
		return fails;
	}
	if (rc == 0 && first[0] == '\0')
		(void)snprintf(first, sizeof(first), "%s", out);
	else if (repeats > 0 && repeats-- > 0)
		(void)snprintf(out, size, "%s", first);
	return rc;
}

static int
setup(void **state)
{
	fails = repeats = 0;
	first[0] = '\0';
	return room_setup(state);
}

static void
run_sql(struct room *room, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(room->conf.registry, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void
test_digest_is_bound_to_its_row(void **state)
{
	static const char others[] =
	    "UPDATE token SET digest = (SELECT digest FROM token WHERE id = 2)"
	    " WHERE id = 1";
	static const char *const changes[] = {
	    "UPDATE token SET id = id + 100",
	    "UPDATE token SET subject = 'root'",
	    "UPDATE token SET kind = 'api-key'",
	    others,
	    "UPDATE token SET digest = csrf",
	};
	struct room *room = *state;
	static struct registry_token_op op;
	char other[REGISTRY_TOKEN_SIZE];

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		run_sql(room, "DELETE FROM token");
		run_sql(room, "UPDATE meta SET next_credential = 1");
		token_room_new(room, &op, "session", "alice");
		op.with_csrf = true;
		token_room_run(room, &op);
		(void)token_room_issue(room, "session", "alice", other);
		assert_int_equal(
		    token_room_ask(room, A(VERIFY), op.text), A(YES));
		run_sql(room, changes[i]);
		assert_int_equal(
		    token_room_ask(room, A(VERIFY), op.text), A(UNKNOWN));
		/* Nor by the prefix that goes with the kind. */
		if (i == 2) {
			char text[REGISTRY_TOKEN_SIZE] = "key";

			(void)strcat(text, strchr(op.text, '_'));
			assert_int_equal(
			    token_room_ask(room, A(VERIFY), text), A(UNKNOWN));
		}
	}
}

static void
test_prefix_of_another_kind_makes_it_unknown(void **state)
{
	struct room *room = *state;
	char text[REGISTRY_TOKEN_SIZE];
	char other[REGISTRY_TOKEN_SIZE + 8] = "session";

	(void)token_room_issue(room, "reset", "alice", text);
	(void)strcat(other, strchr(text, '_'));
	assert_int_equal(token_room_ask(room, A(REDEEM), other), A(UNKNOWN));
	assert_int_equal(token_room_ask(room, A(REDEEM), text), A(YES));
}

static void
test_token_of_another_registry_is_unknown(void **state)
{
	struct room *room = *state;
	void *other = NULL;
	char text[REGISTRY_TOKEN_SIZE], theirs[REGISTRY_TOKEN_SIZE];

	assert_int_equal(room_setup(&other), 0);
	(void)token_room_issue(room, "reset", "alice", text);
	(void)token_room_issue(other, "reset", "alice", theirs);
	assert_int_equal(token_room_ask(room, A(REDEEM), theirs), A(UNKNOWN));
	assert_int_equal(token_room_ask(other, A(REDEEM), text), A(UNKNOWN));
	assert_int_equal(token_room_ask(room, A(REDEEM), text), A(YES));
	assert_int_equal(room_teardown(&other), 0);
}

static void
test_row_of_another_key_is_an_error_of_its_own(void **state)
{
	struct room *room = *state;
	static struct registry_token_op ops[2];
	char text[REGISTRY_TOKEN_SIZE], good[REGISTRY_TOKEN_SIZE];

	(void)token_room_issue(room, "reset", "alice", text);
	(void)token_room_issue(room, "reset", "alice", good);
	run_sql(room,
	    "UPDATE token SET key_id = x'0011223344556677'"
	    " WHERE id = 1");
	for (int i = 0; i < 2; i++) {
		memset(&ops[i], 0, sizeof(ops[i]));
		ops[i].act = A(REDEEM);
		ops[i].token = i == 0 ? text : good;
		ops[i].n = strlen(ops[i].token);
	}
	assert_int_equal(registry_tokens(room->r, ops, 2, &room->f), 0);
	assert_int_equal(ops[0].error, -EKEYREJECTED);
	assert_non_null(strstr(ops[0].fault.text, "revoke it"));
	assert_int_equal(ops[0].answer, A(UNKNOWN));
	assert_int_equal(ops[1].answer, A(YES));
	memset(&ops[0], 0, sizeof(ops[0]));
	ops[0].act = A(REVOKE);
	ops[0].id = 1;
	token_room_run(room, &ops[0]);
	assert_int_equal(ops[0].answer, A(YES));
}

static void
test_nothing_secret_is_in_the_files(void **state)
{
	struct room *room = *state;
	static struct registry_token_op op;
	static struct token_text read;
	char rotated[REGISTRY_TOKEN_SIZE];

	token_room_new(room, &op, "session", "a-subject");
	op.with_csrf = true;
	token_room_run(room, &op);
	assert_true(room_holds(room, "a-subject"));
	(void)token_room_ask(room, A(VERIFY), op.text);
	memcpy(rotated, token_room_act(room, A(ROTATE), op.text)->text,
	    sizeof(rotated));
	for (int i = 0; i < 2; i++) {
		const char *text = i == 0 ? op.text : rotated;

		assert_true(
		    token_text_read(&room->conf, text, strlen(text), &read));
		assert_false(room_holds(room, text));
		assert_false(room_holds(room, read.secret));
		/* Nor a part of it. */
		read.secret[8] = '\0';
		assert_false(room_holds(room, read.secret));
	}
	assert_false(room_holds(room, op.csrf_text));
	assert_false(room_holds(room, op.csrf_text + 15));
	assert_int_equal(registry_checkpoint(room->r, &room->f), 0);
	assert_false(room_holds(room, rotated));
}

static void
test_number_that_is_taken_is_drawn_again(void **state)
{
	struct room *room = *state;
	static struct registry_token_op op;
	char one[REGISTRY_TOKEN_SIZE], two[REGISTRY_TOKEN_SIZE];

	(void)token_room_issue(room, "reset", "alice", one);
	repeats = 3;
	(void)token_room_issue(room, "reset", "bob", two);
	assert_string_not_equal(one, two);
	assert_int_equal(repeats, 0);
	repeats = 3;
	assert_string_not_equal(
	    token_room_act(room, A(ROTATE), two)->text, one);
	assert_int_equal(repeats, 0);
	assert_int_equal(token_room_ask(room, A(REDEEM), one), A(YES));
	/* A generator that is stuck ends the whole call. */
	repeats = 1000;
	token_room_new(room, &op, "reset", "carol");
	assert_int_equal(registry_tokens(room->r, &op, 1, &room->f), -EEXIST);
	assert_int_equal(op.answer, A(UNKNOWN));
	assert_string_equal(op.text, "");
	assert_int_equal(token_room_list(room, NULL, NULL), 1);
}

static void
test_nothing_is_done_without_random_numbers(void **state)
{
	struct room *room = *state;
	static struct registry_token_op ops[2];
	static const struct registry_token zero;
	char text[REGISTRY_TOKEN_SIZE];

	(void)token_room_issue(room, "reset", "alice", text);
	memset(ops, 0, sizeof(ops));
	ops[0].act = A(REDEEM);
	ops[0].token = text;
	ops[0].n = strlen(text);
	token_room_new(room, &ops[1], "reset", "bob");
	fails = -EIO;
	assert_int_equal(registry_tokens(room->r, ops, 2, &room->f), -EIO);
	assert_true(room->f.text[0] != '\0');
	for (int i = 0; i < 2; i++) {
		assert_int_equal(ops[i].answer, A(UNKNOWN));
		assert_memory_equal(&ops[i].is, &zero, sizeof(zero));
		assert_string_equal(ops[i].text, "");
		assert_int_equal(ops[i].event, 0);
	}
	fails = 0;
	assert_int_equal(token_room_list(room, NULL, NULL), 1);
	assert_int_equal(token_room_ask(room, A(REDEEM), text), A(YES));
}

#define BOUND_TEST(t) cmocka_unit_test_setup_teardown(t, setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    BOUND_TEST(test_digest_is_bound_to_its_row),
	    BOUND_TEST(test_prefix_of_another_kind_makes_it_unknown),
	    BOUND_TEST(test_token_of_another_registry_is_unknown),
	    BOUND_TEST(test_row_of_another_key_is_an_error_of_its_own),
	    BOUND_TEST(test_nothing_secret_is_in_the_files),
	    BOUND_TEST(test_number_that_is_taken_is_drawn_again),
	    BOUND_TEST(test_nothing_is_done_without_random_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
