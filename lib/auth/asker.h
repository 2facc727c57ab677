/*
 * asker - who asks, and what his HELLO is worth
 *
 * The asker is the kernel's word. What root says of a login is taken as it is;
 * everybody else is asked about himself, and what he says of the rest is a
 * claim.
 */

#ifndef AUTH_ASKER_H
#define AUTH_ASKER_H

#include <stdbool.h>

#include "auth/login.h"

/*
 * Make l->hello worth what its asker is: from another than root the origin
 * (rhost, tty, session, ruser) and conf are dropped, and the service is
 * self:NAME.
 */
void asker_reduce(struct login *l);

/*
 * Whether the asker may ask about this name at all, when the configuration is
 * read and the name looked up: root about anyone; anyone about the account
 * whose uid is his; a trusted asker about all but uid 0.
 */
bool asker_may(const struct login *l);

#endif
