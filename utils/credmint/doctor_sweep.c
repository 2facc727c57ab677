/*
 * doctor_sweep - whether something runs credmint sweep
 *
 * A temporary password is refused from its end on where the account stage asks
 * credmint; where it does not, only a sweep locks it.
 */

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "doctor.h"

#define WHAT "sweep"
#define TIMER "credmint-sweep.timer"
#define BLANKS " \t\r\n"

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

/* Whether a line that is no comment runs it, as root. */
static bool
line_runs_it(const struct table *t, char *line)
{
	char *text = line + strspn(line, BLANKS), *command, *rest = NULL;

	if (*text == '#')
		return false;
	for (int i = *text == '@' ? 4 : 0; t->times && i < 5; i++)
		text += behind(text) - text;
	if (t->user && !is_word(text, "root"))
		return false;
	if (t->user)
		text += behind(text) - text;
	for (command = strtok_r(text, ";&|\n", &rest); command != NULL;
	     command = strtok_r(NULL, ";&|\n", &rest))
		if (is_sweep(command))
			return true;
	return false;
}

/* What others can write cron does not take; scripts must be programs. */
static bool
runs_it(const struct table *t, const char *path)
{
	FILE *file = NULL;
	char *line = NULL;
	size_t size = 0;
	struct stat s;
	bool yes = false;

	if (stat(path, &s) == 0 && S_ISREG(s.st_mode) && s.st_uid == 0 &&
	    (s.st_mode & 022) == 0 && (t->times || (s.st_mode & 0100) != 0))
		file = fopen(path, "re");
	while (file != NULL && !yes && getline(&line, &size, file) > 0)
		yes = line_runs_it(t, line);
	free(line);
	if (file != NULL)
		(void)fclose(file);
	return yes;
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

static bool
one_runs_it(const struct table *t, char *found, size_t size)
{
	DIR *dir = opendir(t->path);
	struct dirent *entry;
	bool yes = false;

	/* cppcheck-suppress readdirCalled ; there is one thread */
	while (dir != NULL && !yes && (entry = readdir(dir)) != NULL) {
		(void)snprintf(found, size, "%s/%s", t->path, entry->d_name);
		yes = is_taken(entry->d_name) && runs_it(t, found);
	}
	if (dir != NULL)
		(void)closedir(dir);
	return yes;
}

static bool
cron_runs_it(char *found, size_t size)
{
	bool yes = false;

	for (size_t i = 0; !yes && i < sizeof(tables) / sizeof(tables[0]);
	     i++) {
		(void)snprintf(found, size, "%s", tables[i].path);
		yes = tables[i].directory ? one_runs_it(&tables[i], found, size)
					  : runs_it(&tables[i], found);
	}
	return yes;
}

/* Whether something wants the timer when the host starts. */
static bool
timer_is_wanted(void)
{
	struct stat s;

	return stat("/etc/systemd/system/timers.target.wants/" TIMER, &s) ==
	    0 ||
	    stat("/usr/lib/systemd/system/timers.target.wants/" TIMER, &s) == 0;
}

int
doctor_sweep(struct doctor *d)
{
	const bool systemd = doctor_systemd();
	char found[CONF_PATH_SIZE];

	if (systemd && timer_is_wanted())
		doctor_say(d, DOCTOR_OK, WHAT, "%s is enabled", TIMER);
	else if (cron_runs_it(found, sizeof(found)))
		doctor_say(d, DOCTOR_OK, WHAT, "%s runs it", found);
	else if (systemd)
		doctor_say(d, DOCTOR_BAD, WHAT,
		    "nothing locks temporary passwords that are late; run: "
		    "systemctl enable --now %s",
		    TIMER);
	else
		doctor_say(d, DOCTOR_BAD, WHAT,
		    "nothing locks temporary passwords that are late; run: "
		    "echo '*/15 * * * * root credmint sweep' "
		    ">/etc/cron.d/credmint");
	return 0;
}
