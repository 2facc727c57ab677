/*
 * enrolling - somebody who enrols himself, played by a test
 *
 * On tests/auth/relay.h. The configuration is the test's own whoever asks, and
 * the registry may refuse the last step. Needs WRAP = account_find conf_read
 * registry_enroll.
 */

#ifndef TESTS_AUTH_ENROLLING_H
#define TESTS_AUTH_ENROLLING_H

#include "credmint.h"
#include "registry/authenticator.h"
#include "tests/auth/relay.h"

#define ALICE 20001
#define BOB 20002

extern int enrolling_fault;     /* of registry_enroll(), where it is not 0 */
extern unsigned enrolling_kept; /* times it was asked to keep one */

/* relay_setup(), and alice asks. */
int enrolling_setup(void **state);

/* HELLO alone; and with a wish, up to the first question. */
void enrolling_hello(struct relay *r, const char *user);
void enrolling_start(struct relay *r, const char *user);
/* What is wished for; the usual. */
void enrolling_wish(struct wire_frame *wish);

/*
 * The whole first half: a proof that is right. SEED is in r->frame, its code
 * for now in *code, and the second question was asked.
 */
void enrolling_seed(
    struct relay *r, const char *proof, char code[CREDMINT_OTP_SIZE]);

/* All of it. */
enum wire_verdict enrolling_all(struct relay *r, const char *proof);

/* The code of a base32 secret, at the fake clock's time. */
void enrolling_code(const char *secret, const struct wire_frame *wish,
    int64_t ahead, char code[CREDMINT_OTP_SIZE]);

/* A code for enrolling; one of an authenticator alice has had; of a sheet. */
void enrolling_issue(struct relay *r, char code[REGISTRY_CODE_SIZE]);
void enrolling_old(
    struct relay *r, int64_t ahead, char code[CREDMINT_OTP_SIZE]);
void enrolling_old_code(int64_t ahead, char code[CREDMINT_OTP_SIZE]);

/* How many authenticators alice has; the newest in *out unless NULL. */
unsigned enrolling_count(struct relay *r, struct registry_authenticator *out);

#endif
