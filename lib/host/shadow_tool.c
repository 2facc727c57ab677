/*
 * shadow_tool - running the system's tools for account files
 *
 * They tell apart by words alone why they fail, in the C locale; what they do
 * not say at all, a look at the file system does.
 */

#include "host/shadow_tool.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/secret.h"
#include "host/run.h"
#include "host/shadow.h"

#define TIMEOUT_MS 60000
#define SAID_SIZE 1024
#define WORDS_MAX 26
/* Fields of a hash that are shorter are not worth looking for. */
#define FIELD_MIN 8
/* Less room than this, and a file that cannot be written has none. */
#define ROOM_MIN 262144

static const struct reason {
	const char *text;
	int error;
	const char *advice;
} reasons[] = {
    {"Read-only file system", -EROFS,
	"its file system is read-only: mount it for writing"},
    {"No space left on device", -ENOSPC,
	"no space is left on its file system: make room there"},
    {"Disk quota exceeded", -ENOSPC,
	"a quota leaves no space on its file system: make room there"},
    {"invalid password hash", -ENOTSUP,
	"it takes no hash of this method: name another in common-password or "
	"login.defs"},
    {"does not exist", -ESRCH, "the account is not there"},
    {"cannot lock", -EBUSY,
	"another program has the account files locked: try again when it is "
	"done, or if it is gone, remove passwd.lock and shadow.lock"},
    {"missing new password", -ENOMSG, "a line has no password"},
    {"subordinate", -ERANGE,
	"no range of subordinate ids is left: see SUB_UID_MAX and SUB_GID_MAX "
	"in login.defs"},
    {"is not unique", -EADDRINUSE, "its uid is somebody's by now"},
};
#define REASON_ROOM 1
#define REASON_ROFS 0

/* What each tool has besides: one lock a process, whoever calls. */
static int held = -1;

void
shadow_tools_hold(int fd)
{
	held = fd;
}

int
shadow_tool_find(
    const char *name, char path[SHADOW_TOOL_PATH_SIZE], struct fault *f)
{
	static const char *const places[] = {
	    "/usr/sbin", "/sbin", "/usr/bin", "/bin"};

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		int n = snprintf(
		    path, SHADOW_TOOL_PATH_SIZE, "%s/%s", places[i], name);

		if (n > 0 && n < SHADOW_TOOL_PATH_SIZE &&
		    access(path, X_OK) == 0)
			return 0;
	}
	return fault_set(f, -ENOENT,
	    "there is no %s in /usr/sbin, /sbin, /usr/bin or /bin; install the "
	    "package passwd (shadow-utils)",
	    name);
}

/* Leave the first line, and nothing when a part of the secret is in it. */
static void
clean(char *said, const char *secret)
{
	said[strcspn(said, "\n")] = '\0';
	while (secret != NULL && *secret != '\0') {
		size_t n = strcspn(secret, "$");

		if (n >= FIELD_MIN && memmem(said, strlen(said), secret, n))
			said[0] = '\0';
		secret += n + (secret[n] == '$');
	}
}

/* What the file system itself tells, whatever the tool says. */
static const struct reason *
reason_of_place(const char *root)
{
	struct statvfs s;
	char *place = NULL;
	int r = -1;

	if (asprintf(&place, "%s/etc", root) > 0) {
		r = statvfs(place, &s);
		free(place);
	}
	if (r != 0)
		return NULL;
	if ((s.f_flag & ST_RDONLY) != 0)
		return &reasons[REASON_ROFS];
	if (s.f_blocks > 0 && (uint64_t)s.f_bavail * s.f_frsize < ROOM_MIN)
		return &reasons[REASON_ROOM];
	return NULL;
}

static const struct reason *
reason_of(const char *root, const char *said)
{
	const struct reason *found = reason_of_place(root);

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (strstr(said, reasons[i].text) != NULL) {
			/* A lock is a file, and cannot be written there. */
			if (reasons[i].error != -EBUSY ||
			    found != &reasons[REASON_ROFS])
				found = &reasons[i];
			break;
		}
	return found;
}

