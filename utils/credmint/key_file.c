/* key_file - the keys that sign and verify, from a file */

#include "key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/secret.h"

#define OTHERS (S_IWGRP | S_IROTH | S_IWOTH | S_IXOTH)

/* All lines with their ends, and one byte too many. */
#define ROOM \
	((size_t)CREDMINT_SIGNED_KEYS_MAX * (CREDMINT_SIGNED_KEY_MAX + 1) + 1)

void
key_file_wipe(struct key_file *keys)
{
	secret_unmap(keys->text, ROOM);
	*keys = (struct key_file){0};
}

static int
owner_check(int fd, const char *path, struct fault *f)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return fault_set(
		    f, -errno, "cannot look at %s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return fault_set(f, -EINVAL,
		    "%s is not a regular file; put the keys into one", path);
	if (st.st_uid != 0 && st.st_uid != geteuid())
		return fault_set(f, -EPERM,
		    "%s belongs to uid %lu, who could change the keys; make it "
		    "your own",
		    path, (unsigned long)st.st_uid);
	if ((st.st_mode & OTHERS) != 0)
		return fault_set(f, -EPERM,
		    "%s: mode %04o lets others read or change the keys; run "
		    "chmod 0600",
		    path, (unsigned)(st.st_mode & 07777));
	return 0;
}

static int
text_read(int fd, char *text, size_t *n, const char *path, struct fault *f)
{
	*n = 0;
	for (;;) {
		ssize_t got = read(fd, text + *n, ROOM - *n);

		if (got == 0)
			return 0;
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fault_set(f, -errno, "cannot read %s: %s", path,
			    strerror(errno));
		*n += (size_t)got;
		if (*n == ROOM)
			return fault_set(f, -EMSGSIZE,
			    "%s is longer than %d keys can be", path,
			    CREDMINT_SIGNED_KEYS_MAX);
	}
}

/* One line of n bytes as the next key. */
static int
key_add(struct key_file *keys, const char *line, size_t n, const char *path,
    struct fault *f)
{
	struct credmint_signkey *key = &keys->key[keys->n];
	size_t number = keys->n + 1;

	if (keys->n == CREDMINT_SIGNED_KEYS_MAX)
		return fault_set(f, -EINVAL,
		    "%s has more than %d lines; take the oldest keys out", path,
		    CREDMINT_SIGNED_KEYS_MAX);
	if (n < CREDMINT_SIGNED_KEY_MIN || n > CREDMINT_SIGNED_KEY_MAX)
		return fault_set(f, -EINVAL,
		    "%s: line %zu: a key has %d to %d characters; make one by "
		    "credmint token",
		    path, number, CREDMINT_SIGNED_KEY_MIN,
		    CREDMINT_SIGNED_KEY_MAX);
	for (size_t i = 0; i < n; i++)
		if (line[i] <= ' ' || line[i] > '~')
			return fault_set(f, -EINVAL,
			    "%s: line %zu: a key has printable characters "
			    "without spaces only",
			    path, number);
	key->key = line;
	key->nkey = n;
	keys->n++;
	return 0;
}

static int
lines_read(struct key_file *keys, size_t n, const char *path, struct fault *f)
{
	const char *line = keys->text, *end = line + n;
	int rc = 0;

	if (n == 0)
		return fault_set(f, -EINVAL,
		    "%s is empty; it takes a key a line, made by credmint "
		    "token",
		    path);
	while (rc == 0 && line < end) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));

		if (stop == NULL)
			stop = end;
		rc = key_add(keys, line, (size_t)(stop - line), path, f);
		line = stop + 1;
	}
	return rc;
}

int
key_file_read(
    struct key_file *out, const char *path, int64_t life, struct fault *f)
{
	size_t n;
	int fd, rc;

	*out = (struct key_file){0};
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return fault_set(
		    f, -errno, "cannot open %s: %s", path, strerror(errno));
	for (size_t i = 0; i < CREDMINT_SIGNED_KEYS_MAX; i++) {
		out->key[i] = (struct credmint_signkey)CREDMINT_SIGNKEY_INIT;
		out->key[i].life = life;
	}
	out->text = secret_map(ROOM, NULL);
	rc = out->text == NULL ? fault_set(f, -ENOMEM, "out of memory")
			       : owner_check(fd, path, f);
	if (rc == 0)
		rc = text_read(fd, out->text, &n, path, f);
	if (rc == 0)
		rc = lines_read(out, n, path, f);
	(void)close(fd); /* only read */
	if (rc != 0)
		key_file_wipe(out);
	return rc;
}
