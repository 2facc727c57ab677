/* doctor_configuration - whether the configuration can be read */

#include <unistd.h>

#include "command.h"
#include "doctor.h"

int
doctor_configuration(struct doctor *d)
{
	const char *path =
	    d->call->config != NULL ? d->call->config : CONF_FILE;

	if (d->conf_read)
		doctor_say(d, DOCTOR_OK, "configuration",
		    access(path, F_OK) == 0
			? "%s and its drop-ins can be read"
			: "there is no %s: what no drop-in says is as usual",
		    path);
	else if (d->bad == 0)
		/* Whose files are not as they should be was said. */
		doctor_told(d, "configuration", d->fault.text,
		    "mend it: until then every login is refused");
	return 0;
}
