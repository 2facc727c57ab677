/*
 * test_unique - a million tokens, drawn by processes and threads at once
 *
 * The parent fills a source and forks; every child draws from that source in
 * one thread, from a new one in another and from none in a third, and so
 * does the parent. No token comes twice.
 */

#include <sys/mman.h>
#include <sys/wait.h>

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "credmint.h"

#define PROCESSES 4
#define THREADS 3
#define EACH ((size_t)83334)
#define TOKENS (PROCESSES * THREADS * EACH)
#define TOKEN_BYTES 12
#define SIZE CREDMINT_TOKEN_URLSAFE_SIZE(TOKEN_BYTES)

struct worker {
	pthread_t thread;
	struct credmint_source *source;
	char *at;
	int error;
};

static void *
draw_tokens(void *arg)
{
	struct worker *w = arg;

	for (size_t i = 0; w->error == 0 && i < EACH; i++)
		w->error = credmint_token_urlsafe(
		    w->source, TOKEN_BYTES, w->at + i * SIZE, SIZE);
	return NULL;
}

/* Draw in THREADS threads; 0 when all went well. */
static int
draw_as_process(struct credmint_source *inherited, char *at)
{
	struct worker w[THREADS] = {{.source = inherited}};
	size_t started = 0;
	int failed = credmint_source_new(&w[1].source) != 0;

	for (; failed == 0 && started < THREADS; started++) {
		w[started].at = at + started * EACH * SIZE;
		failed = pthread_create(
		    &w[started].thread, NULL, draw_tokens, &w[started]);
	}
	for (size_t i = 0; i < started; i++)
		failed |=
		    pthread_join(w[i].thread, NULL) != 0 || w[i].error != 0;
	credmint_source_free(w[1].source);
	return failed != 0;
}

static int
by_text(const void *a, const void *b)
{
	return memcmp(a, b, SIZE);
}

static void
test_no_token_of_a_million_comes_twice(void **state)
{
	struct credmint_source *source;
	pid_t child[PROCESSES] = {0};
	unsigned char first;
	int status;
	char *all;

	(void)state;
	assert_true(TOKENS >= 1000000);
	all = mmap(NULL, TOKENS * SIZE, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(all, MAP_FAILED);
	assert_int_equal(credmint_source_new(&source), 0);
	assert_int_equal(credmint_random_bytes(source, &first, 1), 0);
	for (size_t i = 1; i < PROCESSES; i++) {
		child[i] = fork();
		assert_true(child[i] >= 0);
		if (child[i] == 0)
			_exit(draw_as_process(
			    source, all + i * THREADS * EACH * SIZE));
	}
	assert_int_equal(draw_as_process(source, all), 0);
	for (size_t i = 1; i < PROCESSES; i++) {
		assert_int_equal(waitpid(child[i], &status, 0), child[i]);
		assert_int_equal(status, 0);
	}
	qsort(all, TOKENS, SIZE, by_text);
	assert_int_equal(strlen(all), SIZE - 1);
	for (size_t i = 1; i < TOKENS; i++)
		if (memcmp(all + i * SIZE, all + (i - 1) * SIZE, SIZE) == 0)
			fail_msg("%s came twice", all + i * SIZE);
	credmint_source_free(source);
	assert_int_equal(munmap(all, TOKENS * SIZE), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_no_token_of_a_million_comes_twice),
	};

	return cmocka_run_group_tests_name("unique", tests, NULL, NULL);
}
