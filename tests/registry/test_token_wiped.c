/* test_token_wiped - no kept token is left in memory, whatever goes wrong */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "registry/handle.h"
#include "registry/store_token.h"
#include "tests/core/own_memory.h"
#include "tests/registry/token_room.h"

#define A(x) REGISTRY_TOKEN_##x

static struct registry_token_op op;

/* The digits behind the prefix and what it is looked up by, masked. */
static void
take(struct masked *to, char text[REGISTRY_TOKEN_SIZE])
{
	char *secret = strrchr(text, '_') + 1 + 10;

	own_memory_take(to, secret, strlen(secret));
	explicit_bzero(text, REGISTRY_TOKEN_SIZE);
}

/* What is public of it stays for an act: prefix and lookup. */
struct token {
	char head[32];
	struct masked secret;
};

static void
take_token(struct token *t, char text[REGISTRY_TOKEN_SIZE])
{
	size_t head = (size_t)(strrchr(text, '_') - text) + 1 + 10;

	memset(t->head, 0, sizeof(t->head));
	memcpy(t->head, text, head);
	take(&t->secret, text);
}

static void
issue(struct room *room, struct token *t)
{
	token_room_new(room, &op, "session", "alice");
	token_room_run(room, &op);
	take_token(t, op.text);
}

/* One act; its own copies of the token are wiped. */
static int
act(struct room *room, enum registry_token_act what, const struct token *t)
{
	static char text[REGISTRY_TOKEN_SIZE];
	const size_t head = strlen(t->head);
	int rc;

	memset(&op, 0, sizeof(op));
	memcpy(text, t->head, head);
	own_memory_give(&t->secret, text + head);
	op.act = what;
	op.token = text;
	op.n = head + t->secret.n;
	rc = registry_tokens(room->r, &op, 1, &room->f);
	explicit_bzero(text, sizeof(text));
	return rc;
}

static void
test_this_test_sees_what_is_not_wiped(void **state)
{
	static char left[REGISTRY_TOKEN_SIZE];
	struct room *room = *state;
	struct token t;

	issue(room, &t);
	own_memory_give(&t.secret, left);
	assert_true(own_memory_holds(&t.secret));
	explicit_bzero(left, sizeof(left));
	assert_false(own_memory_holds(&t.secret));
}

static void
test_token_is_wiped_after_each_act(void **state)
{
	static const enum registry_token_act acts[] = {
	    A(VERIFY), A(REDEEM), A(ROTATE_CSRF), A(REVOKE), A(VERIFY)};
	struct room *room = *state;
	struct masked csrf;
	struct token t;

	issue(room, &t);
	assert_false(own_memory_holds(&t.secret));
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
		assert_int_equal(act(room, acts[i], &t), 0);
		assert_int_equal(op.error, 0);
		assert_int_not_equal(op.answer, A(UNKNOWN));
		assert_false(own_memory_holds(&t.secret));
		if (acts[i] != A(ROTATE_CSRF))
			continue;
		take(&csrf, op.csrf_text);
		assert_false(own_memory_holds(&csrf));
	}
}

static void
test_rotated_tokens_are_wiped(void **state)
{
	struct room *room = *state;
	struct token old, fresh;

	issue(room, &old);
	assert_int_equal(act(room, A(ROTATE), &old), 0);
	assert_int_equal(op.answer, A(YES));
	take_token(&fresh, op.text);
	assert_false(own_memory_holds(&old.secret));
	assert_false(own_memory_holds(&fresh.secret));
}

static struct store_calls broken;
static const struct store_calls *usual;

static int
no_commit(struct store *s, struct fault *f)
{
	usual->rollback(s);
	return fault_set(f, -EIO, "broken");
}

static int
no_finding(
    struct store *s, int64_t lookup, struct store_token *out, struct fault *f)
{
	(void)s;
	(void)lookup;
	memset(out, 0, sizeof(*out));
	return fault_set(f, -EIO, "broken");
}

static void
test_token_is_wiped_after_faults(void **state)
{
	static const char none[REGISTRY_TOKEN_SIZE];
	struct store_token_calls tokens;
	struct room *room = *state;
	struct token t;

	issue(room, &t);
	usual = room->r->store->calls;
	broken = *usual;
	tokens = *usual->tokens;
	tokens.find = no_finding;
	broken.tokens = &tokens;
	room->r->store->calls = &broken;
	for (enum registry_token_act a = A(VERIFY); a <= A(REVOKE); a++) {
		assert_int_equal(act(room, a, &t), -EIO);
		assert_int_equal(op.answer, A(UNKNOWN));
		assert_false(own_memory_holds(&t.secret));
	}
	broken.tokens = usual->tokens;
	broken.commit = no_commit;
	assert_int_equal(act(room, A(ROTATE), &t), -EIO);
	assert_memory_equal(op.text, none, sizeof(none));
	assert_int_equal(act(room, A(ROTATE_CSRF), &t), -EIO);
	assert_memory_equal(op.csrf_text, none, sizeof(none));
	token_room_new(room, &op, "session", "alice");
	op.with_csrf = true;
	memset(op.text, 'x', sizeof(op.text));
	assert_int_equal(registry_tokens(room->r, &op, 1, &room->f), -EIO);
	assert_memory_equal(op.text, none, sizeof(none));
	assert_memory_equal(op.csrf_text, none, sizeof(none));
	assert_false(own_memory_holds(&t.secret));
	room->r->store->calls = usual;
	assert_int_equal(act(room, A(VERIFY), &t), 0);
	assert_int_equal(op.answer, A(YES));
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_this_test_sees_what_is_not_wiped),
	    TEST(test_token_is_wiped_after_each_act),
	    TEST(test_rotated_tokens_are_wiped),
	    TEST(test_token_is_wiped_after_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
