/*
 * doctor_ways - whether there is a way through a PAM stack
 *
 * Every combination of answers that the modules can give is tried. Modules
 * that ask for a proof, which are all that are not known better, say yes or
 * no; conditions (pam_succeed_if, pam_nologin, ...) do, too, without anything
 * being proven.
 */

#ifndef CREDMINT_DOCTOR_WAYS_H
#define CREDMINT_DOCTOR_WAYS_H

#include "host/pam_stack.h"

#define DOCTOR_MODULE "pam_credmint.so"

/* What is asked. */
struct doctor_ways {
	const struct pam_stack *stack;
	enum pam_stack_type type;
	int credmint;    /* what pam_credmint.so answers, PAM_SUCCESS, ... */
	bool proofs;     /* other modules that ask for a proof may say yes */
	bool exemptions; /* conditions may pass over lines, or end the stack */
	bool due;        /* PAM_NEW_AUTHTOK_REQD at the end is a yes, too */
	/* What a line is known to answer, or -1; NULL: nothing is. */
	int (*known)(const struct pam_stack_line *line, void *arg);
	void *arg;
};

/* What was found. */
struct doctor_way {
	bool open;    /* there is one */
	bool asked;   /* pam_credmint.so was asked in it */
	bool reached; /* it is asked in some combination, open or not */
	bool many;    /* too many to try them all; then the rest is unknown */
	/* The line after which the first of credmint's was not asked, or the
	   last that was asked. */
	const struct pam_stack_line *by;
	/* The first line, not credmint's, that had a proof, or NULL. */
	const struct pam_stack_line *yes;
	/* The first condition that ended it or passed over lines, or NULL. */
	const struct pam_stack_line *exemption;
};

/* One in which pam_credmint.so was not asked is taken before others. */
struct doctor_way doctor_ways_find(const struct doctor_ways *ways);

/* Whether a line is a condition or says always the same. */
bool doctor_ways_no_proof(const struct pam_stack_line *line);

#endif
