/*
 * drop - giving root away, and what the caller leaves behind
 */

#ifndef HOST_DROP_H
#define HOST_DROP_H

#include <stdbool.h>

#include "core/fault.h"
#include "host/account.h"

/*
 * Become an account for good: groups (only its own), gids, uids, capabilities
 * (effective, permitted, inheritable, ambient, bounding), each call checked
 * and the result read back. Does nothing but check when the process already
 * has that account's uids (its bounding set is then as it was). An account of
 * uid 0 is refused. 0 or a negative errno;
 * after an error the caller must exit.
 */
int drop_to(const struct account *account, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * The same, but the bounding set stays as it was: for what starts programs that
 * must gain capabilities by their own set-user-ID bit, as mailers do. Whoever
 * calls it enters the sandbox, which rules out programs, or is one of those.
 */
int drop_ids(const struct account *account, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * After drop_to() or drop_ids() in a service that a stranger's process started,
 * with its socket as descriptor 3: interval timers off; signals default and
 * unblocked, then HUP INT QUIT TERM TSTP TTIN TTOU PIPE XCPU XFSZ ignored;
 * setsid; every descriptor from 4 closed; 0 to 2 on /dev/null; empty
 * environment; umask 077; chdir /; no core dumps, not dumpable; soft limits
 * raised to hard. A finite FSIZE, NOFILE under 64 or AS under 256 MiB is
 * refused.
 */
int drop_leftovers(struct fault *f) __attribute__((warn_unused_result));

/* For every program that holds secrets: no core dump, not dumpable. */
int drop_dumps(struct fault *f) __attribute__((warn_unused_result));

#endif
