/*
 * relay - a conversation between a person and credmint-auth
 *
 * It does what it is told: shows this, asks that, passes the answer on. It
 * decides nothing, and everything it does not expect is no.
 */

#ifndef PAM_MODULE_RELAY_H
#define PAM_MODULE_RELAY_H

#include <stdbool.h>

#include <security/pam_modules.h>

#include "pam_module/args.h"
#include "wire/wire.h"

struct relay;

/* Documented outcomes that are no fault of the conversation. */
#define RELAY_AGAIN 1       /* the application is not ready */
#define RELAY_NOT_RUNNING 2 /* nobody is there to be asked, logged */

/* What is asked, beside the items of the handle. */
struct relay_request {
	const char *user; /* may go once a conversation runs */
	const struct args *args;
	int flags; /* PAM's */
};

/*
 * Reach credmint-auth and say HELLO. 0; RELAY_NOT_RUNNING; or a negative
 * errno, logged. *out is NULL but after 0.
 */
int relay_start(struct relay **out, pam_handle_t *pamh,
    const struct relay_request *request) __attribute__((warn_unused_result));

/*
 * Carry the conversation on until it ends. 0 with the verdict; RELAY_AGAIN, to
 * be called once more later; or a negative errno, logged, which is no.
 * *verdict is WIRE_NO unless a whole frame said otherwise.
 */
int relay_run(struct relay *relay, pam_handle_t *pamh,
    enum wire_verdict *verdict) __attribute__((warn_unused_result));

/*
 * A question that needs no person, one of WIRE_CALLS, from HELLO to the
 * verdict. The results of relay_start() and relay_run(), but RELAY_AGAIN;
 * *verdict is WIRE_NO then.
 */
int relay_call(pam_handle_t *pamh, const struct relay_request *request,
    enum wire_option call, enum wire_verdict *verdict)
    __attribute__((warn_unused_result));

/*
 * Whose a conversation is, as relay_start() was told: a copy, which stays until
 * relay_free(); and whether that is this user.
 */
const char *relay_user(const struct relay *relay);
bool relay_is_about(const struct relay *relay, const char *user);

/*
 * End it, and credmint-auth, and wipe what was said. In a process that only
 * inherited it, credmint-auth is left alone. NULL is allowed.
 */
void relay_free(struct relay *relay);

#endif
