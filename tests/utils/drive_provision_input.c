/*
 * drive_provision_input - what credmint provision takes a file for
 *
 *	drive_provision_input FILE	a line for each account: its line, and
 *					its fields with '|' between them; at
 *					the end how many are good and bad
 *	drive_provision_input -q FILE	the end alone, with the most memory it
 *					had (KiB)
 */

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "utils/credmint/provision_input.h"

static void
show(const struct provision_account *account)
{
	(void)printf("%llu", (unsigned long long)account->line);
	for (size_t i = 0; i < PROVISION_FIELDS; i++)
		(void)printf(
		    "|%s", account->field[i] != NULL ? account->field[i] : "");
	(void)printf("\n");
}

int
main(int argc, char **argv)
{
	struct provision_input *in = NULL;
	struct provision_account account;
	struct fault f = {""};
	struct rusage used;
	int quiet = argc == 3 && strcmp(argv[1], "-q") == 0;
	int rc;

	if (argc != 2 + quiet)
		return 2;
	rc = provision_input_open(&in, argv[1 + quiet], &f);
	while (rc == 0 && (rc = provision_input_next(in, &account, &f)) == 1) {
		rc = 0;
		if (!quiet)
			show(&account);
	}
	if (f.text[0] != '\0')
		(void)fprintf(stderr, "credmint: %s\n", f.text);
	if (in == NULL)
		return 3;
	(void)printf("good %llu bad %llu",
	    (unsigned long long)provision_input_good(in),
	    (unsigned long long)provision_input_bad(in));
	if (quiet && getrusage(RUSAGE_SELF, &used) == 0)
		(void)printf(" KiB %ld", used.ru_maxrss);
	(void)printf("\n");
	provision_input_close(in);
	return f.text[0] != '\0' ? 3 : 0;
}
