/*
 * doctor_pam - what is told of the stacks of a host
 *
 * Each call looks at one service, says what is wrong with it, and returns
 * whether nothing bad was said.
 */

#ifndef CREDMINT_DOCTOR_PAM_H
#define CREDMINT_DOCTOR_PAM_H

#include "host/pam_stack.h"

#include "doctor.h"
#include "doctor_ways.h"

/* A service, and how lines about it begin: "pam sshd". */
struct doctor_pam {
	struct doctor *d;
	const char *service, *what;
	const struct pam_stack *stack;
	const struct pam_stack_line *line; /* the first auth line of credmint's,
					      or NULL */
};

/* The first line of credmint's of a type, or NULL. */
const struct pam_stack_line *doctor_pam_line(
    const struct pam_stack *stack, enum pam_stack_type type);

/* Arguments, and lines that libpam refuses. */
bool doctor_pam_lines(const struct doctor_pam *p);

/* Who gets in by the auth lines. */
bool doctor_pam_auth(const struct doctor_pam *p);

/* What the auth lines make of who is not enrolled, or exempt, and of grace. */
bool doctor_pam_rules(const struct doctor_pam *p);

/* Account and password lines. */
bool doctor_pam_account(const struct doctor_pam *p);
bool doctor_pam_password(const struct doctor_pam *p);

/* Whether root gets in where no code can be checked; says a line. */
int doctor_pam_root(struct doctor *d);

#endif
