/*
 * test_temporary - passwords that are set for somebody to change: what becomes
 * of them, and that a dead one stays dead
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "registry/handle.h"
#include "tests/core/clock_fake.h"
#include "tests/registry/room.h"

#define HOUR (60LL * 60)
#define DAY (24 * HOUR)
#define HASH "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC"
#define OTHER "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqD"

static struct registry_temporary last;

static bool
is(struct room *room, int64_t id, const char *hash)
{
	bool same = true;

	assert_int_equal(
	    registry_temporary_is(room->r, id, hash, &same, &room->f), 0);
	return same;
}

/* ---- states ---- */

static void
r22_intent_is_durable_and_becomes_a_password(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_event e;
	int64_t id = room_intend(room, &alice, HASH);
	size_t events = room_events(room, NULL);

	room_reopen(room);
	assert_int_equal(room_temporaries(room, "alice", &last), 1);
	assert_int_equal(last.id, id);
	assert_false(last.set);
	assert_false(last.late);
	assert_string_equal(last.user, "alice");
	assert_string_equal(last.by, "carol");
	assert_int_equal(
	    registry_reset_confirm(room->r, id, "dave", &room->f), 0);
	room_reopen(room);
	assert_int_equal(room_temporaries(room, NULL, &last), 1);
	assert_true(last.set);
	assert_int_equal(room_events(room, &e), events + 1);
	assert_string_equal(e.act, "reset");
	assert_string_equal(e.outcome, "yes");
	assert_string_equal(e.user, "alice");
	assert_string_equal(e.by, "dave");
	assert_int_equal(e.code, id);
	/* Said again by one that did not learn of it. */
	assert_int_equal(
	    registry_reset_confirm(room->r, id, "dave", &room->f), 0);
	assert_int_equal(room_events(room, NULL), events + 1);
	assert_int_equal(room_temporaries(room, "bob", &last), 0);
}

static void
r22_older_ones_stay_until_the_new_one_is_set(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account bob = room_account("bob", 1001);
	int64_t his = room_reset(room, &bob, HASH);
	int64_t first = room_reset(room, &alice, HASH);
	int64_t lost = room_intend(room, &alice, OTHER);
	int64_t second = room_intend(room, &alice, OTHER);

	assert_int_equal(room_temporaries(room, "alice", &last), 3);
	assert_int_equal(
	    registry_reset_confirm(room->r, second, "", &room->f), 0);
	assert_int_equal(room_temporaries(room, "alice", &last), 1);
	assert_int_equal(last.id, second);
	assert_int_equal(registry_reset_confirm(room->r, lost, "", &room->f),
	    REGISTRY_NOT_LIVE);
	assert_int_equal(
	    registry_reset_cancel(room->r, first, "late", "", &room->f),
	    REGISTRY_NOT_LIVE);
	assert_int_equal(room_temporaries(room, NULL, &last), 2);
	assert_int_equal(room_temporaries(room, "bob", &last), 1);
	assert_int_equal(last.id, his);
}

static void
r22_cancelled_ones_are_gone(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_event e;
	int64_t before = room_reset(room, &alice, HASH);
	int64_t id = room_intend(room, &alice, OTHER);

	assert_int_equal(registry_reset_cancel(
			     room->r, id, "chpasswd failed", "carol", &room->f),
	    0);
	(void)room_events(room, &e);
	assert_string_equal(e.act, "reset");
	assert_string_equal(e.outcome, "no: chpasswd failed");
	assert_int_equal(e.code, id);
	/* The one before is what it was. */
	assert_int_equal(room_temporaries(room, "alice", &last), 1);
	assert_int_equal(last.id, before);
	assert_true(last.set);
	/* One that is set can be taken back as well. */
	assert_int_equal(
	    registry_reset_cancel(room->r, before, "chage", "", &room->f), 0);
	assert_int_equal(room_temporaries(room, NULL, &last), 0);
	assert_int_equal(room_password(room, &alice), REGISTRY_PASSWORD_NONE);
	assert_int_equal(registry_reset_confirm(room->r, id, "", &room->f),
	    REGISTRY_NOT_LIVE);
}

