/* test_issue - issuing, listing, revoking */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/core/clock_fake.h"
#include "tests/registry/room.h"

#define DAY (24 * 60 * 60)

static int
issue(struct room *room, const struct registry_issue *what)
{
	struct registry_code out;
	char code[REGISTRY_CODE_SIZE];
	int rc = registry_issue(room->r, what, code, &out, &room->f);

	if (rc != 0) {
		assert_string_equal(code, "");
		assert_int_equal(out.id, 0);
		assert_string_not_equal(room->f.text, "");
	}
	return rc;
}

static void
test_issued_code_is_listed_as_it_is(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_issue what = {.account = &alice,
	    .service = "sudo",
	    .ttl = 60,
	    .uses = 3,
	    .by = "ro\not"};
	struct registry_code out;
	char code[REGISTRY_CODE_SIZE];

	assert_int_equal(
	    registry_issue(room->r, &what, code, &out, &room->f), 0);
	assert_int_equal(out.kind, REGISTRY_ISSUED);
	assert_int_equal(out.issued, ROOM_NOW);
	assert_int_equal(out.expires, ROOM_NOW + 60);
	assert_int_equal(out.uses, 3);
	assert_int_equal(out.uid, 1000);
	assert_string_equal(out.user, "alice");
	assert_string_equal(out.service, "sudo");
	assert_string_equal(out.by, "ro\\012ot");
}

static void
test_bad_requests_are_refused_and_leave_nothing(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account odd = room_account("a:b", 1000);
	char longer[REGISTRY_TEXT_SIZE + 1];
	struct registry_issue good = {
	    .account = &alice, .service = "", .ttl = 60, .uses = 1, .by = ""};
	struct registry_issue bad[9];

	memset(longer, 'a', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	for (size_t i = 0; i < 9; i++)
		bad[i] = good;
	bad[0].ttl = 0;
	bad[1].ttl = -1;
	bad[2].ttl = REGISTRY_TTL_MAX + 1;
	bad[3].uses = 0;
	bad[4].uses = REGISTRY_USES_MAX + 1;
	bad[5].service = longer;
	bad[6].service = "ss\nhd";
	bad[7].service = NULL;
	bad[8].account = &odd;
	for (size_t i = 0; i < 9; i++)
		assert_int_equal(issue(room, &bad[i]), -EINVAL);
	assert_int_equal(room_codes(room, NULL), 0);
	good.ttl = REGISTRY_TTL_MAX;
	good.uses = REGISTRY_USES_MAX;
	longer[REGISTRY_TEXT_SIZE - 1] = '\0';
	good.service = longer;
	assert_int_equal(issue(room, &good), 0);
}

static void
test_r08_sixteen_live_codes_an_account(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account bob = room_account("bob", 1001);
	struct registry_issue what = {
	    .account = &alice, .service = "", .ttl = 60, .uses = 1, .by = ""};
	char code[REGISTRY_CODE_SIZE];

	for (int i = 0; i < REGISTRY_CODES_MAX; i++)
		room_issue(room, &alice, code);
	assert_int_equal(issue(room, &what), -EDQUOT);
	assert_non_null(strstr(room->f.text, "revoke"));
	assert_int_equal(room_codes(room, NULL), REGISTRY_CODES_MAX);
	room_issue(room, &bob, code);
	/* The last of sixteen is as good as any, and makes room. */
	assert_int_equal(registry_revoke(room->r, 1, "root", &room->f), 0);
	room_issue(room, &alice, code);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
	room_issue(room, &alice, code);
	clock_fake_pass(900);
	assert_int_equal(issue(room, &what), 0);
	assert_int_equal(room_codes(room, "alice"), 1);
}

static void
test_ids_are_never_used_twice(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE];

	assert_int_equal(room_issue(room, &alice, code), 1);
	assert_int_equal(room_issue(room, &alice, code), 2);
	clock_fake_pass(3 * DAY);
	/* A jump within a boot waits a day; by then both rows are removed. */
	clock_fake_pass(DAY);
	assert_int_equal(room_issue(room, &alice, code), 3);
	clock_fake_pass(DAY);
	assert_int_equal(room_issue(room, &alice, code), 4);
	assert_int_equal(
	    registry_revoke(room->r, 1, "root", &room->f), REGISTRY_NOT_FOUND);
}

