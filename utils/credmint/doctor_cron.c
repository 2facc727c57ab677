/*
 * doctor_cron - whether cron runs credmint sweep, and how often
 *
 * Tables are read as cron reads them; how often is told on the safe side: what
 * is not a plain step counts as the longest it can mean.
 */

#include "doctor_cron.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLANKS " \t\r\n"
#define MINUTE INT64_C(60)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* A table of cron's: where a line has its command, and who runs it. */
struct table {
	const char *path; /* a file, or a directory of them */
	bool directory;
	bool times; /* five words or one of '@' before the command */
	bool user;  /* and a user */
};

static const struct table tables[] = {
    {"/etc/crontab", false, true, true},
    {"/etc/cron.d", true, true, true},
    {"/etc/cron.hourly", true, false, false},
    /* Root's own alone: a person's runs it as that person, in vain. */
    {"/var/spool/cron/crontabs/root", false, true, false},
    {"/var/spool/cron/root", false, true, false},
};

/* The text behind a word and the blanks after it. */
static const char *
behind(const char *text)
{
	text += strcspn(text, BLANKS);
	return text + strspn(text, BLANKS);
}

static bool
is_word(const char *text, const char *word)
{
	return strcspn(text, BLANKS) == strlen(word) &&
	    strncmp(text, word, strlen(word)) == 0;
}

/* Whether a simple command is credmint sweep, by a path or without. */
static bool
is_sweep(char *command)
{
	static const char *const before[] = {
	    "then", "else", "exec", "nice", "chronic"};
	const char *word = command + strspn(command, BLANKS "({"), *last;
	size_t n;

	while ((n = strcspn(word, BLANKS "=")) > 0 && word[n] == '=')
		word = behind(word);
	for (size_t i = 0; i < sizeof(before) / sizeof(*before); i++)
		if (is_word(word, before[i]))
			word = behind(word);
	n = strcspn(word, BLANKS);
	last = memrchr(word, '/', n);
	last = last == NULL ? word : last + 1;
	word = behind(word);
	return is_word(last, "credmint") && is_word(word, "sweep");
}

static bool
is_any(const char *field)
{
	return is_word(field, "*");
}

/* The step of a field that is a step alone, else 0. */
static int64_t
step_of(const char *field)
{
	char *end;
	long n;

	if (is_any(field))
		return 1;
	if (strncmp(field, "*/", 2) != 0)
		return 0;
	n = strtol(field + 2, &end, 10);
	return n > 0 && n < 60 && strchr(BLANKS, *end) != NULL ? n : 0;
}

/* The longest time between two runs, by the words before a command. */
static int64_t
period_of(const char *text)
{
	static const struct {
		const char *name;
		int64_t period;
	} names[] = {{"@hourly", HOUR}, {"@weekly", 7 * DAY},
	    {"@monthly", 31 * DAY}, {"@annually", 366 * DAY},
	    {"@yearly", 366 * DAY}};
	const char *field[5] = {text};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (is_word(text, names[i].name))
			return names[i].period;
	if (*text == '@')
		return DAY;
	for (size_t i = 1; i < 5; i++)
		field[i] = behind(field[i - 1]);
	if (!is_any(field[3]))
		return 366 * DAY;
	if (!is_any(field[2]))
		return 31 * DAY;
	if (!is_any(field[4]))
		return 7 * DAY;
	if (!is_any(field[1]))
		return step_of(field[1]) > 0 && step_of(field[1]) < 24
		    ? step_of(field[1]) * HOUR
		    : DAY;
	return step_of(field[0]) > 0 ? step_of(field[0]) * MINUTE : HOUR;
}

/* How often a line that is no comment runs it, as root; 0: it does not. */
static int64_t
line_runs_it(const struct table *t, char *line)
{
	char *text = line + strspn(line, BLANKS), *command, *rest = NULL;
	int64_t period = t->times ? period_of(text) : HOUR;

	if (*text == '#')
		return 0;
	for (int i = *text == '@' ? 4 : 0; t->times && i < 5; i++)
		text += behind(text) - text;
	if (t->user && !is_word(text, "root"))
		return 0;
	if (t->user)
		text += behind(text) - text;
	for (command = strtok_r(text, ";&|\n", &rest); command != NULL;
	     command = strtok_r(NULL, ";&|\n", &rest))
		if (is_sweep(command))
			return period;
	return 0;
}

/* What others can write cron does not take; scripts must be programs. */
static int64_t
runs_it(const struct table *t, const char *path)
{
	FILE *file = NULL;
	char *line = NULL;
	size_t size = 0;
	struct stat s;
	int64_t period = 0;

	if (stat(path, &s) == 0 && S_ISREG(s.st_mode) && s.st_uid == 0 &&
	    (s.st_mode & 022) == 0 && (t->times || (s.st_mode & 0100) != 0))
		file = fopen(path, "re");
	while (file != NULL && period == 0 && getline(&line, &size, file) > 0)
		period = line_runs_it(t, line);
	free(line);
	if (file != NULL)
		(void)fclose(file);
	return period;
}

/* cron passes over other names: backups, and what packages leave. */
static bool
is_taken(const char *name)
{
	static const char letters[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	    "_-";

	return name[strspn(name, letters)] == '\0';
}

static int64_t
one_runs_it(const struct table *t, char *found, size_t size)
{
	DIR *dir = opendir(t->path);
	struct dirent *entry;
	int64_t period = 0;

	/* cppcheck-suppress readdirCalled ; there is one thread */
	while (dir != NULL && period == 0 && (entry = readdir(dir)) != NULL) {
		(void)snprintf(found, size, "%s/%s", t->path, entry->d_name);
		if (is_taken(entry->d_name))
			period = runs_it(t, found);
	}
	if (dir != NULL)
		(void)closedir(dir);
	return period;
}

int64_t
doctor_cron(char *found, size_t size)
{
	int64_t period = 0;

	for (size_t i = 0;
	     period == 0 && i < sizeof(tables) / sizeof(tables[0]); i++) {
		(void)snprintf(found, size, "%s", tables[i].path);
		period = tables[i].directory
		    ? one_runs_it(&tables[i], found, size)
		    : runs_it(&tables[i], found);
	}
	return period;
}
