/*
 * doctor_root_ways - whether others can keep root out by failing in his name
 *
 * Called by doctor_registry() in its child, which is the service user.
 */

#ifndef CREDMINT_DOCTOR_ROOT_WAYS_H
#define CREDMINT_DOCTOR_ROOT_WAYS_H

#include "registry/registry.h"

#include "doctor.h"

/* 0 or a negative errno with a line in the call's fault. */
int doctor_root_ways(struct doctor *d, struct registry *r)
    __attribute__((warn_unused_result));

#endif
