/* serve_may - who may ask credmint serve for what */

#include "serve_may.h"

#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* Bytes of the longest group's line that is read. */
#define GROUP_MAX (1 << 20)

_Static_assert(CONF_SERVE_ISSUE == 1u << SERVE_ISSUE &&
	CONF_SERVE_VERIFY == 1u << SERVE_VERIFY &&
	CONF_SERVE_REDEEM == 1u << SERVE_REDEEM &&
	CONF_SERVE_ROTATE == 1u << SERVE_ROTATE &&
	CONF_SERVE_REVOKE == 1u << SERVE_REVOKE &&
	CONF_SERVE_LIST == 1u << SERVE_LIST,
    "verbs are in this order");

static int
group_find(const char *name, id_t *out, struct fault *f)
{
	struct group entry, *found = NULL;
	char *text = NULL;
	int rc = ERANGE;

	for (size_t size = 4096; rc == ERANGE && size <= GROUP_MAX; size *= 4) {
		free(text);
		text = malloc(size);
		if (text == NULL)
			return fault_set(f, -ENOMEM, "out of memory");
		rc = getgrnam_r(name, &entry, text, size, &found);
	}
	if (found != NULL)
		*out = entry.gr_gid;
	free(text);
	if (rc != 0)
		return fault_set(f, -rc, "[serve @%s]: cannot look it up: %s",
		    name, strerror(rc));
	return found != NULL ? 0
			     : fault_set(f, -ENOENT,
				   "[serve @%s]: there is no group of this "
				   "name",
				   name);
}

static int
user_find(const char *name, id_t *out, struct fault *f)
{
	struct account account;
	int rc = account_find(name, &account, f);

	if (rc < 0)
		return rc;
	*out = account.uid;
	return rc == 0 ? 0
		       : fault_set(f, -ENOENT,
			     "[serve %s]: there is no user of this name", name);
}

int
serve_may_open(struct serve_may *may, const struct conf *conf, struct fault *f)
{
	int rc = 0;

	*may = (struct serve_may){.conf = conf};
	for (unsigned i = 0; rc == 0 && i < conf->serves_n; i++) {
		const char *who = conf->serves[i].who;

		rc = who[0] == '@' ? group_find(who + 1, &may->id[i], f)
				   : user_find(who, &may->id[i], f);
	}
	return rc;
}

/* The groups of the process that connected, beside its own; *n of them. */
static int
peer_groups(int fd, gid_t **out, size_t *n)
{
	socklen_t size = 0;
	gid_t none;

	*out = NULL;
	*n = 0;
	/* No room says how much there must be. */
	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, &none, &size) == 0)
		return 0;
	if (errno != ERANGE)
		return -errno;
	*out = malloc(size);
	if (*out == NULL)
		return -ENOMEM;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, *out, &size) != 0)
		return -errno;
	*n = size / sizeof(gid_t);
	return 0;
}

static void
add(struct serve_peer *peer, const struct conf_serve *section)
{
	for (unsigned verb = 0; verb < SERVE_VERBS; verb++)
		if ((section->verbs >> verb & 1) != 0)
			peer->kinds[verb] |= section->all_kinds
			    ? SERVE_ALL_KINDS
			    : section->kinds;
}

static bool
is_one_of(id_t id, gid_t own, const gid_t *groups, size_t n)
{
	bool is = id == own;

	for (size_t i = 0; i < n; i++)
		is = is || groups[i] == id;
	return is;
}

/* All that the sections say of it; -EACCES: none does. */
static int
read_sections(const struct serve_may *may, const struct ucred *who,
    const gid_t *groups, size_t n, struct serve_peer *peer)
{
	int rc = -EACCES;

	for (unsigned i = 0; i < may->conf->serves_n; i++) {
		const struct conf_serve *section = &may->conf->serves[i];
		bool is_group = section->who[0] == '@';

		if (is_group ? !is_one_of(may->id[i], who->gid, groups, n)
			     : may->id[i] != who->uid)
			continue;
		if (!is_group)
			(void)snprintf(
			    peer->by, sizeof(peer->by), "%s", section->who);
		add(peer, section);
		rc = 0;
	}
	return rc;
}

int
serve_may_ask(const struct serve_may *may, int fd, struct serve_peer *out)
{
	struct ucred who;
	socklen_t size = sizeof(who);
	gid_t *groups = NULL;
	size_t n = 0;
	int rc;

	*out = (struct serve_peer){.uid = (uid_t)-1};
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0)
		return -errno;
	out->uid = who.uid;
	(void)snprintf(
	    out->source, sizeof(out->source), "uid %u", (unsigned)who.uid);
	(void)snprintf(out->by, sizeof(out->by), "%s",
	    who.uid == 0 ? "root" : out->source);
	if (who.uid == 0) {
		memset(out->kinds, 0xff, sizeof(out->kinds));
		return 0;
	}
	rc = peer_groups(fd, &groups, &n);
	if (rc == 0)
		rc = read_sections(may, &who, groups, n, out);
	free(groups);
	return rc;
}

bool
serve_may_kind(
    const struct conf *conf, unsigned kinds, const struct conf_token_kind *kind)
{
	return (kinds >> (kind - conf->token_kinds) & 1) != 0;
}
