/*
 * traces_windows - whether a call leaves secrets behind on its stack
 *
 * A thread cannot be given a stack here, so all of it happens on the one there
 * is: a room below is emptied, the call made in it, and the room looked at.
 */

#include "tests/secrets/traces.h"

#include <stdint.h>
#include <string.h>

#define ROOM_SIZE ((size_t)256 * 1024)
/* Of which on the top: there the calls around the one that counts save the
 * registers of the test, with what it looks for in them. */
#define ABOVE_SIZE (ROOM_SIZE / 4)
#define STACK_SIZE (ROOM_SIZE - ABOVE_SIZE)

static unsigned char stack[STACK_SIZE];
static volatile uintptr_t room;

/* volatile, so that no compiler leaves the room out. */
static void *volatile below;
static volatile size_t room_size = ROOM_SIZE, above_size = ABOVE_SIZE;

static void __attribute__((noinline)) room_empty(void)
{
	void *empty = __builtin_alloca(room_size);

	memset(empty, 0, ROOM_SIZE);
	room = (uintptr_t)empty;
}

static void __attribute__((noinline)) room_use(void (*call)(void *), void *arg)
{
	below = __builtin_alloca(above_size);
	call(arg);
}

/* Without a call, which might write deeper than the top. */
static void __attribute__((noinline)) room_keep(void)
{
	const volatile unsigned char *from = (unsigned char *)room;

	for (size_t i = 0; i < STACK_SIZE; i++)
		stack[i] = from[i];
}

bool
traces_in(const void *place, size_t size, const void *secret, size_t n)
{
	const unsigned char *at = place, *bytes = secret;

	for (size_t i = 0; i + TRACES_WINDOW <= n; i++)
		for (size_t k = 0; k + TRACES_WINDOW <= size; k++)
			if (memcmp(at + k, bytes + i, TRACES_WINDOW) == 0)
				return true;
	return false;
}

void
traces_run(void (*call)(void *), void *arg)
{
	room_empty();
	room_use(call, arg);
	room_keep();
}

bool
traces_on_stack(const void *secret, size_t n)
{
	return traces_in(stack, sizeof(stack), secret, n);
}
