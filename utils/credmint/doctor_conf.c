/* doctor_conf - configurations that PAM lines name, as logins read them */

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "doctor.h"
#include "service.h"

struct job {
	const char *path;
	struct conf *out; /* shared */
};

static int
inside(void *arg, struct fault *f)
{
	const struct job *job = arg;

	return conf_read(job->out, job->path, f);
}

int
doctor_conf_read(
    struct doctor *d, const char *path, struct conf *out, struct fault *f)
{
	struct account service;
	struct job job = {path, NULL};
	int rc;

	/* What there is no user for is told of the account. */
	if (geteuid() != 0 || !d->conf_read ||
	    account_find(d->conf->user, &service, NULL) != 0)
		return conf_read(out, path, f);
	job.out = mmap(NULL, sizeof(*job.out), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (job.out == MAP_FAILED)
		return fault_set(f, -ENOMEM, "no memory for %s", path);
	rc = service_run(&service, inside, &job, f);
	memcpy(out, job.out, sizeof(*out));
	(void)munmap(job.out, sizeof(*job.out));
	return rc;
}

/* The line of a file at which a key stands above all sections, or 0. */
static unsigned
line_of(const char *path, const char *key)
{
	FILE *file = fopen(path, "re");
	const size_t n = strlen(key);
	unsigned number = 0, found = 0;
	char *line = NULL;
	size_t size = 0;

	while (file != NULL && getline(&line, &size, file) > 0) {
		const char *at = line + strspn(line, " \t");

		number++;
		if (*at == '[')
			break;
		if (strncmp(at, key, n) == 0 &&
		    at[n + strspn(at + n, " \t")] == '=')
			found = number;
	}
	free(line);
	if (file != NULL)
		(void)fclose(file);
	return found;
}

const char *
doctor_conf_place(const struct doctor *d, const char *key, char *out)
{
	const size_t size = CONF_PATH_SIZE + 16;
	unsigned line = line_of(d->conf_path, key);
	glob_t found;

	(void)snprintf(out, size, "%s.d/*.conf", d->conf_path);
	if (glob(out, 0, NULL, &found) != 0)
		found.gl_pathc = 0;
	(void)snprintf(out, size, "%s", d->conf_path);
	if (line != 0)
		(void)snprintf(out, size, "%s:%u", d->conf_path, line);
	/* The last one that says it holds. */
	for (size_t i = 0; i < found.gl_pathc; i++) {
		line = line_of(found.gl_pathv[i], key);
		if (line != 0)
			(void)snprintf(
			    out, size, "%s:%u", found.gl_pathv[i], line);
	}
	if (found.gl_pathc > 0)
		globfree(&found);
	return out;
}
