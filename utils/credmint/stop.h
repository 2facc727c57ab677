/*
 * stop - being told to end
 *
 * SIGINT, SIGTERM and SIGHUP only leave a note, and interrupt what waits.
 * Whoever waits or loops asks for it and unwinds with -EINTR, so that secrets
 * are wiped, echo comes back and half a file is removed, whatever was going
 * on.
 */

#ifndef CREDMINT_STOP_H
#define CREDMINT_STOP_H

#include <stdbool.h>

#include <signal.h>
#include <stdbool.h>

#include "core/fault.h"

/* From the start of the program. SIGPIPE becomes an error of write(2). */
int stop_install(struct fault *f) __attribute__((warn_unused_result));

/* The signal that came, or 0. */
int stop_asked(void);

/*
 * Whether it came once more, a second later or more: who still finishes
 * something gives it up. (Some ask twice at once and mean it once.)
 */
bool stop_insisted(void);

/*
 * From here on no signal that asks to end or to stop is looked at, until it is
 * let come again: what is begun in between is whole before. stop_waits(): one
 * has come and waits for that.
 */
void stop_hold(sigset_t *before);
void stop_release(const sigset_t *before);
bool stop_waits(void);

/*
 * A read of fd gave error: wait when there is nothing yet. 0: read again;
 * -EINTR when told to end; or what it is.
 */
int stop_read_again(int fd, int error) __attribute__((warn_unused_result));

/* End as the signal that came would have ended the program. */
void stop_die(void);

#endif
