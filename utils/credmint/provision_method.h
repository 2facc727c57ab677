/*
 * provision_method - whether a password can be hashed as it was asked
 */

#ifndef CREDMINT_PROVISION_METHOD_H
#define CREDMINT_PROVISION_METHOD_H

#include <stdbool.h>

#include "credmint.h"

#include "provision.h"
#include "template.h"

/* Room for why not. */
#define PROVISION_REASON_SIZE TEMPLATE_REASON_SIZE

/* 0, or -EINVAL with the reason. */
int provision_method_check(const struct provision_how *how,
    char reason[PROVISION_REASON_SIZE]) __attribute__((warn_unused_result));

/* Whether logins of a host verify hashes of it: crypt(3) computes them. */
bool provision_method_logs_in(const char *method);

/* The cost as it counts: for 0 the method's default; 0: it has none. */
unsigned long provision_method_cost(const struct provision_how *how);

#endif
