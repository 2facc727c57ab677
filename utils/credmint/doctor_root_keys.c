/*
 * doctor_root_keys - keys of root's that sshd takes for a shell
 *
 * Files and lines are judged as sshd(8) does: a file that others can write, or
 * the way to it, does not count while StrictModes is on, and a key with a
 * command of its own gives no shell.
 */

#include <ctype.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "doctor_root.h"
#include "doctor_sshd.h"

#define BLANKS " \t\r\n"

/* What was found in a file, or in all of them. */
struct found {
	unsigned keys, forced, authorities;
	char *unsafe; /* a step that others can write; free(3) */
	char *first;  /* the first file's path; free(3) */
};

/* Behind the options that a line starts with, which end at a blank. */
static const char *
behind_options(const char *line)
{
	bool quoted = false;

	for (; *line != '\0' && (quoted || strchr(BLANKS, *line) == NULL);
	     line++) {
		if (*line == '\\' && line[1] == '"')
			line++;
		else if (*line == '"')
			quoted = !quoted;
	}
	return line + strspn(line, BLANKS);
}

static bool
is_type(const char *word)
{
	static const char *const begins[] = {
	    "ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"};

	for (size_t i = 0; i < sizeof(begins) / sizeof(*begins); i++)
		if (strncmp(word, begins[i], strlen(begins[i])) == 0) {
			word += strcspn(word, BLANKS);
			word += strspn(word, BLANKS);
			return strncmp(word, "AAAA", 4) == 0;
		}
	return false;
}

/* Whether the options have one of a name, outside of quotes. */
static bool
has_option(const char *options, const char *end, const char *name)
{
	const size_t n = strlen(name);
	bool quoted = false, begins = true;

	for (; options < end; options++) {
		if (begins && !quoted && strncasecmp(options, name, n) == 0)
			return true;
		begins = !quoted && *options == ',';
		if (*options == '\\' && options[1] == '"')
			options++;
		else if (*options == '"')
			quoted = !quoted;
	}
	return false;
}

static void
read_line(const char *line, struct found *out)
{
	const char *key;

	line += strspn(line, BLANKS);
	if (*line == '#' || *line == '\0')
		return;
	key = is_type(line) ? line : behind_options(line);
	if (!is_type(key))
		return;
	if (has_option(line, key, "command="))
		out->forced++;
	else if (has_option(line, key, "cert-authority"))
		out->authorities++;
	else
		out->keys++;
}

/* Whether root alone can write it. */
static bool
is_safe(const char *path)
{
	struct stat s;

	return stat(path, &s) == 0 && s.st_uid == 0 && (s.st_mode & 022) == 0;
}

/* The first step of the way, from a file up to the home, that is not; or NULL.
 */
static char *
unsafe_step(const char *file, const char *home)
{
	char *way = realpath(file, NULL), *top = realpath(home, NULL), *slash;

	while (way != NULL && is_safe(way)) {
		slash = strrchr(way, '/');
		if (strcmp(way, "/") == 0 ||
		    (top != NULL && strcmp(way, top) == 0)) {
			free(way);
			way = NULL;
		} else {
			slash[slash == way] = '\0';
		}
	}
	free(top);
	return way;
}

static void
read_file(const char *path, const struct doctor_root *root, bool strict,
    struct found *out)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat s;
	char *line = NULL;
	size_t size = 0;
	FILE *file = NULL;

	if (fd >= 0 && fstat(fd, &s) == 0 && S_ISREG(s.st_mode))
		file = fdopen(fd, "re");
	if (file == NULL) {
		if (fd >= 0)
			(void)close(fd);
		return;
	}
	if (strict && out->unsafe == NULL)
		out->unsafe = unsafe_step(path, root->home);
	if (!strict || out->unsafe == NULL)
		while (getline(&line, &size, file) > 0)
			read_line(line, out);
	free(line);
	(void)fclose(file);
}

/* A name of AuthorizedKeysFile with its %h, %u, %U and %%. */
static void
expand(const char *name, size_t n, const struct doctor_root *root,
    char out[CONF_PATH_SIZE])
{
	size_t at = 0;

	out[0] = '\0';
	if (n > 0 && name[0] != '/' && strncmp(name, "%h", 2) != 0)
		at = (size_t)snprintf(out, CONF_PATH_SIZE, "%s/", root->home);
	for (size_t i = 0; i < n && at < CONF_PATH_SIZE - 1; i++) {
		char one[2] = {name[i], '\0'};
		const char *text = one;

		if (name[i] == '%' && i + 1 < n) {
			i++;
			text = name[i] == 'h' ? root->home
			    : name[i] == 'u'  ? "root"
			    : name[i] == 'U'  ? "0"
					      : "%";
		}
		at +=
		    (size_t)snprintf(out + at, CONF_PATH_SIZE - at, "%s", text);
	}
}

__attribute__((noinline)) static bool
is_set(const char *text, const char *word)
{
	char value[CONF_PATH_SIZE];

	(void)doctor_sshd_value(text, word, value);
	return value[0] != '\0' && strcmp(value, "none") != 0;
}

/* Why there is none, and what to do. In a frame of its own. */
__attribute__((noinline)) static void
say_none(const struct found *found, struct doctor_root_keys *out)
{
	const char *first = found->first == NULL ? "" : found->first;
	char quoted[DOCTOR_QUOTED_SIZE];

	if (found->unsafe != NULL) {
		(void)snprintf(out->why, sizeof(out->why),
		    "others can write %.200s, or it is not root's, so that "
		    "its keys do not count",
		    found->unsafe);
		(void)snprintf(out->mend, sizeof(out->mend),
		    "run chown root %.200s and chmod go-w %.200s",
		    doctor_quote(found->unsafe, quoted), quoted);
	} else if (first[0] == '\0') {
		(void)snprintf(
		    out->why, sizeof(out->why), "AuthorizedKeysFile none");
		(void)snprintf(out->mend, sizeof(out->mend),
		    "take AuthorizedKeysFile none out and put a key into "
		    "/root/.ssh/authorized_keys");
	} else if (found->forced > 0) {
		(void)snprintf(out->why, sizeof(out->why),
		    "every key in %.200s has a command of its own", first);
		(void)snprintf(out->mend, sizeof(out->mend),
		    "put a key without command= into %.200s", first);
	} else {
		(void)snprintf(out->why, sizeof(out->why),
		    "there is no key in %.200s", first);
		(void)snprintf(out->mend, sizeof(out->mend),
		    "put a key of yours into %.200s", first);
	}
}

void
doctor_root_keys(const char *text, const struct doctor_root *root,
    struct doctor_root_keys *out)
{
	char names[CONF_PATH_SIZE], path[CONF_PATH_SIZE];
	struct found found = {0};
	const bool strict =
	    strcmp(doctor_sshd_value(text, "strictmodes", names), "no") != 0;
	const char *name = doctor_sshd_value(text, "authorizedkeysfile", names);

	memset(out, 0, sizeof(*out));
	while (strcmp(names, "none") != 0 && *name != '\0') {
		size_t n = strcspn(name, " ");

		expand(name, n, root, path);
		if (found.first == NULL)
			found.first = strdup(path);
		read_file(path, root, strict, &found);
		name += n;
		name += strspn(name, " ");
	}
	out->n = found.keys;
	out->perhaps = found.authorities > 0 ||
	    is_set(text, "authorizedkeyscommand") ||
	    is_set(text, "trustedusercakeys");
	if (found.keys == 0)
		say_none(&found, out);
	free(found.first);
	free(found.unsafe);
}
