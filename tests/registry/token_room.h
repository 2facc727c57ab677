/*
 * token_room - kept tokens in a registry of a test's own
 */

#ifndef TESTS_REGISTRY_TOKEN_ROOM_H
#define TESTS_REGISTRY_TOKEN_ROOM_H

#include "registry/token.h"
#include "tests/registry/room.h"

/* Act on a token alone; the whole op, which the next call reuses. */
const struct registry_token_op *token_room_act(
    struct room *room, enum registry_token_act act, const char *text);
/* The same, for the answer. */
enum registry_token_answer token_room_ask(
    struct room *room, enum registry_token_act act, const char *text);

/* What issue asks for: a kind's usual, for a subject, by "root". */
void token_room_new(struct room *room, struct registry_token_op *op,
    const char *kind, const char *subject);

/* Issue one; its id, and its text. */
int64_t token_room_issue(struct room *room, const char *kind,
    const char *subject, char text[REGISTRY_TOKEN_SIZE]);

/* Run one; it must be done. */
void token_room_run(struct room *room, struct registry_token_op *op);

/* How many are listed, and the last one (last may be NULL). */
size_t token_room_list(struct room *room,
    const struct registry_token_filter *filter, struct registry_token *last);

/* The same text with another secret, whole again: a new one each time. */
void token_room_spoil(char text[REGISTRY_TOKEN_SIZE]);

#endif
