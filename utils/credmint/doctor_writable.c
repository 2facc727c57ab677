/*
 * doctor_writable - whether logins can write the registry
 *
 * Each must: the attempt is counted before the answer is looked at. So one that
 * can only be read lets nobody in. A change is begun, and undone.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "registry/look.h"

#include "command.h"
#include "doctor.h"

/* The one of the registry's files that cannot be written, and why not. */
static int
locate(const char *registry, char path[CONF_PATH_SIZE + 8])
{
	static const char *const ends[] = {"", "-wal", "-shm"};
	struct statvfs fs;

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		(void)snprintf(
		    path, CONF_PATH_SIZE + 8, "%s%s", registry, ends[i]);
		if (faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) != 0 &&
		    errno != ENOENT)
			return errno;
	}
	(void)snprintf(path, CONF_PATH_SIZE + 8, "%s", registry);
	return statvfs(registry, &fs) == 0 && (fs.f_flag & ST_RDONLY) != 0
	    ? EROFS
	    : 0;
}

/* A frame of its own: with what it is called from it is over 4 KiB. */
__attribute__((noinline)) static int
find_mend(const struct doctor *d, struct doctor_shut *out)
{
	char path[CONF_PATH_SIZE + 8], quoted[DOCTOR_QUOTED_SIZE];
	const int error = locate(d->conf->registry, path);

	(void)doctor_quote(path, quoted);
	switch (error) {
	case EROFS:
		/* The file system, or else this mount of it alone. */
		(void)snprintf(out->mend, sizeof(out->mend),
		    "run: t=$(findmnt -no TARGET -T %s) && (mount -o remount,rw "
		    "\"$t\" || mount -o remount,bind,rw \"$t\")",
		    quoted);
		break;
	case EACCES:
		(void)snprintf(
		    out->mend, sizeof(out->mend), "run: chmod 0600 %s", quoted);
		break;
	case EPERM:
		(void)snprintf(
		    out->mend, sizeof(out->mend), "run: chattr -i %s", quoted);
		break;
	default:
		(void)snprintf(out->mend, sizeof(out->mend),
		    "see that its file system can be written");
		break;
	}
	(void)snprintf(out->why, sizeof(out->why),
	    "every login is refused, because the registry cannot be written: "
	    "%.400s%s%s",
	    error != 0 ? path : d->conf->registry, error != 0 ? ": " : "",
	    error != 0 ? strerror(error) : "");
	return error;
}

bool
doctor_writable(struct doctor *d, struct registry *r, struct doctor_shut *out)
{
	struct doctor_shut own;
	struct fault f = {""};
	const int rc = r == NULL ? -EACCES : registry_look_writable(r, &f);

	/* What else it may be is no matter of writing, and told of elsewhere.
	 */
	if (rc != -EACCES || (find_mend(d, &own) == 0 && r == NULL))
		return true;
	if (out != NULL)
		*out = own;
	if (out == NULL)
		doctor_say(
		    d, DOCTOR_BAD, "registry", "%s; %s", own.why, own.mend);
	return false;
}
