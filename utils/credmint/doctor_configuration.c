/* doctor_configuration - whether the configuration can be read */

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "command.h"
#include "doctor.h"

int
doctor_configuration(struct doctor *d)
{
	const char *path =
	    d->call->config != NULL ? d->call->config : CONF_FILE;
	char text[sizeof(d->fault.text) + 96];

	if (d->conf_read)
		doctor_say(d, DOCTOR_OK, "configuration",
		    access(path, F_OK) == 0
			? "%s and its drop-ins can be read"
			: "there is no %s: what no drop-in says is as usual",
		    path);
	else if (!d->root && d->conf_error == -EACCES)
		/* It may be for the service user's group alone. */
		doctor_unseen(d, "configuration", "run this as root");
	else if (d->bad == 0) {
		/* Whose files are not as they should be was said. */
		(void)snprintf(text, sizeof(text),
		    "every login is refused, and what goes by it is not looked "
		    "at: %s",
		    d->fault.text);
		doctor_told(d, "configuration", text, "mend it");
	}
	return 0;
}
