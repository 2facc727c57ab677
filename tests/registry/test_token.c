/* test_token - what each act on a token answers, however the token stands */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/core/clock_fake.h"
#include "tests/registry/token_room.h"

#define A(x) REGISTRY_TOKEN_##x

enum stand {
	FRESH,
	PARTLY, /* one of two uses taken */
	UNLIMITED,
	SPENT,
	REVOKED_ONE,
	OVER,
	IDLED,
	STANDS,
};

/* One that stands like that. */
static void
bring(struct room *room, enum stand stand, char text[REGISTRY_TOKEN_SIZE])
{
	static struct registry_token_op op;

	token_room_new(room, &op,
	    stand == UNLIMITED || stand == IDLED ? "session" : "reset",
	    "alice");
	if (stand == PARTLY)
		op.uses = 2;
	token_room_run(room, &op);
	memcpy(text, op.text, REGISTRY_TOKEN_SIZE);
	if (stand == PARTLY || stand == SPENT)
		assert_int_equal(token_room_ask(room, A(REDEEM), text), A(YES));
	if (stand == REVOKED_ONE)
		assert_int_equal(token_room_ask(room, A(REVOKE), text), A(YES));
	if (stand == OVER)
		clock_fake_pass(60 * 60);
	if (stand == IDLED)
		clock_fake_pass(30 * 60);
}

static void
test_every_act_on_every_state_has_its_answer(void **state)
{
	static const struct {
		enum registry_token_act act;
		enum registry_token_answer answer[STANDS];
	} table[] = {
	    {A(VERIFY),
		{A(YES), A(YES), A(YES), A(USED), A(REVOKED), A(EXPIRED),
		    A(EXPIRED)}},
	    {A(REDEEM),
		{A(YES), A(YES), A(UNLIMITED), A(USED), A(REVOKED), A(EXPIRED),
		    A(EXPIRED)}},
	    {A(ROTATE),
		{A(YES), A(YES), A(YES), A(USED), A(REVOKED), A(EXPIRED),
		    A(EXPIRED)}},
	    {A(ROTATE_CSRF),
		{A(YES), A(YES), A(YES), A(USED), A(REVOKED), A(EXPIRED),
		    A(EXPIRED)}},
	    {A(REVOKE),
		{A(YES), A(YES), A(YES), A(USED), A(REVOKED), A(EXPIRED),
		    A(EXPIRED)}},
	};
	struct room *room = *state;
	char text[REGISTRY_TOKEN_SIZE], spoilt[REGISTRY_TOKEN_SIZE];
	static const struct registry_token zero;
	const struct registry_token_op *op;

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		for (enum stand k = FRESH; k < STANDS; k++) {
			bring(room, k, text);
			/* Who has not the secret learns nothing of it. */
			memcpy(spoilt, text, sizeof(text));
			token_room_spoil(spoilt);
			op = token_room_act(room, table[i].act, spoilt);
			assert_int_equal(op->answer, A(UNKNOWN));
			assert_memory_equal(&op->is, &zero, sizeof(zero));
			assert_string_equal(op->text, "");
			assert_string_equal(op->csrf_text, "");
			op = token_room_act(room, table[i].act, text);
			assert_int_equal(op->answer, table[i].answer[k]);
			assert_string_equal(op->is.subject, "alice");
			assert_true((op->text[0] != '\0') ==
			    (table[i].act == A(ROTATE) &&
				op->answer == A(YES)));
			assert_true((op->csrf_text[0] != '\0') ==
			    (table[i].act == A(ROTATE_CSRF) &&
				op->answer == A(YES)));
			assert_true((op->event != 0) ==
			    (table[i].act == A(REDEEM) &&
				op->answer == A(YES)));
		}
	}
}

static void
test_issue_tells_what_it_made(void **state)
{
	struct room *room = *state;
	static struct registry_token_op op;
	struct registry_token last;

	token_room_new(room, &op, "session", "alice");
	op.label = "phone";
	op.with_csrf = true;
	token_room_run(room, &op);
	assert_int_equal(op.is.now, A(YES));
	assert_int_equal(op.is.issued, ROOM_NOW);
	assert_int_equal(op.is.seen, ROOM_NOW);
	assert_int_equal(op.is.expires, ROOM_NOW + 12 * 60 * 60);
	assert_int_equal(op.is.idle, 30 * 60);
	assert_true(op.is.unlimited);
	assert_true(op.is.csrf);
	assert_string_equal(op.is.label, "phone");
	assert_string_equal(op.is.by, "root");
	assert_int_equal(token_room_list(room, NULL, &last), 1);
	assert_memory_equal(&last, &op.is, sizeof(last));
	assert_int_equal(strncmp(op.text, "session_", 8), 0);
	assert_int_equal(strncmp(op.csrf_text, "csrf_", 5), 0);
}

