/*
 * rule_bench - a configuration in memory, groups that are played, one login
 */

#include "tests/host/rule_bench.h"

#include <errno.h>
#include <grp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct conf conf;
struct fault fault;
struct login_rule rule;
const struct account alice = {"alice", 1000, 100};

/* NSS: alice is listed in these; "down" and "gone" fail. */
const char *listed;
unsigned asked, gathered;
gid_t given[GIVEN_MAX];
int given_n;
int missing;

int __wrap_getgrnam_r(const char *name, struct group *group, char *buf,
    size_t size, struct group **result);
int __wrap_getgrgid_r(gid_t gid, struct group *group, char *buf, size_t size,
    struct group **result);
int __wrap_getgrouplist(const char *user, gid_t primary, gid_t *groups, int *n);

/* Groups of one number, 700: by two names, or its number. */
static bool
is_twin(const char *name)
{
	return strcmp(name, "twin") == 0 || strcmp(name, "other-twin") == 0;
}

static int
answer(gid_t gid, bool member, struct group *group, struct group **result)
{
	static char name[] = "bob", user[] = "alice";
	static char *with[] = {name, user, NULL}, *without[] = {name, NULL};

	memset(group, 0, sizeof(*group));
	group->gr_gid = gid;
	group->gr_mem = member ? with : without;
	*result = group;
	return 0;
}

int
__wrap_getgrnam_r(const char *name, struct group *group, char *buf, size_t size,
    struct group **result)
{
	char word[40];

	(void)buf;
	(void)size;
	*result = NULL;
	/* Which every source is asked for, once for all. */
	if (strcmp(name, "credmint-nobody") == 0)
		return missing;
	asked++;
	if (strcmp(name, "down") == 0)
		return EIO;
	if (strcmp(name, "gone") == 0)
		return ENOENT;
	if (strcmp(name, "absent") == 0)
		return 0;
	(void)snprintf(word, sizeof(word), " %s ", name);
	return answer(strcmp(name, "primary") == 0 ? 100
		: is_twin(name)                    ? 700
						   : 500,
	    strstr(listed, word) != NULL, group, result);
}

int
__wrap_getgrgid_r(gid_t gid, struct group *group, char *buf, size_t size,
    struct group **result)
{
	(void)buf;
	(void)size;
	asked++;
	return answer(gid, false, group, result);
}

/* The number of all that are listed is another's: none is given by it here. */
int
__wrap_getgrouplist(const char *user, gid_t primary, gid_t *groups, int *n)
{
	const bool known = strcmp(user, alice.name) == 0;
	const int needs = known ? given_n + 1 : 1, room = *n;

	assert_true(known || strcmp(user, "credmint-nobody") == 0);
	gathered++;
	*n = needs;
	if (needs > room)
		return -1;
	groups[0] = primary;
	for (int i = 1; i < needs; i++)
		groups[i] = given[i - 1];
	return needs;
}

int
rule_clear(void **state)
{
	(void)state;
	gathered = 0;
	given_n = 0;
	missing = 0;
	listed = "";
	asked = 0;
	conf_default(&conf);
	return 0;
}

/* Ways from their letters, and back. */
struct conf_ways
ways_of(const char *letters)
{
	struct conf_ways ways = {.n = 0};

	for (; *letters != '\0'; letters++)
		ways.way[ways.n++] =
		    (unsigned char)(strchr("-idar", *letters) - "-idar");
	return ways;
}

const char *
letters_of(const struct conf_ways *ways)
{
	static char text[5];
	unsigned i;

	for (i = 0; i < ways->n; i++)
		text[i] = "-idar"[ways->way[i]];
	text[i] = '\0';
	return text;
}

struct conf_login *
add(const char *service, const char *group)
{
	struct conf_login *login = &conf.logins[conf.logins_n++];

	memset(login, 0, sizeof(*login));
	strcpy(login->service, service);
	strcpy(login->group, group);
	login->nullok_until = login->grace = CONF_UNSAID;
	return login;
}

void
find_as(const struct account *account, const char *service, const char *rhost)
{
	int r;

	memset(&rule, 0xff, sizeof(rule));
	r = login_rule_find(&conf, account, service, rhost, &rule, &fault);
	if (r != 0)
		fail_msg("%s", fault.text);
}

void
find(const char *service)
{
	find_as(&alice, service, "");
}
