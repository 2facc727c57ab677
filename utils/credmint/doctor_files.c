/*
 * doctor_files - owners and modes of what a login trusts
 *
 * Of the registry only its directory is looked at here: what lies in it is the
 * service user's to look at.
 */

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"
#include "doctor.h"
#include "doctor_path.h"

#define AGAIN "install credmint again"

/* What is counted for one line that all is well. */
struct group {
	struct doctor *d;
	const char *what;
	const char *many; /* what they are */
	unsigned n;
	bool well;
	bool shared; /* the service user reads them */
};

/* Of what the service user reads by its group others need not see. */
static mode_t
others(const struct group *g, const char *path)
{
	struct account service;
	struct stat s;

	if (!g->shared || lstat(path, &s) != 0 ||
	    account_find(g->d->conf->user, &service, NULL) != 0)
		return 0;
	return s.st_gid == service.gid ? 07 : 0;
}

static void
one(struct group *g, const char *path, mode_t kind, mode_t mode, mode_t may,
    const char *absent)
{
	const mode_t more = others(g, path);
	const struct doctor_path p = {.what = g->what,
	    .path = path,
	    .kind = kind,
	    .user = "root",
	    .group = "root",
	    .any_group = true,
	    .mode = mode & ~more,
	    .may = may | (mode & more),
	    .absent = absent,
	    .may_be_absent = absent == NULL};
	bool there;

	if (!doctor_path_is(g->d, &p, &there))
		g->well = false;
	if (!doctor_path_way(g->d, g->what, path))
		g->well = false;
	if (there)
		g->n++;
}

static void
done(const struct group *g)
{
	if (g->well)
		doctor_say(g->d, DOCTOR_OK, g->what,
		    "%s (%u) and the way to them are root's alone to write",
		    g->many, g->n);
}

/* Every NAME.conf, as conf_read() takes them. */
static void
drop_ins(struct group *g, const char *directory)
{
	DIR *dir = opendir(directory);
	char path[2 * CONF_PATH_SIZE];
	struct dirent *entry;

	/* cppcheck-suppress readdirCalled ; there is one thread */
	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		size_t n = strlen(entry->d_name);

		if (n <= 5 || entry->d_name[0] == '.' ||
		    strcmp(entry->d_name + n - 5, ".conf") != 0)
			continue;
		(void)snprintf(
		    path, sizeof(path), "%s/%s", directory, entry->d_name);
		one(g, path, S_IFREG, 0644, 0111, NULL);
	}
	if (dir != NULL)
		(void)closedir(dir);
}

int
doctor_files_conf(struct doctor *d)
{
	struct group g = {d, "conf files", "files", 0, true, true};
	const char *path =
	    d->call->config != NULL ? d->call->config : CONF_FILE;
	char directory[CONF_PATH_SIZE + 2];

	one(&g, path, S_IFREG, 0644, 0111, NULL);
	(void)snprintf(directory, sizeof(directory), "%s.d", path);
	one(&g, directory, S_IFDIR, 0755, 0, NULL);
	drop_ins(&g, directory);
	done(&g);
	return 0;
}

/* Set-user-ID bits are on none of them. */
int
doctor_files_programs(struct doctor *d)
{
	static const char *const programs[] = {
	    CREDMINT_LIBEXECDIR "/credmint-auth",
	    CREDMINT_LIBEXECDIR "/credmint-deliver",
	    CREDMINT_LIBEXECDIR "/credmint-passwd",
	    CREDMINT_LIBEXECDIR "/credmint-self",
	    CREDMINT_PAMDIR "/pam_credmint.so",
	};
	struct group g = {
	    d, "programs", "programs and modules", 0, true, false};

	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++)
		one(&g, programs[i], S_IFREG, i < 4 ? 0755 : 0644, 0755, AGAIN);
	done(&g);
	return 0;
}

int
doctor_files_units(struct doctor *d)
{
	static const char *const units[] = {
	    "root.socket",
	    "root@.service",
	    "self.socket",
	    "self.service",
	    "deliver.socket",
	    "deliver@.service",
	    "sweep.timer",
	    "sweep.service",
	};
	struct group g = {d, "units", "units", 0, true, false};
	char path[CONF_PATH_SIZE];

	if (!doctor_systemd())
		return 0;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		(void)snprintf(path, sizeof(path),
		    CREDMINT_UNITDIR "/credmint-%s", units[i]);
		one(&g, path, S_IFREG, 0644, 0, AGAIN);
		(void)snprintf(path, sizeof(path),
		    "/etc/systemd/system/credmint-%s", units[i]);
		one(&g, path, S_IFREG, 0644, 0, NULL);
	}
	done(&g);
	return 0;
}

static void
key(struct doctor *d, const struct account *service)
{
	const struct doctor_path p = {.what = "key",
	    .path = d->conf->key,
	    .kind = S_IFREG,
	    .user = "root",
	    .group = d->conf->user,
	    .gid = service->gid,
	    .mode = 0440,
	    .absent = "bring it back from where you keep it, or where there "
		      "was none, run: credmint init"};
	bool there, well = doctor_path_is(d, &p, &there);

	if (doctor_path_way(d, p.what, p.path) && well)
		doctor_say(d, DOCTOR_OK, p.what, "%s is root's and %s's alone",
		    p.path, d->conf->user);
}

static void
directory(struct doctor *d, const struct account *service)
{
	char path[CONF_PATH_SIZE];
	const struct doctor_path p = {.what = "directory",
	    .path = path,
	    .kind = S_IFDIR,
	    .user = d->conf->user,
	    .group = d->conf->user,
	    .uid = service->uid,
	    .gid = service->gid,
	    .mode = 0700,
	    .absent = "run: credmint init"};
	bool there, well;
	char *last;

	(void)snprintf(path, sizeof(path), "%s", d->conf->registry);
	last = strrchr(path, '/');
	if (last == NULL || last == path)
		return;
	*last = '\0';
	well = doctor_path_is(d, &p, &there);
	if (doctor_path_way(d, p.what, path) && well)
		doctor_say(
		    d, DOCTOR_OK, p.what, "%s is %s's alone", path, p.user);
}

int
doctor_files_state(struct doctor *d)
{
	struct account service;
	int rc = account_find(d->conf->user, &service, &d->call->fault);

	/* What becomes of it is said of the account. */
	if (rc != 0)
		return rc < 0 ? rc : 0;
	key(d, &service);
	directory(d, &service);
	return 0;
}
