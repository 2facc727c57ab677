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
	/* From when on an app's codes are good again; 0: they are now. */
	int64_t good[REGISTRY_AUTHENTICATORS_MAX];
	int64_t wall;            /* the clock that apps go by */
	struct doctor_shut shut; /* the registry cannot be written */
};

/* What of the host refuses an account where a module of PAM's asks. */
enum doctor_host_reason {
	DOCTOR_HOST_EXPIRED,  /* pam_unix.so, account */
	DOCTOR_HOST_INACTIVE, /* pam_unix.so, account */
	DOCTOR_HOST_LOCKED,   /* pam_unix.so, auth */
	DOCTOR_HOST_SHELL,    /* pam_shells.so */
	DOCTOR_HOST_NOLOGIN,  /* pam_nologin.so */
	DOCTOR_HOST_NO_SHELL, /* sshd itself */
	DOCTOR_HOST_REASONS,
};

/* why is "" where it does not. */
struct doctor_host {
	struct doctor_shut shut[DOCTOR_HOST_REASONS];
};

/* The account on this host: expired, locked, shell, nologin. */
int doctor_user_host(struct doctor *d, const struct account *account,
    struct doctor_host *out) __attribute__((warn_unused_result));

/*
 * For each service that is meant, by root: what refuses the account there
 * whatever its codes, by the lines of its stack, the host, and credmint-auth.
 * It stands in the services, and of credmint-auth a line is said.
 */
void doctor_user_doors(struct doctor *d, const struct account *account,
    const struct doctor_host *host);

/* Whether a service is one to look at. */
bool doctor_user_meant(const struct doctor *d, const struct doctor_service *s);

/*
 * Whether codes of authenticator i are refused for longer than they are after
 * each that is used.
 */
bool doctor_user_ahead(
    const struct doctor *d, const struct doctor_holdings *h, unsigned i);

/*
 * Gather, in the service user's child, and say what there is; out is zero
 * before.
 */
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
