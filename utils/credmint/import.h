/*
 * import - authenticators of pam_oath and google-authenticator
 *
 * The file is opened by root, or by the user it belongs to (import_file.h), and
 * read and taken apart by the service user (import_lines.c). What is wrong is
 * said, each by its line; what is right is laid beside what the registry has
 * (import_plan.c), and only then taken, some hundred authenticators a
 * transaction (import_take.c): whoever is interrupted runs it again.
 */

#ifndef CREDMINT_IMPORT_H
#define CREDMINT_IMPORT_H

#include "core/fault.h"
#include "host/account.h"
#include "registry/authenticator.h"

#include "import_file.h"
#include "progress.h"

struct call;

enum import_format {
	IMPORT_ANY = 0,
	IMPORT_OATH,
	IMPORT_GOOGLE
};

/* A file has no more authenticators, or what they take is no memory's. */
#define IMPORT_ITEMS_MAX 1000000

enum import_state {
	IMPORT_REFUSED = 0,
	IMPORT_READ,  /* nothing speaks against it yet */
	IMPORT_TWICE, /* as an earlier line */
	IMPORT_THERE, /* the registry has it */
	IMPORT_FRESH,
	IMPORT_TAKEN
};

/* An authenticator of the file. Its texts are parts of import.text. */
struct import_item {
	const char *user; /* ends with NUL */
	const unsigned char *key;
	size_t nkey;
	size_t line;
	unsigned type, digits;
	uint32_t step;
	int64_t next, drift;
	bool known; /* next is what was used last */
	uid_t uid;
	gid_t gid;
	int64_t id;       /* in the registry */
	unsigned ordinal; /* of the user, from 1 */
	enum import_state state;
};

struct import {
	struct call *call;
	const char *path;
	enum import_format format;
	bool one; /* --user: this one */
	struct account account;
	bool dry, keep_going, without_passwords;
	char by[ACCOUNT_NAME_MAX + 1];
	struct conf *conf;
	struct import_file file;

	/* As the service user. */
	char *text; /* memory of secret_map(); file.st.st_size + 1 bytes */
	int64_t now;
	struct import_item *items;
	size_t n, room;
	const char **codes; /* parts of text, as user is */
	size_t ncodes, room_codes;
	size_t wrong;     /* lines that were said to be */
	size_t passed;    /* comments and blank lines */
	size_t others;    /* lines of other users than --user */
	size_t passwords; /* that were left out */
	size_t codes_twice, codes_wrong;
	unsigned codes_taken /* or would be */, codes_there;
	unsigned left; /* IMPORT_GOOGLE_... */
	struct progress progress;
};

/* Read the file, and say what is wrong. 0 or a negative errno. */
int import_lines(struct import *i) __attribute__((warn_unused_result));

/* Say that something of a line cannot be taken, and count it. */
void import_wrong(struct import *i, size_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A bar, for so many, where the data does not go to the same terminal. */
void import_progress(struct import *i, size_t total);

/* By user and line: what is twice, too many, or of nobody. */
int import_plan(struct import *i) __attribute__((warn_unused_result));

/* Lay it beside what the registry has. */
int import_compare(struct import *i, struct registry *r)
    __attribute__((warn_unused_result));

/* Take it. */
int import_take(struct import *i, struct registry *r)
    __attribute__((warn_unused_result));

/* What became of it all; the data, and the words. */
int import_tell(struct import *i) __attribute__((warn_unused_result));

/* An item as the registry takes it, and the account it is for. */
struct import_enrolment {
	struct registry_enrolment what;
	struct account account;
	struct credmint_otp otp;
	char name[REGISTRY_AUTHENTICATOR_NAME_SIZE];
};
void import_enrolment(const struct import *i, const struct import_item *item,
    struct import_enrolment *out);

#endif
