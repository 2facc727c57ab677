/*
 * account_lock - one command at a time changes the passwords of accounts
 *
 * Between what is read of an account and what is done to it no other command
 * of credmint's comes in: provision, reset and sweep hold this lock. It ends
 * with the process, however that ends, and with the tools for account files and
 * the registry's processes that it has started: a tool that outlives a process
 * which was killed would otherwise undo what the next one does.
 */

#ifndef CREDMINT_ACCOUNT_LOCK_H
#define CREDMINT_ACCOUNT_LOCK_H

#include "core/fault.h"

/* Where it is; in /run, where none but root can hold it. */
#define ACCOUNT_LOCK_PATH "/run/credmint-reset.lock"
/* How long it is waited for. */
#define ACCOUNT_LOCK_WAIT_MS 30000

/*
 * Take it, waiting for others. 0 with *lock for the calls below, which is
 * close-on-exec but for those tools; -EBUSY when another has held it all the
 * time, -EINTR when told to end, or another negative errno, with *lock -1.
 */
int account_lock_take(int *lock, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * Let go for a moment, so that whoever waits can have it, and take it again,
 * as above. After an error it is not held; account_lock_drop() is still due.
 */
int account_lock_pass(int lock, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * In a child: leave it to the parent alone, whose end it then is, however long
 * the child's work takes.
 */
void account_lock_leave(void);

/* Let go. A lock of -1 is none. */
void account_lock_drop(int lock);

#endif
