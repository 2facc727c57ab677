/*
 * doctor_pam_lines - lines that libpam or the module refuses
 *
 * What arguments there are is said once more here, as pam_credmint(8) says it:
 * the module reads its own with libpam.
 */

#include "doctor_pam.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where libpam looks for a module that has no path. */
static const char *const directories[] = {CREDMINT_PAMDIR, "/lib/security"};

/* A name that ends with '=' has a value after it. */
static const char *const arguments[] = {"authtok_prompt=", "conf=", "debug",
    "forward_pass", "forward_pass=", "nullok", "try_first_pass",
    "use_first_pass"};

static bool
bad(const struct doctor_pam *p, const struct pam_stack_line *line,
    const char *finding, const char *name, const char *mend)
{
	doctor_say(p->d, DOCTOR_BAD, p->what, "%s:%u: %s%.128s; %s", line->file,
	    line->number, finding, name, mend);
	return false;
}

static bool
is_known(const char *word)
{
	const char *equals = strchr(word, '=');
	size_t n = equals == NULL ? strlen(word) : (size_t)(equals - word) + 1;

	for (size_t i = 0; i < sizeof(arguments) / sizeof(*arguments); i++)
		if (strlen(arguments[i]) == n &&
		    memcmp(arguments[i], word, n) == 0)
			return true;
	return false;
}

static bool
conf_is_read(const struct doctor_pam *p, const struct pam_stack_line *line,
    const char *path)
{
	struct conf *conf = malloc(sizeof(*conf));
	struct fault f = {""};
	bool well = true;
	int rc;

	if (conf == NULL)
		return false;
	if (path[0] != '/')
		well = bad(p, line, "conf= needs an absolute path, not ", path,
		    "write one");
	else if ((rc = doctor_conf_read(p->d, path, conf, &f)) != 0)
		well = bad(p, line, "every login is refused, ", f.text,
		    rc == -EACCES ? "let the group of the service user read "
				    "it, or take conf= out"
				  : "mend that file, or take conf= out");
	free(conf);
	return well;
}

static bool
argument_is_well(const struct doctor_pam *p, const struct pam_stack_line *line,
    const char *word)
{
	long n;

	if (!is_known(word))
		return bad(p, line,
		    "every login is refused, there is no argument ", word,
		    "take it out, or see pam_credmint(8)");
	if (strncmp(word, "conf=", 5) == 0)
		return conf_is_read(p, line, word + 5);
	if (strncmp(word, "forward_pass=", 13) != 0)
		return true;
	n = strtol(word + 13, NULL, 10);
	if (strspn(word + 13, "0123456789") == strlen(word + 13) && n >= 6 &&
	    n <= 16)
		return true;
	return bad(p, line, "every login is refused by ", word,
	    "write a number from 6 to 16");
}

static bool
arguments_are_well(
    const struct doctor_pam *p, const struct pam_stack_line *line)
{
	const char *word = NULL;
	bool well = true, try = false, use = false;

	while ((word = pam_stack_argument(line, word)) != NULL) {
		well &= argument_is_well(p, line, word);
		try |= strcmp(word, "try_first_pass") == 0;
		use |= strcmp(word, "use_first_pass") == 0;
	}
	if (try && use)
		well = bad(p, line, "every login is refused, ",
		    "try_first_pass and use_first_pass exclude each other",
		    "take one out");
	return well;
}

static bool
module_is_there(const struct doctor_pam *p, const struct pam_stack_line *line)
{
	char path[2 * CONF_PATH_SIZE];
	size_t n = sizeof(directories) / sizeof(*directories);

	if (line->module[0] == '/' && access(line->module, R_OK) == 0)
		return true;
	for (size_t i = 0; line->module[0] != '/' && i < n; i++) {
		(void)snprintf(
		    path, sizeof(path), "%s/%s", directories[i], line->module);
		if (access(path, R_OK) == 0)
			return true;
	}
	return bad(p, line, "there is no module ", line->module,
	    "install credmint again, or write the module's name alone");
}

bool
doctor_pam_lines(const struct doctor_pam *p)
{
	bool well = true, there = true;

	for (size_t i = 0; i < p->stack->n; i++) {
		const struct pam_stack_line *line = p->stack->lines[i];

		if (line->wrong != NULL)
			well = bad(p, line, "PAM cannot read the line: it ",
			    line->wrong, "mend it, see pam.conf(5)");
		if (!pam_stack_is(line, DOCTOR_MODULE))
			continue;
		well &= arguments_are_well(p, line);
		/* Once is enough. */
		if (there)
			there = module_is_there(p, line);
	}
	return well && there;
}
