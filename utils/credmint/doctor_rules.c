/*
 * doctor_rules - what the configuration says that is legal, and dangerous
 *
 * And whom it names that nobody is: a rule for a group that NSS does not know
 * holds nobody.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/clock.h"
#include "host/group.h"
#include "host/login_rule.h"

#include "command.h"
#include "doctor.h"
#include "doctor_span.h"

#define HOUR (60LL * 60)
#define GRACE_LONG (8 * HOUR)
/* A network that is wider than this is most of the world. */
#define BITS_LEAST 8
/* Steps on each side, and counters ahead: what others call wide. */
#define WINDOW_WIDE 10
#define AHEAD_WIDE 50

static const struct account root_account = {.name = "root"};

const char *
doctor_place(const struct conf_login *l, char out[DOCTOR_PLACE_SIZE])
{
	if (l->service[0] == '\0' && l->group[0] == '\0')
		(void)snprintf(out, DOCTOR_PLACE_SIZE, "the top level");
	else
		(void)snprintf(out, DOCTOR_PLACE_SIZE, "[login %s%s%s%s]",
		    l->service,
		    l->service[0] != '\0' && l->group[0] != '\0' ? " " : "",
		    l->group[0] != '\0' ? "@" : "", l->group);
	return out;
}

/* Run each() for the names of a list with commas. */
static void
each_name(struct doctor *d, const char *names, const char *place,
    void (*each)(struct doctor *, const char *name, const char *place))
{
	char *copy = strdup(names), *rest = copy, *name;

	while (copy != NULL && (name = strtok_r(rest, ", ", &rest)) != NULL)
		each(d, name, place);
	free(copy);
}

static void
user_check(struct doctor *d, const char *name, const char *place)
{
	struct account account;
	struct fault f = {""};
	int rc = account_find(name, &account, &f);

	if (rc < 0)
		doctor_unseen(d, "rules", f.text);
	else if (rc != 0)
		doctor_say(d, DOCTOR_NOTE, "rules",
		    "%s names user %s, whom nobody is; correct the name or "
		    "take it away",
		    place, name);
	else if (account.uid == 0)
		doctor_say(d, DOCTOR_BAD, "exemptions",
		    "%s exempts %s: whoever has its password or key needs no "
		    "code; take it out of exempt_users",
		    place, name);
}

/* Whether NSS knows a group; what is not so is said. */
static bool
group_is(struct doctor *d, const char *name, const char *place)
{
	char quoted[DOCTOR_QUOTED_SIZE];
	struct fault f = {""};
	int rc = group_find(name, &f);

	if (rc < 0)
		doctor_unseen(d, "rules", f.text);
	else if (rc != 0 && name[strspn(name, "0123456789")] == '\0')
		doctor_say(d, DOCTOR_BAD, "rules",
		    "%s is about group %s, which there is not, so it holds "
		    "nobody; make a group of this number or take it away",
		    place, name);
	else if (rc != 0)
		doctor_say(d, DOCTOR_BAD, "rules",
		    "%s is about group %s, which there is not, so it holds "
		    "nobody; run: groupadd %s",
		    place, name, doctor_quote(name, quoted));
	return rc == 0;
}

/* Whether a group has an account (NULL: none), and which group it is. */
static bool
is_in(const char *group, const struct account *account, gid_t *gid)
{
	struct group_set set;
	struct fault f = {""};
	bool in;

	*gid = (gid_t)-1;
	in = group_set_find(&set, account, &f) == 0 &&
	    group_has(group, &set, gid, &f) == 0;
	group_set_free(&set);
	return in;
}

static void
exempt_group_check(struct doctor *d, const char *name, const char *place)
{
	gid_t gid;

	if (group_is(d, name, place) && is_in(name, &root_account, &gid))
		doctor_say(d, DOCTOR_BAD, "exemptions",
		    "%s exempts group %s, and root is in it; take it out of "
		    "exempt_groups",
		    place, name);
}

static void
network_check(struct doctor *d, const char *network, const char *place)
{
	const char *bits = strchr(network, '/');

	if (bits != NULL && strtoul(bits + 1, NULL, 10) < BITS_LEAST)
		doctor_say(d, DOCTOR_BAD, "exemptions",
		    "%s exempts %s: nobody from there needs a code; name the "
		    "networks that are meant in exempt_networks",
		    place, network);
}

