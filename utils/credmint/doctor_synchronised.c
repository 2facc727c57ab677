/*
 * doctor_synchronised - whether something keeps the host's clock right
 *
 * Codes of authenticator apps are good for half a minute. The kernel knows
 * whether a program steers its clock.
 */

#include <errno.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/timex.h>
#include <unistd.h>

#include "doctor.h"

#define WHAT "clock"

static bool
is_there(const char *path)
{
	return access(path, F_OK) == 0;
}

/* Whether the clock is another's to set: no process here may. */
static bool
is_contained(void)
{
	return is_there("/run/host/container-manager") ||
	    is_there("/run/systemd/container") ||
	    is_there("/run/.containerenv") ||
	    prctl(PR_CAPBSET_READ, CAP_SYS_TIME, 0, 0, 0) == 0;
}

static const char *
mend(void)
{
	const bool systemd = doctor_systemd();

	if (is_there("/usr/sbin/chronyd"))
		return systemd ? "run: systemctl enable --now chrony"
			       : "run: service chrony start";
	if (is_there("/usr/sbin/ntpd"))
		return systemd ? "start ntpd and enable it by systemctl"
			       : "start ntpd and have it start with the host";
	if (!systemd)
		return "install chrony, or ntpsec, and start it";
	if (is_there("/usr/lib/systemd/systemd-timesyncd"))
		return "run: timedatectl set-ntp true";
	return "install systemd-timesyncd or chrony";
}

int
doctor_synchronised(struct doctor *d)
{
	struct timex asked = {.modes = 0};
	int state = adjtimex(&asked);

	if (state < 0)
		doctor_say(d, DOCTOR_NOTE, WHAT,
		    "the kernel does not say whether it is synchronised (%s); "
		    "see %s",
		    strerror(errno),
		    doctor_systemd() ? "timedatectl" : "chronyc tracking");
	else if (state != TIME_ERROR && (asked.status & STA_UNSYNC) == 0)
		doctor_say(d, DOCTOR_OK, WHAT, "synchronised");
	else if (is_contained())
		doctor_say(d, DOCTOR_NOTE, WHAT,
		    "not known to be synchronised, and the host's to set; see "
		    "timedatectl there");
	else
		doctor_say(d, DOCTOR_BAD, WHAT,
		    "not synchronised, and codes of authenticator apps go by "
		    "it; %s",
		    mend());
	return 0;
}
