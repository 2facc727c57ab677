/*
 * provision_account - one account of the file that credmint provision reads
 */

#ifndef CREDMINT_PROVISION_ACCOUNT_H
#define CREDMINT_PROVISION_ACCOUNT_H

#include <stdint.h>

enum provision_field {
	PROVISION_NAME,
	PROVISION_UID,
	PROVISION_GID, /* a number, or a group's name */
	PROVISION_GECOS,
	PROVISION_HOME,
	PROVISION_SHELL,
	PROVISION_GROUPS, /* "a,b" */
	PROVISION_EXPIRY, /* YYYY-MM-DD, a day that there is */
	PROVISION_LENGTH, /* of the password, in characters */
	PROVISION_METHOD,
	PROVISION_FIELDS,
};

/* What the fields are called in a header, in JSON and in templates. */
extern const char *const provision_field_names[PROVISION_FIELDS];

/*
 * Each field is one that the checks of provision_input let through: UTF-8
 * without ':' and control characters, numbers decimal without leading zeros.
 */
struct provision_account {
	uint64_t line; /* of the file, from 1 */
	/* NULL: not given, never ""; the name is always given. */
	const char *field[PROVISION_FIELDS];
};

#endif
