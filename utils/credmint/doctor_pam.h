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

/*
 * Whether an argument of a credmint's line makes the module refuse every
 * login; that a file of conf= can be read is not asked.
 */
bool doctor_pam_refuses(
    const struct pam_stack_line *line, struct doctor_shut *out);

/* Whether libpam finds the module of a line. */
bool doctor_pam_module_is_there(const struct pam_stack_line *line);

/* Whether a configuration has a grace period for somebody at a service. */
bool doctor_pam_grace(const struct conf *conf, const char *service);

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