static void
r14_sweep_says_what_became_of_it(void **state)
{
	static const struct {
		enum registry_temporary_end end;
		const char *outcome;
	} ends[] = {
	    {REGISTRY_TEMPORARY_USED, "used in time"},
	    {REGISTRY_TEMPORARY_REPLACED, "replaced by another password"},
	    {REGISTRY_TEMPORARY_GONE, "gone: no such account"},
	};
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_event e;

	for (size_t i = 0; i < 6; i++) {
		/* Intents end as well. */
		int64_t id = i < 3 ? room_reset(room, &alice, HASH)
				   : room_intend(room, &alice, HASH);

		assert_int_equal(registry_temporary_end(room->r, id,
				     ends[i % 3].end, "root", &room->f),
		    0);
		(void)room_events(room, &e);
		assert_string_equal(e.act, "sweep");
		assert_string_equal(e.outcome, ends[i % 3].outcome);
		assert_string_equal(e.user, "alice");
		assert_int_equal(room_temporaries(room, NULL, &last), 0);
		assert_int_equal(
		    room_password(room, &alice), REGISTRY_PASSWORD_NONE);
		assert_int_equal(registry_temporary_end(room->r, id,
				     ends[i % 3].end, "root", &room->f),
		    REGISTRY_NOT_LIVE);
	}
	assert_int_equal(registry_temporary_end(room->r, 99,
			     REGISTRY_TEMPORARY_USED, "", &room->f),
	    REGISTRY_NOT_FOUND);
	assert_int_equal(registry_temporary_end(room->r, 1,
			     (enum registry_temporary_end)5, "", &room->f),
	    -EINVAL);
}

static void
r22_log_tells_which_reset_was_interrupted(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_event e;
	int64_t id = room_intend(room, &alice, HASH);
	size_t events;

	assert_int_equal(
	    registry_reset_finish(room->r, id, "root", &room->f), 0);
	events = room_events(room, &e);
	assert_string_equal(e.act, "reset");
	assert_string_equal(e.outcome, "yes: after an interruption");
	assert_int_equal(e.code, id);
	assert_int_equal(room_temporaries(room, NULL, &last), 1);
	assert_true(last.set);
	assert_int_equal(
	    registry_reset_finish(room->r, id, "root", &room->f), 0);
	assert_int_equal(room_events(room, NULL), events);
}

/* ---- whose, and which ---- */

static void
r14_hash_is_told_from_all_others(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account bob = room_account("bob", 1001);
	int64_t id = room_reset(room, &alice, HASH),
		his = room_reset(room, &bob, OTHER);
	char code[REGISTRY_CODE_SIZE];
	int64_t issued = room_issue(room, &alice, code);
	bool same = true;

	assert_true(is(room, id, HASH));
	assert_false(is(room, id, OTHER));
	assert_false(is(room, id, HASH "x"));
	assert_false(is(room, id, "!" HASH));
	assert_false(is(room, id, ""));
	assert_false(is(room, his, HASH));
	assert_true(is(room, his, OTHER));
	/* Codes are none, and nor is what is not there. */
	assert_int_equal(
	    registry_temporary_is(room->r, issued, code, &same, &room->f),
	    REGISTRY_NOT_FOUND);
	assert_false(same);
	assert_int_equal(
	    registry_temporary_is(room->r, 99, HASH, &same, &room->f),
	    REGISTRY_NOT_FOUND);
	assert_false(room_holds(room, HASH));
	assert_false(room_holds(room, &HASH[30]));
}

static void
r14_hash_of_another_key_is_a_fault(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	int64_t id = room_reset(room, &alice, HASH);
	bool same = true;

	room->r->key->id[0] ^= 1;
	assert_int_equal(
	    registry_temporary_is(room->r, id, HASH, &same, &room->f), -EINVAL);
	assert_false(same);
	assert_non_null(strstr(room->f.text, "another key"));
	assert_null(strstr(room->f.text, HASH));
	room->r->key->id[0] ^= 1;
	/* The sub-key is one of its own. */
	room->r->key->codes[0] ^= 1;
	assert_true(is(room, id, HASH));
	room->r->key->codes[0] ^= 1;
	room->r->key->hashes[0] ^= 1;
	assert_false(is(room, id, HASH));
}

