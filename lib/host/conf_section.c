/*
 * conf_section - [token NAME], [serve NAME] and [login WHO], and what all files
 * together say
 */

#include "host/conf_section.h"

#include <errno.h>
#include <string.h>

#include "host/account.h"
#include "host/conf_login.h"

_Static_assert(CONF_TOKEN_KINDS_MAX == 16 && CONF_SERVES_MAX == 16 &&
	CONF_TOKEN_KIND_SIZE == 32,
    "messages say so");

/* Of what a host adds; it says the prefix itself. */
static const struct conf_token_kind usual_kind = {
    .ttl = 60 * 60,
    .idle = 0,
    .uses = 1,
    .bytes = 24,
};

static int
refuse(const struct conf_place *at, struct fault *f, const char *why)
{
	return fault_set(f, -EINVAL, "%s:%u: %s", at->file, at->line, why);
}

bool
conf_kind_name_ok(const char *name, size_t n)
{
	size_t i;

	if (n == 0 || n >= CONF_TOKEN_KIND_SIZE || name[0] == '-')
		return false;
	for (i = 0; i < n; i++)
		if ((name[i] < 'a' || name[i] > 'z') &&
		    (name[i] < '0' || name[i] > '9') && name[i] != '-')
			return false;
	return true;
}

static int
open_kind(struct conf_draft *draft, struct conf_part *out, const char *name,
    size_t n, const struct conf_place *at, struct fault *f)
{
	struct conf *conf = draft->out;
	struct conf_token_kind *kind;
	unsigned i = 0;

	if (!conf_kind_name_ok(name, n))
		return refuse(at, f,
		    "the name of a [token NAME] must be 1 to 31 of a-z, 0-9 "
		    "and '-', not '-' first");
	while (i < conf->token_kinds_n &&
	    (strlen(conf->token_kinds[i].name) != n ||
		memcmp(conf->token_kinds[i].name, name, n) != 0))
		i++;
	if (i == CONF_TOKEN_KINDS_MAX)
		return refuse(at, f,
		    "one kind of tokens more than 16, with reset, session and "
		    "api-key; remove one");
	if (i == conf->token_kinds_n) {
		conf->token_kinds_n++;
		kind = &conf->token_kinds[i];
		memcpy(kind, &usual_kind, sizeof(*kind));
		memcpy(kind->name, name, n);
	}
	if (draft->kind_at[i].file == NULL)
		draft->kind_at[i] = *at;
	*out = (struct conf_part){CONF_TOKEN, i};
	return 0;
}

static int
open_client(struct conf_draft *draft, struct conf_part *out, const char *name,
    size_t n, const struct conf_place *at, struct fault *f)
{
	char who[CONF_USER_SIZE + 1] = "";
	unsigned i = 0;

	if (n < sizeof(who))
		memcpy(who, name, n);
	if (!account_name_ok(who + (who[0] == '@')))
		return refuse(at, f,
		    "the name of a [serve NAME] must be an account's, or @ "
		    "and a group's");
	while (i < draft->clients_n && strcmp(draft->clients[i].who, who) != 0)
		i++;
	if (i == CONF_SERVES_MAX)
		return refuse(
		    at, f, "one [serve NAME] more than 16; remove one");
	if (i == draft->clients_n) {
		draft->clients_n++;
		memcpy(draft->clients[i].who, who, sizeof(who));
	}
	*out = (struct conf_part){CONF_SERVE, i};
	return 0;
}

/* "[word name]": where the name stands, and its length; 0: not so. */
static size_t
find_name(const char *header, size_t n, const char *word, const char **name)
{
	size_t nword = strlen(word), i;

	if (n < nword + 3 || header[n - 1] != ']' ||
	    memcmp(header + 1, word, nword) != 0 || header[nword + 1] != ' ')
		return 0;
	*name = header + nword + 2;
	n -= nword + 3;
	for (i = 0; i < n; i++)
		if (strchr("[]#\"'", (*name)[i]) != NULL)
			return 0;
	return n > 0 && ((*name)[0] == ' ' || (*name)[n - 1] == ' ') ? 0 : n;
}

