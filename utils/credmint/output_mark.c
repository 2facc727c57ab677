/* output_mark - an output that a fault leaves whole */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/secret.h"

#include "output_file.h"

/* Room for an end behind what is written. */
#define AHEAD 4096

void
output_steady(struct output *out)
{
	struct stat st;
	int flags = fcntl(out->fd, F_GETFL);

	out->steady = true;
	/* Another writer's end is not ours to cut. */
	if (flags < 0 || (flags & O_APPEND) != 0 || fstat(out->fd, &st) != 0 ||
	    !S_ISREG(st.st_mode))
		return;
	out->begin = lseek(out->fd, 0, SEEK_CUR);
	out->marked = out->begin >= 0 && out->begin >= st.st_size;
}

/* No disk behind it, or one that has no such call, is no fault. */
static bool
is_fault(int error)
{
	return error != EINVAL && error != EROFS && error != ENOTSUP &&
	    error != EOPNOTSUPP && error != ENOSYS && error != ESPIPE;
}

int
output_sync(struct output *out, bool long_end)
{
	int rc = output_flush(out);
	off_t room = AHEAD + (long_end ? out->wrote : 0);

	if (rc != 0)
		return rc;
	if (fdatasync(out->fd) != 0 && is_fault(errno))
		return output_failed(out, -errno);
	if (!out->marked)
		return 0;
	/* Until the first mark its name may be new. */
	if (out->name != NULL && fsync(out->dir) != 0 && errno != EBADF &&
	    is_fault(errno))
		return output_failed(out, -errno);
	if (fallocate(out->fd, FALLOC_FL_KEEP_SIZE, out->begin + out->wrote,
		room) == 0)
		out->ahead = true;
	else if (errno == ENOSPC || errno == EDQUOT)
		return output_failed(out, -errno);
	return 0;
}

void
output_mark(struct output *out)
{
	out->mark = out->wrote;
	output_keep(out);
}

int
output_take_back(struct output *out)
{
	off_t end = out->begin + out->mark;

	secret_wipe(out->block, OUTPUT_BLOCK);
	out->used = out->whole = 0;
	if (!out->marked)
		return -ESPIPE;
	if (ftruncate(out->fd, end) != 0 || lseek(out->fd, end, SEEK_SET) < 0)
		return -errno;
	out->wrote = out->mark;
	out->error = 0;
	return 0;
}

void
output_mark_end(struct output *out)
{
	/* To the length it has: what is held behind it is given back. */
	if (out->ahead && ftruncate(out->fd, out->begin + out->wrote) != 0)
		out->ahead = true; /* some room stays taken, and no more */
	out->ahead = false;
}

bool
output_goes_back(const struct output *out)
{
	return out->marked;
}

void
output_first(struct output *out, int (*first)(void *arg), void *arg)
{
	out->first = first;
	out->first_arg = arg;
}

off_t
output_written(const struct output *out)
{
	return out->wrote;
}

off_t
output_end_at(const struct output *out)
{
	return out->wrote + (off_t)out->used;
}

void
output_drop_part(struct output *out)
{
	secret_wipe(out->block + out->whole, out->used - out->whole);
	out->used = out->whole;
	if (out->kept_back != 0)
		out->error = out->kept_back = 0;
}

bool
output_is(const struct output *out, const char *path)
{
	struct stat ours, other;

	return fstat(out->fd, &ours) == 0 && stat(path, &other) == 0 &&
	    S_ISREG(ours.st_mode) && ours.st_dev == other.st_dev &&
	    ours.st_ino == other.st_ino;
}
