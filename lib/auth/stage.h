/*
 * stage - calls beside a login: the account and the password stage
 *
 * In these nobody is asked anything: a call is a HELLO with one of WIRE_CALLS,
 * and its answer is a verdict. They are root's alone.
 */

#ifndef AUTH_STAGE_H
#define AUTH_STAGE_H

#include <stdbool.h>

#include "auth/login.h"

/* Whether it is a call, and no login. */
bool stage_called(const struct login *l);

/* Whether its asker may call at all: known before anything is looked up. */
bool stage_may(const struct login *l);

/*
 * With the registry open: the verdict. A negative errno where nothing could be
 * told or written, *verdict WIRE_UNAVAILABLE then.
 */
int stage_decide(struct login *l, enum wire_verdict *verdict, struct fault *f)
    __attribute__((warn_unused_result));

#endif
