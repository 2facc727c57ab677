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
unsigned asked;

int __wrap_getgrnam_r(const char *name, struct group *group, char *buf,
    size_t size, struct group **result);
int __wrap_getgrgid_r(gid_t gid, struct group *group, char *buf, size_t size,
    struct group **result);

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
	asked++;
	*result = NULL;
	if (strcmp(name, "down") == 0)
		return EIO;
	if (strcmp(name, "gone") == 0)
		return ENOENT;
	if (strcmp(name, "absent") == 0)
		return 0;
	(void)snprintf(word, sizeof(word), " %s ", name);
	return answer(strcmp(name, "primary") == 0 ? 100 : 500,
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

int
rule_clear(void **state)
{
	(void)state;
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
