/*
 * provision_secrets_form - an account and its password as text, and back
 *
 * A record is one line; a slip is several.
 */

#ifndef CREDMINT_PROVISION_SECRETS_FORM_H
#define CREDMINT_PROVISION_SECRETS_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "provision_account.h"

/* Room for any record. */
#define PROVISION_RECORD_SIZE ((size_t)4096)
/* Room for a name that is read, with the NUL. */
#define PROVISION_NAME_SIZE 257

struct provision_record {
	const struct provision_account *account;
	const char *password;
	const char *host; /* or NULL */
	int64_t expires;
	uint64_t number; /* of the record in this file, from 1 */
};

struct provision_secrets_form {
	const char *name;
	const char *head;   /* the file begins with it, or "" */
	const char *begins; /* each file that has anything begins with this */
	/* The record, PROVISION_RECORD_SIZE bytes. 0 or a negative errno. */
	int (*write)(
	    char *out, size_t *n, const struct provision_record *record);
	/* Bytes of the first whole record, with its end; 0: there is none. */
	size_t (*whole)(const char *text, size_t n);
	/*
	 * The name (PROVISION_NAME_SIZE), unless NULL the password
	 * (PROVISION_PASSWORD_SIZE), and its end, 0: none, of a whole record of
	 * n bytes, without its last. 0; -EINVAL: it is none of ours; -ENOMEM.
	 */
	int (*read)(const char *text, size_t n, char *name, char *password,
	    int64_t *expires);
};

/* By its name; NULL: there is none. */
const struct provision_secrets_form *provision_secrets_form(const char *name);

#endif
