/*
 * grace_room - logins of a test's registry that may pass without a code
 */

#ifndef TESTS_REGISTRY_GRACE_ROOM_H
#define TESTS_REGISTRY_GRACE_ROOM_H

#include "tests/registry/room.h"

/* Seconds of grace that such a login has. */
#define GRACE_SPAN 3600

/* One like room_login(). */
struct registry_login grace_login(const struct account *a);

/* Whether it passes; the log says so then. */
bool grace_granted(struct room *room, struct registry_login login);

/* A yes by an issued code. */
void grace_say_yes(struct room *room, struct registry_login login);

#endif
