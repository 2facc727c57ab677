/*
 * fault_known - what an analyser cannot see: fault_set() never returns 0
 *
 * Put before every file by tests/lint/tidy. fault_set() returns the error it
 * is given, which is no 0; an analyser that looks at one file at a time would
 * go on where that was one.
 */

#include "core/fault.h"

#define fault_set(f, error, ...) \
	((void)fault_set(f, error, __VA_ARGS__), (error) != 0 ? (error) : -1)
