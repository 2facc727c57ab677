/*
 * drive_shadow - the calls of host/shadow, host/hash_method and host/pam_line
 *
 *	drive_shadow account ROOT USER
 *	drive_shadow read ROOT USER
 *	drive_shadow expire ROOT USER
 *	drive_shadow set ROOT USER		hash on standard input
 *	drive_shadow may ROOT USER		hash on standard input
 *	drive_shadow day ROOT USER DAYS
 *	drive_shadow lock USER			hash on standard input
 *	drive_shadow system ROOT UID
 *	drive_shadow method ROOT
 *	drive_shadow module ROOT FILE
 *
 * Exit 0, or 1 for an outcome that is no fault, or 3; then a line tells the
 * outcome's number or the error's name, and what the fault says.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/hash_method.h"
#include "host/pam_line.h"
#include "host/shadow.h"

static struct fault fault;

static int
run_account(char **argv)
{
	struct account account;
	int r = shadow_account(argv[0], argv[1], &account, &fault);

	if (r == 0)
		(void)printf(
		    "%s %u %u\n", account.name, account.uid, account.gid);
	return r;
}

static int
run_read(char **argv)
{
	struct shadow_entry entry;
	int r = shadow_read(argv[0], argv[1], &entry, &fault);

	if (r == 0)
		(void)printf("%s %ld\n", entry.hash, entry.lastchg);
	return r;
}

static int
run_expire(char **argv)
{
	struct shadow_entry entry;
	int r = shadow_read(argv[0], argv[1], &entry, &fault);

	if (r == 0)
		(void)printf("%ld\n", entry.expire);
	return r;
}

static const char *
hash_given(void)
{
	static char hash[1024];
	ssize_t n = read(0, hash, sizeof(hash) - 1);

	hash[n > 0 ? n : 0] = '\0';
	hash[strcspn(hash, "\n")] = '\0';
	return hash;
}

static int
run_set(char **argv)
{
	return shadow_set_hash(argv[0], argv[1], hash_given(), &fault);
}

static int
run_may(char **argv)
{
	return shadow_may_set(argv[0], argv[1], hash_given(), &fault);
}

static int
run_day(char **argv)
{
	return shadow_set_lastchg(
	    argv[0], argv[1], strtol(argv[2], NULL, 10), &fault);
}

static int
run_lock(char **argv)
{
	return shadow_lock(argv[0], hash_given(), &fault);
}

static int
run_system(char **argv)
{
	uid_t uid = (uid_t)strtoul(argv[1], NULL, 10);

	(void)puts(shadow_is_system(argv[0], uid) ? "system" : "person");
	return 0;
}

static int
run_method(char **argv)
{
	char method[HASH_METHOD_SIZE];
	unsigned long cost;
	int r = hash_method(argv[0], method, &cost, &fault);

	if (r == 0)
		(void)printf("%s %lu\n", method, cost);
	return r;
}

static int
run_module(char **argv)
{
	static struct pam_line line;
	const char *argument = NULL;
	int r = pam_line_find(argv[0], argv[1], &line, &fault);

	if (r == 0)
		(void)printf("%s:%u", line.file, line.line);
	while (r == 0 && (argument = pam_line_next(&line, argument)) != NULL)
		(void)printf(" <%s>", argument);
	if (r == 0)
		(void)puts("");
	return r;
}

static const struct {
	const char *name;
	int words;
	int (*run)(char **argv);
} calls[] = {
    {"account", 2, run_account},
    {"read", 2, run_read},
    {"expire", 2, run_expire},
    {"may", 2, run_may},
    {"set", 2, run_set},
    {"day", 3, run_day},
    {"lock", 1, run_lock},
    {"system", 2, run_system},
    {"method", 1, run_method},
    {"module", 2, run_module},
};

int
main(int argc, char **argv)
{
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		int r;

		if (argc != calls[i].words + 2 ||
		    strcmp(argv[1], calls[i].name) != 0)
			continue;
		r = calls[i].run(argv + 2);
		if (r == 0)
			return fflush(stdout) == 0 ? 0 : 3;
		if (r > 0)
			(void)printf("%d %s\n", r, fault.text);
		else
			(void)printf(
			    "%s %s\n", strerrorname_np(-r), fault.text);
		return r > 0 ? 1 : 3;
	}
	(void)fputs("drive_shadow: see its head\n", stderr);
	return 2;
}
