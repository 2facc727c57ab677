/*
 * provision_account - one account of an input file
 */

#ifndef CREDMINT_PROVISION_ACCOUNT_H
#define CREDMINT_PROVISION_ACCOUNT_H

#include <stdint.h>

enum provision_field {
	PROVISION_NAME,
	PROVISION_UID,
	PROVISION_GID,
	PROVISION_GECOS,
	PROVISION_HOME,
	PROVISION_SHELL,
	PROVISION_GROUPS,
	PROVISION_EXPIRY,
	PROVISION_LENGTH,
	PROVISION_METHOD,
	PROVISION_FIELDS
};

/* What the columns and members are called. */
extern const char *const provision_field_names[PROVISION_FIELDS];

struct provision_account {
	uint64_t line;
	/* NULL: not given, never ""; groups are "a,b" */
	const char *field[PROVISION_FIELDS];
};

#endif
