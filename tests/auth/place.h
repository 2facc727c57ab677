/*
 * place - where a login comes from, and whether it passes there without a code
 */

#ifndef TESTS_AUTH_PLACE_H
#define TESTS_AUTH_PLACE_H

#include "tests/auth/relay.h"

/* A configuration in which it may. */
#define GRACE "grace = 8h\n"

struct place {
	const char *user, *service, *rhost, *tty, *session;
};
/* Alice's: from afar, and one session of one tty. */
extern const struct place place_sshd, place_tty;

/* HELLO of a login there. */
void place_arrive(struct relay *r, const struct place *at);
/* A full yes, here and now. */
void place_log_in(struct relay *r, const struct place *at);
/* It passes without a question; it is asked, and went away. */
void place_passes(struct relay *r, const struct place *at);
void place_stopped(struct relay *r, const struct place *at);

#endif
