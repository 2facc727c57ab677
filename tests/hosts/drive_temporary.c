/*
 * drive_temporary - temporary passwords on record, as a reset leaves them
 *
 *	drive_temporary set|intend TTL
 *
 * Each line on standard input is USER:HASH. Prints the id of each record.
 * "intend" stops where a reset was going to set the password. Run as the
 * service user; the program itself changes no account.
 */

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/account.h"
#include "host/conf.h"
#include "registry/registry.h"

static int
record(struct registry *r, char *line, int64_t ttl, bool set, struct fault *f)
{
	struct registry_temporary made;
	struct account account;
	char *hash = strchr(line, ':');
	int rc;

	if (hash == NULL)
		return -EINVAL;
	*hash++ = '\0';
	hash[strcspn(hash, "\n")] = '\0';
	rc = account_find(line, &account, f);
	if (rc != 0)
		return rc < 0 ? rc : -ENOENT;
	rc = registry_reset_intend(r, &account, hash, ttl, "test", &made, f);
	if (rc == 0 && set)
		rc = registry_reset_confirm(r, made.id, "test", f);
	if (rc == 0 && printf("%" PRId64 "\n", made.id) < 0)
		rc = -EIO;
	return rc;
}

int
main(int argc, char **argv)
{
	struct conf *conf = malloc(sizeof(*conf));
	struct registry *r = NULL;
	struct fault f = {""};
	char line[1024];
	int rc;

	if (argc != 3 || conf == NULL)
		return 2;
	rc = conf_read(conf, NULL, &f);
	if (rc == 0)
		rc = registry_open(&r, conf, &f);
	while (rc == 0 && fgets(line, sizeof(line), stdin) != NULL)
		rc = record(r, line, strtoll(argv[2], NULL, 10),
		    strcmp(argv[1], "set") == 0, &f);
	if (r != NULL)
		registry_close(r);
	free(conf);
	if (rc != 0)
		(void)fprintf(stderr, "drive_temporary: %s\n", f.text);
	return rc == 0 ? 0 : 1;
}
