/*
 * hash_fault - why a password was not hashed, in words
 */

#ifndef CREDMINT_HASH_FAULT_H
#define CREDMINT_HASH_FAULT_H

#include "core/fault.h"

/* The line for an error of credmint_hash_make() or _verify(); returns it. */
int hash_fault(int error, struct fault *f);

#endif
