/*
 * sandbox - what a login's process may still do once it knows whose login it is
 *
 * 1. It MUST be entered after the last name look-up and before the registry is
 *    opened, in a process of one thread that has given root away.
 * 2. What is not on the list of system calls MUST fail or end the process; no
 *    socket can be made or connected, and nothing executed.
 * 3. It cannot be left, and what is forked or executed has it, too.
 */

#ifndef HOST_SANDBOX_H
#define HOST_SANDBOX_H

#include "core/fault.h"

/*
 * Close it: no_new_privs, then an allow-list of system calls (libseccomp):
 * files, clocks, random numbers, memory, and the sockets that are open. 0 or a
 * negative errno; after an error the caller must refuse.
 */
int sandbox_enter(struct fault *f) __attribute__((warn_unused_result));

#endif
