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
	uint64_t line; /* lines that were read */
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
		    r->at + (off_t)r->used);

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

	return n + 1 == strlen(head) && memcmp(line, head, n) == 0;
}

static int
line_take(struct reading *r, const char *line, size_t n, off_t at)
{
	char name[PROVISION_NAME_SIZE];
	bool headed = r->form->head[0] != '\0';
	int rc;

	if (++r->line == 1 && headed && is_head(r, line, n))
		return 0;
	rc = r->line == 1 && headed ? -EINVAL
				    : r->form->read(line, n, name, NULL);
	if (rc == -ENOMEM)
		return no_memory(r->fault);
	if (rc != 0)
		return not_ours(r, r->line);
	return provision_known_add(r->known, name, at, r->fault);
}

/* All whole lines of the block; what is behind them moves to its front. */
static int
lines_take(struct reading *r)
{
	size_t from = 0;
	int rc = 0;

	while (rc == 0) {
		const char *line = r->block + from;
		const char *end = memchr(line, '\n', r->used - from);

		if (end == NULL)
			break;
		rc = line_take(
		    r, line, (size_t)(end - line), r->at + (off_t)from);
		from = (size_t)(end - r->block) + 1;
	}
	memmove(r->block, r->block + from, r->used - from);
	r->used -= from;
	r->at += (off_t)from;
	return rc;
}

int
provision_secrets_read(int fd, const char *path,
    const struct provision_secrets_form *form, struct provision_known *known,
    off_t *whole, struct fault *f)
{
	struct reading r = {
	    .fd = fd, .path = path, .form = form, .known = known, .fault = f};
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
			rc = lines_take(&r);
		if (rc == 0 && r.used >= PROVISION_RECORD_SIZE)
			rc = not_ours(&r, r.line + 1);
	}
	*whole = r.at;
	secret_unmap(r.block, BLOCK);
	return rc;
}

int
provision_secrets_read_at(int fd, const char *path,
    const struct provision_secrets_form *form, off_t at, char *password,
    struct fault *f)
{
	char name[PROVISION_NAME_SIZE];
	char *line = secret_map(PROVISION_RECORD_SIZE, NULL);
	ssize_t n;
	const char *end;
	int rc;

	if (line == NULL)
		return no_memory(f);
	do {
		n = pread(fd, line, PROVISION_RECORD_SIZE, at);
	} while (n < 0 && errno == EINTR);
	end = n > 0 ? memchr(line, '\n', (size_t)n) : NULL;
	if (n < 0)
		rc = cannot_read(path, -errno, f);
	else if (end == NULL)
		rc = cannot_read(path, -EIO, f);
	else
		rc = form->read(line, (size_t)(end - line), name, password);
	if (rc == -EINVAL || rc == -ENOMEM)
		rc = cannot_read(path, rc, f);
	secret_unmap(line, PROVISION_RECORD_SIZE);
	return rc;
}
