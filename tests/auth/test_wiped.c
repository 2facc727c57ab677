/*
 * test_wiped - nothing of a code or an answer outlives a login in memory
 *
 * The relay's side is another process, which types; this one serves, and then
 * looks through all of its memory. What was typed is told masked.
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "auth/login.h"
#include "core/secret.h"
#include "registry/code.h"
#include "tests/auth/relay.h"
#include "tests/core/clock_fake.h"
#include "tests/core/own_memory.h"

enum plan {
	PLAN_RIGHT = 0,
	PLAN_WRONG,
	PLAN_DELIVERED,
	PLAN_GONE,   /* after the answer, so no yes arrives */
	PLAN_BROKEN, /* nothing can be decided */
};

/* What the other process did, in memory that both see. */
struct done {
	struct masked shown, plain;
	enum wire_verdict verdict;
};

static enum plan plan;
/* The most memory for secrets that was asked for at once. */
static size_t mapped;

void *__real_secret_map(size_t n, bool *wiped_by_fork);
void *__wrap_secret_map(size_t n, bool *wiped_by_fork);
int __real_registry_decide(struct registry *r, struct registry_login *login,
    const char *answer, size_t n, enum registry_verdict *verdict,
    struct fault *f);
int __wrap_registry_decide(struct registry *r, struct registry_login *login,
    const char *answer, size_t n, enum registry_verdict *verdict,
    struct fault *f);

void *
__wrap_secret_map(size_t n, bool *wiped_by_fork)
{
	mapped = n > mapped ? n : mapped;
	return __real_secret_map(n, wiped_by_fork);
}

int
__wrap_registry_decide(struct registry *r, struct registry_login *login,
    const char *answer, size_t n, enum registry_verdict *verdict,
    struct fault *f)
{
	int rc;

	if (plan == PLAN_BROKEN)
		clock_fake_fail(-EIO);
	rc = __real_registry_decide(r, login, answer, n, verdict, f);
	clock_fake_fail(0);
	return rc;
}

/* ---- the other process, which nobody looks at ---- */

static struct wire_frame frame;
static unsigned char bytes[WIRE_FRAME_MAX];

static void
need(bool ok, int status)
{
	if (!ok)
		_exit(status);
}

static void
transmit(int sock)
{
	int n = wire_pack(&frame, bytes, sizeof(bytes));

	need(n > 0, 2);
	need(send(sock, bytes, (size_t)n, MSG_NOSIGNAL) == n, 3);
}

static void
receive(int sock)
{
	ssize_t n = recv(sock, bytes, sizeof(bytes), 0);

	need(n > 0, 4);
	need(wire_unpack(bytes, (size_t)n, &frame) == 0, 5);
}

static void
issue(struct relay *r, char code[REGISTRY_CODE_SIZE])
{
	struct account alice = {"alice", 20001, 20001};
	struct registry_issue what = {.account = &alice,
	    .service = "",
	    .ttl = 900,
	    .uses = 1,
	    .by = "test"};
	struct registry *own;
	struct registry_code out;

	need(registry_open(&own, &r->conf, &r->fault) == 0, 6);
	need(registry_issue(own, &what, code, &out, &r->fault) == 0, 7);
	registry_close(own);
}

static void
greet(const struct relay *r, int sock)
{
	memset(&frame, 0, sizeof(frame));
	frame.type = WIRE_HELLO;
	strcpy(frame.u.hello.user, "alice");
	strcpy(frame.u.hello.service, "sshd");
	strcpy(frame.u.hello.conf, r->conf_path);
	transmit(sock);
	do
		receive(sock);
	while (frame.type == WIRE_SHOW);
	need(frame.type == WIRE_ASK, 8);
}

static void
tell(struct done *done, char code[REGISTRY_CODE_SIZE])
{
	struct code_typed typed;

	code_read(code, strlen(code), &typed);
	need(typed.shape == CODE_EIGHT_LETTERS, 9);
	own_memory_take(&done->plain, typed.issued, CODE_LENGTH);
	own_memory_take(&done->shown, code, CODE_LENGTH + 1);
}

