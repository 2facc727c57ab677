/*
 * test_asker - who asks is the kernel's word, and HELLO of others a claim
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/auth/relay.h"
#include "tests/core/clock_fake.h"

#define ALICE 20001
#define TRUSTED 33

int __wrap_conf_read(struct conf *out, const char *path, struct fault *f);
int __real_conf_read(struct conf *out, const char *path, struct fault *f);
int __wrap_registry_open_within(
    struct registry **out, const struct conf *conf, int ms, struct fault *f);
int __real_registry_open_within(
    struct registry **out, const struct conf *conf, int ms, struct fault *f);

static struct relay *watched;
static unsigned defaults; /* times the default configuration was read */
static bool trusts;       /* TRUSTED is a trusted asker */
static unsigned opened, confined_then, settled_then;

int
__wrap_conf_read(struct conf *out, const char *path, struct fault *f)
{
	int r;

	if (path == NULL)
		defaults++;
	r = __real_conf_read(out, path != NULL ? path : watched->conf_path, f);
	if (trusts) {
		out->trusted_askers[0] = 7;
		out->trusted_askers[1] = TRUSTED;
		out->trusted_askers_n = 2;
	}
	return r;
}

int
__wrap_registry_open_within(
    struct registry **out, const struct conf *conf, int ms, struct fault *f)
{
	opened++;
	if (watched != NULL) {
		confined_then = watched->confined;
		settled_then = watched->settled;
		assert_true(watched->in_step);
	}
	return __real_registry_open_within(out, conf, ms, f);
}

static int
setup(void **state)
{
	watched = NULL;
	trusts = false;
	if (relay_setup(state) != 0)
		return -1;
	watched = *state;
	defaults = opened = confined_then = settled_then = 0;
	return 0;
}

/* The verdict of a login in which nobody is asked anything. */
static enum wire_verdict
at_once(struct relay *r, uid_t asker, const char *user)
{
	r->host.asker = asker;
	relay_start(r, user, "lock", "192.0.2.1");
	return relay_finish(r);
}

static void
r05_anyone_may_ask_about_himself(void **state)
{
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE];

	relay_issue(r, "alice", "", 900, code, NULL);
	r->host.asker = ALICE;
	assert_int_equal(relay_login(r, "alice", "lock", "", WRONG), WIRE_NO);
	assert_string_equal(r->log,
	    "<5>self:lock: one-time code refused; authentication failure; "
	    "logname= uid=20001 euid=20001 tty= ruser= rhost=  user=alice\n");
	assert_int_equal(relay_login(r, "alice", "lock", "", code), WIRE_YES);
	assert_string_equal(r->log,
	    "<5>self:lock: one-time code accepted for alice (issued) from uid "
	    "20001\n");
	assert_string_equal(relay_event(r).service, "self:lock");
	assert_string_equal(relay_event(r).source, "uid 20001");
}

static void
r05_hello_from_others_is_a_claim(void **state)
{
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE];
	struct registry_event event;

	relay_issue(r, "alice", "", 900, code, NULL);
	r->host.asker = ALICE;
	assert_int_equal(
	    relay_login(r, "alice", "lock", "192.0.2.77", code), WIRE_YES);
	/* rhost, tty (the relay says ssh) and conf are not there. */
	assert_null(strstr(r->log, "192.0.2.77"));
	assert_null(strstr(r->log, "ssh"));
	assert_int_equal(defaults, 1);
	event = relay_event(r);
	assert_null(strstr(event.source, "192.0.2.77"));
}

static void
r05_must_change_code_is_refused_to_a_claim(void **state)
{
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE];

	r->must_change = true;
	relay_issue(r, "alice", "", 900, code, NULL);
	r->host.asker = ALICE;
	assert_int_equal(relay_login(r, "alice", "lock", "", code), WIRE_NO);
	r->host.asker = 0;
	assert_int_equal(
	    relay_login(r, "alice", "login", "", code), WIRE_CHANGE);
}

