/* issuer - the organisation, as an app shows it beside a code */

#include "host/issuer.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

_Static_assert(CONF_ISSUER_SIZE > HOST_NAME_MAX, "every host's name has room");

void
issuer_find(const struct conf *conf, char out[CONF_ISSUER_SIZE])
{
	memcpy(out, conf->issuer, CONF_ISSUER_SIZE);
	if (out[0] == '\0' &&
	    (gethostname(out, CONF_ISSUER_SIZE) != 0 ||
		strchr(out, ':') != NULL))
		out[0] = '\0';
}
