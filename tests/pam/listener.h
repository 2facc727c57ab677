/*
 * listener - plays systemd's sockets: whoever connects is given to the played
 * credmint-auth
 */

#ifndef TESTS_PAM_LISTENER_H
#define TESTS_PAM_LISTENER_H

#include <stdbool.h>
#include <sys/types.h>

/* What is listened with. */
struct listener {
	const char *path;
	const char *program; /* runs with the connection as descriptor 3 */
	int type;            /* SOCK_SEQPACKET */
	uid_t uid;           /* who listens */
};

/* Start one; the process that listens, or -1. It ends with its parent. */
pid_t listener_start(const struct listener *l);

/* End it. Its socket stays in the way, with nobody behind it. */
void listener_end(pid_t pid);

#endif
