/*
 * target_cost - the cost of a method that takes about so long on this machine
 */

#ifndef CREDMINT_TARGET_COST_H
#define CREDMINT_TARGET_COST_H

#include <stdint.h>

#include "core/fault.h"

#define TARGET_MS_MAX 60000

/*
 * The highest cost of the method (NULL: the default) with which a hash takes
 * at most ms milliseconds here, the median of some runs, and never one that is
 * too cheap. Rounds are a multiple of a thousand. It is said on standard
 * error. It takes a few times that long. 0; CALL_USAGE for no method, or one
 * without a cost; -EDOM when the lowest good cost takes longer; -EINTR; or
 * another negative errno.
 */
int target_cost(const char *method, uint64_t ms, unsigned long *out,
    struct fault *f) __attribute__((warn_unused_result));

#endif
