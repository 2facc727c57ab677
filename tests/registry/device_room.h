/*
 * device_room - authenticators and recovery codes of a test's registry
 */

#ifndef TESTS_REGISTRY_DEVICE_ROOM_H
#define TESTS_REGISTRY_DEVICE_ROOM_H

#include "registry/recovery.h"
#include "registry/store_authenticator.h"
#include "tests/registry/room.h"

/* The seed of RFC 4226 and 6238, and what they do with it; 6 digits. */
#define DEVICE_SEED "12345678901234567890"
struct credmint_otp device_totp(void);
struct credmint_otp device_hotp(void);

/* What a confirmed enrolment of alice's would ask for. */
struct registry_enrolment device_asked(
    const struct account *a, const struct credmint_otp *otp);

/* Enrol by that; the id. */
int64_t device_enroll(
    struct room *room, const struct account *a, const struct credmint_otp *otp);
/* One of its own seed, told by a number from 0 to 255. */
int64_t device_number(struct room *room, const struct account *a, int number);

/* Those of a user, or of all: how many; the last one (may be NULL). */
size_t device_list(
    struct room *room, const char *user, struct registry_authenticator *last);

/* What stands beside a name in its row; the next call reuses it. */
const struct store_account *device_beside(struct room *room, const char *name);
/* Give an account a record of grace, as a login does. */
void device_grace(struct room *room, const char *name);
bool device_has_grace(struct room *room, const char *name);

/* Have the registry's file changed by somebody else. */
void device_sql(struct room *room, const char *sql);

/* The last event is this one. */
void device_said(struct room *room, const char *act, const char *outcome);

#endif
