/* service - the registry's side of a command, run as the service user */

#include "service.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/drop.h"

#include "command.h"
#include "output.h"
#include "stop.h"
#include "words.h"

/* Shared by parent and child: how it went. */
struct ending {
	int rc;
	struct fault fault;
};

/* How a child becomes the account. */
typedef int become(const struct account *account, struct fault *f);

static int
child(const struct account *account, become *become_account, service_work *work,
    void *arg, pid_t parent, struct fault *f)
{
	int rc = become_account(account, f);

	/* A change of ids made the process dumpable again. */
	if (rc == 0)
		rc = drop_dumps(f);
	if (rc == 0 && prctl(PR_SET_PDEATHSIG, SIGTERM) != 0)
		rc = fault_set(
		    f, -errno, "cannot follow the parent: %s", strerror(errno));
	if (rc == 0 && getppid() != parent)
		rc = fault_set(f, -ESRCH, "the parent process is gone");
	return rc != 0 ? rc : work(arg, f);
}

/* Wait for the child, handing on a signal that tells us to end. */
static int
await(pid_t pid, struct fault *f)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return fault_set(f, -errno,
			    "lost the registry's process: %s", strerror(errno));
		if (stop_asked() != 0)
			(void)kill(pid, stop_asked());
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	if (stop_asked() != 0)
		return -EINTR;
	return fault_set(
	    f, -ECHILD, "the registry's process died; see the system log");
}

static int
run(const struct account *account, become *become_account, service_work *work,
    void *arg, struct fault *f)
{
	struct ending *ending = mmap(NULL, sizeof(*ending),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t parent = getpid();
	int rc;

	if (ending == MAP_FAILED)
		return fault_set(f, -ENOMEM, "out of memory");
	ending->rc = -ECHILD;

	pid_t pid = fork();
	if (pid == 0) {
		ending->rc = child(
		    account, become_account, work, arg, parent, &ending->fault);
		_exit(0);
	}
	if (pid < 0)
		rc = fault_set(
		    f, -errno, "cannot start a process: %s", strerror(errno));
	else
		rc = await(pid, f);
	if (rc == 0) {
		rc = ending->rc;
		ending->fault.text[sizeof(ending->fault.text) - 1] = '\0';
		if (ending->fault.text[0] != '\0')
			(void)fault_set(f, rc, "%s", ending->fault.text);
	}
	(void)munmap(ending, sizeof(*ending));
	return rc;
}

int
service_run(const struct account *account, service_work *work, void *arg,
    struct fault *f)
{
	return run(account, drop_to, work, arg, f);
}

int
service_run_programs(const struct account *account, service_work *work,
    void *arg, struct fault *f)
{
	return run(account, drop_ids, work, arg, f);
}

struct registry_job {
	const struct conf *conf;
	struct call *call;
	service_first_work *first;
	service_registry_work *work;
	void *arg;
};

static int
with_registry(void *arg, struct fault *f)
{
	const struct registry_job *job = arg;
	struct call *call = job->call;
	struct registry *r = NULL;
	int rc = job->first != NULL ? job->first(call, job->arg) : 0;

	if (rc == 0)
		rc = registry_open(&r, job->conf, &call->fault);
	if (rc == 0)
		rc = job->work(r, call, job->arg);
	registry_close(r);
	if (call->fault.text[0] != '\0')
		(void)fault_set(f, rc, "%s", call->fault.text);
	return rc;
}

/* Root may, and the service user itself. */
static int
caller_check(const struct conf *conf, struct account *account, struct fault *f)
{
	int rc = account_find(conf->user, account, f);

	if (rc < 0)
		return rc;
	if (geteuid() != 0 && (rc != 0 || geteuid() != account->uid))
		return fault_set(f, -EPERM, "run this as root");
	if (rc != 0)
		return fault_set(f, -ENOENT,
		    "there is no user %s; run credmint init", conf->user);
	return 0;
}

int
service_registry_of(struct call *call, const struct conf *conf,
    service_first_work *first, service_registry_work *work, void *arg)
{
	struct registry_job job = {conf, call, first, work, arg};
	struct account account;
	int rc = caller_check(conf, &account, &call->fault);

	if (rc == 0)
		rc = service_run(&account, with_registry, &job, &call->fault);
	return rc;
}

int
service_registry(struct call *call, service_registry_work *work, void *arg)
{
	struct conf *conf = malloc(sizeof(*conf));
	int rc;

	if (conf == NULL)
		return fault_set(&call->fault, -ENOMEM, "out of memory");
	rc = conf_read(conf, call->config, &call->fault);
	if (rc == 0)
		rc = service_registry_of(call, conf, NULL, work, arg);
	free(conf);
	return rc;
}

void
service_tidy(struct registry *r)
{
	struct fault why = {""};

	if (registry_checkpoint(r, &why) != 0)
		words_say("the registry was not tidied: %s", why.text);
}

int
service_removed(struct registry *r, struct call *call, int rc, bool all)
{
	if (rc == 0)
		rc = output_flush(call->out);
	if (rc == 0)
		service_tidy(r);
	if (rc < 0)
		return rc;
	return all ? CALL_YES : CALL_NO;
}

/* (uid_t)-1 when the process belongs to no login. */
static uid_t
login_uid(void)
{
	char text[16] = "";
	char *end;
	int fd = open("/proc/self/loginuid", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return (uid_t)-1;
	if (read(fd, text, sizeof(text) - 1) <= 0)
		text[0] = '\0';
	(void)close(fd);

	unsigned long uid = strtoul(text, &end, 10);
	return end == text || uid > UINT32_MAX ? (uid_t)-1 : (uid_t)uid;
}

void
service_asker(char name[ACCOUNT_NAME_MAX + 1])
{
	struct account account;
	uid_t uid = login_uid();

	if (uid == (uid_t)-1)
		uid = getuid();
	if (account_find_uid(uid, &account, NULL) == 0)
		(void)snprintf(name, ACCOUNT_NAME_MAX + 1, "%s", account.name);
	else
		(void)snprintf(
		    name, ACCOUNT_NAME_MAX + 1, "uid %lu", (unsigned long)uid);
}
