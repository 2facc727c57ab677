/* provision_secrets_read - what earlier runs put into a file of secrets */

#include "provision_secrets_read.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "core/secret.h"

#include "stop.h"

#define BLOCK ((size_t)64 * 1024)

struct reading {
	int fd;
	const char *path;
	const struct provision_secrets_form *form;
	struct provision_known *known;
	struct fault *fault;
	char *block; /* BLOCK bytes */
	size_t used;
	off_t at;      /* where the block stands in the file */
	off_t gone;    /* bytes before the block that are none */
	uint64_t line; /* where the next record begins, from 1 */
};

static int
no_memory(struct fault *f)
{
	return fault_set(f, -ENOMEM, "out of memory");
}

static int
cannot_read(const char *path, int error, struct fault *f)
{
	return fault_set(
	    f, error, "cannot read %s: %s", path, strerror(-error));
}

/* Read on behind what is in the block. Bytes, 0 at the end, or an errno. */
static ssize_t
more(struct reading *r)
{
	for (;;) {
		ssize_t n = pread(r->fd, r->block + r->used, BLOCK - r->used,
		    r->at + r->gone + (off_t)r->used);

		if (stop_asked() != 0)
			return -EINTR;
		if (n >= 0)
			return n;
		if (errno != EINTR)
			return cannot_read(r->path, -errno, r->fault);
	}
}

/* What is in the block can be the beginning of a file of ours. */
static bool
is_beginning(const struct reading *r)
{
	size_t n = strlen(r->form->begins);

	return memcmp(r->block, r->form->begins, r->used < n ? r->used : n) ==
	    0;
}

static int
not_ours(struct reading *r, uint64_t line)
{
	return fault_set(r->fault, -EINVAL,
	    "%s:%" PRIu64 ": no record of credmint provision in the form %s; "
	    "--secrets-format names another",
	    r->path, line, r->form->name);
}

static bool
is_head(const struct reading *r, const char *line, size_t n)
{
	const char *head = r->form->head;

	return n == strlen(head) && memcmp(line, head, n) == 0;
}

/* A record, or the head, of n bytes with its end. */
static int
record_take(struct reading *r, const char *text, size_t n, off_t at)
{
	char name[PROVISION_NAME_SIZE];
	bool headed = r->line == 1 && r->form->head[0] != '\0';
	int64_t expires;
	int rc = 0;

	if (headed)
		rc = is_head(r, text, n) ? 0 : -EINVAL;
	else
		rc = r->form->read(text, n - 1, name, NULL, &expires);
	if (rc == -ENOMEM)
		return no_memory(r->fault);
	if (rc != 0)
		return not_ours(r, r->line);
	for (size_t i = 0; i < n; i++)
		r->line += text[i] == '\n';
	return headed ? 0 : provision_known_add(r->known, name, at, r->fault);
}

/* All whole records of the block; what is behind them moves to its front. */
static int
records_take(struct reading *r)
{
	size_t from = 0;
	int rc = 0;

	while (rc == 0) {
		const char *text = r->block + from;
		size_t n = r->form->whole(text, r->used - from);

		if (n == 0)
			break;
		rc = record_take(r, text, n, r->at + (off_t)from);
		from += n;
	}
	memmove(r->block, r->block + from, r->used - from);
	r->used -= from;
	r->at += (off_t)from;
	return rc;
}

/*
 * What has no end, and is too long for a record: 0 when it is one that was
 * begun, and zeros up to the end of the file, as a power cut leaves them.
 */
static int
tail_take(struct reading *r)
{
	const char *zero = memchr(r->block, '\0', PROVISION_RECORD_SIZE);
	size_t from = zero == NULL ? 0 : (size_t)(zero - r->block);
	ssize_t n = 1;

	if (zero == NULL)
		return not_ours(r, r->line);
	while (n > 0) {
		for (size_t i = from; i < r->used; i++)
			if (r->block[i] != '\0')
				return not_ours(r, r->line);
		from = 0;
		r->gone += (off_t)r->used;
		r->used = 0;
		n = more(r);
		r->used = n > 0 ? (size_t)n : 0;
	}
	return (int)n;
}

int
provision_secrets_read(int fd, const char *path,
    const struct provision_secrets_form *form, struct provision_known *known,
    off_t *whole, struct fault *f)
{
	struct reading r = {.fd = fd,
	    .path = path,
	    .form = form,
	    .known = known,
	    .line = 1,
	    .fault = f};
	int rc = 0;

	*whole = 0;
	r.block = secret_map(BLOCK, NULL);
	if (r.block == NULL)
		return no_memory(f);
	while (rc == 0) {
		ssize_t n = more(&r);

		if (n <= 0) {
			rc = (int)n;
			break;
		}
		r.used += (size_t)n;
		/* Before anything of a stranger's file is cut off. */
		if (r.at == 0 && !is_beginning(&r))
			rc = not_ours(&r, 1);
		if (rc == 0)
			rc = records_take(&r);
		if (rc == 0 && r.used >= PROVISION_RECORD_SIZE)
			rc = tail_take(&r);
	}
	*whole = r.at;
	secret_unmap(r.block, BLOCK);
	return rc;
}

int
provision_secrets_read_at(int fd, const char *path,
    const struct provision_secrets_form *form, off_t at, char *password,
    int64_t *expires, struct fault *f)
{
	char name[PROVISION_NAME_SIZE];
	char *text = secret_map(PROVISION_RECORD_SIZE, NULL);
	ssize_t n;
	size_t whole;
	int rc;

	if (text == NULL)
		return no_memory(f);
	do {
		n = pread(fd, text, PROVISION_RECORD_SIZE, at);
	} while (n < 0 && errno == EINTR);
	whole = n > 0 ? form->whole(text, (size_t)n) : 0;
	if (n < 0)
		rc = cannot_read(path, -errno, f);
	else if (whole == 0)
		rc = cannot_read(path, -EIO, f);
	else
		rc = form->read(text, whole - 1, name, password, expires);
	if (rc == -EINVAL || rc == -ENOMEM)
		rc = cannot_read(path, rc, f);
	secret_unmap(text, PROVISION_RECORD_SIZE);
	return rc;
}
