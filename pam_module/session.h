/*
 * session - which session at this host the application runs in
 */

#ifndef PAM_MODULE_SESSION_H
#define PAM_MODULE_SESSION_H

#include "wire/wire.h"

/*
 * Name it by its leader: SID.STARTTIME, decimal, the time in ticks since boot
 * as in proc(5). A process that comes later has another start, if it is given
 * the same number. "" where it cannot be told, as without a /proc of ours:
 * nothing depends on there being one; and where tty is not the terminal of that
 * session: a daemon that serves many is one session, and many are not one
 * person. No memory is allocated, no descriptor is left open.
 */
void session_name(const char *tty, char out[WIRE_SESSION_MAX + 1]);

#endif