static void
r05_what_root_says_counts(void **state)
{
	struct relay *r = *state;

	assert_int_equal(
	    relay_login(r, "alice", "sshd", "192.0.2.77", WRONG), WIRE_NO);
	assert_non_null(strstr(r->log, "<5>sshd: "));
	assert_non_null(strstr(r->log, "tty=ssh ruser= rhost=192.0.2.77"));
	assert_int_equal(defaults, 0);
}

static void
r05_claimed_service_is_another_one(void **state)
{
	struct relay *r = *state;
	char sshd[REGISTRY_CODE_SIZE], lock[REGISTRY_CODE_SIZE];

	relay_issue(r, "alice", "sshd", 900, sshd, NULL);
	relay_issue(r, "alice", "self:lock", 900, lock, NULL);
	r->host.asker = ALICE;
	assert_int_equal(relay_login(r, "alice", "sshd", "", sshd), WIRE_NO);
	assert_int_equal(relay_login(r, "alice", "lock", "", lock), WIRE_YES);
	r->host.asker = 0;
	assert_int_equal(relay_login(r, "alice", "sshd", "", sshd), WIRE_YES);
}

static void
r05_claims_are_encoded_and_cut(void **state)
{
	struct relay *r = *state;
	char service[WIRE_NAME_MAX + 1];

	r->host.asker = ALICE;
	assert_int_equal(
	    relay_login(r, "alice", "a\nb user=bob\\", "", WRONG), WIRE_NO);
	assert_non_null(
	    strstr(r->log, "<5>self:a\\012b\\040user=bob\\134: one-time"));
	assert_null(strchr(relay_event(r).service, '\n'));

	memset(service, 'x', WIRE_NAME_MAX);
	service[WIRE_NAME_MAX] = '\0';
	assert_int_equal(relay_login(r, "alice", service, "", WRONG), WIRE_NO);
	assert_int_equal(strspn(r->log + strlen("<5>self:"), "x"),
	    WIRE_NAME_MAX - strlen("self:"));
	assert_int_equal(
	    strlen(relay_event(r).service), REGISTRY_TEXT_SIZE - 1);
}

static void
r05_about_others_the_answer_is_no_at_once(void **state)
{
	static const char *const others[] = {
	    "bob", "root", "toor", "nobody-here", "", "x\ny"};
	struct relay *r = *state;
	static unsigned char first[WIRE_FRAME_MAX];
	size_t n = 0;

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		assert_int_equal(at_once(r, ALICE, others[i]), WIRE_NO);
		assert_non_null(strstr(r->log, "self:lock: asked about"));
		assert_non_null(strstr(r->log, " uid=20001 euid=20001 "));
		assert_ptr_equal(
		    strchr(r->log, '\n'), r->log + strlen(r->log) - 1);
		if (i == 0)
			memcpy(first, r->seen, n = r->nseen);
		assert_int_equal(r->nseen, n);
		assert_memory_equal(first, r->seen, n);
	}
	/* Nothing of the host was touched for it. */
	assert_int_equal(r->settled, 0);
	assert_int_equal(opened, 0);
	assert_string_equal(relay_event(r).act, "init");
}

static void
r05_unknown_name_of_others_is_not_logged(void **state)
{
	struct relay *r = *state;

	assert_int_equal(at_once(r, ALICE, "my-pass-word"), WIRE_NO);
	assert_null(strstr(r->log, "my-pass-word"));
	assert_non_null(strstr(r->log, "  user=unknown\n"));
}

static void
r05_trusted_asker_may_ask_about_others(void **state)
{
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE];

	relay_issue(r, "alice", "", 900, code, NULL);
	assert_int_equal(at_once(r, TRUSTED, "alice"), WIRE_NO);
	trusts = true;
	assert_int_equal(
	    relay_login(r, "alice", "web", "192.0.2.77", code), WIRE_YES);
	/* It is a claim all the same. */
	assert_non_null(strstr(r->log, "<5>self:web: "));
	assert_null(strstr(r->log, "192.0.2.77"));
	/* No oracle for it: who is unknown is asked. */
	assert_int_equal(
	    relay_login(r, "nobody-here", "web", "", WRONG), WIRE_NO);
	assert_int_equal(at_once(r, TRUSTED + 1, "alice"), WIRE_NO);
}

