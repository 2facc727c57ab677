/* test_token_removed - the log says of every token that it was removed */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "registry/handle.h"
#include "registry/store_token.h"
#include "tests/core/clock_fake.h"
#include "tests/registry/token_room.h"

#define A(act) REGISTRY_TOKEN_##act
#define MANY 200
#define WHILE (40LL * 24 * 60 * 60)

struct log {
	long long rows;
	long long removed;
};

static int
add_up(const struct registry_event *e, void *arg)
{
	struct log *log = arg;

	if (strcmp(e->act, "token-sweep") != 0)
		return 0;
	assert_memory_equal(e->outcome, "removed ", 8);
	log->rows++;
	log->removed += e->count * strtoll(e->outcome + 8, NULL, 10);
	return 0;
}

static struct log
read_log(struct room *room)
{
	const struct registry_filter any = {0};
	struct log log = {0};

	assert_int_equal(
	    registry_events(room->r, &any, add_up, &log, &room->f), 0);
	return log;
}

static size_t
rows(struct room *room)
{
	const struct registry_token_filter all = {.all = true};

	return token_room_list(room, &all, NULL);
}

/* So many that are dead for long. */
static void
fill(struct room *room, size_t n)
{
	static struct registry_token_op op;

	token_room_new(room, &op, "reset", "alice");
	op.ttl = 1;
	while (n-- > 0)
		token_room_run(room, &op);
	clock_fake_pass(WHILE);
}

static void
test_removed_at_an_issue_is_in_the_log(void **state)
{
	struct room *room = *state;
	char text[REGISTRY_TOKEN_SIZE], key[REGISTRY_TOKEN_SIZE];
	struct log log;

	fill(room, MANY);
	for (int i = 1; i <= 40; i++) {
		(void)token_room_issue(room, "reset", "bob", text);
		(void)token_room_issue(room, "session", "bob", key);
		log = read_log(room);
		assert_int_equal(log.removed, MANY + 2 * i - (int)rows(room));
		assert_int_equal(token_room_ask(room, A(VERIFY), key), A(YES));
		assert_int_equal(token_room_ask(room, A(REDEEM), text), A(YES));
		assert_int_equal(
		    token_room_ask(room, A(REVOKE), text), A(USED));
	}
	/* Of a minute: a row of whole batches, and one of the rest. */
	log = read_log(room);
	assert_int_equal(log.removed, MANY);
	assert_int_equal(log.rows, 2);
}

static void
test_nothing_removed_is_nothing_said(void **state)
{
	struct room *room = *state;
	char text[REGISTRY_TOKEN_SIZE];

	for (int i = 0; i < 3; i++)
		(void)token_room_issue(room, "reset", "bob", text);
	assert_int_equal(registry_tidy(room->r, &room->f), 0);
	assert_int_equal(read_log(room).rows, 0);
}

static void
test_sweep_is_one_row(void **state)
{
	struct room *room = *state;
	struct log log;

	fill(room, MANY);
	assert_int_equal(registry_tidy(room->r, &room->f), 0);
	log = read_log(room);
	assert_int_equal(rows(room), 0);
	assert_int_equal(log.removed, MANY);
	assert_int_equal(log.rows, 1);
	assert_int_equal(registry_tidy(room->r, &room->f), 0);
	assert_int_equal(read_log(room).rows, 1);
}

static const struct store_token_calls *real;
static int purges;

/* The third one fails, when it has removed some. */
static int
purge(struct store *s, int64_t mark, int64_t batch, int64_t *n, struct fault *f)
{
	int rc = real->purge(s, mark, batch, n, f);

	assert_int_equal(rc, 0);
	return ++purges == 3 ? fault_set(f, -EIO, "the disk is gone") : 0;
}

static void
test_sweep_that_fails_has_said_what_it_removed(void **state)
{
	struct room *room = *state;
	struct store *store = room->r->store;
	const struct store_calls *calls = store->calls;
	struct store_token_calls tokens = *calls->tokens;
	struct store_calls mine = *calls;
	struct log log;
	size_t left;

	fill(room, MANY);
	real = calls->tokens;
	purges = 0;
	tokens.purge = purge;
	mine.tokens = &tokens;
	store->calls = &mine;
	assert_int_equal(registry_tidy(room->r, &room->f), -EIO);
	store->calls = calls;
	left = rows(room);
	assert_in_range(left, 1, MANY - 1);
	log = read_log(room);
	assert_int_equal(log.removed, MANY - (long long)left);
	assert_int_equal(log.rows, 1);
	assert_int_equal(registry_tidy(room->r, &room->f), 0);
	log = read_log(room);
	assert_int_equal(log.removed, MANY);
	assert_int_equal(log.rows, 2);
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_removed_at_an_issue_is_in_the_log),
	    TEST(test_nothing_removed_is_nothing_said),
	    TEST(test_sweep_is_one_row),
	    TEST(test_sweep_that_fails_has_said_what_it_removed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
