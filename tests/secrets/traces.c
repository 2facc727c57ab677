/*
 * traces - whether a call leaves secrets behind on its stack
 */

#include "tests/secrets/traces.h"

#include <alloca.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define STACK_SIZE ((size_t)256 * 1024)

static _Alignas(64) unsigned char stack[STACK_SIZE];

/* volatile, so that no compiler leaves the room out. */
static void *volatile below;
static volatile size_t above_size = STACK_SIZE / 4;

#ifdef __SANITIZE_ADDRESS__
/* Newer ones keep locals on a heap of their own: nothing to look at here. */
const char *__asan_default_options(void);

__attribute__((visibility("default"))) const char *
__asan_default_options(void)
{
	return "detect_stack_use_after_return=0";
}
#endif

struct run {
	void (*call)(void *);
	void *arg;
};

static void *
run(void *arg)
{
	struct run *r = arg;

	/* The end of a thread writes on the top of its stack: call below it. */
	below = alloca(above_size);
	r->call(r->arg);
	return NULL;
}

bool
traces_in(const void *room, size_t size, const void *secret, size_t n)
{
	const unsigned char *bytes = secret;

	for (size_t i = 0; i + TRACES_WINDOW <= n; i++)
		if (memmem(room, size, bytes + i, TRACES_WINDOW) != NULL)
			return true;
	return false;
}

void
traces_run(void (*call)(void *), void *arg)
{
	struct run r = {call, arg};
	pthread_attr_t attr;
	pthread_t thread;

	memset(stack, 0, sizeof(stack));
	if (pthread_attr_init(&attr) != 0 ||
	    pthread_attr_setstack(&attr, stack, sizeof(stack)) != 0 ||
	    pthread_create(&thread, &attr, run, &r) != 0 ||
	    pthread_join(thread, NULL) != 0)
		abort();
	(void)pthread_attr_destroy(&attr);
}

bool
traces_on_stack(const void *secret, size_t n)
{
	return traces_in(stack, sizeof(stack), secret, n);
}
