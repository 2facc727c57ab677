/* init - make the system user, the directories, the key and the registry */

#include "init.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"
#include "json_line.h"
#include "output.h"
#include "service.h"
#include "words.h"

#define LOCK "/run/credmint-init.lock"

/* One thing that there must be. */
struct part {
	const char *what;
	char name[CONF_PATH_SIZE];
	bool made;
};

struct init {
	struct call *call;
	struct conf conf;
	struct account service;
	struct part parts[5];
	size_t nparts;
};

/* It is a documented outcome of registry_make() that nothing was to do. */
#define ALREADY_THERE 1

static void
note(struct init *init, const char *what, const char *name, size_t n, bool made)
{
	struct part *part = &init->parts[init->nparts++];

	part->what = what;
	part->made = made;
	memcpy(part->name, name, n);
}

/* After a failure only what is new is worth a line beside the fault's. */
static int
tell(const struct init *init, bool failed)
{
	struct json_line line;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < init->nparts; i++) {
		const struct part *part = &init->parts[i];

		if (init->call->options.value[OPTION_JSON] != NULL) {
			json_line_begin(&line);
			json_line_text(&line, "what", part->what);
			json_line_text(&line, "name", part->name);
			json_line_yes(&line, "made", part->made);
			rc = json_line_end(&line, init->call->out);
		} else if (part->made) {
			words_say("%s %s made", part->what, part->name);
		} else if (!failed) {
			words_say(
			    "%s %s is already there", part->what, part->name);
		}
	}
	return rc;
}

/*
 * A key beside a registry that has rows would make each of them worthless and
 * hide that the right key is lost.
 */
static int
rows_check(void *arg, struct fault *f)
{
	const struct init *init = arg;
	bool exists = false, rows = false;
	int rc = registry_has_rows(&init->conf, &exists, &rows, f);

	if (rc == 0 && rows)
		rc = fault_set(f, -EEXIST,
		    "%s has records, but its key %s is gone; bring the key "
		    "back, or move the registry away",
		    init->conf.registry, init->conf.key);
	return rc;
}

static int
key_check(const struct init *init, int fd, struct fault *f)
{
	const char *path = init->conf.key;
	struct stat st;

	if (fstat(fd, &st) != 0)
		return fault_set(
		    f, -errno, "cannot check %s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode) || st.st_size != REGISTRY_KEY_SIZE)
		return fault_set(f, -EINVAL,
		    "%s is no key of %d bytes; bring the key back from where "
		    "you keep it",
		    path, REGISTRY_KEY_SIZE);
	if (st.st_uid != 0 || st.st_gid != init->service.gid)
		return fault_set(f, -EPERM,
		    "%s has a wrong owner; run: chown root:%s %s", path,
		    init->service.name, path);
	if ((st.st_mode & 07777) != 0440)
		return fault_set(f, -EPERM,
		    "%s has mode %04o; run: chmod 0440 %s", path,
		    st.st_mode & 07777u, path);
	return 0;
}

static int
key(struct init *init, struct fault *f)
{
	const char *path = init->conf.key;
	int fd = open(
	    path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	bool made = fd < 0 && errno == ENOENT;
	int rc = 0;

	if (made) {
		rc = service_run(&init->service, rows_check, init, f);
		if (rc == 0)
			rc = registry_key_make(path, init->service.gid, f);
	} else if (fd < 0) {
		rc = fault_set(
		    f, -errno, "cannot open %s: %s", path, strerror(errno));
	} else {
		rc = key_check(init, fd, f);
		(void)close(fd);
	}
	if (rc == 0)
		note(init, "key", path, strlen(path), made);
	return rc;
}

/* As the service user: make it, then see that it opens. */
static int
registry_make(void *arg, struct fault *f)
{
	const struct init *init = arg;
	struct registry *r = NULL;
	bool made = false;
	int rc = registry_create(&init->conf, &made, f);

	if (rc == 0)
		rc = registry_open(&r, &init->conf, f);
	if (rc != 0)
		return rc;
	rc = registry_checkpoint(r, f);
	registry_close(r);
	return rc != 0 ? rc : made ? 0 : ALREADY_THERE;
}

static int
registry(struct init *init, struct fault *f)
{
	const char *path = init->conf.registry;
	int rc = service_run(&init->service, registry_make, init, f);

	if (rc < 0)
		return rc;
	note(init, "registry", path, strlen(path), rc != ALREADY_THERE);
	return 0;
}

static int
directories(struct init *init, struct fault *f)
{
	static const struct account root = {.name = "root"};
	const struct {
		const char *path;
		const struct account *owner;
		mode_t mode;
	} wanted[] = {
	    {init->conf.key, &root, 0755},
	    {init->conf.registry, &init->service, 0700},
	};
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < 2; i++) {
		const char *path = wanted[i].path;
		bool made = false;

		rc = init_directory(
		    path, wanted[i].owner, wanted[i].mode, &made, f);
		if (rc == 0)
			note(init, "directory", path,
			    (size_t)(strrchr(path, '/') - path), made);
	}
	return rc;
}

/*
 * One at a time on a machine: who comes second finds all of it made. Let go
 * when the descriptor is closed. In /run, where none but root can hold it.
 */
static int
alone(int *lock, struct fault *f)
{
	int rc = 0;

	*lock = open(LOCK, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (*lock < 0)
		return fault_set(
		    f, -errno, "cannot open " LOCK ": %s", strerror(errno));
	while (rc == 0 && flock(*lock, LOCK_EX) != 0)
		if (errno != EINTR)
			rc = fault_set(f, -errno, "cannot lock " LOCK ": %s",
			    strerror(errno));
	return rc;
}

int
command_init(struct call *call)
{
	struct fault *f = &call->fault;
	struct init *init;
	bool made = false;
	int rc, lock = -1;

	if (geteuid() != 0)
		return fault_set(f, -EPERM, "run this as root");
	init = calloc(1, sizeof(*init));
	if (init == NULL)
		return -ENOMEM;
	init->call = call;
	rc = conf_read(&init->conf, call->config, f);
	if (rc == 0)
		rc = alone(&lock, f);
	if (rc == 0)
		rc = init_user(init->conf.user, &init->service, &made, f);
	if (rc == 0)
		note(init, "user", init->conf.user, strlen(init->conf.user),
		    made);
	if (rc == 0)
		rc = directories(init, f);
	if (rc == 0)
		rc = key(init, f);
	if (rc == 0)
		rc = registry(init, f);

	int told = tell(init, rc != 0);
	if (lock >= 0)
		(void)close(lock);
	free(init);
	return rc != 0 ? rc : told;
}
