/*
 * conf_login - [login WHO], and the keys that say which ways in there are
 */

#include "host/conf_login.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "host/account.h"

_Static_assert(
    CONF_LOGINS_MAX == 32 && CONF_SERVICE_SIZE == 65, "messages say so");

/* What begins without a word: nothing is said. */
static const struct conf_login unsaid = {
    .nullok_until = CONF_UNSAID,
    .grace = CONF_UNSAID,
};

/* ---- sections ---- */

/* Whether it is all of what a service's name has, 1 to 64 of it. */
static bool
service_ok(const char *name, size_t n)
{
	return n > 0 && n < CONF_SERVICE_SIZE &&
	    strspn(name,
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789._:-") >= n;
}

/* "SERVICE", "@GROUP" or "SERVICE @GROUP"; out is all zero. */
static bool
read_who(const char *who, size_t n, struct conf_login *out)
{
	const char *blank = memchr(who, ' ', n);
	size_t service = 0, group;

	if (who[0] != '@') {
		service = blank == NULL ? n : (size_t)(blank - who);
		if (!service_ok(who, service))
			return false;
		memcpy(out->service, who, service);
		if (blank == NULL)
			return true;
		service++;
	}
	/* What is left is '@' and a name. */
	group = n - service;
	if (group < 2 || group > sizeof(out->group) || who[service] != '@' ||
	    who[service + 1] == ' ' || who[service + 1] == '@')
		return false;
	memcpy(out->group, who + service + 1, group - 1);
	/* Several groups would be one that nobody is in. */
	return account_name_ok(out->group) && strchr(out->group, ',') == NULL &&
	    strstr(out->group, " @") == NULL;
}

/*
 * A blank in the name of a group is a service that stands behind it, or another
 * group: such a rule would hold nobody. A number has one spelling, so that two
 * sections about it are seen to be one.
 */
static int
check_group(
    const struct conf_login *made, const struct conf_place *at, struct fault *f)
{
	const char *group = made->group;
	const size_t first = strcspn(group, " "), n = strlen(group);
	const size_t digits = strspn(group, "0123456789");

	if (first < n && made->service[0] == '\0' &&
	    service_ok(group + first + 1, n - first - 1))
		return fault_set(f, -EINVAL,
		    "%s:%u: the group of a [login WHO] has no blank, and the "
		    "service stands before it: write [login %s @%.*s]; a group "
		    "whose name has blanks is written by its number",
		    at->file, at->line, group + first + 1, (int)first, group);
	if (first < n)
		return fault_set(f, -EINVAL,
		    "%s:%u: the group of a [login WHO] has no blank; write one "
		    "whose name has blanks by its number",
		    at->file, at->line);
	if (digits == n &&
	    (n > 10 || (group[0] == '0' && n > 1) ||
		strtoull(group, NULL, 10) >= (gid_t)-1))
		return fault_set(f, -EINVAL,
		    "%s:%u: the number of a group in a [login WHO] must be "
		    "from 0 to 4294967294, with no 0 before it",
		    at->file, at->line);
	return 0;
}

/*
 * libpam knows services in lower case alone: a rule for another would hold
 * nobody.
 */
static int
check_case(const char *service, const struct conf_place *at, struct fault *f)
{
	char lower[CONF_SERVICE_SIZE];
	size_t n = strlen(service);

	for (size_t i = 0; i <= n; i++)
		lower[i] = service[i];
	for (size_t i = 0; i < n; i++)
		if (lower[i] >= 'A' && lower[i] <= 'Z')
			lower[i] = (char)(lower[i] - 'A' + 'a');
	if (strcmp(service, lower) == 0)
		return 0;
	return fault_set(f, -EINVAL,
	    "%s:%u: the service of a [login WHO] must be in lower case, as PAM "
	    "has it: write %s",
	    at->file, at->line, lower);
}

int
conf_login_open(struct conf_draft *draft, struct conf_part *out,
    const char *who, size_t n, const struct conf_place *at, struct fault *f)
{
	struct conf *conf = draft->out;
	struct conf_login *made = &draft->made;
	unsigned i = 1;
	int rc;

	memcpy(made, &unsaid, sizeof(*made));
	if (!read_who(who, n, made))
		return fault_set(f, -EINVAL,
		    "%s:%u: a [login WHO] must be of SERVICE, @GROUP or "
		    "SERVICE @GROUP with one blank: the service 1 to 64 of "
		    "a-z 0-9 . _ : -, the group a group's name",
		    at->file, at->line);
	rc = check_group(made, at, f);
	if (rc == 0)
		rc = check_case(made->service, at, f);
	if (rc != 0)
		return rc;
	while (i < conf->logins_n &&
	    (strcmp(conf->logins[i].service, made->service) != 0 ||
		strcmp(conf->logins[i].group, made->group) != 0))
		i++;
	if (i > CONF_LOGINS_MAX)
		return fault_set(f, -EINVAL,
		    "%s:%u: one [login WHO] more than 32; remove one", at->file,
		    at->line);
	if (i == conf->logins_n) {
		conf->logins_n++;
		memcpy(&conf->logins[i], made, sizeof(*made));
	}
	*out = (struct conf_part){CONF_LOGIN, i};
	return 0;
}

/* ---- values ---- */

static enum conf_way
find_way(const char *name, size_t n)
{
	unsigned way = CONF_WAYS;

	while (--way != CONF_WAY_NONE)
		if (strlen(conf_way_names[way]) == n &&
		    memcmp(conf_way_names[way], name, n) == 0)
			break;
	return (enum conf_way)way;
}

static int
set_ways(unsigned char *to, const char *value)
{
	struct conf_ways ways = {.n = 0};
	enum conf_way way;
	size_t n;

	do {
		n = strcspn(value, " \t,");
		way = find_way(value, n);
		if (way == CONF_WAY_NONE || conf_ways_has(&ways, way))
			return -EINVAL;
		ways.way[ways.n++] = (unsigned char)way;
		value += n;
		if (*value != '\0' && !conf_next_word(&value))
			return -EINVAL;
	} while (*value != '\0');
	memcpy(to, &ways, sizeof(ways));
	return 0;
}

/* Whether n bytes of a list with ',' between its words are one of them. */
static bool
in_list(const char *list, const char *name, size_t n)
{
	size_t length;

	while (*list != '\0') {
		length = strcspn(list, ",");
		if (length == n && memcmp(list, name, n) == 0)
			return true;
		list += length + (list[length] == ',');
	}
	return false;
}

/* Words of a list, each once, with ',' alone between them. */
static int
join(char out[CONF_NAMES_SIZE], unsigned most, const char *value)
{
	size_t used = 0, n;

	memset(out, 0, CONF_NAMES_SIZE);
	for (; *value != '\0'; most--) {
		n = strcspn(value, " \t,");
		if (n == 0 || in_list(out, value, n))
			return -EINVAL;
		if (most == 0 || used + n + 2 > CONF_NAMES_SIZE)
			return -ERANGE;
		if (used > 0)
			out[used++] = ',';
		memcpy(out + used, value, n);
		used += n;
		value += n;
		if (*value != '\0' && !conf_next_word(&value))
			return -EINVAL;
	}
	return 0;
}

static bool
names_ok(const char *list)
{
	char name[CONF_USER_SIZE];
	size_t n;

	for (; *list != '\0'; list += n + (list[n] == ',')) {
		n = strcspn(list, ",");
		if (n >= sizeof(name))
			return false;
		memcpy(name, list, n);
		name[n] = '\0';
		if (name[0] == '@' || !account_name_ok(name))
			return false;
	}
	return true;
}

static int
set_names(unsigned char *to, const char *value)
{
	char list[CONF_NAMES_SIZE];
	int r = join(list, CONF_NAMES_MAX, value);

	if (r == 0 && !names_ok(list))
		r = -EINVAL;
	if (r == 0)
		memcpy(to, list, sizeof(list));
	return r;
}

static int
set_networks(unsigned char *to, const char *value)
{
	char list[CONF_NAMES_SIZE], kept[HOST_NETWORKS_SIZE] = "";
	int r = join(list, NETWORK_MAX, value);

	if (r == 0 && list[0] != '\0')
		r = network_list(list, kept, NULL);
	if (r == 0)
		memcpy(to, kept, sizeof(kept));
	return r;
}

/* A day is its first moment in UTC. */
static int
set_until(unsigned char *to, const char *value)
{
	static const char midnight[] = "T00:00:00Z";
	char text[sizeof("2027-01-31") + sizeof(midnight)];
	int64_t wall = 0;

	if (strlen(value) == sizeof("2027-01-31") - 1) {
		(void)snprintf(text, sizeof(text), "%s%s", value, midnight);
		value = text;
	}
	if (*value != '\0' && (clock_parse(value, &wall) != 0 || wall <= 0))
		return -EINVAL;
	memcpy(to, &wall, sizeof(wall));
	return 0;
}

int
conf_login_value(unsigned char *to, enum conf_kind kind, const char *value)
{
	if (kind == CONF_WAY_LIST)
		return set_ways(to, value);
	if (kind == CONF_NAME_LIST)
		return set_names(to, value);
	if (kind == CONF_NETWORK_LIST)
		return set_networks(to, value);
	return kind == CONF_UNTIL ? set_until(to, value) : -EINVAL;
}

/* The first word that is no way in, quoted where every terminal can show it. */
static void
name_way(const char *value, char out[64])
{
	size_t n = strcspn(value, " \t,");

	while (find_way(value, n) != CONF_WAY_NONE && value[n] != '\0') {
		value += n;
		if (!conf_next_word(&value))
			return;
		n = strcspn(value, " \t,");
	}
	if (n == 0 || n > 32 || find_way(value, n) != CONF_WAY_NONE)
		return;
	for (size_t i = 0; i < n; i++)
		if (value[i] < '!' || value[i] > '~')
			return;
	(void)snprintf(out, 64, "; \"%.*s\" is none", (int)n, value);
}

int
conf_login_wrong(const struct conf_key *key, const char *value,
    const struct conf_place *at, struct fault *f)
{
	char list[CONF_NAMES_SIZE], kept[HOST_NETWORKS_SIZE], way[64] = "";
	struct fault why = {""};

	if (key->kind == CONF_NETWORK_LIST &&
	    join(list, NETWORK_MAX, value) == 0 &&
	    network_list(list, kept, &why) != 0)
		return fault_set(f, -EDOM, "%s:%u: %s: %s", at->file, at->line,
		    key->name, why.text);
	if (key->kind == CONF_WAY_LIST)
		name_way(value, way);
	return way[0] == '\0'
	    ? -EINVAL
	    : fault_set(f, -EDOM, "%s:%u: %s must be %s%s", at->file, at->line,
		  key->name, key->form, way);
}

/* ---- all that was read ---- */

static int
settle(const struct conf_draft *draft, unsigned i, struct fault *f)
{
	struct conf_login *login = &draft->out->logins[i];
	const struct conf_place *at = draft->login_at[i],
				*ways = &at[conf_key_find("ways", 4)],
				*exempt = &at[conf_key_find("exempt", 6)];

	login->asks = exempt->file != NULL && !login->exempt;
	if (ways->file == NULL)
		return 0;
	if (login->exempt)
		return fault_set(f, -EINVAL,
		    "%s:%u: ways beside exempt = yes in %s:%u, which asks for "
		    "no code; remove one of the two",
		    ways->file, ways->line, exempt->file, exempt->line);
	/* Who writes all of them where they hold anyway asks for nothing. */
	if (i == 0 && login->ways.n == CONF_WAYS - 1)
		return 0;
	if (conf_ways_has(&login->ways, CONF_WAY_DELIVERED) &&
	    draft->out->delivery_program[0] == '\0')
		return fault_set(f, -EINVAL,
		    "%s:%u: ways names delivered, but there is no "
		    "delivery_program; set it, or leave delivered away",
		    ways->file, ways->line);
	return 0;
}

int
conf_login_settle(const struct conf_draft *draft, struct fault *f)
{
	unsigned i;
	int error = 0;

	for (i = 0; error == 0 && i < draft->out->logins_n; i++)
		error = settle(draft, i, f);
	return error;
}
