/* doctor_configuration - whether the configuration can be read */

#include "command.h"
#include "doctor.h"

int
doctor_configuration(struct doctor *d)
{
	const char *path =
	    d->call->config != NULL ? d->call->config : CONF_FILE;

	if (d->conf_read)
		doctor_say(d, DOCTOR_OK, "configuration",
		    "%s and its drop-ins can be read", path);
	else if (d->bad == 0)
		/* Whose files are not as they should be was said. */
		doctor_say(d, DOCTOR_BAD, "configuration",
		    "%s; before that no login gets an answer, and what goes "
		    "by it is not looked at",
		    d->fault.text);
	return 0;
}