static void
test_revoked_code_is_dead(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_event last;
	char code[REGISTRY_CODE_SIZE];
	int64_t id = room_issue(room, &alice, code);

	assert_int_equal(registry_revoke(room->r, id, "ann", &room->f), 0);
	(void)room_events(room, &last);
	assert_string_equal(last.act, "revoke");
	assert_string_equal(last.outcome, "revoked");
	assert_string_equal(last.user, "alice");
	assert_string_equal(last.by, "ann");
	assert_int_equal(last.code, id);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_NO);
	assert_int_equal(
	    registry_revoke(room->r, id, "ann", &room->f), REGISTRY_NOT_LIVE);
}

static void
test_revoking_what_is_not_live_says_so(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE], old[REGISTRY_CODE_SIZE];
	int64_t used = room_issue(room, &alice, code);
	int64_t expired = room_issue(room, &alice, old);

	assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
	assert_int_equal(registry_revoke(room->r, used, "root", &room->f),
	    REGISTRY_NOT_LIVE);
	clock_fake_pass(900);
	assert_int_equal(registry_revoke(room->r, expired, "root", &room->f),
	    REGISTRY_NOT_LIVE);
	for (int64_t id = -1; id <= 99; id += 50)
		assert_int_equal(registry_revoke(room->r, id, "root", &room->f),
		    REGISTRY_NOT_FOUND);
}

struct seen {
	size_t n, stop;
	int64_t last;
};

static int
see(const struct registry_code *c, void *arg)
{
	struct seen *s = arg;

	assert_true(c->id > s->last);
	s->last = c->id;
	return ++s->n == s->stop ? 7 : 0;
}

static void
test_list_goes_through_many_pages_and_stops_when_told(void **state)
{
	struct room *room = *state;
	struct seen all = {0}, some = {.stop = 300};
	char code[REGISTRY_CODE_SIZE], name[32];

	for (unsigned i = 0; i < 600; i++) {
		struct account a;

		(void)snprintf(name, sizeof(name), "user%u", i / 2);
		a = room_account(name, 1000 + i / 2);
		room_issue(room, &a, code);
	}
	assert_int_equal(registry_list(room->r, NULL, see, &all, &room->f), 0);
	assert_int_equal(all.n, 600);
	assert_int_equal(registry_list(room->r, NULL, see, &some, &room->f), 7);
	assert_int_equal(some.n, 300);
	assert_int_equal(room_codes(room, "user7"), 2);
	assert_int_equal(room_codes(room, "nobody"), 0);
}

/* Callers may do whatever they like meanwhile: nothing is held. */
static int
revoke_it(const struct registry_code *c, void *arg)
{
	struct room *room = arg;

	return registry_revoke(room->r, c->id, "root", &room->f);
}

static void
test_listed_codes_can_be_revoked_on_the_way(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE];

	for (int i = 0; i < 9; i++)
		room_issue(room, &alice, code);
	assert_int_equal(
	    registry_list(room->r, "alice", revoke_it, room, &room->f), 0);
	assert_int_equal(room_codes(room, NULL), 0);
}

static void
test_r20_issuing_for_a_new_uid_ends_the_old_ones(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account heir = room_account("alice", 1007);
	char code[REGISTRY_CODE_SIZE], hers[REGISTRY_CODE_SIZE];

	room_issue(room, &alice, code);
	room_issue(room, &heir, hers);
	assert_int_equal(room_codes(room, "alice"), 1);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_NO);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_issued_code_is_listed_as_it_is),
	    TEST(test_bad_requests_are_refused_and_leave_nothing),
	    TEST(test_r08_sixteen_live_codes_an_account),
	    TEST(test_ids_are_never_used_twice),
	    TEST(test_revoked_code_is_dead),
	    TEST(test_revoking_what_is_not_live_says_so),
	    TEST(test_list_goes_through_many_pages_and_stops_when_told),
	    TEST(test_listed_codes_can_be_revoked_on_the_way),
	    TEST(test_r20_issuing_for_a_new_uid_ends_the_old_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
