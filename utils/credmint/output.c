/* output - the one writer of data */

#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/secret.h"
#include "host/run.h"

#include "argument.h"
#include "command.h"
#include "output_file.h"
#include "stop.h"

/* How long a steady write that is told to end waits for its reader. */
#define STEADY_MS 10000

int
output_failed(struct output *out, int error)
{
	if (out->error != 0)
		return out->error;
	out->error = error;
	if (error == -EINTR)
		return error; /* told to end: nothing to say */
	if (error == -ETIMEDOUT)
		return fault_set(out->fault, error,
		    "nobody reads %s: it has taken nothing for %d s",
		    out->path != NULL ? out->path : "standard output",
		    out->patience / 1000);
	return fault_set(out->fault, error, "cannot write to %s: %s",
	    out->path != NULL ? out->path : "standard output",
	    strerror(-error));
}

static int
file_open(struct output *out, const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir = slash == NULL ? strdup(".")
	    : slash == path       ? strdup("/")
				  : strndup(path, (size_t)(slash - path));
	char *name = strdup(slash == NULL ? path : slash + 1);
	int rc = 0;

	out->path = strdup(path);
	if (slash == NULL ? path[0] == '\0' : slash[1] == '\0') {
		rc = fault_set(out->fault, CALL_USAGE,
		    "-o takes the name of a file, not of a directory");
		goto end;
	}
	if (dir == NULL || name == NULL || out->path == NULL) {
		rc = output_failed(out, -ENOMEM);
		goto end;
	}
	/* One that may not be read cannot be synced either. */
	out->dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (out->dir < 0 && errno == EACCES)
		out->dir = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (out->dir >= 0)
		out->fd = openat(out->dir, name,
		    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (out->fd >= 0) {
		out->name = name; /* from here on ours to remove */
		name = NULL;
	} else if (errno == EEXIST) {
		rc = fault_set(out->fault, -EEXIST,
		    "%s exists; name a file that does not", path);
	} else {
		rc = fault_set(out->fault, -errno, "cannot make %s: %s", path,
		    strerror(errno));
	}
end:
	free(dir);
	free(name);
	return rc;
}

static int
descriptor_take(struct output *out, const char *text)
{
	uint64_t fd = 0;
	int rc =
	    argument_number("--output-fd", text, 0, INT_MAX, &fd, out->fault);
	if (rc != 0)
		return rc;

	int flags = fcntl((int)fd, F_GETFL);
	if (flags < 0 || (flags & O_PATH) != 0 ||
	    (flags & O_ACCMODE) == O_RDONLY)
		return fault_set(out->fault, CALL_USAGE,
		    "--output-fd names a descriptor that is not open for "
		    "writing");
	out->fd = (int)fd;
	out->path = strdup("the descriptor of --output-fd");
	return out->path == NULL ? output_failed(out, -ENOMEM) : 0;
}

/* All but the descriptor. */
static void
release(struct output *out)
{
	if (out->dir >= 0)
		(void)close(out->dir);
	secret_unmap(out->block, OUTPUT_BLOCK);
	free(out->name);
	free(out->path);
	free(out);
}

int
output_open(struct output **out, const struct options *options, struct fault *f)
{
	const char *file = options->value[OPTION_OUTPUT];
	const char *fd = options->value[OPTION_OUTPUT_FD];
	struct output *o;
	int rc = 0;

	*out = NULL;
	if (file != NULL && fd != NULL)
		return fault_set(
		    f, CALL_USAGE, "-o and --output-fd cannot both be given");
	o = calloc(1, sizeof(*o));
	if (o == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	o->fd = o->dir = -1;
	o->patience = -1;
	o->end = options->value[OPTION_ZERO] != NULL ? '\0' : '\n';
	o->fault = f;
	o->block = secret_map(OUTPUT_BLOCK, NULL);
	if (o->block == NULL)
		rc = fault_set(f, -ENOMEM, "out of memory");
	else if (file != NULL)
		rc = file_open(o, file);
	else if (fd != NULL)
		rc = descriptor_take(o, fd);
	else
		o->fd = STDOUT_FILENO;
	if (rc == 0) {
		*out = o;
		return 0;
	}
	release(o);
	return rc;
}

/*
 * Whether being told to end is the end of a write. One that is steady goes on
 * unless it is told once more, or nobody reads.
 */
static bool
told_to_end(struct output *out)
{
	/* A file keeps nobody waiting. */
	if (stop_asked() == 0 || out->marked)
		return false;
	if (!out->steady || stop_insisted())
		return true;
	if (out->told == 0)
		out->told = run_clock_ms();
	return run_clock_ms() - out->told > STEADY_MS;
}

/* Wait until more is taken, no longer than there is patience. */
static int
wait_writable(struct output *out)
{
	const int64_t deadline = run_clock_ms() + out->patience;
	struct pollfd wait = {out->fd, POLLOUT, 0};
	int n = 0;

	while (n == 0) {
		int64_t left = deadline - run_clock_ms();
		int ms = out->patience < 0 ? -1 : left > 0 ? (int)left : 0;

		n = poll(&wait, 1, ms);
		if (n == 0)
			return output_failed(out, -ETIMEDOUT);
		if (n < 0 && errno != EINTR)
			return output_failed(out, -errno);
		if (told_to_end(out))
			return output_failed(out, -EINTR);
		if (n < 0)
			n = 0;
	}
	return 0;
}

/* As much as what can be written to takes at once. */
static size_t
portion(const struct output *out, size_t n)
{
	return out->patience >= 0 && n > PIPE_BUF ? PIPE_BUF : n;
}

static int
written(struct output *out, const char *data, size_t n)
{
	while (n > 0) {
		ssize_t wrote;

		if (out->patience >= 0 && wait_writable(out) != 0)
			return out->error;
		wrote = write(out->fd, data, portion(out, n));

		if (wrote >= 0) {
			data += wrote;
			n -= (size_t)wrote;
			out->wrote += wrote;
			out->told = 0;
			out->any = true;
			continue;
		}
		if (errno == EAGAIN) {
			if (wait_writable(out) != 0)
				return out->error;
		} else if (errno != EINTR) {
			return output_failed(out, -errno);
		}
		if (told_to_end(out))
			return output_failed(out, -EINTR);
	}
	return 0;
}

/* Write the first n bytes of the block; the others move up. */
static int
flush(struct output *out, size_t n)
{
	int rc = out->error;

	if (rc == 0 && n > 0 && told_to_end(out))
		rc = output_failed(out, -EINTR);
	if (rc == 0 && n > 0 && out->first != NULL)
		rc = out->error = out->kept_back = out->first(out->first_arg);
	if (rc == 0)
		rc = written(out, out->block, n);
	memmove(out->block, out->block + n, out->used - n);
	secret_wipe(out->block + out->used - n, n);
	out->used -= n;
	out->whole = 0;
	return rc;
}

void
output_patience(struct output *out, int ms)
{
	out->patience = ms;
}

int
output_flush(struct output *out)
{
	return flush(out, out->used);
}

int
output_put(struct output *out, const void *data, size_t n)
{
	const char *from = data;

	while (n > 0 && out->error == 0) {
		size_t room = OUTPUT_BLOCK - out->used;
		size_t take = n < room ? n : room;

		memcpy(out->block + out->used, from, take);
		out->used += take;
		from += take;
		n -= take;
		/* Whole items alone, so that after a fault none is cut short;
		 * of one that is longer than a block, all there is. */
		if (out->used == OUTPUT_BLOCK &&
		    flush(out, out->whole > 0 ? out->whole : OUTPUT_BLOCK) != 0)
			break;
	}
	return out->error;
}

int
output_text(struct output *out, const char *text)
{
	return output_put(out, text, strlen(text));
}

void
output_whole(struct output *out)
{
	out->whole = out->used;
}

int
output_end(struct output *out)
{
	int rc = output_put(out, &out->end, 1);

	output_whole(out);
	return rc;
}

int
output_item(struct output *out, const void *data, size_t n)
{
	/* The usual case at once: there may be millions of items. */
	if (out->error == 0 && n + 1 < OUTPUT_BLOCK - out->used) {
		memcpy(out->block + out->used, data, n);
		out->block[out->used + n] = out->end;
		out->used += n + 1;
		out->whole = out->used;
		return 0;
	}
	int rc = output_put(out, data, n);

	return rc != 0 ? rc : output_end(out);
}

bool
output_is_terminal(const struct output *out)
{
	return isatty(out->fd) != 0;
}

size_t
output_columns(const struct output *out)
{
	struct winsize size = {0};

	if (ioctl(out->fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return 80;
	return size.ws_col;
}

bool
output_shows_utf8(void)
{
	locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
	bool is = locale != (locale_t)0 &&
	    strcmp(nl_langinfo_l(CODESET, locale), "UTF-8") == 0;

	if (locale != (locale_t)0)
		freelocale(locale);
	return is;
}

bool
output_any(const struct output *out)
{
	return out->any || out->used > 0;
}

void
output_keep(struct output *out)
{
	free(out->name);
	out->name = NULL;
}

int
output_wait(struct output *out, int ms)
{
	struct pollfd watch = {out->fd, 0, 0};
	int n = poll(&watch, 1, ms);

	if (stop_asked() != 0)
		return -EINTR;
	if (n < 0 && errno != EINTR)
		return output_failed(out, -errno);
	if (n > 0 && (watch.revents & (POLLERR | POLLNVAL)) != 0)
		return output_failed(out, -EPIPE);
	return 0;
}

int
output_close(struct output *out, bool keep)
{
	int rc = keep ? output_flush(out) : out->error;

	output_mark_end(out);
	if (close(out->fd) != 0 && keep)
		rc = output_failed(out, -errno);
	if (out->name != NULL && (!keep || rc != 0) &&
	    unlinkat(out->dir, out->name, 0) != 0 && rc == 0)
		rc = fault_set(out->fault, -errno, "cannot remove %s: %s",
		    out->path, strerror(errno));
	release(out);
	return rc;
}
