/*
 * test_no_oracle - whatever a refusal is for, the same is done
 *
 * Statements, commits, digests, syncs and writes of a whole refused login,
 * counted. What differs would tell who has an account, who has a code, and
 * what is wrong with the one that was typed.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "registry/decide.h"
#include "registry/handle.h"
#include "tests/core/clock_fake.h"
#include "tests/registry/oracle.h"

#define WRONG "BCDF-GHJK"

static void
test_no_oracle_for_names(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account bob = room_account("bob", 1001);
	struct account root = room_account("root", 0);
	static char long_name[257];
	char code[REGISTRY_CODE_SIZE];
	struct oracle_cost one = {0};

	oracle_issue(room, &alice, &(struct oracle_terms){0}, code);
	memset(long_name, 'n', sizeof(long_name));
	long_name[sizeof(long_name) - 1] = '\0';
	oracle_refused(
	    room, oracle_who("alice", &alice), WRONG, "no: wrong", &one);
	assert_int_equal(one.macs, DECIDE_MACS);
	assert_int_equal(
	    one.hmacs, REGISTRY_AUTHENTICATORS_MAX * decide_looks(&room->conf));
	assert_int_equal(one.commits, 2);
	assert_int_equal(one.syncs, 2);
	assert_true(one.writes > 0);
	oracle_refused(
	    room, oracle_who("bob", &bob), WRONG, "no: no live code", &one);
	oracle_refused(
	    room, oracle_who("root", &root), WRONG, "no: no live code", &one);
	oracle_refused(
	    room, oracle_who("mallory", NULL), WRONG, "no: unknown", &one);
	oracle_refused(room, oracle_who("", NULL), WRONG, "no: unknown", &one);
	oracle_refused(
	    room, oracle_who(long_name, NULL), WRONG, "no: unknown", &one);
	/* A name that was an account's, and has codes yet. */
	oracle_refused(
	    room, oracle_who("alice", NULL), code, "no: unknown", &one);
	oracle_refused(room, oracle_claimed("alice", &alice, 1000), WRONG,
	    "no: wrong", &one);
	oracle_refused(room, oracle_claimed("bob", &bob, 1001), WRONG,
	    "no: no live code", &one);
	oracle_refused(room, oracle_claimed("mallory", NULL, 1001), WRONG,
	    "no: unknown", &one);
}

static void
test_no_oracle_for_answers(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);
	char code[REGISTRY_CODE_SIZE], text[513];
	struct oracle_cost one = {0};

	memset(text, 'B', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	oracle_issue(room, &alice, &(struct oracle_terms){0}, code);
	oracle_refused(room, &login, WRONG, "no: wrong", &one);
	oracle_refused(room, &login, "", "no: wrong", &one);
	oracle_refused(room, &login, "1234-5678", "no: wrong", &one);
	/* Another source: five failures would close this one. */
	login.rhost = "192.0.2.2";
	oracle_refused(room, &login, "password", "no: wrong", &one);
	oracle_refused(room, &login, text, "no: wrong", &one);
	/* All but the last letter. */
	code[8] = code[8] == 'B' ? 'C' : 'B';
	oracle_refused(room, &login, code, "no: wrong", &one);
}

/*
 * A record that is found dead is marked so: that is written for who has the
 * right code alone.
 */
static void
test_no_oracle_for_right_codes_that_are_no_good(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);
	char code[REGISTRY_CODE_SIZE], used[REGISTRY_CODE_SIZE];
	struct registry_login other;
	struct oracle_cost one = {0};
	struct account moved = room_account("alice", 2000);
	int64_t id;

	oracle_refused_but_for_writes(
	    room, &login, WRONG, "no: no live code", &one);
	oracle_issue(
	    room, &alice, &(struct oracle_terms){.service = "sudo"}, code);
	oracle_refused_but_for_writes(
	    room, &login, code, "no: other service", &one);
	oracle_issue(room, &alice,
	    &(struct oracle_terms){.networks = "10.0.0.0/8"}, code);
	oracle_refused_but_for_writes(
	    room, &login, code, "no: other network", &one);
	oracle_refused_but_for_writes(room,
	    oracle_claimed("alice", &alice, 1000), code, "no: wrong", &one);
	oracle_issue(room, &alice,
	    &(struct oracle_terms){.not_before = ROOM_NOW + 600}, code);
	login.rhost = "192.0.2.3";
	oracle_refused_but_for_writes(room, &login, code, "no: not yet", &one);
	oracle_issue(room, &alice, &(struct oracle_terms){.ttl = 60}, code);
	oracle_issue(room, &alice, &(struct oracle_terms){0}, used);
	other = login;
	assert_int_equal(room_answer(room, &other, used), REGISTRY_YES);
	oracle_refused_but_for_writes(room, &login, used, "no: wrong", &one);
	id = oracle_issue(room, &alice, &(struct oracle_terms){0}, used);
	assert_int_equal(registry_revoke(room->r, id, "root", &room->f), 0);
	oracle_refused_but_for_writes(room, &login, used, "no: wrong", &one);
	clock_fake_pass(61);
	login.rhost = "192.0.2.4";
	oracle_refused_but_for_writes(room, &login, code, "no: expired", &one);
	oracle_refused_but_for_writes(room, &login, code, "no: wrong", &one);
	oracle_issue(room, &moved, &(struct oracle_terms){0}, code);
	oracle_refused_but_for_writes(
	    room, &login, code, "no: uid changed", &one);
}

static void
test_no_oracle_for_who_is_locked(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account bob = room_account("bob", 1001);
	char code[REGISTRY_CODE_SIZE];
	struct oracle_cost one = {0};

	oracle_issue(room, &alice, &(struct oracle_terms){0}, code);
	oracle_refused(
	    room, oracle_who("bob", &bob), WRONG, "no: no live code", &one);
	for (int i = 0; i < 5; i++)
		oracle_refused(room, oracle_who("alice", &alice), WRONG,
		    "no: wrong", &one);
	for (int i = 0; i < 3; i++)
		oracle_refused(room, oracle_who("alice", &alice), code,
		    "no: locked", &one);
	oracle_refused(
	    room, oracle_who("alice", &alice), "", "no: locked", &one);
	for (int i = 0; i < 7; i++)
		oracle_refused(room, oracle_who("mallory", NULL), WRONG,
		    "no: unknown", &one);
	for (int i = 0; i < 5; i++)
		oracle_refused(room, oracle_claimed("alice", &alice, 1000),
		    WRONG, "no: wrong", &one);
	oracle_refused(room, oracle_claimed("alice", &alice, 1000), code,
	    "no: locked", &one);
}

/* Up to sixteen codes, and records of many that are dead. */
static void
test_no_oracle_for_how_many_codes(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);
	char code[REGISTRY_CODE_SIZE];
	struct oracle_cost one = {0};

	room->r->conf.deny = 0;
	room->r->conf.deny_user = 0;
	oracle_refused(room, &login, WRONG, "no: no live code", &one);
	for (int i = 0; i < REGISTRY_CODES_MAX; i++) {
		oracle_issue(room, &alice, &(struct oracle_terms){0}, code);
		clock_fake_pass(1);
		oracle_refused(room, &login, WRONG, "no: wrong", &one);
	}
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_no_oracle_for_names),
	    TEST(test_no_oracle_for_answers),
	    TEST(test_no_oracle_for_right_codes_that_are_no_good),
	    TEST(test_no_oracle_for_who_is_locked),
	    TEST(test_no_oracle_for_how_many_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