/* Of a section as a whole. */
static void
exempt_check(struct doctor *d, const struct conf_login *l, const char *place)
{
	gid_t gid;
	bool root = l->group[0] == '\0' || is_in(l->group, &root_account, &gid);

	if (l->exempt && root)
		doctor_say(d, DOCTOR_BAD, "exemptions",
		    "%s exempts everybody, and root; take its exempt = yes "
		    "away",
		    place);
	else if (l->exempt)
		doctor_say(d, DOCTOR_NOTE, "exemptions",
		    "%s exempts all of its group; is that still meant?", place);
}

/* Claimed logins' services have a prefix; one of them has no file. */
static void
service_check(struct doctor *d, const struct conf_login *l, const char *place)
{
	static const char *const folders[] = {"/etc/pam.d", "/usr/lib/pam.d"};
	const char *name = l->service;
	char path[sizeof("/usr/lib/pam.d/") + CONF_SERVICE_SIZE];

	if (strncmp(name, "self:", 5) == 0)
		name += 5;
	if (name[0] == '\0' || strcmp(l->service, "self:enroll") == 0)
		return;
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", folders[i], name);
		if (access(path, F_OK) == 0)
			return;
	}
	doctor_say(d, DOCTOR_NOTE, "rules",
	    "%s is about a PAM service that has no file in /etc/pam.d, so it "
	    "may hold nobody; correct the name or take the section away",
	    place);
}

/* Two sections whose groups are one: by two names, or a name and a number. */
static void
twins_check(struct doctor *d, unsigned i)
{
	const struct conf_login *l = &d->conf->logins[i], *other;
	char first[DOCTOR_PLACE_SIZE], second[DOCTOR_PLACE_SIZE];
	gid_t gid, others;

	if (l->group[0] == '\0')
		return;
	(void)is_in(l->group, NULL, &gid);
	for (unsigned k = 0; gid != (gid_t)-1 && k < i; k++) {
		other = &d->conf->logins[k];
		if (other->group[0] == '\0' ||
		    strcmp(other->service, l->service) != 0)
			continue;
		(void)is_in(other->group, NULL, &others);
		if (others == gid)
			doctor_say(d, DOCTOR_NOTE, "rules",
			    "%s and %s are about one group, of the number %lu, "
			    "and the stricter of the two holds; put the keys "
			    "of both into one",
			    doctor_place(other, first), doctor_place(l, second),
			    (unsigned long)gid);
	}
}

static void
login_check(struct doctor *d, const struct conf_login *l)
{
	char place[DOCTOR_PLACE_SIZE], span[DOCTOR_SPAN_SIZE];

	(void)doctor_place(l, place);
	if (l->group[0] != '\0')
		(void)group_is(d, l->group, place);
	service_check(d, l, place);
	exempt_check(d, l, place);
	each_name(d, l->exempt_users, place, user_check);
	each_name(d, l->exempt_groups, place, exempt_group_check);
	each_name(d, l->exempt_networks, place, network_check);
	if (l->grace > GRACE_LONG)
		doctor_say(d, DOCTOR_NOTE, "grace",
		    "%s lets people in for %s after a code, without one; a "
		    "shorter grace is safer",
		    place, doctor_span(l->grace, span));
}

/* nullok of PAM lines, and when it ends. */
static void
nullok_of(
    struct doctor *d, const struct conf *conf, const struct doctor_service *s)
{
	struct clock_reading now;
	struct login_rule rule;
	struct fault f = {""};
	char until[CLOCK_TEXT_SIZE];

	if (login_rule_find(conf, NULL, s->name, "", &rule, &f) != 0 ||
	    clock_read(&now) != 0) {
		doctor_unseen(d, "nullok", f.text);
		return;
	}
	clock_text(rule.nullok_until, until);
	/* That it has no end is said of its stack. */
	if (rule.nullok_until == 0)
		return;
	if (rule.nullok_until <= now.wall)
		doctor_say(d, DOCTOR_NOTE, "nullok",
		    "%s says nullok, which ended at %s; take the word away",
		    s->place, until);
	else
		doctor_say(d, DOCTOR_OK, "nullok",
		    "%s lets those pass who are not enrolled until %s",
		    s->place, until);
}

