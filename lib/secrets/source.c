/*
 * source - a draw buffer, filled in blocks and wiped as it is used
 */

#include "secrets/source.h"

#include <errno.h>
#include <stdatomic.h>
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

	if (out == NULL)
		return -EINVAL;
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
	if (n >= sizeof(uint32_t)) {
		memcpy(out, from, sizeof(uint32_t));
		memset(from, 0, sizeof(uint32_t));
		out += sizeof(uint32_t);
		from += sizeof(uint32_t);
		n -= sizeof(uint32_t);
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

#define LANES UINT64_C(0x0101010101010101) /* 1 in each byte */
#define TOPS (LANES << 7)
#define LANE_BYTES sizeof(uint64_t)

/* One load, whatever the machine's order of bytes; b[7] is on top. */
static inline uint64_t
lanes_at(const unsigned char *b)
{
	uint64_t low = b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
	    (uint32_t)b[3] << 24;
	uint64_t high = b[4] | (uint32_t)b[5] << 8 | (uint32_t)b[6] << 16 |
	    (uint32_t)b[7] << 24;

	return low | high << 32;
}

/*
 * The last bytes of the buffer one by one, and so in the order that
 * draw_fill() gives single ones, until a draft is at most last; those looked
 * at are used up. Eight are compared at once: a branch that is taken by
 * chance costs more than all of it. The draft, or above last: all were.
 */
static inline unsigned int
take_small(struct credmint_source *source, unsigned int mask, unsigned int last)
{
	/* So many are left that zeros for eight end within the buffer. */
	while (source->left >= LANE_BYTES &&
	    source->left <= SOURCE_BYTES - LANE_BYTES) {
		unsigned char *at = source->bytes + source->left - LANE_BYTES;
		uint64_t drafts = lanes_at(at) & mask * LANES;
		uint64_t most = last * LANES;
		/* Of seven bits; of eight, the top bits come first. */
		uint64_t low = (most | TOPS) - (drafts & ~TOPS);
		uint64_t good =
		    ((most & ~drafts) | (~(most ^ drafts) & low)) & TOPS;
		unsigned int lane = 0, draft;

		if (good != 0)
			lane = (63 - (unsigned int)__builtin_clzll(good)) / 8;
		draft = at[lane] & mask;
		/* What is behind is used up, and zero, already. */
		memset(at + lane, 0, LANE_BYTES);
		source->left -= LANE_BYTES - lane;
		if (good != 0)
			return draft;
	}
	return last + 1;
}

/* Apart from what is usual, which needs no frame of its own then. */
static int __attribute__((noinline))
draw_bytewise(struct credmint_source *source, unsigned int mask,
    unsigned int last, uint64_t *out)
{
	unsigned char byte = 0;
	int error;

	do
		error = draw_fill(source, &byte, 1);
	while (error == 0 && (byte & mask) > last);
	*out = byte & mask;
	SECRET_WIPE_OBJECT(&byte);
	return error;
}

/* The first draw of a child that began in the middle of one; see above. */
static int __attribute__((noinline))
draw_bytewise_as_child(struct credmint_source *source, unsigned int mask,
    unsigned int last, uint64_t *out)
{
	source->left = 0;
	SECRET_WIPE_ARRAY(source->bytes);
	return draw_bytewise(source, mask, last, out);
}

int
draw_small(struct credmint_source *source, unsigned int mask, unsigned int last,
    uint64_t *out)
{
	unsigned int draft;

	if (source == NULL || source->kept_by_fork)
		return draw_bytewise(source, mask, last, out);
	source->whole = true;
	draft = take_small(source, mask, last);
	/* The draft is read before whole is. */
	atomic_signal_fence(memory_order_seq_cst);
	if (!source->whole)
		return draw_bytewise_as_child(source, mask, last, out);
	if (draft > last)
		return draw_bytewise(source, mask, last, out);
	*out = draft;
	return 0;
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
