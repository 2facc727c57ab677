/*
 * shadow_tool - running the system's tools for account files
 *
 * Private to the room.
 */

#ifndef HOST_SHADOW_TOOL_H
#define HOST_SHADOW_TOOL_H

#include <stdbool.h>
#include <stddef.h>

#include "core/fault.h"

/* What a tool is run with, besides --root. */
struct shadow_tool {
	const char *name;         /* "chpasswd", found where systems put it */
	const char *const *words; /* arguments, the last one NULL; no secrets */
	const char *message;      /* on standard input; NULL: nothing */
	size_t nmessage;
	const char *secret; /* what must not be told of it; NULL: nothing */
	bool mute;          /* nothing that it says is told */
};

/* Where one is. 0, or -ENOENT with a line. */
#define SHADOW_TOOL_PATH_SIZE 64
int shadow_tool_find(const char *name, char path[SHADOW_TOOL_PATH_SIZE],
    struct fault *f) __attribute__((warn_unused_result));

/*
 * Run one to its end. 0 when it exits with 0, else a negative errno as in
 * host/shadow.h, -ESRCH for an account that it does not know, and a line.
 */
int shadow_tool_run(const char *root, const struct shadow_tool *tool,
    struct fault *f) __attribute__((warn_unused_result));

#endif
