/*
 * provision_input_check - whether what a line says can be an account
 */

#ifndef CREDMINT_PROVISION_INPUT_CHECK_H
#define CREDMINT_PROVISION_INPUT_CHECK_H

#include <stddef.h>
#include <stdint.h>

#include "core/fault.h"

#include "provision_account.h"

/* Characters of a name, of an account or a group. */
#define PROVISION_NAME_MAX 32
/* Bytes of a field; a line of passwd(5) with two of them is taken by all. */
#define PROVISION_FIELD_MAX 1024
/* Bytes of the list of groups. */
#define PROVISION_GROUPS_MAX 4096

struct provision_text {
	const char *p;
	size_t n; /* 0: not given */
};

/* What a line says, unchecked. */
struct provision_read {
	uint64_t line; /* where it begins */
	struct provision_text field[PROVISION_FIELDS];
};

/* The field of a name; PROVISION_FIELDS: none has it. */
enum provision_field provision_field_named(const char *name, size_t n);

/*
 * Check every field. 0; -EINVAL with what is wrong with the first one that
 * fails, which is never shown itself; -ENOMEM.
 */
int provision_input_check(const struct provision_read *record,
    struct fault *why) __attribute__((warn_unused_result));

#endif
