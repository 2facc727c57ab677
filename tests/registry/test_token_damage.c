/* test_token_damage - a token's damaged row is refused, and nothing else is */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "tests/registry/token_room.h"

/* Statements beside the registry's own. */
static void
write_row(const struct room *room, const char *what)
{
	char sql[256];
	sqlite3 *db;

	assert_int_equal(sqlite3_open(room->conf.registry, &db), SQLITE_OK);
	(void)snprintf(
	    sql, sizeof(sql), "UPDATE token SET %s WHERE id = 1", what);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_changes(db), 1);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void
assert_one_line_of_damage(const struct fault *f)
{
	assert_non_null(strstr(f->text, "damaged"));
	assert_null(strchr(f->text, '\n'));
}

static int
pass_by(const struct registry_token *is, void *arg)
{
	(void)is;
	(void)arg;
	return 0;
}

/* Each act on it is refused, and leaves nothing. */
static void
assert_damaged(struct room *room, const char *text)
{
	static const enum registry_token_act acts[] = {REGISTRY_TOKEN_VERIFY,
	    REGISTRY_TOKEN_REDEEM, REGISTRY_TOKEN_ROTATE,
	    REGISTRY_TOKEN_ROTATE_CSRF, REGISTRY_TOKEN_REVOKE};
	const size_t n = sizeof(acts) / sizeof(acts[0]);

	for (size_t i = 0; i <= n; i++) {
		struct registry_token_op op = {
		    .act = i < n ? acts[i] : REGISTRY_TOKEN_REVOKE,
		    .token = i < n ? text : NULL,
		    .n = strlen(text),
		    .id = 1,
		    .by = "app",
		};

		assert_int_equal(
		    registry_tokens(room->r, &op, 1, &room->f), -EBADMSG);
		assert_one_line_of_damage(&room->f);
		assert_int_equal(op.answer, REGISTRY_TOKEN_UNKNOWN);
		assert_string_equal(op.text, "");
		assert_int_equal(op.is.id, 0);
	}
	for (int i = 0; i < 2; i++) {
		const struct registry_token_filter which = {
		    .all = true, .subject = i == 0 ? NULL : "alice"};

		assert_int_equal(registry_token_list(
				     room->r, &which, pass_by, NULL, &room->f),
		    -EBADMSG);
		assert_one_line_of_damage(&room->f);
	}
}

static void
test_times_beyond_any_clock_are_damage(void **state)
{
	static const char *const times[] = {
	    "issued", "expires", "seen", "gone"};
	static const char *const beyond[] = {"9223372036854775807",
	    "9223372036854775000", "9223371721494775807", "4398046511104",
	    "-4398046511104", "-9223372036854775807 - 1"};
	struct room *room = *state;
	char text[REGISTRY_TOKEN_SIZE], other[REGISTRY_TOKEN_SIZE];
	char what[128];

	(void)token_room_issue(room, "session", "alice", text);
	(void)token_room_issue(room, "session", "bob", other);
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		for (size_t k = 0; k < sizeof(beyond) / sizeof(beyond[0]);
		     k++) {
			/* The longest idle time of all is added to them. */
			(void)snprintf(what, sizeof(what),
			    "idle = 315360000, %s = %s", times[i], beyond[k]);
			write_row(room, what);
			assert_damaged(room, text);
			(void)snprintf(what, sizeof(what), "%s = %lld",
			    times[i], (long long)ROOM_NOW);
			write_row(room, what);
		}
	}
	assert_int_equal(token_room_ask(room, REGISTRY_TOKEN_VERIFY, other),
	    REGISTRY_TOKEN_YES);
}

static void
test_other_numbers_are_bounded(void **state)
{
	static const char *const bad[] = {"idle = -1", "idle = 315360001",
	    "idle = 9223372036854775807", "uses = -2", "uses = 1001",
	    "uses = 9223372036854775807", "state = 0", "state = 99",
	    "state = -1"};
	static const char good[] = "idle = 1800, uses = -1, state = 1";
	struct room *room = *state;
	char text[REGISTRY_TOKEN_SIZE];

	(void)token_room_issue(room, "session", "alice", text);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		write_row(room, bad[i]);
		assert_damaged(room, text);
		write_row(room, good);
		assert_int_equal(
		    token_room_ask(room, REGISTRY_TOKEN_VERIFY, text),
		    REGISTRY_TOKEN_YES);
	}
}

/* What a clock far off has made is no damage. */
static void
test_times_of_a_clock_far_off_are_read(void **state)
{
	struct room *room = *state;
	char text[REGISTRY_TOKEN_SIZE];

	(void)token_room_issue(room, "api-key", "build", text);
	write_row(room,
	    "idle = 315360000, seen = 1099511627776,"
	    " issued = 1099511627776, expires = 1099826987776,"
	    " gone = 1100142347776");
	assert_int_equal(token_room_ask(room, REGISTRY_TOKEN_VERIFY, text),
	    REGISTRY_TOKEN_EXPIRED);
	(void)token_room_issue(room, "api-key", "build", text);
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_times_beyond_any_clock_are_damage),
	    TEST(test_other_numbers_are_bounded),
	    TEST(test_times_of_a_clock_far_off_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
