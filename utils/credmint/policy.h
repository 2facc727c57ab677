/*
 * policy - a judge of passwords, which is a library opened at run time
 *
 * Private to host_policy and its judges, policy_NAME.
 */

#ifndef CREDMINT_POLICY_H
#define CREDMINT_POLICY_H

#include <stdbool.h>
#include <stddef.h>

#include "core/fault.h"
#include "host/pam_line.h"

#define POLICY_REASON_SIZE 256
#define POLICY_PATH_SIZE 512

/* Documented outcomes of open(). */
#define POLICY_NOT_INSTALLED 1
#define POLICY_NONE 2 /* there are no rules of it */

/* What is drawn, in characters; larger wishes win. */
struct policy_wish {
	int shortest, longest;
	int lower, upper, digits, symbols;
};

/* One that is open. */
struct policy {
	const struct policy_kind *kind;
	void *library;                /* of dlopen(3) */
	void *state;                  /* the judge's own */
	char place[POLICY_PATH_SIZE]; /* where the rules stand, for people */
};

struct policy_kind {
	const char *name;    /* of the PAM module */
	const char *module;  /* its file */
	const char *library; /* name of dlopen(3) */
	bool unasked; /* judges without a line, too, where it has rules */
	/*
	 * Read the rules: those of the line, or, with NULL, those of a file of
	 * its own. What it must be is written into *wish. 0, POLICY_NONE, or a
	 * negative errno.
	 */
	int (*open)(struct policy *policy, const char *root, const char *user,
	    const struct pam_line *line, struct policy_wish *wish,
	    struct fault *f);
	/* Whether it takes a password; why not goes into reason. */
	bool (*takes)(const struct policy *policy, const char *password,
	    const char *user, char reason[POLICY_REASON_SIZE]);
	void (*close)(struct policy *policy);
};

extern const struct policy_kind policy_pwquality;
extern const struct policy_kind policy_passwdqc;

/*
 * Copy the addresses of n functions of the library, in the order of names.
 * Whether it has them all.
 */
bool policy_bind(const struct policy *policy, const char *const *names,
    size_t n, void *functions);

#endif
