/*
 * test_serve_client - what one connection to credmint serve holds, for how long
 */

#include "utils/credmint/serve_client.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/secret.h"

#define MINUTE INT64_C(60000)

struct pair {
	struct serve_client *c;
	int other;
};

static int
set_up(void **state)
{
	static struct pair pair;
	static const struct serve_peer peer = {.uid = 7};
	int fds[2];

	assert_int_equal(
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
	pair.c = serve_client_new(fds[0], &peer, 1000);
	assert_non_null(pair.c);
	pair.other = fds[1];
	*state = &pair;
	return 0;
}

static int
tear_down(void **state)
{
	struct pair *pair = *state;

	serve_client_free(pair->c);
	(void)close(pair->other);
	return 0;
}

static void
say(const struct pair *pair, const char *text)
{
	size_t n = strlen(text);

	assert_int_equal(write(pair->other, text, n), n);
}

static void
answer(struct serve_client *c)
{
	const struct serve_sink sink = serve_client_sink(c);

	assert_int_equal(serve_answer_error(&sink, NULL, "no"), 0);
}

static void
test_who_says_nothing_has_ten_minutes(void **state)
{
	const struct pair *pair = *state;

	assert_int_equal(serve_client_deadline(pair->c), 1000 + 10 * MINUTE);
	say(pair, "{}\n");
	serve_client_read(pair->c, 5000);
	assert_int_equal(serve_client_deadline(pair->c), 5000 + 10 * MINUTE);
}

static void
test_a_half_line_has_a_minute_however_slowly_it_comes(void **state)
{
	const struct pair *pair = *state;
	const char *line;
	size_t n;

	for (int64_t now = 2000; now < 50000; now += 1000) {
		say(pair, "x");
		serve_client_read(pair->c, now);
		assert_int_equal(serve_client_deadline(pair->c), 2000 + MINUTE);
		assert_false(serve_client_line(pair->c, &line, &n));
	}
	say(pair, "\nhalf");
	serve_client_read(pair->c, 60000);
	/* A whole one waits to be done. */
	assert_int_equal(serve_client_deadline(pair->c), 60000 + 10 * MINUTE);
	assert_true(serve_client_line(pair->c, &line, &n));
	assert_int_equal(n, 48);
	serve_client_done(pair->c, n, 61000);
	assert_int_equal(serve_client_deadline(pair->c), 61000 + MINUTE);
}

static void
test_who_does_not_read_has_half_a_minute(void **state)
{
	const struct pair *pair = *state;
	static char scrap[4096];
	int64_t deadline;

	while (pair->c->stuck_since == 0) {
		answer(pair->c);
		serve_client_send(pair->c, 3000);
	}
	deadline = serve_client_deadline(pair->c);
	assert_int_equal(deadline, 3000 + MINUTE / 2);
	answer(pair->c);
	serve_client_send(pair->c, 20000);
	assert_int_equal(serve_client_deadline(pair->c), deadline);
	/* Whoever reads a little has his time again. */
	for (int i = 0; i < 100 && read(pair->other, scrap, sizeof(scrap)) > 0;
	     i++) {
		serve_client_send(pair->c, 30000);
		if (serve_buffer_n(&pair->c->out) == 0)
			break;
	}
	assert_true(serve_client_deadline(pair->c) > deadline);
}

static void
test_nothing_more_is_taken_while_answers_wait(void **state)
{
	const struct pair *pair = *state;
	const char *line;
	size_t n;

	say(pair, "{}\n");
	serve_client_read(pair->c, 1000);
	while (serve_buffer_n(&pair->c->out) < SERVE_OUT_MAX / 2) {
		assert_true(serve_client_reads(pair->c));
		assert_true(serve_client_line(pair->c, &line, &n));
		answer(pair->c);
	}
	assert_false(serve_client_reads(pair->c));
	assert_false(serve_client_line(pair->c, &line, &n));
}

static void
test_marks_are_told_once_their_answers_have_left(void **state)
{
	const struct pair *pair = *state;
	struct serve_mark mark;

	answer(pair->c);
	assert_int_equal(serve_client_mark(pair->c, 11, 0), 0);
	answer(pair->c);
	assert_int_equal(serve_client_mark(pair->c, 12, 5), 0);
	assert_int_equal(serve_client_mark(pair->c, 0, 0), 0);
	assert_false(serve_client_told(pair->c, &mark));
	serve_client_send(pair->c, 1000);
	assert_true(serve_client_told(pair->c, &mark));
	assert_int_equal(mark.event, 11);
	assert_true(serve_client_told(pair->c, &mark));
	assert_int_equal(mark.event, 12);
	assert_int_equal(mark.id, 5);
	assert_false(serve_client_told(pair->c, &mark));
	assert_false(serve_client_lost(pair->c, &mark));
}

static void
test_marks_of_who_is_gone_are_lost(void **state)
{
	struct pair *pair = *state;
	struct serve_mark mark;

	(void)close(pair->other);
	pair->other = -1;
	answer(pair->c);
	assert_int_equal(serve_client_mark(pair->c, 0, 5), 0);
	serve_client_send(pair->c, 1000);
	assert_true(pair->c->gone);
	/* Nor does one leave that was never put whole. */
	assert_int_equal(serve_client_mark(pair->c, 0, 6), 0);
	pair->c->sent = pair->c->put;
	assert_true(serve_client_told(pair->c, &mark));
	assert_false(serve_client_told(pair->c, &mark));
	assert_true(serve_client_lost(pair->c, &mark));
	assert_int_equal(mark.id, 6);
}

static void
test_what_is_done_with_is_wiped(void **state)
{
	const struct pair *pair = *state;
	static const char secret[] = "reset_0123456789";
	const char *line, *data;
	size_t n;

	say(pair, "reset_0123456789\nreset_0123456789");
	serve_client_read(pair->c, 1000);
	assert_true(serve_client_line(pair->c, &line, &n));
	data = pair->c->in.data;
	serve_client_done(pair->c, n, 1000);
	for (size_t i = 0; i < sizeof(secret); i++)
		assert_int_equal(data[i], 0);
	assert_memory_equal(data + sizeof(secret), secret, sizeof(secret) - 1);
	/* Moved to the front, it stays nowhere else. */
	assert_int_equal(serve_buffer_room(&pair->c->in,
			     4096 - 2 * sizeof(secret) + 4, SERVE_LINE_MAX),
	    0);
	assert_memory_equal(data, secret, sizeof(secret) - 1);
	for (size_t i = sizeof(secret) - 1; i < 4096; i++)
		assert_int_equal(data[i], 0);

	serve_client_dismiss(pair->c, "no");
	assert_null(pair->c->in.data);
	data = pair->c->out.data;
	serve_client_send(pair->c, 1000);
	for (size_t i = 0; i < 64; i++)
		assert_int_equal(data[i], 0);
}

static void
test_a_buffer_has_its_bound(void **state)
{
	struct serve_buffer b = {0};
	static char bytes[5000];

	(void)state;
	memset(bytes, 'x', sizeof(bytes));
	assert_int_equal(serve_buffer_put(&b, bytes, 5000, 12000), 0);
	assert_int_equal(serve_buffer_put(&b, bytes, 5000, 12000), 0);
	assert_int_equal(serve_buffer_put(&b, bytes, 2001, 12000), -ENOBUFS);
	assert_int_equal(serve_buffer_n(&b), 10000);
	serve_buffer_take(&b, 9999);
	assert_int_equal(serve_buffer_put(&b, bytes, 5000, 12000), 0);
	assert_int_equal(serve_buffer_n(&b), 5001);
	serve_buffer_take(&b, 5001);
	assert_null(b.data);
	serve_buffer_end(&b);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    TEST(test_who_says_nothing_has_ten_minutes),
	    TEST(test_a_half_line_has_a_minute_however_slowly_it_comes),
	    TEST(test_who_does_not_read_has_half_a_minute),
	    TEST(test_nothing_more_is_taken_while_answers_wait),
	    TEST(test_marks_are_told_once_their_answers_have_left),
	    TEST(test_marks_of_who_is_gone_are_lost),
	    TEST(test_what_is_done_with_is_wiped),
	    cmocka_unit_test(test_a_buffer_has_its_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
