/*
 * doctor_user - which ways in an account has, and what is in their way
 *
 * Nothing is tried, counted or written. What the host says of the account is
 * looked at by root; what the registry says by a child that is the service
 * user.
 */

#ifndef CREDMINT_DOCTOR_USER_H
#define CREDMINT_DOCTOR_USER_H

#include "registry/authenticator.h"
#include "registry/look.h"
#include "registry/recovery.h"
#include "registry/registry.h"

#include "doctor.h"

/* What the registry has of an account. */
struct doctor_holdings {
	struct registry_lockout lockout;
	bool enrolled;
	char other[REGISTRY_NAME_SIZE]; /* of its uid, that is enrolled, too */
	struct registry_code codes[REGISTRY_CODES_MAX + 4];
	unsigned codes_n;
	unsigned enrolling; /* codes that are for enrolling alone */
	unsigned foreign;   /* records of another uid */
	struct registry_authenticator
	    authenticators[REGISTRY_AUTHENTICATORS_MAX];
	unsigned authenticators_n;
	struct registry_recovery recovery;
	bool sheet; /* there is one */
};

/* The account on this host: expired, locked, shell, nologin. */
int doctor_user_host(struct doctor *d, const struct account *account)
    __attribute__((warn_unused_result));

/* Gather, in the service user's child, and say what there is. */
int doctor_user_holdings(struct doctor *d, struct registry *r,
    const struct account *account, struct doctor_holdings *out)
    __attribute__((warn_unused_result));

/* Say that a uid is enrolled under another name, before; "" : it is not. */
void doctor_renamed(
    struct doctor *d, uid_t uid, const char *now, const char *before);

/* Say whose records the registry has under names that are theirs no longer. */
int doctor_marks(struct doctor *d, struct registry *r)
    __attribute__((warn_unused_result));

/* Sources it is locked for, in the same child. */
int doctor_user_lockout(struct doctor *d, struct registry *r,
    const struct account *account, const struct doctor_holdings *h)
    __attribute__((warn_unused_result));

/* What one service would make of it: rule and holdings are compared. */
int doctor_user_service(struct doctor *d, const struct account *account,
    const struct doctor_service *service, const struct doctor_holdings *h)
    __attribute__((warn_unused_result));

/* All of it; the check of --user. */
int doctor_user(struct doctor *d);

#endif