static void
test_verify_uses_nothing_up_and_redeem_takes_one_use(void **state)
{
	struct room *room = *state;
	static struct registry_token_op op;
	const struct registry_token_op *got;

	token_room_new(room, &op, "reset", "alice");
	op.uses = 3;
	token_room_run(room, &op);
	for (unsigned left = 3; left > 0; left--) {
		for (int i = 0; i < 3; i++)
			assert_int_equal(
			    token_room_ask(room, A(VERIFY), op.text), A(YES));
		got = token_room_act(room, A(REDEEM), op.text);
		assert_int_equal(got->answer, A(YES));
		assert_int_equal(got->is.uses, left - 1);
		assert_int_equal(got->is.now, left > 1 ? A(YES) : A(USED));
	}
	assert_int_equal(token_room_ask(room, A(REDEEM), op.text), A(USED));
	room_reopen(room);
	assert_int_equal(token_room_ask(room, A(REDEEM), op.text), A(USED));
}

static void
test_one_group_redeems_a_token_once(void **state)
{
	struct room *room = *state;
	static struct registry_token_op ops[REGISTRY_TOKENS_MAX];
	char text[REGISTRY_TOKEN_SIZE];

	(void)token_room_issue(room, "reset", "alice", text);
	memset(ops, 0, sizeof(ops));
	for (size_t i = 0; i < REGISTRY_TOKENS_MAX; i++) {
		ops[i].act = A(REDEEM);
		ops[i].token = text;
		ops[i].n = strlen(text);
	}
	assert_int_equal(
	    registry_tokens(room->r, ops, REGISTRY_TOKENS_MAX, &room->f), 0);
	for (size_t i = 0; i < REGISTRY_TOKENS_MAX; i++)
		assert_int_equal(ops[i].answer, i == 0 ? A(YES) : A(USED));
}

static void
test_rotated_token_keeps_its_record(void **state)
{
	struct room *room = *state;
	static struct registry_token_op op;
	char text[REGISTRY_TOKEN_SIZE];
	const struct registry_token_op *got;

	token_room_new(room, &op, "api-key", "build");
	op.bytes = 40;
	op.uses = 5;
	token_room_run(room, &op);
	assert_int_equal(token_room_ask(room, A(REDEEM), op.text), A(YES));
	clock_fake_pass(10);
	got = token_room_act(room, A(ROTATE), op.text);
	memcpy(text, got->text, sizeof(text));
	assert_string_not_equal(text, op.text);
	assert_int_equal(strlen(text), strlen(op.text));
	assert_int_equal(got->is.id, op.is.id);
	assert_int_equal(got->is.expires, op.is.expires);
	assert_int_equal(got->is.uses, 4);
	assert_int_equal(token_room_ask(room, A(VERIFY), op.text), A(UNKNOWN));
	assert_int_equal(token_room_ask(room, A(REDEEM), op.text), A(UNKNOWN));
	assert_int_equal(token_room_ask(room, A(VERIFY), text), A(YES));
	assert_int_equal(token_room_list(room, NULL, NULL), 1);
}

/* Verify with a CSRF token; NULL: without. */
static enum registry_token_answer
with_csrf(struct room *room, const char *text, const char *csrf)
{
	static struct registry_token_op op;

	memset(&op, 0, sizeof(op));
	op.act = A(VERIFY);
	op.token = text;
	op.n = strlen(text);
	op.csrf = csrf;
	op.ncsrf = csrf != NULL ? strlen(csrf) : 0;
	token_room_run(room, &op);
	return op.answer;
}

static void
test_csrf_token_is_good_with_its_own_session_alone(void **state)
{
	struct room *room = *state;
	static struct registry_token_op one, two;
	char fresh[REGISTRY_TOKEN_SIZE], long_one[1000];
	char bare[REGISTRY_TOKEN_SIZE];

	token_room_new(room, &one, "session", "alice");
	token_room_new(room, &two, "session", "alice");
	one.with_csrf = two.with_csrf = true;
	token_room_run(room, &one);
	token_room_run(room, &two);
	(void)token_room_issue(room, "session", "alice", bare);
	assert_int_equal(with_csrf(room, one.text, NULL), A(YES));
	assert_int_equal(with_csrf(room, one.text, one.csrf_text), A(YES));
	assert_int_equal(with_csrf(room, one.text, two.csrf_text), A(CSRF));
	assert_int_equal(with_csrf(room, one.text, ""), A(CSRF));
	assert_int_equal(with_csrf(room, one.text, one.text), A(CSRF));
	assert_int_equal(with_csrf(room, bare, one.csrf_text), A(CSRF));
	assert_int_equal(with_csrf(room, bare, ""), A(CSRF));
	memset(long_one, 'x', sizeof(long_one));
	long_one[sizeof(long_one) - 1] = '\0';
	assert_int_equal(with_csrf(room, one.text, long_one), A(CSRF));
	/* Rotated alone; and it outlives a rotation of the session. */
	memcpy(fresh, token_room_act(room, A(ROTATE_CSRF), one.text)->csrf_text,
	    sizeof(fresh));
	assert_int_equal(with_csrf(room, one.text, one.csrf_text), A(CSRF));
	assert_int_equal(with_csrf(room, one.text, fresh), A(YES));
	memcpy(one.text, token_room_act(room, A(ROTATE), one.text)->text,
	    sizeof(one.text));
	assert_int_equal(with_csrf(room, one.text, fresh), A(YES));
	/* One that had none gets one. */
	memcpy(fresh, token_room_act(room, A(ROTATE_CSRF), bare)->csrf_text,
	    sizeof(fresh));
	assert_int_equal(with_csrf(room, bare, fresh), A(YES));
	/* It is no token. */
	assert_int_equal(token_room_ask(room, A(VERIFY), fresh), A(UNKNOWN));
}