static _Noreturn void
be_relay(struct relay *r, int sock, struct done *done)
{
	char code[REGISTRY_CODE_SIZE] = "";

	issue(r, code);
	greet(r, sock);
	if (plan == PLAN_DELIVERED) {
		receive(r->letters[1]);
		strcpy(code, frame.u.deliver.code);
	}
	if (plan == PLAN_WRONG)
		code[0] = code[0] == 'B' ? 'C' : 'B';
	memset(&frame, 0, sizeof(frame));
	frame.type = WIRE_ANSWER;
	frame.u.answer.n = strlen(code);
	strcpy(frame.u.answer.text, code);
	tell(done, code);
	/* Gone for what comes, before it can come. */
	if (plan == PLAN_GONE)
		need(shutdown(sock, SHUT_RD) == 0, 11);
	transmit(sock);
	if (plan != PLAN_GONE) {
		receive(sock);
		need(frame.type == WIRE_FINISH, 10);
		done->verdict = frame.u.finish.verdict;
	}
	_exit(0);
}

/* ---- this one ---- */

/* One login; what auth_serve() said. */
static int
serve(struct relay *r, struct done *done)
{
	int pair[2], status = -1, result;
	pid_t child;

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	child = fork();
	if (child == 0) {
		(void)close(pair[1]);
		be_relay(r, pair[0], done);
	}
	assert_true(child > 0);
	(void)close(pair[0]);
	mapped = 0;
	result = auth_serve(pair[1], &r->host, &r->fault);
	(void)close(pair[1]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	return result;
}

static struct done *
log_in(struct relay *r, enum plan now, int expected)
{
	struct done *done = mmap(NULL, sizeof(*done), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	assert_ptr_not_equal(done, MAP_FAILED);
	plan = now;
	assert_int_equal(serve(r, done), expected);
	assert_int_equal(done->shown.n, CODE_LENGTH + 1);
	assert_true(mapped >= sizeof(struct login));
	return done;
}

static void
nothing_is_left(struct done *done)
{
	assert_false(own_memory_holds(&done->shown));
	assert_false(own_memory_holds(&done->plain));
	assert_int_equal(munmap(done, sizeof(*done)), 0);
}

static void
test_answer_is_wiped_after_a_yes(void **state)
{
	struct done *done = log_in(*state, PLAN_RIGHT, 0);

	assert_int_equal(done->verdict, WIRE_YES);
	nothing_is_left(done);
}

static void
test_answer_is_wiped_after_a_no(void **state)
{
	struct done *done = log_in(*state, PLAN_WRONG, 0);

	assert_int_equal(done->verdict, WIRE_NO);
	nothing_is_left(done);
}

static void
test_delivered_code_and_its_letter_are_wiped(void **state)
{
	struct done *done;

	relay_configure(*state, "delivery_program = /bin/true\n");
	done = log_in(*state, PLAN_DELIVERED, 0);
	assert_int_equal(done->verdict, WIRE_YES);
	nothing_is_left(done);
}

static void
test_answer_is_wiped_when_nobody_waits_for_the_verdict(void **state)
{
	struct relay *r = *state;
	struct done *done = log_in(r, PLAN_GONE, -EPIPE);

	nothing_is_left(done);
}

static void
test_answer_is_wiped_when_nothing_can_be_decided(void **state)
{
	struct done *done = log_in(*state, PLAN_BROKEN, 0);

	assert_int_equal(done->verdict, WIRE_UNAVAILABLE);
	nothing_is_left(done);
}

static void
test_this_test_sees_what_is_not_wiped(void **state)
{
	struct done *done = log_in(*state, PLAN_RIGHT, 0);
	char *left = malloc(CODE_LENGTH + 1);

	assert_non_null(left);
	own_memory_give(&done->shown, left);
	assert_true(own_memory_holds(&done->shown));
	secret_free(left, CODE_LENGTH + 1);
	nothing_is_left(done);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, relay_setup, relay_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_answer_is_wiped_after_a_yes),
	    TEST(test_answer_is_wiped_after_a_no),
	    TEST(test_delivered_code_and_its_letter_are_wiped),
	    TEST(test_answer_is_wiped_when_nobody_waits_for_the_verdict),
	    TEST(test_answer_is_wiped_when_nothing_can_be_decided),
	    TEST(test_this_test_sees_what_is_not_wiped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
