/*
 * source - a draw buffer, filled in blocks and wiped as it is used
 */

#include "secrets/source.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "core/entropy.h"
#include "core/secret.h"
#include "secrets/draw.h"

_Static_assert(sizeof(struct credmint_source) <= SOURCE_PAGE,
    "a source is one page, so that all of it is locked and wiped together");

int
credmint_source_new(struct credmint_source **out)
{
	struct credmint_source *source;
	bool wiped_by_fork;

	*out = NULL;
	source = secret_map(sizeof(*source), &wiped_by_fork);
	if (source == NULL)
		return -errno;
	source->kept_by_fork = !wiped_by_fork;
	source->owner = getpid();
	*out = source;
	return 0;
}

void
credmint_source_free(struct credmint_source *source)
{
	secret_unmap(source, sizeof(*source));
}

/* Empty the buffer in a child that the kernel gave its parent's bytes. */
static void
notice_fork(struct credmint_source *source)
{
	pid_t self;

	if (!source->kept_by_fork)
		return;
	self = getpid();
	if (source->owner == self)
		return;
	source->left = 0;
	SECRET_WIPE_ARRAY(source->bytes);
	source->owner = self;
}

static int
refill(struct credmint_source *source)
{
	int error;

	error = entropy_fill(source->bytes, sizeof(source->bytes));
	if (error == 0)
		source->left = sizeof(source->bytes);
	return error;
}

/*
 * Move n bytes, of those left, out of the buffer. Most draws are short: a call
 * each for copying and wiping would cost more than both. The buffer outlives
 * the call, so the compiler cannot leave out a zero.
 */
static void
take(struct credmint_source *source, unsigned char *out, size_t n)
{
	unsigned char *from = source->bytes + source->left - n;

	source->left -= n;
	for (; n >= sizeof(uint64_t); n -= sizeof(uint64_t)) {
		memcpy(out, from, sizeof(uint64_t));
		memset(from, 0, sizeof(uint64_t));
		out += sizeof(uint64_t);
		from += sizeof(uint64_t);
	}
	for (; n > 0; n--) {
		*out++ = *from;
		*from++ = 0;
	}
}

int
draw_fill(struct credmint_source *source, void *out, size_t n)
{
	unsigned char *at = out;
	size_t first;
	int error;

	if (n == 0)
		return 0;
	/* What the buffer cannot hold gains nothing by going through it. */
	if (source == NULL || n > sizeof(source->bytes))
		return entropy_fill(out, n);
	notice_fork(source);
	first = n < source->left ? n : source->left;
	take(source, at, first);
	if (first == n)
		return 0;
	error = refill(source);
	if (error != 0) {
		secret_wipe(out, n);
		return error;
	}
	take(source, at + first, n - first);
	return 0;
}
