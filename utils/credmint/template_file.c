/* template_file - where templates lie */

#include "template_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"
#include "stop.h"
#include "template.h"

/* In this order: the administrator's own come first. */
static const char *const folders[] = {
    "/etc/credmint/templates",
    CREDMINT_DATADIR "/templates",
};

#define FOLDERS (sizeof(folders) / sizeof(*folders))

/* A pipe or a device is no template, and opening one must not wait. */
static int
file_open(const char *path, int *fd, struct fault *f)
{
	struct stat st;
	int rc;

	do
		*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	while (*fd < 0 && errno == EINTR && stop_asked() == 0);
	if (*fd < 0)
		return -errno;
	if (fstat(*fd, &st) == 0 && S_ISREG(st.st_mode))
		return 0;
	rc = fault_set(
	    f, CALL_USAGE, "%s is no regular file; a template is one", path);
	(void)close(*fd);
	return rc;
}

/* All of it, and one byte more where it is too long. */
static int
bytes_read(struct template_file *out, int fd)
{
	while (out->n <= TEMPLATE_MAX) {
		ssize_t n =
		    read(fd, out->text + out->n, TEMPLATE_MAX + 1 - out->n);

		if (n == 0)
			return 0;
		if (n > 0)
			out->n += (size_t)n;
		else if (errno != EINTR)
			return -errno;
		if (stop_asked() != 0)
			return -EINTR;
	}
	return -EFBIG;
}

/* 0, 1: there is none, CALL_USAGE or a negative errno, said. */
static int
file_read(struct template_file *out, struct fault *f)
{
	int fd, rc = file_open(out->path, &fd, f);

	if (rc == 0) {
		out->text = malloc(TEMPLATE_MAX + 1);
		rc = out->text == NULL ? -ENOMEM : bytes_read(out, fd);
		(void)close(fd);
	}
	if (rc == -EFBIG)
		return fault_set(f, CALL_USAGE,
		    "%s is larger than %zu MiB, which a template may have",
		    out->path, TEMPLATE_MAX >> 20);
	if (rc >= 0 || rc == -ENOENT)
		return rc;
	return fault_set(f, rc, "cannot read %s: %s", out->path, strerror(-rc));
}

static void
release(struct template_file *out)
{
	free(out->path);
	free(out->text);
	out->path = out->text = NULL;
	out->n = 0;
}

/* One place where it may lie. */
static int
try_path(struct template_file *out, char *path, struct fault *f)
{
	int rc;

	out->path = path;
	if (path == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	rc = file_read(out, f);
	if (rc != 0)
		release(out);
	return rc;
}

static int
folder_read(struct template_file *out, const char *folder, const char *name,
    struct fault *f)
{
	const size_t size =
	    strlen(folder) + strlen(name) + sizeof("/.template");
	char *path = malloc(size);

	if (path != NULL)
		(void)snprintf(path, size, "%s/%s.template", folder, name);
	return try_path(out, path, f);
}

int
template_file_read(struct template_file *out, const char *name, struct fault *f)
{
	int rc = -ENOENT;

	*out = (struct template_file){0};
	if (strchr(name, '/') != NULL) {
		rc = try_path(out, strdup(name), f);
		return rc != -ENOENT
		    ? rc
		    : fault_set(f, CALL_USAGE, "there is no file %s", name);
	}
	for (size_t i = 0; i < FOLDERS && rc == -ENOENT; i++)
		rc = folder_read(out, folders[i], name, f);
	if (rc != -ENOENT)
		return rc;
	return fault_set(f, CALL_USAGE,
	    "there is no template %s in %s or %s; a file elsewhere is named "
	    "with a '/', as in ./%s",
	    name, folders[0], folders[1], name);
}
