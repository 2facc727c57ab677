/*
 * doctor_sshd_file - where sshd_config(5) says a word
 *
 * The first that says it counts, in the order in which files are included. A
 * Match block ends with its file.
 */

#include "doctor_sshd.h"

#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define FILE_NAME "/etc/ssh/sshd_config"
#define DEPTH_MAX 16
#define FILES_MAX 256
#define BLANKS " \t\r\n"

struct search {
	const char *word;
	struct doctor_sshd_places *out;
	unsigned depth, files;
};

static void read_file(struct search *s, const char *path, bool match);

/* The next word of a line, in quotes or not; "": no more. */
static char *
next(char **rest)
{
	char *start = *rest + strspn(*rest, BLANKS), *end;

	if (*start == '#')
		*start = '\0';
	if (*start == '"') {
		start++;
		end = start + strcspn(start, "\"");
	} else {
		end = start + strcspn(start, BLANKS);
	}
	*rest = end + (*end != '\0');
	*end = '\0';
	return start;
}

static void
include(struct search *s, char *rest, bool match)
{
	char pattern[CONF_PATH_SIZE];
	const char *name;
	glob_t found;

	while (*(name = next(&rest)) != '\0') {
		(void)snprintf(pattern, sizeof(pattern), "%s%s",
		    name[0] == '/' ? "" : "/etc/ssh/", name);
		if (glob(pattern, 0, NULL, &found) != 0)
			continue;
		for (size_t i = 0; i < found.gl_pathc; i++)
			read_file(s, found.gl_pathv[i], match);
		globfree(&found);
	}
}

static bool
is_word(const struct search *s, const char *word)
{
	static const char kbd[] = "KbdInteractiveAuthentication";

	return strcasecmp(word, s->word) == 0 ||
	    (strcasecmp(s->word, kbd) == 0 &&
		strcasecmp(word, "ChallengeResponseAuthentication") == 0);
}

static void
keep(struct search *s, const char *path, unsigned line, const char *value,
    bool match)
{
	struct doctor_sshd_places *out = s->out;
	struct doctor_sshd_place *to = &out->match;

	if (!match)
		to = out->first.file[0] == '\0' ? &out->first : &out->other;
	if (to->file[0] != '\0' ||
	    (to == &out->other && strcasecmp(out->first.value, value) == 0))
		return;
	(void)snprintf(to->file, sizeof(to->file), "%s", path);
	(void)snprintf(to->value, sizeof(to->value), "%s", value);
	to->line = line;
}

/* The rest of a line, without blanks around it. */
static char *
trimmed(char *text)
{
	size_t n;

	text += strspn(text, BLANKS);
	n = strcspn(text, "#\n");
	while (n > 0 && strchr(BLANKS, text[n - 1]) != NULL)
		n--;
	text[n] = '\0';
	if (n > 1 && text[0] == '"' && text[n - 1] == '"') {
		text[n - 1] = '\0';
		text++;
	}
	return text;
}

static void
read_line(struct search *s, const char *path, unsigned number, char *line,
    bool *match)
{
	char *word = line + strspn(line, BLANKS), *rest;
	size_t n = strcspn(word, BLANKS "=");

	if (*word == '\0' || *word == '#')
		return;
	rest = word + n;
	rest += strspn(rest, BLANKS);
	rest += *rest == '=';
	word[n] = '\0';
	if (strcasecmp(word, "Include") == 0)
		include(s, rest, *match);
	else if (strcasecmp(word, "Match") == 0)
		*match = strcasecmp(trimmed(rest), "all") != 0;
	else if (is_word(s, word))
		keep(s, path, number, trimmed(rest), *match);
}

static void
read_file(struct search *s, const char *path, bool match)
{
	char line[CONF_PATH_SIZE];
	unsigned number = 0;
	FILE *file;

	if (s->depth >= DEPTH_MAX || s->files++ >= FILES_MAX)
		return;
	file = fopen(path, "re");
	if (file == NULL)
		return;
	s->depth++;
	while (fgets(line, sizeof(line), file) != NULL)
		read_line(s, path, ++number, line, &match);
	s->depth--;
	(void)fclose(file);
}

void
doctor_sshd_find(const char *word, struct doctor_sshd_places *out)
{
	struct search s = {.word = word, .out = out};

	memset(out, 0, sizeof(*out));
	read_file(&s, FILE_NAME, false);
}
