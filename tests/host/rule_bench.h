/*
 * rule_bench - a configuration in memory, groups that are played, one login
 */

#ifndef TESTS_HOST_RULE_BENCH_H
#define TESTS_HOST_RULE_BENCH_H

#include "host/login_rule.h"

extern struct conf conf;
extern struct fault fault;
extern struct login_rule rule;
extern const struct account alice; /* of the group "primary", 100 */

/* Where alice is listed, each with blanks around it; "down", "gone" fail. */
extern const char *listed;
extern unsigned asked; /* how often it was asked for a group */

/* What the kernel would give alice, beside her primary group; 0 at first. */
#define GIVEN_MAX 1000
extern gid_t given[GIVEN_MAX];
extern int given_n;
extern unsigned gathered; /* how often it was asked for that */
extern int
    missing; /* an errno, where a group is looked for that is not there */

/* cmocka's, before each test: the defaults. */
int rule_clear(void **state);

/* Ways from their letters "idar", and back. */
struct conf_ways ways_of(const char *letters);
const char *letters_of(const struct conf_ways *ways);

/* A section that says nothing. */
struct conf_login *add(const char *service, const char *group);

/* What holds for an account, which must be told; and for alice. */
void find_as(
    const struct account *account, const char *service, const char *rhost);
void find(const char *service);

#endif