static void
r20_another_uid_has_no_temporary_password(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account again = room_account("alice", 2000);
	int64_t old = room_reset(room, &alice, HASH), id;
	char code[REGISTRY_CODE_SIZE];

	assert_int_equal(room_password(room, &again), REGISTRY_PASSWORD_NONE);
	assert_string_equal(room_outcome(room), "ignored: uid changed");
	/* What others do to the name does not hide it from the sweep. */
	room_issue(room, &again, code);
	assert_int_equal(room_try(room, &again, "BBBB-BBBB"), REGISTRY_NO);
	assert_int_equal(room_temporaries(room, "alice", &last), 1);
	assert_int_equal(last.uid, 1000);
	id = room_reset(room, &again, OTHER);
	assert_int_equal(room_temporaries(room, "alice", &last), 2);
	assert_int_equal(
	    room_password(room, &again), REGISTRY_PASSWORD_IN_TIME);
	assert_int_equal(registry_temporary_end(room->r, old,
			     REGISTRY_TEMPORARY_GONE, "", &room->f),
	    0);
	assert_int_equal(room_temporaries(room, "alice", &last), 1);
	assert_int_equal(last.id, id);
}

static void
r14_what_it_cannot_be_is_refused(void **state)
{
	static char hash[REGISTRY_HASH_MAX + 2];
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account odd = room_account("a:b", 1000);
	struct registry_temporary out;
#define INTEND(account, hash, ttl) \
	registry_reset_intend(     \
	    room->r, account, hash, ttl, "carol", &out, &room->f)

	assert_int_equal(INTEND(&odd, HASH, DAY), -EINVAL);
	assert_int_equal(INTEND(&alice, "", DAY), -EINVAL);
	assert_int_equal(INTEND(&alice, HASH, 0), -EINVAL);
	assert_int_equal(INTEND(&alice, HASH, REGISTRY_TTL_MAX + 1), -EINVAL);
	memset(hash, 'x', REGISTRY_HASH_MAX + 1);
	assert_int_equal(INTEND(&alice, hash, DAY), -EINVAL);
	assert_null(strstr(room->f.text, "xxx"));
	assert_int_equal(out.id, 0);
	assert_int_equal(room_temporaries(room, NULL, &last), 0);
	hash[REGISTRY_HASH_MAX] = '\0';
	assert_int_equal(INTEND(&alice, hash, REGISTRY_TTL_MAX), 0);
	assert_true(is(room, out.id, hash));
}

/* ---- no code ---- */

static void
r15_temporary_password_is_no_code(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	/* As long as a code, and of its letters. */
	int64_t id = room_reset(room, &alice, "BCDFGHJK");
	char code[REGISTRY_CODE_SIZE];
	unsigned n;

	assert_int_equal(room_try(room, &alice, "BCDF-GHJK"), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: no live code");
	assert_int_equal(room_codes(room, NULL), 0);
	assert_int_equal(
	    registry_revoke(room->r, id, "", &room->f), REGISTRY_NOT_FOUND);
	room_issue(room, &alice, code);
	assert_int_equal(
	    registry_revoke_user(room->r, "alice", "", &n, &room->f), 0);
	assert_int_equal(n, 1);
	/* Nor does it take the place of one. */
	for (int i = 0; i < REGISTRY_CODES_MAX; i++)
		room_issue(room, &alice, code);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
	assert_int_equal(room_temporaries(room, NULL, &last), 1);
	assert_int_equal(registry_reset_confirm(room->r, id + 1, "", &room->f),
	    REGISTRY_NOT_FOUND);
	assert_int_equal(
	    registry_reset_cancel(room->r, id + 1, "", "", &room->f),
	    REGISTRY_NOT_FOUND);
}

/* One a page more than there is room for. */
static void
test_all_pages_are_listed(void **state)
{
	struct room *room = *state;
	char name[16];

	for (unsigned i = 0; i < 257; i++) {
		struct account a;

		(void)snprintf(name, sizeof(name), "user%u", i);
		a = room_account(name, 3000 + i);
		(void)room_intend(room, &a, HASH);
	}
	assert_int_equal(room_temporaries(room, NULL, &last), 257);
	assert_string_equal(last.user, "user256");
	assert_int_equal(room_temporaries(room, "user7", &last), 1);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(r22_intent_is_durable_and_becomes_a_password),
	    TEST(r22_older_ones_stay_until_the_new_one_is_set),
	    TEST(r22_cancelled_ones_are_gone),
	    TEST(r14_sweep_says_what_became_of_it),
	    TEST(r22_log_tells_which_reset_was_interrupted),
	    TEST(r14_hash_is_told_from_all_others),
	    TEST(r14_hash_of_another_key_is_a_fault),
	    TEST(r20_another_uid_has_no_temporary_password),
	    TEST(r14_what_it_cannot_be_is_refused),
	    TEST(r15_temporary_password_is_no_code),
	    TEST(test_all_pages_are_listed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
