/*
 * pam_services - the services that PAM has files for
 */

#include "host/pam_stack.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NAMES_MAX 1024

struct names {
	char *name[NAMES_MAX];
	size_t n;
};

/* Not services: what is left behind, and what others include. */
static bool
is_service(const char *name)
{
	static const char *const not [] = {".*", "*~", "#*#", "*.bak", "*.orig",
	    "*.old", "*.save", "*.swp", "*.rpmnew", "*.rpmsave", "*.rpmorig",
	    "*.pacnew", "*.pacsave", "*.dpkg-*", "*.ucf-*", "*.pam-old",
	    "README*", "other", "common-*", "system-*", "password-auth*",
	    "fingerprint-auth*", "smartcard-auth*", "postlogin*"};

	for (size_t i = 0; i < sizeof(not ) / sizeof(*not ); i++)
		if (fnmatch(not [i], name, 0) == 0)
			return false;
	return true;
}

static int
add(struct names *names, const char *name)
{
	for (size_t i = 0; i < names->n; i++)
		if (strcmp(names->name[i], name) == 0)
			return 0;
	if (names->n == NAMES_MAX)
		return -E2BIG;
	names->name[names->n] = strdup(name);
	return names->name[names->n++] == NULL ? -ENOMEM : 0;
}

/* A directory below the root; links in an image do not lead out of it. */
static DIR *
open_dir(const char *root, const char *path)
{
	struct open_how how = {.flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC,
	    .resolve = RESOLVE_IN_ROOT};
	int fd,
	    top = open(
		root[0] == '\0' ? "/" : root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	DIR *dir;

	if (top == -1)
		return NULL;
	fd = (int)syscall(SYS_openat2, top, path, &how, sizeof(how));
	(void)close(top);
	dir = fd == -1 ? NULL : fdopendir(fd);
	if (dir == NULL && fd != -1)
		(void)close(fd);
	return dir;
}

static int
list(struct names *names, const char *root, const char *path)
{
	DIR *dir = open_dir(root, path);
	const struct dirent *entry;
	int r = 0;

	if (dir == NULL)
		return errno == ENOENT ? 0 : -errno;
	/* cppcheck-suppress readdirCalled ; there is one thread */
	while (r == 0 && (errno = 0, entry = readdir(dir)) != NULL)
		if (entry->d_type != DT_DIR && is_service(entry->d_name))
			r = add(names, entry->d_name);
	if (r == 0 && errno != 0)
		r = -errno;
	(void)closedir(dir);
	return r;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int
pam_stack_names(
    const char *root, pam_stack_each *each, void *arg, struct fault *f)
{
	struct names *names = calloc(1, sizeof(*names));
	int r;

	if (names == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	r = list(names, root, "/etc/pam.d");
	if (r == 0)
		r = list(names, root, "/usr/lib/pam.d");
	if (r < 0)
		(void)fault_set(
		    f, r, "cannot list %s/etc/pam.d: %s", root, strerror(-r));
	qsort(names->name, names->n, sizeof(*names->name), by_name);
	for (size_t i = 0; r == 0 && i < names->n; i++)
		r = each(names->name[i], arg);
	for (size_t i = 0; i < names->n; i++)
		free(names->name[i]);
	free(names);
	return r;
}
