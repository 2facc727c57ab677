/* oracle - what refused logins cost, counted */

#ifndef TESTS_REGISTRY_ORACLE_H
#define TESTS_REGISTRY_ORACLE_H

#include "tests/registry/room.h"

struct oracle_cost {
	unsigned long statements, commits, macs, hmacs, syncs, writes;
	unsigned long last_writes; /* of the last one */
};

struct oracle_cost oracle_cost_now(const struct room *room);
struct oracle_cost oracle_cost_since(
    const struct room *room, const struct oracle_cost *before);

/* A refusal whose outcome says why, and its cost; the first is the measure. */
void oracle_refused(struct room *room, const struct registry_login *login,
    const char *answer, const char *outcome, struct oracle_cost *cost);
void oracle_refused_but_for_writes(struct room *room,
    const struct registry_login *like, const char *answer, const char *outcome,
    struct oracle_cost *cost);

struct oracle_terms {
	const char *service, *networks;
	int64_t not_before, ttl;
};

/* A code of one use; its id. */
int64_t oracle_issue(struct room *room, const struct account *a,
    const struct oracle_terms *terms, char code[REGISTRY_CODE_SIZE]);

/* Good until the next one: many in one frame are more than a stack has. */
struct registry_login *oracle_who(const char *user, const struct account *a);
struct registry_login *oracle_claimed(
    const char *user, const struct account *a, uid_t asker);

#endif