static int
failed(const char *root, const struct shadow_tool *tool, int status, char *said,
    struct fault *f)
{
	const struct reason *why = reason_of(root, said);

	/* What is not there is a group then, which it names itself. */
	if (why != NULL && why->error == -ESRCH &&
	    strcmp(tool->name, "useradd") == 0)
		why = NULL;
	clean(said, tool->secret);
	if (tool->mute)
		said[0] = '\0';
	if (WIFSIGNALED(status))
		return fault_set(f, -EIO,
		    "%s was killed by signal %d; see the system log",
		    tool->name, WTERMSIG(status));
	if (why == NULL)
		return fault_set(f, -EIO, "%s failed (exit %d): %s", tool->name,
		    WEXITSTATUS(status),
		    said[0] != '\0' ? said : "it does not say why");
	return fault_set(f, why->error,
	    "%s cannot change %s/etc/shadow: %s%s%s%s", tool->name, root,
	    why->advice, said[0] != '\0' ? " (" : "", said,
	    said[0] != '\0' ? ")" : "");
}

/* It was not run, or not to its end. */
static int
not_run(const struct shadow_tool *tool, int r, struct fault *f)
{
	if (r == -ETIMEDOUT)
		return fault_set(f, r,
		    "%s was not done after %d seconds; find out what it waits "
		    "for and try again",
		    tool->name, TIMEOUT_MS / 1000);
	if (r == -EFBIG)
		return fault_set(f, r,
		    "files may not grow here and %s could not finish them; "
		    "lift the limit (ulimit -f unlimited)",
		    tool->name);
	return fault_set(f, r, "cannot run %s: %s", tool->name, strerror(-r));
}

/*
 * Arguments are read in the child, where memory of secret_map(), in which a
 * caller may have a name, is empty. What free(3) is for.
 */
static char *
copy_words(const char *const *words, char **argv)
{
	size_t size = 1, n;
	char *copy, *at;

	for (n = 0; n < WORDS_MAX && words[n] != NULL; n++)
		size += strlen(words[n]) + 1;
	copy = at = malloc(size);
	if (copy == NULL)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		argv[i] = at;
		at = stpcpy(at, words[i]) + 1;
	}
	argv[n] = NULL;
	return copy;
}

static int
run(const char *path, const char *root, const struct shadow_tool *tool,
    struct fault *f)
{
	static char variables[2][64] = {
	    "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"};
	static char option[] = "--root";
	char *const env[] = {variables[0], variables[1], NULL};
	char *argv[WORDS_MAX + 4], *real = NULL, *words;
	char said[SAID_SIZE];
	const struct run_tool start = {path, argv, env, tool->message,
	    tool->nmessage, TIMEOUT_MS, held, said, sizeof(said)};
	size_t n = 0;
	int r, status = 0;

	argv[n++] = (char *)(uintptr_t)tool->name;
	if (root[0] != '\0') {
		/* The tools take an absolute one alone. */
		real = realpath(root, NULL);
		if (real == NULL)
			return fault_set(
			    f, -errno, "%s: %s", root, strerror(errno));
		argv[n++] = option;
		argv[n++] = real;
	}
	words = copy_words(tool->words, argv + n);
	r = words != NULL ? run_tool(&start, &status) : -ENOMEM;
	free(words);
	free(real);
	if (r != 0)
		r = not_run(tool, r, f);
	else if (status != 0)
		r = failed(root, tool, status, said, f);
	/* It may repeat the hash that it was given. */
	SECRET_WIPE_ARRAY(said);
	return r;
}

int
shadow_tool_run(
    const char *root, const struct shadow_tool *tool, struct fault *f)
{
	char path[SHADOW_TOOL_PATH_SIZE];
	int r = shadow_tool_find(tool->name, path, f);

	return r != 0 ? r : run(path, root, tool, f);
}
