/*
 * doctor - what credmint doctor looks at, and how it says what it finds
 *
 * A check is a call of its own in a file of its own. It changes nothing, says
 * at least one line, and each line that is not ok names what is wrong and,
 * after the first "; ", the mend: where one command is the mend, "run:
 * COMMAND", as it is to be typed.
 *
 * A check returns 0 whatever it finds; a negative errno with a line in the
 * call's fault means that it could not look, which becomes a line of its own.
 * What lies below the registry's directory is looked at by doctor_registry()
 * alone, in a child that is the service user.
 */

#ifndef CREDMINT_DOCTOR_H
#define CREDMINT_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/account.h"
#include "host/conf.h"

struct call;
struct registry;

enum doctor_state {
	DOCTOR_OK = 1,
	DOCTOR_NOTE = 2, /* legal, and worth to know; or it cannot be told */
	DOCTOR_BAD = 3,
};

/*
 * A word as a shell takes it, in quotes where it needs some; out has
 * DOCTOR_QUOTED_SIZE bytes, and what does not fit is "...".
 */
#define DOCTOR_QUOTED_SIZE (CONF_PATH_SIZE + 64)
const char *doctor_quote(const char *word, char out[DOCTOR_QUOTED_SIZE]);

/* Why nobody, or somebody, is let in, whatever the code; "" : it is not so. */
struct doctor_shut {
	char why[768];
	char mend[DOCTOR_QUOTED_SIZE + 128];
	bool undecided; /* it is an answer that nothing can be decided */
};

/* A PAM service that asks credmint, by one configuration. */
struct doctor_service {
	char name[256];
	char conf[CONF_PATH_SIZE]; /* of conf=, "" : the usual one */
	bool auth;    /* an auth line of it, included ones too, is credmint's */
	bool account; /* ... and an account line */
	bool nullok;  /* an auth line says nullok */
	unsigned forward; /* of forward_pass=; 0: it does not say it */
	char place[CONF_PATH_SIZE]; /* FILE:LINE of the first auth line */
	struct doctor_shut shut;    /* of doctor_user_doors() */
};

/* When a sweep was last done, by the registry. */
struct doctor_swept {
	bool known;   /* the registry was looked at */
	int64_t now;  /* wall times, as the registry has them */
	int64_t made; /* of the registry */
	int64_t at;   /* of the last sweep; 0: none yet */
};

/* Lies in memory that the parent shares with the service user's child. */
struct doctor {
	struct call *call;
	const struct conf *conf; /* the defaults where conf_read is false */
	const char *conf_path;   /* of its main file */
	bool conf_read;
	int conf_error; /* why not, and in a line */
	struct fault fault;
	bool root;        /* whether root looks */
	const char *user; /* of --user; NULL: the host */
	/* The account's name as a shell takes it, for mends;
	 * DOCTOR_QUOTED_SIZE. */
	char quoted[CONF_PATH_SIZE + 64];
	const char *only; /* of --service; NULL: every service */
	/* --service self:NAME, a login that a program without root asks for;
	 * only is NAME then. */
	bool claimed;

	/* Of doctor_services(), in the order of their names; on the heap. */
	struct doctor_service *services;
	unsigned services_n;

	struct doctor_swept
	    swept; /* of doctor_registry(), for doctor_sweep() */

	/* What was said. */
	unsigned bad;
	unsigned unseen; /* what could not be looked at */
	int error;       /* the first of the output */
};

/*
 * Say one line: what is a word or two, the rest as above. The mend is what
 * stands behind the first "; " of the format; a ';' of an argument before it
 * becomes
 * '?', as do control characters, so that nobody's words are taken for a mend.
 * What is ok has none. May be called in the service user's child.
 */
void doctor_say(struct doctor *d, enum doctor_state state, const char *what,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/*
 * Say a fault's line as bad: "where: what: mend" becomes "where: what; mend".
 * Where it names no mend, this one does.
 */
void doctor_fault(
    struct doctor *d, const char *what, const char *text, const char *mend);

/* The same, but what stands behind ": " is no mend. */
void doctor_told(
    struct doctor *d, const char *what, const char *text, const char *mend);

/* Say that something could not be looked at, and why. */
void doctor_unseen(struct doctor *d, const char *what, const char *why);

/* How a section is called: "the top level", "[login sshd @staff]". Returns out.
 */
#define DOCTOR_PLACE_SIZE (CONF_SERVICE_SIZE + CONF_USER_SIZE + 16)
const char *doctor_place(
    const struct conf_login *login, char out[DOCTOR_PLACE_SIZE]);

/*
 * Read a configuration that a PAM line names, as a login does it: by the
 * service user, where root looks. 0 or a negative errno.
 */
int doctor_conf_read(struct doctor *d, const char *path, struct conf *out,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * Where a key above all sections stands that holds: FILE:LINE, or the main
 * file where nobody wrote it. Returns out, of CONF_PATH_SIZE + 16 bytes.
 */
const char *doctor_conf_place(
    const struct doctor *d, const char *key, char *out);

/* Whether systemd runs this host; mends go by it. */
bool doctor_systemd(void);

/*
 * Why no login by a configuration (NULL: the usual one) gets an answer of
 * credmint-auth; why is "" where one does. claimed: of a program that is not
 * root's. Says nothing.
 */
void doctor_answer_shut(
    const char *config, bool claimed, struct doctor_shut *out);

/*
 * Whether the service user can write the registry, r being open there, or NULL
 * where it did not open for that reason. What is not so is said as bad, unless
 * out is not NULL, which then has it.
 */
bool doctor_writable(
    struct doctor *d, struct registry *r, struct doctor_shut *out);

/* ---- the checks of a host ---- */

int doctor_account(struct doctor *d); /* the service user */
int doctor_answer(struct doctor *d);  /* sockets, or the helper */
int doctor_configuration(struct doctor *d);
int doctor_delivery(struct doctor *d);
int doctor_entropy(struct doctor *d);
int doctor_files_conf(struct doctor *d);     /* owners and modes */
int doctor_files_programs(struct doctor *d); /* ... */
int doctor_files_state(struct doctor *d);    /* ... */
int doctor_files_units(struct doctor *d);    /* ... */
int doctor_hash(struct doctor *d);
int doctor_registry(struct doctor *d);
int doctor_rules(struct doctor *d); /* legal, and dangerous */
int doctor_sweep(struct doctor *d);
int doctor_synchronised(struct doctor *d);
int doctor_pam(struct doctor *d);  /* stacks that let in, or lock root out */
int doctor_sshd(struct doctor *d); /* UsePAM, keyboard-interactive, ... */

/*
 * Find the services of /etc/pam.d (and /usr/lib/pam.d) that ask credmint, for
 * d->services; says nothing. Called before the checks, and with --user.
 * 0 or a negative errno.
 */
int doctor_services(struct doctor *d) __attribute__((warn_unused_result));

#endif
