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

/* Whether a line that is no comment runs it. */
static bool
runs_it(const char *path)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	bool yes = false;

	while (file != NULL && !yes && getline(&line, &size, file) > 0) {
		const char *text = line + strspn(line, " \t");

		yes = *text != '#' && strstr(text, "credmint sweep") != NULL;
	}
	free(line);
	if (file != NULL)
		(void)fclose(file);
	return yes;
}

static bool
one_runs_it(const char *directory, char *found, size_t size)
{
	DIR *dir = opendir(directory);
	struct dirent *entry;
	struct stat s;
	bool yes = false;

	/* cppcheck-suppress readdirCalled ; there is one thread */
	while (dir != NULL && !yes && (entry = readdir(dir)) != NULL) {
		(void)snprintf(found, size, "%s/%s", directory, entry->d_name);
		yes = stat(found, &s) == 0 && S_ISREG(s.st_mode) &&
		    runs_it(found);
	}
	if (dir != NULL)
		(void)closedir(dir);
	return yes;
}

static bool
cron_runs_it(char *found, size_t size)
{
	static const char *const directories[] = {
	    "/etc/cron.d",
	    "/etc/cron.hourly",
	    "/var/spool/cron/crontabs",
	    "/var/spool/cron",
	};

	(void)snprintf(found, size, "/etc/crontab");
	if (runs_it(found))
		return true;
	for (size_t i = 0; i < sizeof(directories) / sizeof(directories[0]);
	     i++)
		if (one_runs_it(directories[i], found, size))
			return true;
	return false;
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
	const bool systemd = access("/run/systemd/system", F_OK) == 0;
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
