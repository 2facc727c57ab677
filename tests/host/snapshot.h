/*
 * snapshot - what of a process others can see changed: descriptors, signal
 * mask and dispositions, timers, limits, directory, umask, environment,
 * children
 */

#ifndef TESTS_HOST_SNAPSHOT_H
#define TESTS_HOST_SNAPSHOT_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/types.h>

#define SNAPSHOT_SIGNALS 65
#define SNAPSHOT_FDS 1024

struct snapshot {
	bool open[SNAPSHOT_FDS];
	sigset_t mask;
	struct sigaction action[SNAPSHOT_SIGNALS];
	struct itimerval timer;
	struct rlimit limit[RLIM_NLIMITS];
	char directory[512];
	mode_t mask_of_files;
	char environment[32768]; /* as far as it goes in */
	bool children;
};

void snapshot_take(struct snapshot *s);

/*
 * NULL when nothing changed between the two, otherwise the name of what did.
 * A running timer may have run on.
 */
const char *snapshot_changed(
    const struct snapshot *a, const struct snapshot *b);

/*
 * Run body in a forked child with its memory. What it returns: 0, or the line
 * that failed; -1 when it was killed.
 */
int snapshot_in_child(int (*body)(void));

/* For such a body: return the line when it is not so. */
#define SNAPSHOT_NEED(x)                 \
	do {                             \
		if (!(x))                \
			return __LINE__; \
	} while (0)

#endif
