/*
 * auth - the decisions of a login
 *
 * Speaks lib/wire on a connected socket, knows no PAM. Everything a person
 * sees at a login is worded here, the same for everyone.
 */

#ifndef AUTH_AUTH_H
#define AUTH_AUTH_H

#include <stddef.h>
#include <sys/types.h>

#include "core/fault.h"
#include "host/conf.h"

/*
 * Times, in milliseconds: HELLO must come within the first, every answer
 * within the second.
 */
#define AUTH_HELLO_MS 2000
#define AUTH_ANSWER_MS 120000
/* The longest a step in the registry takes, its wait for others included. */
#define AUTH_STEP_MS 4000
/*
 * Of it, how long others are waited for: who has waited in vain is left the
 * time to say so, and who has not, the second that no transaction is over.
 */
#define AUTH_WAIT_MS 3000

/*
 * Who asks. Root may ask about anyone, and what it says of where the person is
 * counts. From everyone else HELLO is a claim: he is asked about himself (the
 * name's uid is his) or, as one of trusted_askers, about anyone but uid 0;
 * rhost, tty, session, ruser and conf are dropped, the service is self:NAME,
 * and failures are kept apart from those that lock sshd, sudo or login.
 *
 * Calls of the account and password stages are root's alone: anyone else's are
 * no. Nothing is asked or delivered in them, and settle is not called.
 *
 * What the process gives to the conversation. settle is called once, when the
 * configuration is read and before the registry is opened: it starts
 * credmint-deliver when conf names a delivery program. confine is called after
 * it and after the name was looked up, and before the registry is opened: from
 * there on the process needs no more than a registry does, and a failure ends
 * the login as unavailable. deliver hands a packed
 * WIRE_DELIVER frame to it and does not wait for the delivery. watch is told of
 * each step in the registry, when it must have ended by (ms from now), and that
 * it has (0): a process that is stopped in one would hold up every other login,
 * and has to end. log writes one
 * line to the system log (the operation, never the operand). Where settle or
 * deliver fails the conversation goes on, and no delivered code is good.
 */
struct auth_host {
	uid_t asker; /* the kernel's word */
	int (*settle)(const struct conf *conf, void *arg, struct fault *f);
	int (*confine)(void *arg, struct fault *f);
	int (*deliver)(const void *frame, size_t n, void *arg);
	void (*watch)(int ms, void *arg);
	void (*log)(int priority, const char *line, void *arg);
	void *arg;
};

/*
 * Hold one conversation on sock and send its verdict. 0 when it ended with a
 * verdict, whatever that was; otherwise a negative errno, and the other side
 * has been told no, or nothing.
 */
int auth_serve(int sock, const struct auth_host *host, struct fault *f)
    __attribute__((warn_unused_result));

#endif
