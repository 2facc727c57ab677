/* doctor_conf - configurations that PAM lines name, as logins read them */

#include <errno.h>
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
