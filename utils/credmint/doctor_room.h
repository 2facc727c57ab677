/*
 * doctor_room - what the registry has room for, and what it had none for
 *
 * Called by doctor_registry() in its child, which is the service user.
 */

#ifndef CREDMINT_DOCTOR_ROOM_H
#define CREDMINT_DOCTOR_ROOM_H

#include "registry/look.h"

#include "doctor.h"

/* The disk, the reserve in the file, the length of its log. */
void doctor_room(struct doctor *d, const struct registry_health *health);

/* Events that were given up on a full disk. */
void doctor_events(struct doctor *d, const struct registry_health *health);

#endif
