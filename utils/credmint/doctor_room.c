/* doctor_room - what the registry has room for, and what it had none for */

#include "doctor_room.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#define WHAT "room"
#define MIB (1024ULL * 1024)
/* The log is begun anew at 1 MiB; this long it has not been for a while. */
#define LOG_LONG (64 * MIB)
/* What logins and their events take in years. */
#define ROOM_LEAST (16 * MIB)

/* The directory that a file's file system begins with. */
__attribute__((noinline)) static const char *
mount_of(const char *file, char out[CONF_PATH_SIZE])
{
	struct stat at, above;
	char *slash;

	(void)snprintf(out, CONF_PATH_SIZE, "%s", file);
	if (stat(file, &at) != 0)
		return out;
	while ((slash = strrchr(out, '/')) != NULL) {
		char was = slash == out ? '/' : '\0';
		char kept[CONF_PATH_SIZE];

		(void)snprintf(kept, sizeof(kept), "%s", out);
		slash[was == '/'] = '\0';
		if (strcmp(kept, out) == 0 || stat(out, &above) != 0 ||
		    above.st_dev != at.st_dev) {
			(void)snprintf(out, CONF_PATH_SIZE, "%s", kept);
			break;
		}
	}
	return out;
}

/* Where the disk is mounted that file lies on, quoted for a shell. */
__attribute__((noinline)) static void
quoted_mount(const char *file, char quoted[DOCTOR_QUOTED_SIZE])
{
	char mount[CONF_PATH_SIZE];

	(void)doctor_quote(mount_of(file, mount), quoted);
}

/* Of the disk, and of what is kept in the file for when that is full. */
__attribute__((noinline)) static void
disk(struct doctor *d, const struct registry_health *health)
{
	const bool reserve = health->reserve >= health->reserve_least;
	const long long pages = health->reserve;
	const char *file = d->conf->registry;
	char quoted[DOCTOR_QUOTED_SIZE];
	unsigned long long left;
	struct statvfs fs;

	if (statvfs(file, &fs) != 0)
		return;
	left = (unsigned long long)fs.f_bavail * fs.f_frsize;
	quoted_mount(file, quoted);
	if (left < ROOM_LEAST && reserve)
		doctor_say(d, DOCTOR_BAD, WHAT,
		    "%llu KiB are left where %s lies; free some space, to see "
		    "what takes it: du -xah %s | sort -h | tail",
		    left / 1024, file, quoted);
	else if (left < ROOM_LEAST)
		doctor_say(d, DOCTOR_BAD, WHAT,
		    "%llu KiB are left where %s lies, and %lld pages of the "
		    "reserve in it: codes cannot be issued, and events are "
		    "given up; free some space, to see what takes it: du -xah "
		    "%s | sort -h | tail, and run: credmint sweep",
		    left / 1024, file, pages, quoted);
	else if (!reserve)
		doctor_say(d, DOCTOR_BAD, WHAT,
		    "%lld pages are left of the reserve for a full disk; run: "
		    "credmint sweep",
		    pages);
	else
		doctor_say(d, DOCTOR_OK, WHAT,
		    "%llu MiB are left, and %lld pages in reserve", left / MIB,
		    pages);
	if (fs.f_files > 0 && fs.f_favail == 0)
		doctor_say(d, DOCTOR_BAD, WHAT,
		    "no inodes are left where %s lies; remove some files, to "
		    "see where they are: du -x --inodes %s | sort -n | tail",
		    file, quoted);
}

void
doctor_room(struct doctor *d, const struct registry_health *health)
{
	char path[CONF_PATH_SIZE + 8];
	struct stat log;

	disk(d, health);
	(void)snprintf(path, sizeof(path), "%s-wal", d->conf->registry);
	if (stat(path, &log) == 0 && (unsigned long long)log.st_size > LOG_LONG)
		doctor_say(d, DOCTOR_BAD, WHAT,
		    "%s has grown to %lld MiB: somebody reads the registry "
		    "for long; end that, to see who it is: fuser -v %s, then "
		    "run: credmint sweep",
		    path, (long long)log.st_size / (long long)MIB,
		    d->conf->registry);
}

void
doctor_events(struct doctor *d, const struct registry_health *health)
{
	if (health->untold > 0)
		doctor_say(d, DOCTOR_BAD, "events",
		    "%lld %s given up for want of room: the system log has "
		    "what logins they were; free some space where %s lies, "
		    "then run: credmint sweep",
		    (long long)health->untold,
		    health->untold == 1 ? "was" : "were", d->conf->registry);
	else if (health->lost > 0)
		doctor_say(d, DOCTOR_OK, "events",
		    "%lld %s ever given up for want of room, as credmint log "
		    "tells",
		    (long long)health->lost,
		    health->lost == 1 ? "was" : "were");
	else
		doctor_say(d, DOCTOR_OK, "events", "none was ever lost");
}
