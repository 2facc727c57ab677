/*
 * enrolment - what enrolling, removing and handing out sheets share
 */

#ifndef REGISTRY_ENROLMENT_H
#define REGISTRY_ENROLMENT_H

#include "registry/change.h"
#include "registry/store_authenticator.h"

/*
 * For an administrator who adds something: there is room, the account has its
 * row, and what another uid of the name had is gone, and the log says so.
 */
int enrolment_account(struct change *c, const struct account *account,
    const char *by, int64_t *id) __attribute__((warn_unused_result));

/*
 * End what somebody proved before and has not finished: nothing more is kept by
 * it, though one of those whose proof comes later may be.
 */
int enrolment_cut(struct change *c, int64_t account)
    __attribute__((warn_unused_result));

/* Set the enrolled mark, of this uid. */
int enrolment_mark(struct change *c, int64_t account, uid_t uid)
    __attribute__((warn_unused_result));

/* The account's enrolment codes end, whatever their uid. */
int enrolment_end_codes(struct change *c, int64_t account)
    __attribute__((warn_unused_result));

struct enrolment_event {
	const char *act;
	const char *outcome;
	const char *user;
	const char *by;
	int64_t id; /* or 0 */
	bool refusal;
};

int enrolment_note(struct change *c, const struct enrolment_event *e)
    __attribute__((warn_unused_result));

#endif
