/*
 * conf_file - one file of the configuration
 *
 * Opened once and checked on its descriptor; conf_lines checks the form, and
 * libeconf reads the values.
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

#include "host/conf_login.h"

/* In headers since Linux 6.3; kernels before do not know it. */
#ifndef MFD_NOEXEC_SEAL
#	define MFD_NOEXEC_SEAL 8U
#endif

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

/* Put a value in its place. A key of logins lies in theirs, also at the top. */
static int
set(struct conf_lines *r, const struct conf_part *part,
    const struct conf_key *key, const char *value, const struct conf_place *at)
{
	const bool login =
	    key->section == CONF_LOGIN || key->section == CONF_ANY_LOGIN;
	void *base = login ? &r->draft->out->logins[part->index]
			   : conf_section_base(r->draft, part);
	unsigned char before[CONF_VALUE_SIZE];
	struct conf_place *said =
	    conf_section_place(r->draft, part, (size_t)(key - conf_keys));
	int error;

	conf_key_copy(base, key, before);
	error = conf_key_set(base, key, value);
	if (error == -EINVAL && login)
		error = conf_login_wrong(key, value, at, r->fault);
	if (error != 0)
		return error;
	if (at->drop_in && said->drop_in && !key->loose &&
	    !conf_key_same(base, key, before))
		return fault_set(r->fault, -EEXIST,
		    "%s:%u: %s has another value in %s:%u; remove one of them",
		    at->file, at->line, key->name, said->file, said->line);
	*said = *at;
	return 0;
}

/* The value of a key in the section of this number. */
static int
apply_key(struct conf_lines *r, econf_file *file, unsigned section, size_t key)
{
	const struct conf_found *found = &r->found[section];
	const struct conf_key *what = &conf_keys[key];
	const struct conf_place at = {
	    r->shown, found->keys[key], r->draft->drop_ins};
	char group[11], *value = NULL;
	econf_err e;
	int error;

	(void)snprintf(group, sizeof(group), "%u", section);
	e = econf_getStringValue(
	    file, section == 0 ? NULL : group, what->name, &value);
	if (e != ECONF_SUCCESS)
		error = fault_set(r->fault, -EIO, "%s:%u: %s", r->shown,
		    found->keys[key], econf_errString(e));
	else
		error =
		    set(r, &found->part, what, value == NULL ? "" : value, &at);
	if (error == -EINVAL || error == -ERANGE)
		error = fault_set(r->fault, error, "%s:%u: %s must be %s",
		    r->shown, found->keys[key], what->name, what->form);
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
apply_file(struct conf_lines *r, int fd)
{
	char name[sizeof("/proc/self/fd/") + 12];
	econf_file *file = NULL;
	econf_err e;
	unsigned i;
	size_t k;
	int error = 0;

	(void)snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	e = econf_readFile(&file, name, "=", "#");
	if (e != ECONF_SUCCESS)
		return fault_set(r->fault, e == ECONF_NOMEM ? -ENOMEM : -EIO,
		    "%s: cannot be read through %s: %s; /proc must be mounted",
		    r->shown, name, econf_errString(e));
	for (i = 0; i < r->nfound; i++)
		for (k = 0; error == 0 && k < CONF_KEYS; k++)
			if (r->found[i].keys[k] != 0)
				error = apply_key(r, file, i, k);
	econf_freeFile(file);
	return error;
}

/* Let libeconf read n bytes of lines with keys, and take their values. */
static int
apply(struct conf_lines *r, size_t n)
{
	int fd = memory_file(r->text, n), error;

	if (fd < 0)
		return fault_set(r->fault, fd, "%s: no memory for it: %s",
		    r->shown, strerror(-fd));
	error = apply_file(r, fd);
	(void)close(fd);
	return error;
}

static int
read_open(struct conf_lines *r, int fd)
{
	size_t n = 0, kept = 0;
	int error;

	error = slurp(fd, r->text, &n, r->shown, r->fault);
	if (error == 0)
		error = conf_lines_check(r, n, &kept);
	if (error == 0 && kept > 0)
		error = apply(r, kept);
	return error;
}

int
conf_file_read(struct conf_draft *draft, int dir, const char *name,
    const char *shown, struct fault *f)
{
	struct conf_lines *r;
	int fd, error;

	fd = open_trusted(dir, name, shown, f);
	if (fd < 0)
		return fd;
	r = calloc(1, sizeof(*r));
	if (r == NULL)
		error =
		    fault_set(f, -ENOMEM, "%s: %s", shown, strerror(ENOMEM));
	else {
		r->draft = draft;
		r->shown = shown;
		r->fault = f;
		error = read_open(r, fd);
	}
	free(r);
	(void)close(fd);
	return error;
}
