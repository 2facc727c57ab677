/* doctor_services - the PAM services that ask credmint */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host/pam_stack.h"

#include "command.h"
#include "doctor.h"
#include "doctor_ways.h"

static bool
has_argument(const struct pam_stack_line *line, const char *wanted)
{
	const char *word = NULL;

	while ((word = pam_stack_argument(line, word)) != NULL)
		if (strcmp(word, wanted) == 0)
			return true;
	return false;
}

static void
look_at(struct doctor_service *service, const struct pam_stack_line *line)
{
	if (!pam_stack_is(line, DOCTOR_MODULE))
		return;
	service->account |= line->type == PAM_STACK_ACCOUNT;
	if (line->type != PAM_STACK_AUTH)
		return;
	if (!service->auth)
		(void)snprintf(service->place, sizeof(service->place), "%s:%u",
		    line->file, line->number);
	service->auth = true;
	service->nullok |= has_argument(line, "nullok");
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
	struct doctor_service *service = &d->services[d->services_n];
	struct pam_stack *stack;

	if (strlen(name) >= sizeof(service->name) ||
	    pam_stack_read("", name, &stack, NULL) != 0)
		return 0;
	*service = (struct doctor_service){.auth = false};
	(void)snprintf(service->name, sizeof(service->name), "%s", name);
	for (size_t i = 0; i < stack->n; i++)
		look_at(service, stack->lines[i]);
	pam_stack_free(stack);
	d->services_n += service->auth || service->account;
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
