/* login_rule - what the configuration asks of one login */

#include "host/login_rule.h"

#include <string.h>

#include "host/group.h"

/* Sections that hold before others. */
enum rank {
	RANK_ALL = 0,
	RANK_SERVICE,
	RANK_GROUP,
	RANK_BOTH,
};

struct finding {
	const struct conf *conf;
	const struct account *account; /* or NULL */
	const char *service, *rhost;
	struct fault *f;
	struct group_set groups; /* of the account; once groups_known */
	bool groups_known;
	bool in[CONF_LOGINS_MAX + 1];   /* the section is about this login */
	gid_t gid[CONF_LOGINS_MAX + 1]; /* of its group; -1: there is none */
};

static enum rank
rank_of(const struct conf_login *login)
{
	if (login->group[0] != '\0')
		return login->service[0] != '\0' ? RANK_BOTH : RANK_GROUP;
	return login->service[0] != '\0' ? RANK_SERVICE : RANK_ALL;
}

static bool
of_service(const struct finding *x, const struct conf_login *login)
{
	return login->service[0] == '\0' ||
	    strcmp(login->service, x->service) == 0;
}

/*
 * Whether it is in a group: 0, GROUP_ABSENT, or a negative errno. Its groups
 * are gathered for the first one: that any is named goes by the service alone.
 */
static int
ask_group(struct finding *x, const char *name, gid_t *gid)
{
	int r;

	if (!x->groups_known) {
		r = group_set_find(&x->groups, x->account, x->f);
		if (r != 0)
			return r;
		x->groups_known = true;
	}
	return group_has(name, &x->groups, gid, x->f);
}

/* Which sections are about the login; those of a service ask for groups. */
static int
find_sections(struct finding *x)
{
	const struct conf_login *login;
	unsigned i;
	int r;

	for (i = 0; i < x->conf->logins_n; i++) {
		login = &x->conf->logins[i];
		x->gid[i] = (gid_t)-1;
		if (!of_service(x, login))
			continue;
		r = login->group[0] == '\0'
		    ? 0
		    : ask_group(x, login->group, &x->gid[i]);
		if (r < 0)
			return r;
		x->in[i] = r == 0;
	}
	return 0;
}

/* Take the next name of a list with ',' between them; false: none is left. */
static bool
next_name(const char **list, char out[CONF_USER_SIZE])
{
	size_t n = strcspn(*list, ",");

	if (n == 0 || n >= CONF_USER_SIZE)
		return false;
	memcpy(out, *list, n);
	out[n] = '\0';
	*list += n + ((*list)[n] == ',');
	return true;
}

static bool
names_user(const struct finding *x, const char *list)
{
	char name[CONF_USER_SIZE];
	bool found = false;

	while (x->account != NULL && next_name(&list, name))
		found = found || strcmp(name, x->account->name) == 0;
	return found;
}

/* Asks for every group, so that all names cost the same. 1: it is in one. */
static int
names_group(struct finding *x, const char *list)
{
	char name[CONF_USER_SIZE];
	int found = 0, r;
	gid_t gid;

	while (next_name(&list, name)) {
		r = ask_group(x, name, &gid);
		if (r < 0)
			return r;
		if (r == 0)
			found = 1;
	}
	return found;
}

/* Exemptions are told in this order, whichever section says them. */
enum exemption {
	BY_NONE = 0,
	BY_USER,
	BY_GROUP,
	BY_SERVICE,
	BY_NETWORK,
};

static const char *const exemptions[] = {
    [BY_NONE] = "",
    [BY_USER] = "user",
    [BY_GROUP] = "group",
    [BY_SERVICE] = "service",
    [BY_NETWORK] = "network",
};

/*
 * Whether a section exempts all whom it is about. Not where another one says
 * ways for the same group, which has two names, or a name and a number: in one
 * section the two would be refused.
 */
static bool
exempts_all(const struct finding *x, unsigned i)
{
	const struct conf_login *login = &x->conf->logins[i], *other;
	unsigned k;

	if (!login->exempt)
		return false;
	for (k = 0; k < x->conf->logins_n; k++) {
		other = &x->conf->logins[k];
		if (other->ways.n > 0 && x->gid[k] != (gid_t)-1 &&
		    x->gid[k] == x->gid[i] &&
		    strcmp(other->service, login->service) == 0)
			return false;
	}
	return true;
}

