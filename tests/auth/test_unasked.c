/*
 * test_unasked - logins that end without a question: exempt, or not enrolled
 * yet
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "registry/handle.h"
#include "tests/auth/enrolled.h"
#include "tests/auth/relay.h"
#include "tests/core/clock_fake.h"

/* ---- who is exempt ---- */

static void
assert_asked(struct relay *r, const char *user, const char *rhost)
{
	relay_start(r, user, "sshd", rhost);
	relay_expect(r, WIRE_ASK);
	assert_int_equal(relay_close(r), -EPIPE);
}

static void
assert_exempt(
    struct relay *r, const char *user, const char *rhost, const char *line)
{
	relay_start(r, user, "sshd", rhost);
	assert_int_equal(relay_finish(r), WIRE_EXEMPT);
	assert_string_equal(r->log, line);
	assert_string_equal(relay_event(r).outcome, "ignored: exempt");
	assert_string_equal(relay_event(r).act, "login");
}

static void
test_exempt_is_left_to_others(void **state)
{
	struct relay *r = *state;

	relay_configure(r, "exempt_users = alice\n");
	assert_exempt(r, "alice", "192.0.2.1",
	    "<5>sshd: exempt by user, left to other modules: alice from "
	    "192.0.2.1\n");
	assert_asked(r, "bob", "192.0.2.1");
	assert_asked(r, "nobody-here", "192.0.2.1");
	relay_configure(r, "exempt_groups = staff\n");
	assert_exempt(r, "alice", "",
	    "<5>sshd: exempt by group, left to other modules: alice from "
	    "local\n");
	assert_asked(r, "bob", "");
	relay_configure(r, "exempt_networks = 192.0.2.0/24\n");
	assert_exempt(r, "nobody-here", "192.0.2.9",
	    "<5>sshd: exempt by network, left to other modules: unknown from "
	    "192.0.2.9\n");
	assert_asked(r, "alice", "198.51.100.1");
	assert_asked(r, "alice", "host.in.that.network");
	assert_asked(r, "alice", "");
	relay_configure(r, "[login sshd]\nexempt = yes\n");
	assert_exempt(r, "bob", "192.0.2.1",
	    "<5>sshd: exempt by service, left to other modules: bob from "
	    "192.0.2.1\n");
	relay_start(r, "bob", "su", "");
	relay_expect(r, WIRE_ASK);
	assert_int_equal(relay_close(r), -EPIPE);
	assert_int_equal(r->settled, 7);
}

/* Codes that were sent by then would be sent to nobody's use. */
static void
test_exempt_waits_for_nothing(void **state)
{
	struct relay *r = *state;
	char from[64], to[64];

	relay_configure(
	    r, "exempt_users = alice\ndelivery_program = /bin/true\n");
	(void)snprintf(from, sizeof(from), "%s/registry.db", r->dir);
	(void)snprintf(to, sizeof(to), "%s/away", r->dir);
	assert_int_equal(rename(from, to), 0);
	relay_start(r, "alice", "sshd", "192.0.2.1");
	assert_int_equal(relay_finish(r), WIRE_EXEMPT);
	assert_non_null(strstr(r->log, "exempt by user"));
	assert_non_null(strstr(r->log, "registry.db"));
	relay_start(r, "bob", "sshd", "192.0.2.1");
	assert_int_equal(relay_finish(r), WIRE_UNAVAILABLE);
	assert_int_equal(rename(to, from), 0);
	assert_int_equal(r->settled, 1);
	r->confine_error = -EPERM;
	relay_start(r, "alice", "sshd", "192.0.2.1");
	assert_int_equal(relay_finish(r), WIRE_EXEMPT);
}

