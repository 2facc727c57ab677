/* doctor_pam - PAM stacks that would let in without a code, or lock root out */

#include "doctor_pam.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "command.h"

struct looking {
	struct doctor *d;
	unsigned found; /* services that name credmint */
};

const struct pam_stack_line *
doctor_pam_line(const struct pam_stack *stack, enum pam_stack_type type)
{
	for (size_t i = 0; i < stack->n; i++)
		if (stack->lines[i]->type == type &&
		    pam_stack_is(stack->lines[i], DOCTOR_MODULE))
			return stack->lines[i];
	return NULL;
}

static void
look_at(struct doctor *d, const char *service, const struct pam_stack *stack)
{
	char what[80];
	const struct doctor_pam p = {.d = d,
	    .service = service,
	    .what = what,
	    .stack = stack,
	    .line = doctor_pam_line(stack, PAM_STACK_AUTH)};
	bool well;

	(void)snprintf(what, sizeof(what), "pam %s", service);
	well = doctor_pam_lines(&p);
	if (p.line != NULL) {
		well &= doctor_pam_auth(&p);
		well &= doctor_pam_rules(&p);
	}
	well &= doctor_pam_account(&p);
	well &= doctor_pam_password(&p);
	if (well && p.line != NULL)
		doctor_say(d, DOCTOR_OK, what, "credmint is asked at %s:%u",
		    p.line->file, p.line->number);
}

static bool
names_credmint(const struct pam_stack *stack)
{
	for (unsigned i = 1; i < PAM_STACK_TYPES; i++)
		if (doctor_pam_line(stack, (enum pam_stack_type)i) != NULL)
			return true;
	return false;
}

static int
look(const char *service, void *arg)
{
	struct looking *looking = arg;
	struct doctor *d = looking->d;
	struct fault f = {""};
	struct pam_stack *stack;
	int rc;

	rc = pam_stack_read("", service, &stack, &f);
	if (rc == -EACCES || rc == -ENOMEM) {
		doctor_unseen(d, "pam", f.text);
	} else if (rc != 0) {
		doctor_told(d, "pam", f.text, "mend the file, or remove it");
	} else if (names_credmint(stack)) {
		looking->found++;
		look_at(d, service, stack);
	}
	pam_stack_free(stack);
	return d->error;
}

int
doctor_pam(struct doctor *d)
{
	struct looking looking = {.d = d};
	int rc = pam_stack_names("", look, &looking, &d->call->fault);

	if (rc != 0)
		return rc < 0 ? rc : 0;
	if (looking.found == 0) {
		doctor_say(d, DOCTOR_NOTE, "pam",
		    "no service of /etc/pam.d asks credmint; see "
		    "pam_credmint(8) and the examples in "
		    "/usr/share/doc/credmint/examples");
		return 0;
	}
	return doctor_pam_root(d);
}
