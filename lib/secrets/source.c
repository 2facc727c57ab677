/*
 * source - a draw buffer, filled in blocks and wiped as it is used
 */

#include "secrets/source.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

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
	*out = source;
	return 0;
}

void
credmint_source_free(struct credmint_source *source)
{
	secret_unmap(source, sizeof(*source));
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

static int
draw_from(struct credmint_source *source, unsigned char *out, size_t n)
{
	size_t first = n < source->left ? n : source->left;
	int error;

	take(source, out, first);
	if (first == n)
		return 0;
	error = refill(source);
	if (error != 0) {
		secret_wipe(out, n);
		return error;
	}
	take(source, out + first, n - first);
	return 0;
}

/*
 * A signal handler that forks puts the child into the middle of a draw, with
 * a page that was zeroed under it and an out that its parent has, too.
 */
static int
draw_as_child(struct credmint_source *source, unsigned char *out, size_t n)
{
	source->left = 0;
	SECRET_WIPE_ARRAY(source->bytes);
	return entropy_fill(out, n);
}

int
draw_fill(struct credmint_source *source, void *out, size_t n)
{
	int error;

	if (n == 0)
		return 0;
	/* What the buffer cannot hold gains nothing by going through it. */
	if (source == NULL || source->kept_by_fork || n > sizeof(source->bytes))
		return entropy_fill(out, n);
	source->whole = true;
	error = draw_from(source, out, n);
	return source->whole ? error : draw_as_child(source, out, n);
}
