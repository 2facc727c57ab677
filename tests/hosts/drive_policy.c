/*
 * drive_policy - passwords by the rules of a host, a line each
 *
 *	drive_policy draw ROOT USER N
 *	drive_policy find ROOT USER
 *
 * Exit 0, or 3 with the name of the error and what the fault says.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fault.h"
#include "credmint.h"
#include "utils/credmint/host_policy.h"

static struct fault fault;

static int
draw(const char *root, const char *user, long n)
{
	char password[CREDMINT_PASSWORD_MAX + 1];
	int r = 0;

	for (long i = 0; r == 0 && i < n; i++) {
		r = host_policy_password(
		    root, user, password, sizeof(password), &fault);
		if (r == 0)
			(void)puts(password);
		else if (password[0] != '\0')
			(void)puts("a password is left after a fault");
	}
	return r;
}

static int
find(const char *root, const char *user)
{
	char text[HOST_POLICY_SIZE];
	int r = host_policy_find(root, user, text, &fault);

	if (r == 0)
		(void)puts(text);
	return r;
}

int
main(int argc, char **argv)
{
	int r;

	if (argc == 5 && strcmp(argv[1], "draw") == 0)
		r = draw(argv[2], argv[3], strtol(argv[4], NULL, 10));
	else if (argc == 4 && strcmp(argv[1], "find") == 0)
		r = find(argv[2], argv[3]);
	else
		return 2;
	if (r == 0)
		return fflush(stdout) == 0 ? 0 : 3;
	(void)printf("%s %s\n", strerrorname_np(-r), fault.text);
	return 3;
}