/* By what a section exempts; a negative errno: NSS could not tell. */
static int
exempts(struct finding *x, unsigned i)
{
	const struct conf_login *login = &x->conf->logins[i];
	int groups;

	if (!of_service(x, login))
		return BY_NONE;
	/* Also of a section of another group: see names_group(). */
	groups = names_group(x, login->exempt_groups);
	if (groups < 0)
		return groups;
	if (!x->in[i])
		return BY_NONE;
	if (names_user(x, login->exempt_users))
		return BY_USER;
	if (groups > 0 || (login->group[0] != '\0' && exempts_all(x, i)))
		return BY_GROUP;
	if (login->group[0] == '\0' && login->exempt)
		return BY_SERVICE;
	if (login->exempt_networks[0] != '\0' &&
	    network_holds(login->exempt_networks, x->rhost))
		return BY_NETWORK;
	return BY_NONE;
}

static int
find_exemption(struct finding *x, struct login_rule *out)
{
	int first = BY_NONE, by;
	bool asks = false;
	unsigned i;

	for (i = 0; i < x->conf->logins_n; i++) {
		by = exempts(x, i);
		if (by < 0)
			return by;
		if (by != BY_NONE && (first == BY_NONE || by < first))
			first = by;
		asks = asks || (x->in[i] && x->conf->logins[i].asks);
	}
	if (asks)
		first = BY_NONE;
	out->exempt = first != BY_NONE;
	out->exempt_by = exemptions[first];
	return 0;
}

static void
intersect(struct conf_ways *ways, const struct conf_ways *with)
{
	struct conf_ways both = {.n = 0};
	unsigned i;

	for (i = 0; i < ways->n; i++)
		if (conf_ways_has(with, (enum conf_way)ways->way[i]))
			both.way[both.n++] = ways->way[i];
	*ways = both;
}

/* What the sections of a rank say; false: nothing. */
static bool
find_ways(const struct finding *x, enum rank rank, struct conf_ways *out)
{
	const struct conf_login *login;
	bool said = false;
	unsigned i;

	for (i = 0; i < x->conf->logins_n; i++) {
		login = &x->conf->logins[i];
		if (!x->in[i] || rank_of(login) != rank || login->ways.n == 0)
			continue;
		if (said)
			intersect(out, &login->ways);
		else
			*out = login->ways;
		said = true;
	}
	return said;
}

/* 0, "without end", is later than any. */
static bool
is_earlier(int64_t a, int64_t b)
{
	return a != 0 && (b == 0 || a < b);
}

static void
find_times(
    const struct finding *x, enum rank rank, int64_t *until, int64_t *grace)
{
	const struct conf_login *login;
	bool ends = false, graces = false;
	unsigned i;

	for (i = 0; i < x->conf->logins_n; i++) {
		login = &x->conf->logins[i];
		if (!x->in[i] || rank_of(login) != rank)
			continue;
		if (login->nullok_until != CONF_UNSAID &&
		    (!ends || is_earlier(login->nullok_until, *until))) {
			*until = login->nullok_until;
			ends = true;
		}
		if (login->grace != CONF_UNSAID &&
		    (!graces || login->grace < *grace)) {
			*grace = login->grace;
			graces = true;
		}
	}
}

/* From the lowest rank up: what a higher one says replaces it. */
static void
find_rule(const struct finding *x, struct login_rule *out)
{
	struct conf_ways ways;
	unsigned rank;

	for (rank = RANK_ALL; rank <= RANK_BOTH; rank++) {
		if (find_ways(x, (enum rank)rank, &ways)) {
			out->ways = ways;
			if (rank <= RANK_SERVICE)
				out->asked = ways;
		}
		find_times(x, (enum rank)rank, &out->nullok_until, &out->grace);
	}
}

int
login_rule_find(const struct conf *conf, const struct account *account,
    const char *service, const char *rhost, struct login_rule *out,
    struct fault *f)
{
	struct finding x = {.conf = conf,
	    .account = account,
	    .service = service,
	    .rhost = rhost,
	    .f = f};
	struct login_rule rule = {.exempt_by = ""};
	int r;

	*out = rule;
	r = find_sections(&x);
	if (r == 0)
		r = find_exemption(&x, &rule);
	group_set_free(&x.groups);
	if (r != 0)
		return r;
	find_rule(&x, &rule);
	*out = rule;
	return 0;
}
