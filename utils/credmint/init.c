/* init - make the system user, the directories, the key and the registry */

#include "init.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"
#include "json_line.h"
#include "output.h"
#include "service.h"
#include "words.h"

struct init {
	struct call *call;
	struct conf conf;
	struct account service;
};

static int
report(struct init *init, const char *what, const char *name, bool made)
{
	struct json_line line;

	if (init->call->options.value[OPTION_JSON] == NULL) {
		if (made)
			words_say("%s %s made", what, name);
		else
			words_say("%s %s is already there", what, name);
		return 0;
	}
	json_line_begin(&line);
	json_line_text(&line, "what", what);
	json_line_text(&line, "name", name);
	json_line_yes(&line, "made", made);
	return json_line_end(&line, init->call->out);
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
	return rc != 0 ? rc : report(init, "key", path, made);
}

/* As the service user: make it, then see that it opens. */
static int
registry_make(void *arg, struct fault *f)
{
	struct init *init = arg;
	struct registry *r = NULL;
	bool made = false;
	int rc = registry_create(&init->conf, &made, f);

	if (rc == 0)
		rc = registry_open(&r, &init->conf, f);
	if (rc != 0)
		return rc;
	rc = registry_checkpoint(r, f);
	registry_close(r);
	if (rc == 0)
		rc = report(init, "registry", init->conf.registry, made);
	return rc != 0 ? rc : output_flush(init->call->out);
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
		char dir[CONF_PATH_SIZE] = "";
		bool made = false;

		rc = init_directory(
		    path, wanted[i].owner, wanted[i].mode, &made, f);
		if (rc != 0)
			break;
		memcpy(dir, path, (size_t)(strrchr(path, '/') - path));
		rc = report(init, "directory", dir, made);
	}
	return rc;
}

int
command_init(struct call *call)
{
	struct fault *f = &call->fault;
	struct init *init;
	bool made = false;
	int rc;

	if (geteuid() != 0)
		return fault_set(f, -EPERM, "run this as root");
	init = calloc(1, sizeof(*init));
	if (init == NULL)
		return -ENOMEM;
	init->call = call;
	rc = conf_read(&init->conf, call->config, f);
	if (rc == 0)
		rc = init_user(init->conf.user, &init->service, &made, f);
	if (rc == 0)
		rc = report(init, "user", init->conf.user, made);
	if (rc == 0)
		rc = directories(init, f);
	if (rc == 0)
		rc = key(init, f);
	/* The child's part of the output starts where ours ends. */
	if (rc == 0)
		rc = output_flush(call->out);
	if (rc == 0)
		rc = service_run(&init->service, registry_make, init, f);
	free(init);
	return rc;
}