/* By a network or a service of its own word nobody is exempt. */
static void
r05_claim_is_exempt_by_what_the_kernel_knows(void **state)
{
	struct relay *r = *state;

	r->host.asker = relay_account("alice").uid;
	relay_configure(
	    r, "exempt_networks = 192.0.2.0/24\n[login lock]\nexempt = yes\n");
	relay_start(r, "alice", "lock", "192.0.2.1");
	relay_expect(r, WIRE_ASK);
	assert_int_equal(relay_close(r), -EPIPE);
	relay_configure(r, "[login self:lock]\nexempt = yes\n");
	relay_start(r, "alice", "lock", "");
	assert_int_equal(relay_finish(r), WIRE_EXEMPT);
	/* Whose login it is comes first. */
	relay_start(r, "bob", "lock", "");
	assert_int_equal(relay_finish(r), WIRE_NO);
}

static void
test_groups_that_cannot_be_told_refuse(void **state)
{
	struct relay *r = *state;

	relay_configure(r, "exempt_users = alice\nexempt_groups = lost\n");
	for (int known = 0; known < 2; known++) {
		relay_start(
		    r, known ? "alice" : "nobody-here", "sshd", "192.0.2.1");
		assert_int_equal(relay_finish(r), WIRE_UNAVAILABLE);
		assert_non_null(strstr(r->log, "groups cannot be told"));
	}
}

/* ---- nullok, up to a day ---- */

static void
r19_nullok_ends_on_its_day(void **state)
{
	struct relay *r = *state;

	r->options = WIRE_NULLOK;
	relay_configure(r, "nullok_until = 2026-01-02\n");
	relay_start(r, "bob", "sshd", "192.0.2.1");
	assert_int_equal(relay_finish(r), WIRE_ABSENT);
	clock_fake_pass(86400 - 1);
	relay_start(r, "bob", "sshd", "192.0.2.1");
	assert_int_equal(relay_finish(r), WIRE_ABSENT);
	clock_fake_pass(1);
	assert_asked(r, "bob", "192.0.2.1");
	/* A clock that is set back brings it back to nobody. */
	clock_fake_pass(-7 * 86400);
	assert_asked(r, "bob", "192.0.2.1");
}

static void
r19_nullok_is_for_those_who_never_enrolled(void **state)
{
	struct relay *r = *state;
	struct fault f = {""};
	unsigned n;
	int64_t id;

	r->options = WIRE_NULLOK;
	relay_configure(r, "nullok_until = 2030-01-01T00:00:00Z\n");
	id = enrolled_add(r, "alice", CREDMINT_TOTP);
	assert_asked(r, "alice", "192.0.2.1");
	assert_int_equal(
	    registry_authenticator_remove(r->admin, "alice", id, "test", &f),
	    0);
	assert_asked(r, "alice", "192.0.2.1");
	assert_int_equal(registry_authenticator_remove_all(
			     r->admin, "alice", "test", &n, &f),
	    0);
	relay_start(r, "alice", "sshd", "192.0.2.1");
	assert_int_equal(relay_finish(r), WIRE_ABSENT);
}

/* Renamed by usermod -l: asked as those are who never enrolled. */
static void
r20_nullok_is_not_for_another_name_of_the_uid(void **state)
{
	static char codes[1][REGISTRY_RECOVERY_SIZE];
	struct relay *r = *state;
	struct account before = relay_account("alice");
	struct fault f = {""};
	unsigned n;

	memcpy(before.name, "alicia", sizeof("alicia"));
	assert_int_equal(
	    registry_recovery_issue(r->admin, &before, "test", 1, codes, &f),
	    0);
	r->options = WIRE_NULLOK;
	relay_start(r, "bob", "sshd", "192.0.2.1");
	assert_int_equal(relay_finish(r), WIRE_ABSENT);
	relay_start(r, "alice", "sshd", "192.0.2.1");
	relay_expect(r, WIRE_ASK);
	relay_answer(r, codes[0]);
	assert_int_equal(relay_finish(r), WIRE_NO);
	assert_non_null(strstr(r->log,
	    "<4>sshd: nullok does not let in alice, whose uid is enrolled as "
	    "alicia: enroll it anew, or take that away, by credmint "
	    "authenticator remove --all; credmint authenticator list shows "
	    "it\n"));
	assert_string_equal(relay_event(r).outcome, "no: no live code");
	assert_int_equal(registry_authenticator_remove_all(
			     r->admin, "alicia", "test", &n, &f),
	    0);
	relay_start(r, "alice", "sshd", "192.0.2.1");
	assert_int_equal(relay_finish(r), WIRE_ABSENT);
}

