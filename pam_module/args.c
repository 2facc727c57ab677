/*
 * args - the arguments of a PAM line
 */

#include "pam_module/args.h"

#include <errno.h>
#include <string.h>
#include <syslog.h>

#include <security/pam_ext.h>

#include "wire/wire.h"

#define CONF "conf="

int
args_read(pam_handle_t *pamh, int argc, const char **argv, struct args *out)
{
	const char *file;
	int i;

	out->conf = "";
	for (i = 0; i < argc; i++) {
		if (strncmp(argv[i], CONF, strlen(CONF)) != 0) {
			pam_syslog(pamh, LOG_ERR,
			    "unknown argument '%.64s'; see pam_credmint(8)",
			    argv[i]);
			return -EINVAL;
		}
		file = argv[i] + strlen(CONF);
		if (file[0] != '/' || strlen(file) > WIRE_NAME_MAX) {
			pam_syslog(pamh, LOG_ERR,
			    "conf= needs an absolute path of at most %d bytes",
			    WIRE_NAME_MAX);
			return -EINVAL;
		}
		out->conf = file;
	}
	return 0;
}
