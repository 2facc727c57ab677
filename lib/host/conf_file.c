/*
 * conf_file - one file of the configuration
 *
 * libeconf reads the values. It joins lines without '=' to the value above,
 * keeps the first of two equal keys, drops what stands under a [section],
 * stops at NUL, and stumbles over a comment with another '#' in it, depending
 * on its release. So the form is checked here first, line by line, and
 * libeconf gets the lines with keys alone: they mean one thing only.
 */

#include "host/conf_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libeconf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/conf_key.h"

/* In headers since Linux 6.3; kernels before do not know it. */
#ifndef MFD_NOEXEC_SEAL
#	define MFD_NOEXEC_SEAL 8U
#endif

/* A file being read. */
struct reading {
	const char *shown;
	struct fault *fault;
	unsigned line;             /* the one looked at */
	unsigned found[CONF_KEYS]; /* the line of each key, 0: not there */
};

int
conf_file_trust(int fd, mode_t kind, const char *shown, struct fault *f)
{
	struct stat s;

	if (fstat(fd, &s) != 0) {
		int error = -errno;

		return fault_set(f, error, "%s: %s", shown, strerror(-error));
	}
	if ((s.st_mode & S_IFMT) != kind)
		return fault_set(f, -EINVAL, "%s: not a %s; put one there",
		    shown, kind == S_IFDIR ? "directory" : "regular file");
	if (s.st_uid != 0 && s.st_uid != geteuid())
		return fault_set(f, -EPERM,
		    "%s: belongs to uid %lu; make it root's (chown root)",
		    shown, (unsigned long)s.st_uid);
	if ((s.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return fault_set(f, -EPERM,
		    "%s: others can write it; take that away (chmod go-w)",
		    shown);
	return 0;
}

static int
open_trusted(int dir, const char *name, const char *shown, struct fault *f)
{
	/* Not blocking: it may turn out to be a FIFO. */
	int fd = openat(dir, name,
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	int r;

	if (fd == -1) {
		r = -errno;
		if (r == -ELOOP)
			return fault_set(f, r,
			    "%s: a symbolic link; put the file itself there",
			    shown);
		return fault_set(f, r, "%s: %s", shown, strerror(-r));
	}
	r = conf_file_trust(fd, S_IFREG, shown, f);
	if (r == 0)
		return fd;
	(void)close(fd);
	return r;
}

/* The whole file, at most CONF_FILE_MAX bytes; one more shows it is longer. */
static int
slurp(int fd, char *text, size_t *n, const char *shown, struct fault *f)
{
	ssize_t got = 1;

	*n = 0;
	while (got > 0 && *n <= CONF_FILE_MAX) {
		got = pread(fd, text + *n, CONF_FILE_MAX + 1 - *n, (off_t)*n);
		if (got > 0)
			*n += (size_t)got;
		if (got == -1 && errno == EINTR)
			got = 1;
	}
	if (got == -1) {
		int error = -errno;

		return fault_set(f, error, "%s: %s", shown, strerror(-error));
	}
	if (*n > CONF_FILE_MAX)
		return fault_set(f, -EFBIG,
		    "%s: longer than %d bytes; shorten it", shown,
		    CONF_FILE_MAX);
	return 0;
}

static int
refuse(const struct reading *r, const char *why)
{
	return fault_set(
	    r->fault, -EINVAL, "%s:%u: %s", r->shown, r->line, why);
}

static size_t
skip_blanks(const char *text, size_t n)
{
	size_t i = 0;

	while (i < n && (text[i] == ' ' || text[i] == '\t'))
		i++;
	return i;
}

/* A line that names a key: which one, and that it does so once. */
static int
check_key(struct reading *r, const char *line, const char *equals)
{
	size_t n = (size_t)(equals - line);
	int key;

	while (n > 0 && (line[n - 1] == ' ' || line[n - 1] == '\t'))
		n--;
	key = conf_key_find(line, n);
	if (key == -1)
		return fault_set(r->fault, -EINVAL,
		    "%s:%u: no key is called '%.*s'; see credmint.conf(5)",
		    r->shown, r->line, n < 64 ? (int)n : 64, line);
	if (r->found[key] != 0)
		return fault_set(r->fault, -EINVAL,
		    "%s:%u: %s stands in line %u already; remove one of them",
		    r->shown, r->line, conf_keys[key].name, r->found[key]);
	r->found[key] = r->line;
	return 0;
}

/* A line that is not empty and no comment. */
static int
check_line(struct reading *r, const char *line, size_t n)
{
	const char *equals = memchr(line, '=', n);
	size_t i;

	if (line[0] == '[')
		return refuse(r, "a [section]; there are none, remove it");
	if (equals == NULL)
		return refuse(r, "no '='; write KEY = VALUE on one line");
	for (i = (size_t)(equals - line); i < n; i++)
		if (strchr("#\"'\\", line[i]) != NULL)
			return refuse(r,
			    "a value takes no quotes, # or backslash; put a "
			    "comment on a line of its own");
	return check_key(r, line, equals);
}

static bool
is_plain(const char *line, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (((unsigned char)line[i] < 0x20 && line[i] != '\t') ||
		    line[i] == 0x7f)
			return false;
	return true;
}

/*
 * Check every line and move those with keys to the front, each with its
 * newline: text has room for one byte more than n. *kept is their length.
 */
static int
check_lines(struct reading *r, char *text, size_t n, size_t *kept)
{
	const char *line = text, *end;
	size_t left = n, length, blanks;
	int error = 0;

	*kept = 0;
	while (error == 0 && left > 0) {
		end = memchr(line, '\n', left);
		length = end == NULL ? left : (size_t)(end - line);
		left -= length + (end != NULL);
		r->line++;
		if (!is_plain(line, length))
			return refuse(r,
			    "a control character; save the file as plain text");
		blanks = skip_blanks(line, length);
		if (blanks < length && line[blanks] != '#') {
			error = check_line(r, line + blanks, length - blanks);
			if (text + *kept != line + blanks)
				memmove(text + *kept, line + blanks,
				    length - blanks);
			*kept += length - blanks;
			text[(*kept)++] = '\n';
		}
		line += length + (end != NULL);
	}
	return error;
}

static int
apply_key(struct conf *out, struct reading *r, econf_file *file, size_t key)
{
	char *value = NULL;
	econf_err e;
	int error;

	e = econf_getStringValue(file, NULL, conf_keys[key].name, &value);
	if (e != ECONF_SUCCESS)
		error = fault_set(r->fault, -EIO, "%s:%u: %s", r->shown,
		    r->found[key], econf_errString(e));
	else
		error = conf_key_set(
		    out, &conf_keys[key], value == NULL ? "" : value);
	if (e == ECONF_SUCCESS && error != 0)
		error = fault_set(r->fault, error, "%s:%u: %s must be %s",
		    r->shown, r->found[key], conf_keys[key].name,
		    conf_keys[key].form);
	free(value);
	return error;
}

/* A file in memory with these bytes; libeconf reads files alone. */
static int
memory_file(const char *text, size_t n)
{
	int fd;

	fd = memfd_create("credmint.conf", MFD_CLOEXEC | MFD_NOEXEC_SEAL);
	if (fd == -1 && errno == EINVAL)
		fd = memfd_create("credmint.conf", MFD_CLOEXEC);
	if (fd == -1)
		return -errno;
	if (write(fd, text, n) == (ssize_t)n)
		return fd;
	(void)close(fd);
	return -EIO;
}

static int
apply_file(struct conf *out, struct reading *r, int fd)
{
	char name[sizeof("/proc/self/fd/") + 12];
	econf_file *file = NULL;
	econf_err e;
	size_t i;
	int error = 0;

	(void)snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	e = econf_readFile(&file, name, "=", "#");
	if (e != ECONF_SUCCESS)
		return fault_set(r->fault, e == ECONF_NOMEM ? -ENOMEM : -EIO,
		    "%s: cannot be read through %s: %s; /proc must be mounted",
		    r->shown, name, econf_errString(e));
	for (i = 0; error == 0 && i < CONF_KEYS; i++)
		if (r->found[i] != 0)
			error = apply_key(out, r, file, i);
	econf_freeFile(file);
	return error;
}

/* Let libeconf read n bytes of lines with keys, and take their values. */
static int
apply(struct conf *out, struct reading *r, const char *text, size_t n)
{
	int fd = memory_file(text, n), error;

	if (fd < 0)
		return fault_set(r->fault, fd, "%s: no memory for it: %s",
		    r->shown, strerror(-fd));
	error = apply_file(out, r, fd);
	(void)close(fd);
	return error;
}

int
conf_file_read(struct conf *out, int dir, const char *name, const char *shown,
    struct fault *f)
{
	struct reading r = {.shown = shown, .fault = f};
	char *text;
	size_t n = 0, kept = 0;
	int fd, error;

	fd = open_trusted(dir, name, shown, f);
	if (fd < 0)
		return fd;
	text = malloc(CONF_FILE_MAX + 1);
	if (text == NULL)
		error =
		    fault_set(f, -ENOMEM, "%s: %s", shown, strerror(ENOMEM));
	else
		error = slurp(fd, text, &n, shown, f);
	if (error == 0)
		error = check_lines(&r, text, n, &kept);
	if (error == 0 && kept > 0)
		error = apply(out, &r, text, kept);
	free(text);
	(void)close(fd);
	return error;
}
