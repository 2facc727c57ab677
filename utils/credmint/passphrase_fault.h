/*
 * passphrase_fault - why there are no passphrases of a policy
 */

#ifndef CREDMINT_PASSPHRASE_FAULT_H
#define CREDMINT_PASSPHRASE_FAULT_H

#include "core/fault.h"
#include "credmint.h"

#include "word_file.h"

/*
 * The library says only that a policy is impossible: say why, for a file of
 * words by its lines. Returns CALL_USAGE or a negative errno.
 */
int passphrase_fault(const struct credmint_passphrase *policy,
    const struct word_file *file, struct fault *f);

#endif
