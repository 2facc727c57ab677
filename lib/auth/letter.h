/*
 * letter - the message that carries a code or a password to its person
 *
 * What delivery programs read on standard input, see credmint-deliver(8).
 */

#ifndef AUTH_LETTER_H
#define AUTH_LETTER_H

#include "auth/login.h"
#include "auth/words.h"
#include "wire/wire.h"

/* The WIRE_DELIVER frame for the code minted in a login; it holds the code. */
void letter_frame(struct wire_frame *deliver, const struct login *l);

/*
 * Write the message for a WIRE_DELIVER frame, or for one of credmint reset's.
 * It holds the code or the password: the caller wipes it.
 */
void letter_write(struct words *w, const struct wire_frame *deliver);

#endif
