/*
 * doctor_sweep - whether something runs credmint sweep, and when it last ran
 *
 * A temporary password is refused from its end on where the account stage asks
 * credmint; where it does not, only a sweep locks it. When one was last done
 * the registry knows, by its own time, which doctor_registry() has looked at
 * before.
 */

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/clock.h"

#include "doctor.h"
#include "doctor_cron.h"
#include "doctor_span.h"

#define WHAT "sweep"
#define TIMER "credmint-sweep.timer"
#define UNITS "/etc/systemd/system/"
#define MINUTE INT64_C(60)
#define DAY (24 * 60 * MINUTE)
/* Of the timer, where nobody has changed it. */
#define PERIOD (15 * MINUTE)
/* What may be late: a delay of the timer's, and the time that it takes. */
#define LATE (5 * MINUTE)

static bool
is_there(const char *path)
{
	struct stat s;

	return stat(path, &s) == 0;
}

/* A table alone runs nothing. */
static bool
cron_is_there(void)
{
	static const char *const programs[] = {"/usr/sbin/cron",
	    "/usr/sbin/crond", "/usr/bin/cron", "/usr/bin/crond",
	    "/usr/sbin/fcron", "/usr/sbin/bcron-start",
	    "/usr/libexec/systemd-cron/boot_delay"};

	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++)
		if (access(programs[i], X_OK) == 0)
			return true;
	return false;
}

/* Whether something wants the timer when the host starts. */
static bool
timer_is_wanted(void)
{
	return is_there(UNITS "timers.target.wants/" TIMER) ||
	    is_there("/usr/lib/systemd/system/timers.target.wants/" TIMER);
}

/* Whoever changed it may have it run once a day. */
static int64_t
timer_period(void)
{
	return is_there(UNITS TIMER ".d") || is_there(UNITS TIMER) ? DAY
								   : PERIOD;
}

/* "last ran 3m ago" behind a word, where that is known; else "". */
static const char *
last(const struct doctor_swept *s, const char *before, char out[80])
{
	char span[DOCTOR_SPAN_SIZE];

	out[0] = '\0';
	if (s->known && s->at != 0 && s->at <= s->now)
		(void)snprintf(out, 80, "%s%s ago", before,
		    doctor_span(s->now - s->at, span));
	return out;
}

/* A host that was off has not run it meanwhile. */
static bool
just_started(int64_t period)
{
	struct clock_reading now;

	return clock_read(&now) == 0 && now.since_boot < period + LATE;
}

static bool
is_late(const struct doctor_swept *s, int64_t period)
{
	if (!s->known || just_started(period))
		return false;
	if (s->at == 0)
		return s->now - s->made > DAY && s->now - s->made > 2 * period;
	return s->now - s->at > 2 * period + LATE;
}

/* What runs it is there: whether it does. */
static void
when(struct doctor *d, const char *by, bool timer, int64_t period)
{
	static const char *const see[] = {"service cron status",
	    "systemctl status cron",
	    "systemctl status " TIMER " credmint-sweep.service"};
	const struct doctor_swept *s = &d->swept;
	char text[80], at[CLOCK_TEXT_SIZE];

	if (s->known && s->at > s->now) {
		clock_text(s->at, at);
		doctor_say(d, DOCTOR_NOTE, WHAT,
		    "it last ran at %s, which is yet to come: the clock has "
		    "been put back since; run: credmint sweep",
		    at);
	} else if (is_late(s, period)) {
		doctor_say(d, DOCTOR_BAD, WHAT,
		    "it is planned by %s, but %s; see: %s, and run: credmint "
		    "sweep",
		    by, s->at == 0 ? "never ran" : last(s, "last ran ", text),
		    see[timer ? 2 : doctor_systemd()]);
	} else {
		doctor_say(d, DOCTOR_OK, WHAT, "%s %s%s", by,
		    timer ? "is enabled" : "runs it",
		    s->known && s->at == 0 ? ", and it has not run yet"
					   : last(s, ", last ", text));
	}
}

static void
nothing(struct doctor *d, bool systemd)
{
	char text[80];

	if (systemd)
		doctor_say(d, DOCTOR_BAD, WHAT,
		    "nothing locks temporary passwords that are late%s; run: "
		    "systemctl enable --now %s",
		    last(&d->swept, ", last swept ", text), TIMER);
	else
		doctor_say(d, DOCTOR_BAD, WHAT,
		    "nothing locks temporary passwords that are late%s; run: "
		    "echo '*/15 * * * * root credmint sweep' "
		    ">/etc/cron.d/credmint",
		    last(&d->swept, ", last swept ", text));
}

int
doctor_sweep(struct doctor *d)
{
	const bool systemd = doctor_systemd();
	char found[CONF_PATH_SIZE];
	int64_t period;

	if (systemd && timer_is_wanted()) {
		when(d, TIMER, true, timer_period());
		return 0;
	}
	period = doctor_cron(found, sizeof(found));
	if (period > 0 && !cron_is_there())
		doctor_say(d, DOCTOR_BAD, WHAT,
		    "it is planned by %s, but this host has no cron; install "
		    "cron%s",
		    found,
		    systemd ? ", or run: systemctl enable --now " TIMER : "");
	else if (period > 0)
		when(d, found, false, period);
	else
		nothing(d, systemd);
	return 0;
}