/* By the configuration that its lines name; what cannot be read is told of. */
static void
nullok_check(struct doctor *d, const struct doctor_service *s)
{
	struct conf *conf;

	if (!s->nullok)
		return;
	if (s->conf[0] == '\0') {
		nullok_of(d, d->conf, s);
		return;
	}
	conf = malloc(sizeof(*conf));
	if (conf != NULL && doctor_conf_read(d, s->conf, conf, NULL) == 0)
		nullok_of(d, conf, s);
	free(conf);
}

static void
limits_check(struct doctor *d)
{
	char at[CONF_PATH_SIZE + 16];

	if (d->conf->deny == 0)
		doctor_say(d, DOCTOR_BAD, "lockout",
		    "deny = 0: codes can be guessed from one source without "
		    "end; write deny = 5 in %s",
		    doctor_conf_place(d, "deny", at));
	if (d->conf->deny_user == 0)
		doctor_say(d, DOCTOR_NOTE, "lockout",
		    "deny_user = 0: guessing from many sources has no end; "
		    "write deny_user = 50 in %s",
		    doctor_conf_place(d, "deny_user", at));
	if (d->conf->log_unknown_users)
		doctor_say(d, DOCTOR_NOTE, "events",
		    "log_unknown_users = yes: passwords typed as names are "
		    "kept; write log_unknown_users = no in %s",
		    doctor_conf_place(d, "log_unknown_users", at));
}

/* How many codes are good at once. */
static void
windows_check(struct doctor *d)
{
	const struct conf *c = d->conf;
	char at[CONF_PATH_SIZE + 16];

	if (c->totp_window >= WINDOW_WIDE)
		doctor_say(d, DOCTOR_NOTE, "windows",
		    "totp_window = %u: %u codes of an app are good at any time, "
		    "and each guess is worth as many; write totp_window = 1 in "
		    "%s",
		    c->totp_window, 2 * c->totp_window + 1,
		    doctor_conf_place(d, "totp_window", at));
	if (c->hotp_window >= AHEAD_WIDE)
		doctor_say(d, DOCTOR_NOTE, "windows",
		    "hotp_window = %u: %u codes of a device are good at any "
		    "time, and each guess is worth as many; write hotp_window "
		    "= 10 in %s",
		    c->hotp_window, c->hotp_window + 1,
		    doctor_conf_place(d, "hotp_window", at));
	if (c->totp_drift >= AHEAD_WIDE)
		doctor_say(d, DOCTOR_NOTE, "windows",
		    "totp_drift = %u: an app may go wrong by so many steps, and "
		    "codes that old lead in; write totp_drift = 10 in %s",
		    c->totp_drift, doctor_conf_place(d, "totp_drift", at));
}

/* Who may ask for tokens, or about others. */
static void
askers_check(struct doctor *d)
{
	char place[CONF_USER_SIZE + 16];
	struct account account;
	struct fault f = {""};

	for (unsigned i = 0; i < d->conf->serves_n; i++) {
		const char *who = d->conf->serves[i].who;

		(void)snprintf(place, sizeof(place), "[serve %s]", who);
		if (who[0] == '@')
			(void)group_is(d, who + 1, place);
		else if (account_find(who, &account, &f) == ACCOUNT_ABSENT)
			doctor_say(d, DOCTOR_BAD, "rules",
			    "%s is about a user that nobody is; make the user "
			    "or take the section away",
			    place);
	}
	for (unsigned i = 0; i < d->conf->trusted_askers_n; i++) {
		if (account_find_uid(d->conf->trusted_askers[i], &account,
			&f) == ACCOUNT_ABSENT)
			doctor_say(d, DOCTOR_NOTE, "rules",
			    "trusted_askers has uid %lu, which nobody has; "
			    "take it away",
			    (unsigned long)d->conf->trusted_askers[i]);
	}
}

int
doctor_rules(struct doctor *d)
{
	const unsigned before = d->bad;

	limits_check(d);
	windows_check(d);
	for (unsigned i = 0; i < d->conf->logins_n; i++) {
		login_check(d, &d->conf->logins[i]);
		twins_check(d, i);
	}
	askers_check(d);
	for (unsigned i = 0; i < d->services_n; i++)
		nullok_check(d, &d->services[i]);
	if (d->bad == before)
		doctor_say(d, DOCTOR_OK, "rules",
		    "nothing dangerous in %u section%s of logins",
		    d->conf->logins_n - 1, d->conf->logins_n == 2 ? "" : "s");
	return 0;
}
