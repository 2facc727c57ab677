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
#include "host/run.h"

#include "command.h"
#include "output.h"
#include "stop.h"
#include "words.h"

/* Told to end, so many milliseconds are left for a commit. */
#define COMMIT_MS 3000

/* Shared by parent and child: how it went. */
struct ending {
	int rc;
	volatile enum registry_commit commit; /* of who is watched */
	bool died;                            /* the parent's */
	struct fault fault;
};

/* How a child becomes the account. */
typedef int become(const struct account *account, struct fault *f);

static struct ending *
ending_new(struct fault *f)
{
	struct ending *ending = mmap(NULL, sizeof(*ending),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (ending == MAP_FAILED) {
		(void)fault_set(f, -ENOMEM, "out of memory");
		return NULL;
	}
	ending->rc = -ECHILD;
	return ending;
}

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

/* Hand on a signal that tells us to end; *told is when it came. */
static void
hand_on(pid_t pid, const struct ending *ending, int64_t *told)
{
	if (stop_asked() == 0)
		return;
	if (*told == 0)
		*told = run_clock_ms();
	(void)kill(pid, stop_asked());
	/* One that answers has ended by then. */
	if (ending->commit == REGISTRY_COMMITTING &&
	    run_clock_ms() - *told > COMMIT_MS)
		(void)kill(pid, SIGKILL);
}

/* Wait for the child. */
static int
await(pid_t pid, struct ending *ending, struct fault *f)
{
	int64_t told = 0;
	int status = 0;

	ending->died = true;
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return fault_set(f, -errno,
			    "lost the registry's process: %s", strerror(errno));
		hand_on(pid, ending, &told);
	}
	ending->died = !WIFEXITED(status) || WEXITSTATUS(status) != 0;
	if (!ending->died)
		return 0;
	if (stop_asked() != 0)
		return -EINTR;
	return fault_set(
	    f, -ECHILD, "the registry's process died; see the system log");
}

static int
run_as(const struct account *account, become *become_account,
    service_work *work, void *arg, struct ending *ending, struct fault *f)
{
	pid_t parent = getpid(), pid = fork();
	int rc;

	if (pid == 0) {
		ending->rc = child(
		    account, become_account, work, arg, parent, &ending->fault);
		_exit(0);
	}
	if (pid < 0)
		rc = fault_set(
		    f, -errno, "cannot start a process: %s", strerror(errno));
	else
		rc = await(pid, ending, f);
	if (rc == 0) {
		rc = ending->rc;
		ending->fault.text[sizeof(ending->fault.text) - 1] = '\0';
		if (ending->fault.text[0] != '\0')
			(void)fault_set(f, rc, "%s", ending->fault.text);
	}
	return rc;
}

static int
run(const struct account *account, become *become_account, service_work *work,
    void *arg, struct fault *f)
{
	struct ending *ending = ending_new(f);
	int rc;

	if (ending == NULL)
		return -ENOMEM;
	rc = run_as(account, become_account, work, arg, ending, f);
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
	const struct service_watch *watch; /* or NULL */
	struct ending *ending;
};

/* Both processes know it before anybody else does. */
static void
told(void *arg, enum registry_commit commit)
{
	const struct registry_job *job = arg;

	job->ending->commit = commit;
	if (job->watch->told != NULL)
		job->watch->told(job->watch->arg, commit);
}

static int
with_registry(void *arg, struct fault *f)
{
	struct registry_job *job = arg;
	struct call *call = job->call;
	struct registry *r = NULL;
	int rc = job->first != NULL ? job->first(call, job->arg) : 0;

	if (rc == 0)
		rc = registry_open(&r, job->conf, &call->fault);
	if (rc == 0 && job->watch != NULL)
		registry_watch(r, told, job);
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

static int
watched(struct registry_job *job, struct service_watch *watch)
{
	struct fault *f = &job->call->fault;
	struct ending *ending = ending_new(f);
	struct account account;
	int rc;

	if (ending == NULL)
		return -ENOMEM;
	job->ending = ending;
	rc = caller_check(job->conf, &account, f);
	if (rc == 0)
		rc = run_as(&account, drop_to, with_registry, job, ending, f);
	if (watch != NULL) {
		watch->come = ending->commit;
		watch->died = ending->died;
	}
	(void)munmap(ending, sizeof(*ending));
	return rc;
}

int
service_registry_watched(struct call *call, const struct conf *conf,
    service_first_work *first, service_registry_work *work, void *arg,
    struct service_watch *watch)
{
	struct registry_job job = {conf, call, first, work, arg, watch, NULL};
	struct conf *own = NULL;
	int rc = 0;

	if (watch != NULL) {
		watch->come = REGISTRY_UNCHANGED;
		watch->died = false;
	}
	if (conf == NULL) {
		job.conf = own = malloc(sizeof(*own));
		if (own == NULL)
			return fault_set(
			    &call->fault, -ENOMEM, "out of memory");
		rc = conf_read(own, call->config, &call->fault);
	}
	if (rc == 0)
		rc = watched(&job, watch);
	free(own);
	return rc;
}

int
service_registry_of(struct call *call, const struct conf *conf,
    service_first_work *first, service_registry_work *work, void *arg)
{
	return service_registry_watched(call, conf, first, work, arg, NULL);
}

int
service_registry(struct call *call, service_registry_work *work, void *arg)
{
	return service_registry_watched(call, NULL, NULL, work, arg, NULL);
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