/* Of both groups alice is, and they have no way in common. */
static void
r19_nullok_is_not_for_who_has_no_way_in(void **state)
{
	struct relay *r = *state;

	r->options = WIRE_NULLOK;
	relay_configure(r, "[login @staff]\nways = issued\n");
	relay_start(r, "alice", "sshd", "192.0.2.1");
	assert_int_equal(relay_finish(r), WIRE_ABSENT);
	relay_configure(r,
	    "[login @staff]\nways = issued\n[login @ops]\nways = recovery\n");
	assert_asked(r, "alice", "192.0.2.1");
	assert_null(strstr(r->log, "not enrolled"));
	assert_string_not_equal(
	    relay_event(r).outcome, "ignored: not enrolled");
	relay_start(r, "bob", "sshd", "192.0.2.1");
	assert_int_equal(relay_finish(r), WIRE_ABSENT);
}

/* ---- what it costs ---- */

/* Statements of the registry that was closed last. */
static unsigned long statements;

void __wrap_registry_close(struct registry *r);
void __real_registry_close(struct registry *r);

void
__wrap_registry_close(struct registry *r)
{
	if (r != NULL)
		statements = r->store->cost.statements;
	__real_registry_close(r);
}

/* alice is of staff; bob is of no group, and both are enrolled. */
static void
r08_unknown_names_cost_as_much_as_known_ones(void **state)
{
	static const char *const conf[] = {
	    "",
	    "nullok_until = 2030-01-01\n",
	    "[login @staff]\nnullok_until = 2030-01-01\n",
	    "nullok_until = 2030-01-01\n[login sshd @staff]\nnullok_until =\n",
	    "grace = 8h\n",
	    "[login @staff]\ngrace = 8h\n",
	    "grace = 8h\n[login @staff]\ngrace =\n",
	    ("grace = 8h\nnullok_until = 2030-01-01\n"
	     "[login @staff]\nways = issued\n[login @ops]\nways = recovery\n"),
	};
	static const char *const users[] = {"nobody-here", "bob", "alice"};
	struct relay *r = *state;
	unsigned long first = 0;

	(void)enrolled_add(r, "alice", CREDMINT_TOTP);
	(void)enrolled_add(r, "bob", CREDMINT_TOTP);
	r->options = WIRE_NULLOK;
	for (size_t i = 0; i < sizeof(conf) / sizeof(*conf); i++) {
		relay_configure(r, conf[i]);
		for (size_t k = 0; k < 3; k++) {
			statements = 0;
			assert_asked(r, users[k], "192.0.2.1");
			assert_true(statements > 0);
			first = k == 0 ? statements : first;
			assert_int_equal(statements, first);
		}
	}
}

#define UNASKED_TEST(name) \
	cmocka_unit_test_setup_teardown(name, enrolled_setup, relay_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    UNASKED_TEST(test_exempt_is_left_to_others),
	    UNASKED_TEST(test_exempt_waits_for_nothing),
	    UNASKED_TEST(r05_claim_is_exempt_by_what_the_kernel_knows),
	    UNASKED_TEST(test_groups_that_cannot_be_told_refuse),
	    UNASKED_TEST(r19_nullok_ends_on_its_day),
	    UNASKED_TEST(r19_nullok_is_for_those_who_never_enrolled),
	    UNASKED_TEST(r20_nullok_is_not_for_another_name_of_the_uid),
	    UNASKED_TEST(r19_nullok_is_not_for_who_has_no_way_in),
	    UNASKED_TEST(r08_unknown_names_cost_as_much_as_known_ones),
	};

	return cmocka_run_group_tests_name("unasked", tests, NULL, NULL);
}
