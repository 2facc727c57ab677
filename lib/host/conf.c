/*
 * conf - the configuration: defaults, the main file, its drop-ins
 */

#include "host/conf.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/conf_file.h"

const char *const conf_way_names[CONF_WAYS] = {
    [CONF_WAY_NONE] = "",
    [CONF_WAY_ISSUED] = "issued",
    [CONF_WAY_DELIVERED] = "delivered",
    [CONF_WAY_AUTHENTICATOR] = "authenticator",
    [CONF_WAY_RECOVERY] = "recovery",
};

static const struct conf_token_kind usual_kinds[] = {
    {"reset", "reset", 60 * 60, 0, 1, 24},
    {"session", "session", 12 * 60 * 60, 30 * 60, 0, 24},
    {"api-key", "key", 365 * 24 * 60 * 60, 0, 0, 24},
};

static const struct conf_ways all_ways = {
    4,
    {CONF_WAY_ISSUED, CONF_WAY_DELIVERED, CONF_WAY_AUTHENTICATOR,
	CONF_WAY_RECOVERY},
};

bool
conf_ways_has(const struct conf_ways *ways, enum conf_way way)
{
	unsigned i;

	for (i = 0; i < ways->n && i < sizeof(ways->way); i++)
		if (way != CONF_WAY_NONE && ways->way[i] == way)
			return true;
	return false;
}

/* What is not said here is 0: none, off, no, or empty. */
void
conf_default(struct conf *out)
{
	memset(out, 0, sizeof(*out));
	strcpy(out->registry, "/var/lib/credmint/registry.db");
	strcpy(out->key, "/etc/credmint/key");
	strcpy(out->user, "credmint");
	out->deny = 5;
	out->fail_interval = 15 * 60;
	out->unlock_time = 10 * 60;
	out->deny_user = 50;
	out->delivery_timeout = 30;
	out->delivery_ttl = 10 * 60;
	out->event_age = 90 * 24 * 60 * 60;
	out->event_rows = 100000;
	out->token_retention = 30 * 24 * 60 * 60;
	memcpy(out->token_kinds, usual_kinds, sizeof(usual_kinds));
	out->token_kinds_n = sizeof(usual_kinds) / sizeof(*usual_kinds);
	out->logins[0].ways = all_ways;
	out->logins_n = 1;
	out->totp_window = 1;
	out->hotp_window = 10;
	out->totp_drift = 10;
}

const struct conf_token_kind *
conf_token_kind(const struct conf *conf, const char *name)
{
	unsigned i;

	for (i = 0; i < conf->token_kinds_n; i++)
		if (strcmp(conf->token_kinds[i].name, name) == 0)
			return &conf->token_kinds[i];
	return NULL;
}

static int
is_drop_in(const struct dirent *entry)
{
	size_t n = strlen(entry->d_name);

	return entry->d_name[0] != '.' && n > 5 &&
	    strcmp(entry->d_name + n - 5, ".conf") == 0;
}

/* By bytes: alphasort(3) would ask the locale. */
static int
by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* One drop-in; its path stays, for messages at the end. */
static int
read_entry(struct conf_draft *draft, int dir, const char *shown,
    const char *entry, struct fault *f)
{
	size_t size = strlen(shown) + strlen(entry) + 2;
	struct conf_name *name = malloc(sizeof(*name) + size);

	if (name == NULL)
		return fault_set(f, -ENOMEM, "%s: %s", shown, strerror(ENOMEM));
	(void)snprintf(name->text, size, "%s/%s", shown, entry);
	name->next = draft->names;
	draft->names = name;
	return conf_file_read(draft, dir, entry, name->text, f);
}

/* Read every drop-in in an open directory, in the order of their names. */
static int
read_entries(
    struct conf_draft *draft, int dir, const char *shown, struct fault *f)
{
	struct dirent **list = NULL;
	int n = scandirat(dir, ".", &list, is_drop_in, by_bytes);
	int i, error = 0;

	if (n == -1) {
		error = -errno;
		return fault_set(f, error, "%s: %s", shown, strerror(-error));
	}
	for (i = 0; i < n; i++) {
		if (error == 0)
			error =
			    read_entry(draft, dir, shown, list[i]->d_name, f);
		free(list[i]);
	}
	free(list);
	return error;
}

static int
read_drop_ins(struct conf_draft *draft, const char *path, struct fault *f)
{
	char shown[CONF_PATH_SIZE + 2];
	int dir, error;

	(void)snprintf(shown, sizeof(shown), "%s.d", path);
	dir = open(shown, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (dir == -1) {
		error = -errno;
		if (error == -ENOENT)
			return 0;
		return fault_set(f, error, "%s: %s; it must be a directory",
		    shown, strerror(-error));
	}
	draft->drop_ins = true;
	error = conf_file_trust(dir, S_IFDIR, shown, f);
	if (error == 0)
		error = read_entries(draft, dir, shown, f);
	(void)close(dir);
	return error;
}

/* The main file, its drop-ins, and then what they say together. */
static int
read_all(
    struct conf_draft *draft, const char *path, bool given, struct fault *f)
{
	int error = conf_file_read(draft, AT_FDCWD, path, path, f);

	/* Nobody has to write one, but a file that was named must be there. */
	if (error == -ENOENT && !given)
		error = 0;
	if (error == 0)
		error = read_drop_ins(draft, path, f);
	if (error == 0)
		error = conf_section_settle(draft, f);
	return error;
}

static void
draft_free(struct conf_draft *draft)
{
	struct conf_name *name;

	while ((name = draft->names) != NULL) {
		draft->names = name->next;
		free(name);
	}
	free(draft);
}

int
conf_read(struct conf *out, const char *path, struct fault *f)
{
	bool given = path != NULL && strcmp(path, CONF_FILE) != 0;
	struct conf_draft *draft;
	int error;

	conf_default(out);
	if (path == NULL)
		path = CONF_FILE;
	if (path[0] != '/' || strlen(path) >= CONF_PATH_SIZE)
		return fault_set(f, -EINVAL,
		    "configuration '%.64s': give an absolute path of at most "
		    "%d bytes",
		    path, CONF_PATH_SIZE - 1);
	draft = calloc(1, sizeof(*draft));
	if (draft == NULL)
		return fault_set(f, -ENOMEM, "%s: %s", path, strerror(ENOMEM));
	draft->out = out;
	error = read_all(draft, path, given, f);
	draft_free(draft);
	if (error != 0)
		conf_default(out);
	return error;
}
