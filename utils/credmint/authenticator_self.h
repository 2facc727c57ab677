/*
 * authenticator_self - enrolling oneself, as a user without rights
 */

#ifndef CREDMINT_AUTHENTICATOR_SELF_H
#define CREDMINT_AUTHENTICATOR_SELF_H

struct call;

/* authenticator enroll without an operand; as command.h's run(). */
int authenticator_self(struct call *call);

#endif
