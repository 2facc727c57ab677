/*
 * doctor_path - whether a file and the way to it are whose they should be
 */

#ifndef CREDMINT_DOCTOR_PATH_H
#define CREDMINT_DOCTOR_PATH_H

#include <stdbool.h>
#include <sys/types.h>

#include "doctor.h"

/* What a file, directory or socket should be. */
struct doctor_path {
	const char *what;         /* of the lines that are said */
	const char *path;         /* absolute */
	mode_t kind;              /* S_IFREG, S_IFDIR or S_IFSOCK */
	const char *user, *group; /* their names, for the mend */
	uid_t uid;
	gid_t gid;
	bool any_group;     /* the group does not matter */
	mode_t mode;        /* what it is to have */
	mode_t may;         /* bits that may be set beside those */
	const char *absent; /* the mend when it is not there */
	bool may_be_absent;
};

/*
 * Whether the thing is there as it should be; *there says whether it is there
 * at all. What is wrong is said.
 */
bool doctor_path_is(struct doctor *d, const struct doctor_path *p, bool *there);

/*
 * Whether every directory and link on the way to a path is root's and not
 * writable by others; what is not is said, each directory once a run of the
 * command.
 */
bool doctor_path_way(struct doctor *d, const char *what, const char *path);

#endif
