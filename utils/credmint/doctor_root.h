/*
 * doctor_root - by which doors root gets in when no code can be checked
 */

#ifndef CREDMINT_DOCTOR_ROOT_H
#define CREDMINT_DOCTOR_ROOT_H

#include <stdbool.h>

#include "host/conf.h"

#include "doctor.h"

#define DOCTOR_DOOR_SIZE 512

enum doctor_door_state {
	DOCTOR_DOOR_ABSENT = 0, /* it is not there, or not root's */
	DOCTOR_DOOR_OPEN,
	DOCTOR_DOOR_LOCAL,   /* open to who is on this host already */
	DOCTOR_DOOR_PERHAPS, /* by what cannot be looked at from here */
	DOCTOR_DOOR_CODE,    /* it asks for a code */
	DOCTOR_DOOR_SHUT,
};

/* One of them, and what of it keeps root out. */
struct doctor_door {
	enum doctor_door_state state;
	char why[DOCTOR_DOOR_SIZE];  /* by what it is shut, or perhaps open */
	char mend[DOCTOR_DOOR_SIZE]; /* "" : none is known */
};

/* What lets root in, apart from PAM. */
struct doctor_root {
	bool password; /* one that can be typed */
	bool expired;  /* the account is */
	bool shell;    /* one that can be used */
	char home[CONF_PATH_SIZE];
};

/* Keys of root's by which sshd gives a shell. */
struct doctor_root_keys {
	unsigned n;
	bool perhaps; /* a program or an authority may vouch for others */
	char why[DOCTOR_DOOR_SIZE]; /* there is none; else "" */
	char mend[DOCTOR_DOOR_SIZE];
};

/*
 * Count them in the files that AuthorizedKeysFile names, as sshd reads them;
 * text is what "sshd -T" says for root.
 */
void doctor_root_keys(const char *text, const struct doctor_root *root,
    struct doctor_root_keys *out);

/* sshd, as "sshd -T" has it for root from elsewhere, and from this host. */
void doctor_root_sshd(const struct doctor_root *root, struct doctor_door *out);

/*
 * Whether a stack of PAM lets root in where credmint can decide nothing;
 * password: whether one that is asked for can be typed. Of one that does not,
 * CODE where it asks credmint, else SHUT. ABSENT: there is none.
 */
enum doctor_door_state doctor_root_stack(
    const char *service, bool password, bool *account);

#endif
