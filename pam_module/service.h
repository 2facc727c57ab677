/*
 * service - credmint-auth, reached by a socket or started, and credmint-passwd
 *
 * 1. A relay of root's connects to the socket for root. Only when nobody
 *    listens there it starts credmint-auth itself.
 * 2. Any other relay connects to the socket for everyone, and nothing else.
 * 3. Nothing of the host may change: no signal, mask, alarm, or descriptor.
 */

#ifndef PAM_MODULE_SERVICE_H
#define PAM_MODULE_SERVICE_H

#include <sys/types.h>

#include <security/pam_modules.h>

#include "pam_module/args.h"

struct service {
	int sock;         /* -1: none */
	pid_t keeper;     /* who waits for a started one; -1: a socket's */
	pid_t owner;      /* the process that may end it */
	const char *name; /* for the log: a path */
};

/* A documented outcome: nobody is there to be asked, logged. */
#define SERVICE_NOT_RUNNING 2

/*
 * Reach it. 0; SERVICE_NOT_RUNNING; or a negative errno, logged, with nothing
 * to close.
 */
int service_open(struct service *s, pam_handle_t *pamh, const struct args *args)
    __attribute__((warn_unused_result));

/* Start a program of ours. As above; only with effective uid 0. */
int service_start(struct service *s, pam_handle_t *pamh, const char *path)
    __attribute__((warn_unused_result));

/*
 * Tell it that nothing more comes, and give it a moment to end. In a process
 * that only inherited the descriptor, that is closed and nothing else.
 */
void service_close(struct service *s);

#endif
