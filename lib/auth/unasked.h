/*
 * unasked - logins that end without a question
 *
 * Who is exempt, and with nullok who was never enrolled, is left to other
 * modules; who said yes here a while ago passes, where the configuration has a
 * grace period.
 */

#ifndef AUTH_UNASKED_H
#define AUTH_UNASKED_H

#include <stdbool.h>

#include "auth/login.h"

/*
 * Whether the configuration has a grace period for anybody at this service,
 * where the PAM line has forward_pass: without a question there would be no
 * password to pass on. 0, or -EINVAL: refuse, whoever it is.
 */
int unasked_check(const struct login *l, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * With the registry open: *verdict is WIRE_ABSENT or WIRE_YES, or WIRE_NO where
 * the person is to be asked. A negative errno where that could not be told,
 * *verdict WIRE_NO.
 */
int unasked_decide(struct login *l, enum wire_verdict *verdict, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * Write down that a login was left to others, exempt or absent: in the log,
 * and as an event where there is a registry open.
 */
void unasked_note_exempt(struct login *l);
void unasked_note_absent(struct login *l);

#endif
