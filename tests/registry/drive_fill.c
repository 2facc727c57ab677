/*
 * drive_fill - put many codes on record, as an administrator would one by one
 *
 *	drive_fill CONF COUNT
 *
 * Into the registry that the configuration CONF names, to as many accounts as
 * that takes, which need not exist. Run as the service user.
 */

#include <stdio.h>
#include <stdlib.h>

#include "core/secret.h"
#include "registry/registry.h"

static int
fill(struct registry *r, unsigned long count, struct fault *f)
{
	struct account a = {.uid = 100000};
	const struct registry_issue what = {
	    .account = &a,
	    .service = "",
	    .ttl = REGISTRY_TTL_USUAL,
	    .uses = 1,
	    .by = "root",
	};
	struct registry_code out;
	char code[REGISTRY_CODE_SIZE];
	int rc = 0;

	for (unsigned long i = 0; i < count && rc == 0; i++) {
		(void)snprintf(a.name, sizeof(a.name), "user%06lu",
		    i / REGISTRY_CODES_MAX);
		rc = registry_issue(r, &what, code, &out, f);
		SECRET_WIPE_ARRAY(code);
	}
	return rc;
}

int
main(int argc, char **argv)
{
	static struct conf conf;
	struct fault f = {""};
	struct registry *r = NULL;
	int rc;

	if (argc != 3)
		return 2;
	rc = conf_read(&conf, argv[1], &f);
	if (rc == 0)
		rc = registry_open(&r, &conf, &f);
	if (rc == 0)
		rc = fill(r, strtoul(argv[2], NULL, 10), &f);
	if (rc == 0)
		rc = registry_checkpoint(r, &f);
	if (rc != 0)
		(void)fprintf(stderr, "drive_fill: %s\n", f.text);
	registry_close(r);
	return rc == 0 ? 0 : 1;
}
