/*
 * service - the registry's side of a command, run as the service user
 *
 * Root forks a child that becomes the service user before anything below the
 * registry's directory is opened. The parent stays root, waits, and keeps what
 * only root can do, such as removing a half-written output file.
 */

#ifndef CREDMINT_SERVICE_H
#define CREDMINT_SERVICE_H

#include <stdbool.h>

#include "core/fault.h"
#include "host/account.h"
#include "host/conf.h"
#include "registry/registry.h"

struct call;

/* What is done as the service user; its result is that of service_run(). */
typedef int service_work(void *arg, struct fault *f);

/*
 * Do the work in a child that is the account. The work flushes what it has
 * written: the parent's buffers know nothing of it. Its result, or a negative
 * errno when the child died.
 */
int service_run(const struct account *account, service_work *work, void *arg,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * The same for work that starts programs which gain rights by their own
 * set-user-ID bit, as mailers do.
 */
int service_run_programs(const struct account *account, service_work *work,
    void *arg, struct fault *f) __attribute__((warn_unused_result));

/* What is done with the registry open. */
typedef int service_registry_work(
    struct registry *r, struct call *call, void *arg);

/*
 * Read the configuration, see that the caller may, and do the work with the
 * registry as the service user.
 */
int service_registry(struct call *call, service_registry_work *work, void *arg)
    __attribute__((warn_unused_result));

/* What is done before the registry is opened; nonzero ends it all. */
typedef int service_first_work(struct call *call, void *arg);

/*
 * The same with a configuration that was read, and with something to do first
 * as the service user (NULL: nothing), such as reading a secret: memory of
 * secret_map() is empty in a child of fork(2), so it is read there.
 */
int service_registry_of(struct call *call, const struct conf *conf,
    service_first_work *first, service_registry_work *work, void *arg)
    __attribute__((warn_unused_result));

/*
 * How far a change came, for who is to know it when the registry's process
 * dies. The caller sets told, or NULL, which is called there with arg; the rest
 * is filled in.
 */
struct service_watch {
	registry_commits *told;
	void *arg;
	enum registry_commit come; /* of the last one that reached its commit */
	bool died; /* the process ended before it could say how it went */
};

/*
 * The same with somebody who watches. conf NULL: the configuration is read.
 * Told to end while it commits, it waits some seconds and then ends the
 * registry's process.
 */
int service_registry_watched(struct call *call, const struct conf *conf,
    service_first_work *first, service_registry_work *work, void *arg,
    struct service_watch *watch) __attribute__((warn_unused_result));

/*
 * What a command that changed something does last: what it did is durable
 * already, so that a fault of tidying up is said and is none of the command's.
 */
void service_tidy(struct registry *r);

/*
 * How a command ends that removed things one by one and told what became of
 * each, with rc 0 or a negative errno: what it told is written, the registry is
 * tidied. rc, that of writing, CALL_YES, or CALL_NO unless all were there.
 */
int service_removed(struct registry *r, struct call *call, int rc, bool all)
    __attribute__((warn_unused_result));

/*
 * Who asks, for the log: the name behind the login that this process belongs
 * to (its audit login uid), or else of its real uid. Nothing of the
 * environment counts.
 */
void service_asker(char name[ACCOUNT_NAME_MAX + 1]);

#endif
