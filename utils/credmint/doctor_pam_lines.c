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

#include "wire/wire.h"

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
	rc = doctor_conf_read(p->d, path, conf, &f);
	if (rc != 0)
		well = bad(p, line, "every login is refused, ", f.text,
		    rc == -EACCES ? "let the group of the service user read "
				    "it, or take conf= out"
				  : "mend that file, or take conf= out");
	free(conf);
	return well;
}

/* Whether a number of characters is one, of two digits at most. */
static bool
is_forward(const char *text)
{
	const size_t n = strlen(text);
	const long number = strtol(text, NULL, 10);

	return n <= 2 && strspn(text, "0123456789") == n && number >= 6 &&
	    number <= 16;
}

/* What a word sets, and to what; forward_pass alone sets 8. */
static size_t
sets(const char *word, const char **value)
{
	const char *equals = strchr(word, '=');
	const size_t n =
	    equals == NULL ? strlen(word) : (size_t)(equals - word);

	*value = equals != NULL ? equals + 1 : "8";
	return n;
}

/* A word before it that sets the same to something else, or NULL. */
static const char *
contradicted(const struct pam_stack_line *line, const char *word)
{
	const char *before = NULL, *value, *other;
	const size_t n = sets(word, &value);

	while ((before = pam_stack_argument(line, before)) != word)
		if (sets(before, &other) == n && memcmp(before, word, n) == 0 &&
		    strcmp(other, value) != 0)
			return before;
	return NULL;
}

static bool
says(const struct pam_stack_line *line, const char *wanted)
{
	const char *word = NULL;

	while ((word = pam_stack_argument(line, word)) != NULL)
		if (strcmp(word, wanted) == 0)
			return true;
	return false;
}

/* Of one word of a line. */
static bool
refuses(const struct pam_stack_line *line, const char *word,
    struct doctor_shut *out)
{
	const char *other = contradicted(line, word);
	const char *mend = NULL;
	char text[sizeof(out->why)] = "";

	if (!is_known(word)) {
		(void)snprintf(
		    text, sizeof(text), "there is no argument %.256s", word);
		mend = "take it out, or see pam_credmint(8)";
	} else if (strncmp(word, "forward_pass=", 13) == 0 &&
	    !is_forward(word + 13)) {
		(void)snprintf(text, sizeof(text), "by %.256s", word);
		mend = "write a number from 6 to 16";
	} else if (strncmp(word, "conf=", 5) == 0 && word[5] != '/') {
		(void)snprintf(text, sizeof(text),
		    "conf= needs an absolute path, not %.256s", word + 5);
		mend = "write one";
	} else if (strncmp(word, "authtok_prompt=", 15) == 0 &&
	    (word[15] == '\0' || strlen(word + 15) > WIRE_PROMPT_MAX)) {
		(void)snprintf(text, sizeof(text),
		    "authtok_prompt= needs a text of 1 to %u bytes",
		    (unsigned)WIRE_PROMPT_MAX);
		mend = "write one, or take it out";
	} else if (other != NULL) {
		(void)snprintf(
		    text, sizeof(text), "%.128s and %.128s", other, word);
		mend = "take one out";
	}
	(void)snprintf(out->why, sizeof(out->why), "%s", text);
	(void)snprintf(
	    out->mend, sizeof(out->mend), "%s", mend == NULL ? "" : mend);
	return mend != NULL;
}

bool
doctor_pam_refuses(const struct pam_stack_line *line, struct doctor_shut *out)
{
	const char *word = NULL;

	while ((word = pam_stack_argument(line, word)) != NULL)
		if (refuses(line, word, out))
			return true;
	if (!says(line, "try_first_pass") || !says(line, "use_first_pass"))
		return false;
	(void)snprintf(out->why, sizeof(out->why),
	    "try_first_pass and use_first_pass exclude each other");
	(void)snprintf(out->mend, sizeof(out->mend), "take one out");
	return true;
}

static bool
arguments_are_well(
    const struct doctor_pam *p, const struct pam_stack_line *line)
{
	const char *word = NULL;
	struct doctor_shut shut;

	if (doctor_pam_refuses(line, &shut)) {
		doctor_say(p->d, DOCTOR_BAD, p->what,
		    "%s:%u: every login is refused, %s; %s", line->file,
		    line->number, shut.why, shut.mend);
		return false;
	}
	while ((word = pam_stack_argument(line, word)) != NULL)
		if (strncmp(word, "conf=", 5) == 0)
			return conf_is_read(p, line, word + 5);
	return true;
}

bool
doctor_pam_module_is_there(const struct pam_stack_line *line)
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
	return false;
}

static bool
module_is_there(const struct doctor_pam *p, const struct pam_stack_line *line)
{
	return doctor_pam_module_is_there(line) ||
	    bad(p, line, "there is no module ", line->module,
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
