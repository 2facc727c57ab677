/*
 * traces - whether a call leaves secrets behind on its stack
 */

#ifndef TESTS_SECRETS_TRACES_H
#define TESTS_SECRETS_TRACES_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes in a row that count as a trace. */
#define TRACES_WINDOW 8

/* Whether any TRACES_WINDOW bytes in a row of secret stand in room. */
bool traces_in(const void *room, size_t size, const void *secret, size_t n);

/*
 * Run call(arg) on a fresh stack, and keep that stack for traces_on_stack()
 * until the next run.
 */
void traces_run(void (*call)(void *), void *arg);
bool traces_on_stack(const void *secret, size_t n);

#endif
