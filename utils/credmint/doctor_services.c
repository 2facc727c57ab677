/* doctor_services - the PAM services that ask credmint */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/pam_stack.h"

#include "command.h"
#include "doctor.h"
#include "doctor_ways.h"

#define STEP 16
/* Of a plain forward_pass. */
#define FORWARD_USUAL 8

/* What stands behind a word of a line, which may be "" ; NULL: it has none. */
static const char *
argument(const struct pam_stack_line *line, const char *wanted)
{
	const size_t n = strlen(wanted);
	const char *word = NULL;

	while ((word = pam_stack_argument(line, word)) != NULL)
		if (strncmp(word, wanted, n) == 0 &&
		    (word[n] == '\0' || wanted[n - 1] == '='))
			return word + n;
	return NULL;
}

/* Room for one more, in steps; what was found before may move. */
static bool
grow(struct doctor *d)
{
	struct doctor_service *more;

	if (d->services_n % STEP != 0)
		return true;
	more = reallocarray(
	    d->services, (size_t)d->services_n + STEP, sizeof(*more));
	if (more != NULL)
		d->services = more;
	return more != NULL;
}

/*
 * That of a name and a configuration, from the first of the name on; NULL: no
 * memory.
 */
static struct doctor_service *
service_of(struct doctor *d, unsigned first, const char *name, const char *conf)
{
	struct doctor_service *s;

	/* Another than root cannot name one. */
	if (strcmp(conf, d->conf_path) == 0 || d->claimed)
		conf = "";
	for (unsigned i = first; i < d->services_n; i++)
		if (strcmp(d->services[i].conf, conf) == 0)
			return &d->services[i];
	if (!grow(d))
		return NULL;
	s = &d->services[d->services_n++];
	memset(s, 0, sizeof(*s));
	(void)snprintf(s->name, sizeof(s->name), "%s", name);
	(void)snprintf(s->conf, sizeof(s->conf), "%s", conf);
	return s;
}

/* Characters of a code at the end of an answer; 0: it is the answer. */
static unsigned
forward(const struct pam_stack_line *line)
{
	const char *n = argument(line, "forward_pass=");

	if (n != NULL)
		return (unsigned)strtoul(n, NULL, 10);
	return argument(line, "forward_pass") != NULL ? FORWARD_USUAL : 0;
}

static int
auth_line(struct doctor *d, unsigned first, const char *name,
    const struct pam_stack_line *line)
{
	const char *conf = argument(line, "conf=");
	struct doctor_service *s =
	    service_of(d, first, name, conf != NULL ? conf : "");

	if (s == NULL)
		return -ENOMEM;
	if (!s->auth)
		(void)snprintf(s->place, sizeof(s->place), "%s:%u", line->file,
		    line->number);
	s->auth = true;
	s->nullok |= argument(line, "nullok") != NULL;
	if (s->forward == 0)
		s->forward = forward(line);
	return 0;
}

/* An account line asks by no rule of its own. */
static int
account_line(struct doctor *d, unsigned first, const char *name)
{
	if (d->services_n == first && service_of(d, first, name, "") == NULL)
		return -ENOMEM;
	for (unsigned i = first; i < d->services_n; i++)
		d->services[i].account = true;
	return 0;
}

bool
doctor_systemd(void)
{
	return access("/run/systemd/system", F_OK) == 0;
}

/* One that cannot be read is told of by doctor_pam(). */
static int
add(const char *name, void *arg)
{
	struct doctor *d = arg;
	const unsigned first = d->services_n;
	struct pam_stack *stack;
	int rc = 0;

	if (pam_stack_read("", name, &stack, NULL) != 0)
		return 0;
	for (size_t i = 0; i < stack->n && rc == 0; i++)
		if (stack->lines[i]->type == PAM_STACK_AUTH &&
		    pam_stack_is(stack->lines[i], DOCTOR_MODULE))
			rc = auth_line(d, first, name, stack->lines[i]);
	for (size_t i = 0; i < stack->n && rc == 0; i++)
		if (stack->lines[i]->type == PAM_STACK_ACCOUNT &&
		    pam_stack_is(stack->lines[i], DOCTOR_MODULE))
			rc = account_line(d, first, name);
	pam_stack_free(stack);
	return rc;
}

int
doctor_services(struct doctor *d)
{
	int rc;

	d->services_n = 0;
	rc = pam_stack_names("", add, d, &d->call->fault);
	return rc;
}
