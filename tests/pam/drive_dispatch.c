/*
 * drive_dispatch - what libpam answers for a stack, and what we say it does
 *
 *	drive_dispatch FIRST COUNT
 *
 * Writes COUNT stacks to /etc/pam.d, each made from a number from FIRST on, of
 * modules whose answers are in their arguments, has libpam go through the auth
 * and account lines of each, and compares that with pam_stack_run(). The last
 * line is "N alike, N different, N yes"; each that differs is printed. For the
 * sandbox alone: "other" is written, too.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <security/pam_appl.h>

#include "host/pam_stack.h"

static const char *const codes[] = {"success", "open_err", "symbol_err",
    "service_err", "system_err", "buf_err", "perm_denied", "auth_err",
    "cred_insufficient", "authinfo_unavail", "user_unknown", "maxtries",
    "new_authtok_reqd", "acct_expired", "session_err", "cred_unavail",
    "cred_expired", "cred_err", "no_module_data", "conv_err", "authtok_err",
    "authtok_recover_err", "authtok_lock_busy", "authtok_disable_aging",
    "try_again", "ignore", "abort", "authtok_expired", "module_unknown",
    "bad_item", "conv_again"};
#define CODES (sizeof(codes) / sizeof(*codes))

static uint64_t seed;

/* A number below n; the same ones for the same seed. */
static unsigned
below(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

#define ONE_OF(table) ((table)[below(sizeof(table) / sizeof(*(table)))])

static FILE *
create(const char *name)
{
	char path[512];
	FILE *file;

	(void)snprintf(path, sizeof(path), "/etc/pam.d/%s", name);
	file = fopen(path, "we");
	if (file == NULL) {
		perror(path);
		exit(2);
	}
	return file;
}

/* The answers that matter most come most often. */
static const char *
code(void)
{
	static const char *const usual[] = {"success", "success", "success",
	    "success", "success", "success", "auth_err", "auth_err", "ignore",
	    "ignore", "authinfo_unavail", "new_authtok_reqd"};

	return below(8) == 0 ? codes[below(CODES)] : ONE_OF(usual);
}

static void
write_brackets(FILE *file)
{
	static const char *const acts[] = {
	    "ignore", "ok", "done", "bad", "die", "reset", "1", "1", "2", "3"};
	static const char *const odd[] = {"succeed=ok", "success",
	    "success=", "success=0", "default=okay", "success ok", "Success=ok",
	    "=ok"};
	unsigned n = below(4);

	(void)fputc('[', file);
	while (n-- > 0)
		(void)fprintf(file, "%s%s%s%s", code(),
		    below(8) == 0 ? " = " : "=", ONE_OF(acts),
		    below(20) == 0 ? "" : " ");
	if (below(40) == 0)
		(void)fputs(ONE_OF(odd), file);
	if (below(4) != 0)
		(void)fprintf(file, "default=%s", ONE_OF(acts));
	(void)fputc(']', file);
}

static void
write_control(FILE *file)
{
	static const char *const words[] = {"required", "requisite",
	    "sufficient", "optional", "optional", "Required", "SUFFICIENT"};
	static const char *const odd[] = {"require", "success=ok", "[]"};

	if (below(60) == 0)
		(void)fputs(ONE_OF(odd), file);
	else if (below(2) == 0)
		write_brackets(file);
	else
		(void)fputs(ONE_OF(words), file);
}

static void
write_module(FILE *file)
{
	static const char *const blanks[] = {" ", "  ", "\t", " \\\n  "};
	static const char *const types[] = {"auth", "auth", "auth", "account",
	    "account", "-auth", "AUTH", "-Account"};

	(void)fputs(below(80) == 0 ? "ath" : ONE_OF(types), file);
	(void)fputs(ONE_OF(blanks), file);
	write_control(file);
	if (below(100) == 0) {
		(void)fputc('\n', file);
		return;
	}
	(void)fputs(ONE_OF(blanks), file);
	switch (below(20)) {
	case 0:
		(void)fputs("pam_no_such_module.so\n", file);
		break;
	case 1:
		(void)fputs("pam_permit.so # a comment\n", file);
		break;
	case 2:
		(void)fputs("pam_deny.so\n", file);
		break;
	default:
		(void)fprintf(file, "pam_debug.so auth=%s", code());
		(void)fprintf(file, "%s[acct=%s]\n", ONE_OF(blanks), code());
		break;
	}
}

static void
write_lines(FILE *file, unsigned depth)
{
	static const char *const files[] = {"", "first", "second", "third"};
	unsigned n = 1 + below(6);

	while (n-- > 0) {
		if (depth == 3 || below(4) != 0)
			write_module(file);
		else if (below(4) == 0)
			(void)fprintf(file, "@include %s\n", files[depth + 1]);
		else
			(void)fprintf(file, "%s %s %s\n",
			    below(4) == 0 ? "account" : "auth",
			    below(3) == 0 ? "include" : "substack",
			    files[depth + 1 + below(3 - depth)]);
		if (below(10) == 0)
			(void)fputs("# nothing \\\n\n", file);
	}
}

static void
write_service(void)
{
	static const char *const files[] = {
	    "service", "first", "second", "third", "other"};

	for (unsigned i = 0; i < 5; i++) {
		FILE *file = create(files[i]);

		write_lines(file, i == 4 ? 3 : i);
		if (fclose(file) != 0)
			exit(2);
	}
}

/* What a module of ours answers: its argument says so. */
static int
answer(const struct pam_stack_line *line, void *arg)
{
	const char *word = NULL;

	(void)arg;
	if (pam_stack_is(line, "pam_permit.so"))
		return PAM_SUCCESS;
	if (pam_stack_is(line, "pam_deny.so"))
		return PAM_AUTH_ERR;
	if (!pam_stack_is(line, "pam_debug.so"))
		return PAM_MODULE_UNKNOWN;
	while ((word = pam_stack_argument(line, word)) != NULL)
		if (strncmp(word,
			line->type == PAM_STACK_AUTH ? "auth=" : "acct=", 5) ==
		    0)
			for (size_t i = 0; i < CODES; i++)
				if (strcmp(word + 5, codes[i]) == 0)
					return (int)i;
	return PAM_SUCCESS;
}

static int
converse(int n, const struct pam_message **messages,
    struct pam_response **responses, void *data)
{
	(void)messages;
	(void)data;
	*responses = calloc((size_t)n, sizeof(**responses));
	return *responses == NULL ? PAM_BUF_ERR : PAM_SUCCESS;
}

static void
real(int said[2])
{
	static const struct pam_conv conv = {converse, NULL};
	pam_handle_t *pamh = NULL;

	said[0] = pam_start("service", "root", &conv, &pamh);
	said[1] = said[0];
	if (said[0] == PAM_SUCCESS) {
		said[0] = pam_authenticate(pamh, PAM_SILENT);
		said[1] = pam_acct_mgmt(pamh, PAM_SILENT);
	}
	if (pamh != NULL)
		(void)pam_end(pamh, 0);
}

int
main(int argc, char **argv)
{
	unsigned long first, count, alike = 0, different = 0, yes = 0;

	/* What sandbox.sh leaves: the machine's own files are not written. */
	if (argc != 3 || access("/run/install.log", F_OK) != 0)
		return 2;
	first = strtoul(argv[1], NULL, 10);
	count = strtoul(argv[2], NULL, 10);
	for (unsigned long i = first; i < first + count; i++) {
		struct fault f = {""};
		struct pam_stack *stack;
		int theirs[2], our[2] = {-1, -1};

		seed = i * 2654435761u + 1;
		write_service();
		real(theirs);
		if (pam_stack_read("", "service", &stack, &f) == 0) {
			our[0] =
			    pam_stack_run(stack, PAM_STACK_AUTH, answer, NULL);
			our[1] = pam_stack_run(
			    stack, PAM_STACK_ACCOUNT, answer, NULL);
		}
		pam_stack_free(stack);
		for (int k = 0; k < 2; k++) {
			alike += theirs[k] == our[k];
			different += theirs[k] != our[k];
			yes += theirs[k] == PAM_SUCCESS;
			if (theirs[k] != our[k])
				(void)printf("%lu %s: libpam %d, we %d %s\n", i,
				    k == 0 ? "auth" : "account", theirs[k],
				    our[k], f.text);
		}
	}
	(void)printf(
	    "%lu alike, %lu different, %lu yes\n", alike, different, yes);
	return different == 0 && alike > 0 ? 0 : 1;
}
