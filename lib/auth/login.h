/*
 * login - what is known of the one login this process decides
 */

#ifndef AUTH_LOGIN_H
#define AUTH_LOGIN_H

#include <stdbool.h>
#include <stdint.h>

#include "auth/auth.h"
#include "auth/conversation.h"
#include "host/account.h"
#include "host/conf.h"
#include "host/login_rule.h"
#include "registry/authenticator.h"
#include "registry/registry.h"

/* What its person enrols. */
struct login_enrolment {
	struct wire_frame wish;
	char issuer[CONF_ISSUER_SIZE];
	unsigned char seed[REGISTRY_SEED_DRAWN_MAX];
	bool proved; /* he may */
	bool doubt;  /* whether it is enrolled is not known */
};

/* All zero at first; in memory for secrets, and wiped at the end. */
struct login {
	const struct auth_host *host;
	struct conversation talk;
	struct wire_frame hello;
	struct conf *conf; /* beside it: what can be locked may be little */
	struct account account;
	struct login_rule rule; /* of a login, none of a call */
	bool known;             /* account is one */
	bool delivers; /* there is a credmint-deliver to hand codes to */
	bool broken;   /* the conversation is over without a verdict */
	struct registry *registry;
	struct registry_login entry;
	char code[REGISTRY_CODE_SIZE]; /* minted, not yet handed over */
	int64_t code_expires;
	struct login_enrolment enrolment;
};

/* Only the whole words of a yes are one. */
static inline bool
login_is_yes(enum registry_verdict verdict)
{
	return verdict == REGISTRY_YES || verdict == REGISTRY_YES_CHANGE;
}

/* Whether HELLO has an option. */
static inline bool
login_wants(const struct login *l, enum wire_option option)
{
	return (l->hello.u.hello.options & (uint32_t)option) != 0;
}

/* A step in the registry, watched; what it returns. */
#define LOGIN_STEP(l, step) \
	(login_step_begins(l), login_step_ended((l), (step)))

_Static_assert(AUTH_WAIT_MS + 1000 <= AUTH_STEP_MS, "a step ends by itself");

static inline void
login_step_begins(const struct login *l)
{
	l->host->watch(AUTH_STEP_MS, l->host->arg);
	if (l->registry != NULL)
		registry_hurry(l->registry, AUTH_WAIT_MS);
}

static inline int
login_step_ended(const struct login *l, int result)
{
	l->host->watch(0, l->host->arg);
	return result;
}

#endif