static void
r05_trusted_asker_never_asks_about_uid_0(void **state)
{
	struct relay *r = *state;

	trusts = true;
	assert_int_equal(at_once(r, TRUSTED, "root"), WIRE_NO);
	assert_int_equal(at_once(r, TRUSTED, "toor"), WIRE_NO);
	assert_int_equal(opened, 0);
}

static void
r20_himself_is_the_uid_and_not_the_name(void **state)
{
	struct relay *r = *state;

	/* user3 has uid 21003. */
	assert_int_equal(at_once(r, 21004, "user3"), WIRE_NO);
	r->host.asker = 21003;
	assert_int_equal(relay_login(r, "user3", "lock", "", WRONG), WIRE_NO);
}

static void
r05_nss_that_cannot_tell_is_no_permission(void **state)
{
	assert_int_equal(at_once(*state, ALICE, "nss-down"), WIRE_UNAVAILABLE);
	trusts = true;
	assert_int_equal(
	    at_once(*state, TRUSTED, "nss-down"), WIRE_UNAVAILABLE);
	assert_int_equal(opened, 0);
}

static void
r04_sandbox_is_closed_before_the_registry_is_opened(void **state)
{
	struct relay *r = *state;

	assert_int_equal(relay_login(r, "alice", "sshd", "", WRONG), WIRE_NO);
	assert_int_equal(opened, 1);
	assert_int_equal(settled_then, 1);
	assert_int_equal(confined_then, 1);
	assert_int_equal(r->confined, 1);
}

/* Opened, counted, decided, told, closed: a stop in one would stop others. */
static void
r02_every_step_in_the_registry_is_watched(void **state)
{
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE];

	relay_issue(r, "alice", "", 900, code, NULL);
	assert_int_equal(relay_login(r, "alice", "sshd", "", code), WIRE_YES);
	assert_int_equal(r->steps, 5);
	assert_false(r->in_step);
	relay_start(r, "alice", "sshd", "");
	relay_expect_prompt(r);
	/* A person may take his time. */
	assert_int_equal(r->steps, 6);
	assert_false(r->in_step);
	assert_int_equal(relay_close(r), -EPIPE);
	assert_int_equal(r->steps, 8);
}

static void
r04_without_a_sandbox_nobody_is_let_in(void **state)
{
	struct relay *r = *state;

	r->confine_error = -ENOSYS;
	assert_int_equal(at_once(r, 0, "alice"), WIRE_UNAVAILABLE);
	assert_int_equal(opened, 0);
	assert_non_null(strstr(r->log, "<3>lock: no sandbox today"));
}

#define LOGIN_TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup, relay_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    LOGIN_TEST(r05_anyone_may_ask_about_himself),
	    LOGIN_TEST(r05_hello_from_others_is_a_claim),
	    LOGIN_TEST(r05_must_change_code_is_refused_to_a_claim),
	    LOGIN_TEST(r05_what_root_says_counts),
	    LOGIN_TEST(r05_claimed_service_is_another_one),
	    LOGIN_TEST(r05_claims_are_encoded_and_cut),
	    LOGIN_TEST(r05_about_others_the_answer_is_no_at_once),
	    LOGIN_TEST(r05_unknown_name_of_others_is_not_logged),
	    LOGIN_TEST(r05_trusted_asker_may_ask_about_others),
	    LOGIN_TEST(r05_trusted_asker_never_asks_about_uid_0),
	    LOGIN_TEST(r20_himself_is_the_uid_and_not_the_name),
	    LOGIN_TEST(r05_nss_that_cannot_tell_is_no_permission),
	    LOGIN_TEST(r04_sandbox_is_closed_before_the_registry_is_opened),
	    LOGIN_TEST(r02_every_step_in_the_registry_is_watched),
	    LOGIN_TEST(r04_without_a_sandbox_nobody_is_let_in),
	};

	return cmocka_run_group_tests_name("asker", tests, NULL, NULL);
}