int
conf_section_open(struct conf_draft *draft, struct conf_part *out,
    const char *header, size_t n, const struct conf_place *at, struct fault *f)
{
	const char *name;
	size_t length;

	while (n > 0 && (header[n - 1] == ' ' || header[n - 1] == '\t'))
		n--;
	length = find_name(header, n, "token", &name);
	if (length > 0)
		return open_kind(draft, out, name, length, at, f);
	length = find_name(header, n, "serve", &name);
	if (length > 0)
		return open_client(draft, out, name, length, at, f);
	length = find_name(header, n, "login", &name);
	if (length > 0)
		return conf_login_open(draft, out, name, length, at, f);
	return refuse(at, f,
	    "a section must be [token NAME], [serve NAME] or [login WHO], "
	    "with one blank and nothing behind it");
}

void *
conf_section_base(struct conf_draft *draft, const struct conf_part *part)
{
	if (part->section == CONF_TOKEN)
		return &draft->out->token_kinds[part->index];
	if (part->section == CONF_SERVE)
		return &draft->clients[part->index];
	if (part->section == CONF_LOGIN)
		return &draft->out->logins[part->index];
	return draft->out;
}

struct conf_place *
conf_section_place(
    struct conf_draft *draft, const struct conf_part *part, size_t key)
{
	if (part->section == CONF_TOKEN)
		return &draft->token_at[part->index][key];
	if (part->section == CONF_SERVE)
		return &draft->client_at[part->index][key];
	return &draft->login_at[part->index][key];
}

/* Each kind has a prefix, and no other has it. */
static int
settle_kind(const struct conf_draft *draft, unsigned i, struct fault *f)
{
	const struct conf_token_kind *kinds = draft->out->token_kinds;
	const int prefix = conf_key_find("prefix", 6);
	const struct conf_place *at;
	unsigned j;

	if (kinds[i].prefix[0] == '\0') {
		at = &draft->kind_at[i];
		return fault_set(f, -EINVAL,
		    "%s:%u: [token %s] has no prefix; give it one", at->file,
		    at->line, kinds[i].name);
	}
	for (j = 0; j < i; j++) {
		if (strcmp(kinds[i].prefix, kinds[j].prefix) != 0)
			continue;
		/* One of them is no default: those differ. */
		at = &draft->token_at[i][prefix];
		if (at->file == NULL)
			at = &draft->token_at[j][prefix];
		return fault_set(f, -EINVAL,
		    "%s:%u: %s and %s both have the prefix '%s'; change one",
		    at->file, at->line, kinds[j].name, kinds[i].name,
		    kinds[i].prefix);
	}
	return 0;
}

static int
settle_client(struct conf_draft *draft, unsigned i, struct fault *f)
{
	const struct conf_client *client = &draft->clients[i];
	const struct conf_place *at =
	    &draft->client_at[i][conf_key_find("kinds", 5)];
	struct conf *conf = draft->out;
	struct conf_serve *serve = &conf->serves[i];
	const struct conf_token_kind *kind;
	unsigned k;

	memcpy(serve->who, client->who, sizeof(serve->who));
	serve->verbs = client->verbs;
	serve->all_kinds = client->kinds.all;
	if (serve->all_kinds)
		serve->kinds = (1u << conf->token_kinds_n) - 1;
	for (k = 0; k < client->kinds.n; k++) {
		kind = conf_token_kind(conf, client->kinds.names[k]);
		if (kind == NULL)
			return fault_set(f, -EINVAL,
			    "%s:%u: no kind of tokens is called '%s'; define "
			    "it in [token %s]",
			    at->file, at->line, client->kinds.names[k],
			    client->kinds.names[k]);
		serve->kinds |= 1u << (unsigned)(kind - conf->token_kinds);
	}
	return 0;
}

int
conf_section_settle(struct conf_draft *draft, struct fault *f)
{
	unsigned i;
	int error = 0;

	for (i = 0; error == 0 && i < draft->out->token_kinds_n; i++)
		error = settle_kind(draft, i, f);
	for (i = 0; error == 0 && i < draft->clients_n; i++)
		error = settle_client(draft, i, f);
	draft->out->serves_n = draft->clients_n;
	if (error == 0)
		error = conf_login_settle(draft, f);
	return error;
}