static void
test_another_kind_is_told_and_one_not_allowed_is_unknown(void **state)
{
	struct room *room = *state;
	char text[REGISTRY_TOKEN_SIZE];
	int64_t id = token_room_issue(room, "reset", "alice", text);
	const struct conf_token_kind *kinds = room->conf.token_kinds;
	const struct conf_token_kind *reset =
	    conf_token_kind(&room->conf, "reset");
	static struct registry_token_op op;

	memset(&op, 0, sizeof(op));
	op.token = text;
	op.n = strlen(text);
	for (op.act = A(VERIFY); op.act <= A(REVOKE); op.act++) {
		op.kind = conf_token_kind(&room->conf, "session");
		token_room_run(room, &op);
		assert_int_equal(op.answer, A(OTHER_KIND));
		op.kind = NULL;
		op.only = ~(1u << (reset - kinds));
		token_room_run(room, &op);
		assert_int_equal(op.answer, A(UNKNOWN));
		op.only = 0;
	}
	memset(&op, 0, sizeof(op));
	op.act = A(REVOKE);
	op.id = id;
	op.only = ~(1u << (reset - kinds));
	token_room_run(room, &op);
	assert_int_equal(op.answer, A(UNKNOWN));
	op.only = 0;
	op.kind = conf_token_kind(&room->conf, "session");
	token_room_run(room, &op);
	assert_int_equal(op.answer, A(OTHER_KIND));
	op.kind = reset;
	op.only = 1u << (reset - kinds);
	token_room_run(room, &op);
	assert_int_equal(op.answer, A(YES));
	token_room_run(room, &op);
	assert_int_equal(op.answer, A(NOT_LIVE));
	assert_string_equal(op.is.subject, "alice");
	op.id = id + 1;
	token_room_run(room, &op);
	assert_int_equal(op.answer, A(UNKNOWN));
}

static void
test_bad_parameters_refuse_that_act_alone(void **state)
{
	struct room *room = *state;
	static const struct conf_token_kind unknown = {
	    .name = "none", .prefix = "none"};
	static const char long_one[] =
	    "0123456789012345678901234567890123456789012345678901234567890123"
	    "0123456789012345678901234567890123456789012345678901234567890123";
	static struct registry_token_op ops[16];
	size_t n = 0;

	for (size_t i = 0; i < 16; i++)
		token_room_new(room, &ops[i], "reset", "alice");
	ops[n++].subject = NULL;
	ops[n++].subject = "";
	ops[n++].subject = "al\\ice";
	ops[n++].subject = "al\nice";
	ops[n++].subject = "al\xc3\xad"
			   "ce";
	ops[n++].subject = long_one;
	ops[n++].label = long_one;
	ops[n++].kind = NULL;
	ops[n++].kind = &unknown;
	ops[n++].ttl = 0;
	ops[n++].ttl = REGISTRY_TTL_MAX + 1;
	ops[n++].idle = -1;
	ops[n++].uses = REGISTRY_USES_MAX + 1;
	ops[n++].bytes = 15;
	ops[n++].act = 9;
	assert_int_equal(registry_tokens(room->r, ops, 16, &room->f), 0);
	for (size_t i = 0; i < n; i++) {
		assert_true(ops[i].error < 0);
		assert_true(ops[i].fault.text[0] != '\0');
		assert_string_equal(ops[i].text, "");
		assert_int_equal(ops[i].answer, A(UNKNOWN));
	}
	assert_int_equal(ops[15].answer, A(YES));
	assert_int_equal(token_room_list(room, NULL, NULL), 1);
	assert_int_equal(registry_tokens(room->r, ops, 0, &room->f), -EINVAL);
	assert_int_equal(
	    registry_tokens(room->r, ops, REGISTRY_TOKENS_MAX + 1, &room->f),
	    -EINVAL);
}

#define ROOM_TEST(t) \
	cmocka_unit_test_setup_teardown(t, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    ROOM_TEST(test_every_act_on_every_state_has_its_answer),
	    ROOM_TEST(test_issue_tells_what_it_made),
	    ROOM_TEST(test_verify_uses_nothing_up_and_redeem_takes_one_use),
	    ROOM_TEST(test_one_group_redeems_a_token_once),
	    ROOM_TEST(test_rotated_token_keeps_its_record),
	    ROOM_TEST(test_csrf_token_is_good_with_its_own_session_alone),
	    ROOM_TEST(test_another_kind_is_told_and_one_not_allowed_is_unknown),
	    ROOM_TEST(test_bad_parameters_refuse_that_act_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
