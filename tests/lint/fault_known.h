/*
 * fault_known - what an analyser cannot see: fault_set() never returns 0
 *
 * Put before every file by tests/lint/tidy and analyzer. fault_set() returns
 * the error it is given, which is no 0; an analyser that looks at one file at
 * a time would go on where that was one.
 */

#ifndef LINT_FAULT_KNOWN_H
#define LINT_FAULT_KNOWN_H

#include "core/fault.h"

static inline int
fault_known(int returned, int error)
{
	(void)returned;
	return error != 0 ? error : -1;
}

#define fault_set(f, error, ...) \
	fault_known(fault_set(f, error, __VA_ARGS__), error)

#endif
