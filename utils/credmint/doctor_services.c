/* doctor_services - the PAM services that ask credmint */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host/pam_stack.h"

#include "command.h"
#include "doctor.h"
#include "doctor_ways.h"

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

/* That of a name and a configuration, from the first of the name on. */
static struct doctor_service *
service_of(struct doctor *d, unsigned first, const char *name, const char *conf)
{
	struct doctor_service *s = &d->services[first];

	if (strcmp(conf, d->conf_path) == 0)
		conf = "";
	for (; s < &d->services[d->services_n]; s++)
		if (strcmp(s->conf, conf) == 0)
			return s;
	if (d->services_n == DOCTOR_SERVICES_MAX)
		return NULL;
	d->services_n++;
	*s = (struct doctor_service){.auth = false};
	(void)snprintf(s->name, sizeof(s->name), "%s", name);
	(void)snprintf(s->conf, sizeof(s->conf), "%s", conf);
	return s;
}

static void
auth_line(struct doctor *d, unsigned first, const char *name,
    const struct pam_stack_line *line)
{
	const char *conf = argument(line, "conf=");
	struct doctor_service *s =
	    service_of(d, first, name, conf != NULL ? conf : "");

	if (s == NULL)
		return;
	if (!s->auth)
		(void)snprintf(s->place, sizeof(s->place), "%s:%u", line->file,
		    line->number);
	s->auth = true;
	s->nullok |= argument(line, "nullok") != NULL;
}

/* An account line asks by no rule of its own. */
static void
account_line(struct doctor *d, unsigned first, const char *name)
{
	struct doctor_service *s = &d->services[first];

	if (d->services_n == first)
		(void)service_of(d, first, name, "");
	for (; s < &d->services[d->services_n]; s++)
		s->account = true;
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

	if (strlen(name) >= sizeof(d->services[0].name) ||
	    pam_stack_read("", name, &stack, NULL) != 0)
		return 0;
	for (size_t i = 0; i < stack->n; i++)
		if (stack->lines[i]->type == PAM_STACK_AUTH &&
		    pam_stack_is(stack->lines[i], DOCTOR_MODULE))
			auth_line(d, first, name, stack->lines[i]);
	for (size_t i = 0; i < stack->n; i++)
		if (stack->lines[i]->type == PAM_STACK_ACCOUNT &&
		    pam_stack_is(stack->lines[i], DOCTOR_MODULE))
			account_line(d, first, name);
	pam_stack_free(stack);
	return d->services_n == DOCTOR_SERVICES_MAX ? 1 : 0;
}

int
doctor_services(struct doctor *d)
{
	int rc;

	d->services_n = 0;
	rc = pam_stack_names("", add, d, &d->call->fault);
	return rc < 0 ? rc : 0;
}
