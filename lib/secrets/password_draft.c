/*
 * password_draft - passwords of all allowed characters, until one satisfies
 */

#include "secrets/password_draft.h"

#include <math.h>
#include <string.h>

#include "core/secret.h"
#include "secrets/draw.h"

/* A number: its characters, its bytes, and how many the longest takes. */
#define DIGITS 8
#define NUMBER_BYTES 7
#define NUMBERS ((CREDMINT_PASSWORD_MAX + DIGITS - 1) / DIGITS)

/* Counts of the classes, side by side in one word; none comes to 2^15. */
#define LANE_BITS 16
#define LANES_TOP 0x8000800080008000U
_Static_assert(PASSWORD_CLASSES <= 64 / LANE_BITS, "a lane for each class");
_Static_assert(CREDMINT_PASSWORD_MAX < 0x8000, "a count fits below the top");

/*
 * What divides by the base; see divide(). 94^5 is the largest x * base there,
 * and below 2^33.
 */
#define INVERSE_SHIFT 33

static void
set_base(struct password_draft *draft, uint32_t base)
{
	uint64_t all = (uint64_t)1 << 8 * NUMBER_BYTES, power;

	draft->base = base;
	draft->half = base * base * base * base;
	power = (uint64_t)draft->half * draft->half;
	draft->limit = all / power * power;
	draft->inverse = (((uint64_t)1 << INVERSE_SHIFT) + base - 1) / base;
}

/* Add characters of a class from its place at on. */
static uint32_t
add_chars(struct password_draft *draft, uint32_t digit, const char *chars,
    size_t n, uint64_t lane)
{
	size_t i;

	for (i = 0; i < n; i++, digit++) {
		draft->chars[digit] = chars[i];
		draft->one[digit] = lane;
	}
	return digit;
}

void
password_draft_init(
    struct password_draft *draft, const struct password_classes *classes)
{
	const struct password_class *class;
	uint32_t letter = 0, other = classes->letters;
	uint64_t lane = 1;
	size_t k;

	memset(draft, 0, sizeof(*draft));
	draft->length = classes->length;
	draft->no_repeat = classes->no_repeat;
	draft->by_place = classes->no_repeat || classes->first_letter;
	draft->first =
	    classes->first_letter ? classes->letters : classes->total;
	set_base(draft, classes->total);
	for (k = 0; k < classes->n; k++, lane <<= LANE_BITS) {
		class = &classes->class[k];
		draft->min += class->min * lane;
		letter = add_chars(
		    draft, letter, class->chars, class->letters, lane);
		other = add_chars(draft, other, class->chars + class->letters,
		    class->n - class->letters, lane);
	}
}

/* How likely fewer than min of length places hold a character of part p. */
static double
missing(size_t length, unsigned min, double p)
{
	double ways = pow(1 - p, (double)length), sum = 0;
	size_t n;

	if (min == 0)
		return 0;
	/* Too small to build on: nothing is known then. */
	if (ways < 1e-280)
		return 1;
	for (n = 0; n < min; n++) {
		sum += ways;
		ways *= (double)(length - n) / (double)(n + 1) * p / (1 - p);
	}
	return sum;
}

double
password_draft_accepted(const struct password_classes *classes)
{
	const struct password_class *class;
	size_t length = classes->length;
	double part = 1;
	size_t k;

	/* Characters that run out follow another law: not known. */
	if (classes->no_repeat)
		return 0;
	/* The others alone satisfy at least so often. */
	if (classes->first_letter)
		length--;
	for (k = 0; k < classes->n; k++) {
		class = &classes->class[k];
		part -= missing(length, class->min,
		    (double)class->n / (double)classes->total);
	}
	return part > 0 ? part : 0;
}

double
password_draft_bits(const struct password_classes *classes)
{
	double bits = 0;
	size_t i;

	for (i = 0; i < classes->length; i++)
		if (i == 0 && classes->first_letter)
			bits += log2(classes->letters);
		else if (classes->no_repeat)
			bits += log2(classes->total - (double)i);
		else
			bits += log2(classes->total);
	return bits;
}

/*
 * x / base, for x below half. The reciprocal is too large by less than 1, so
 * the product by less than x; that changes nothing while x is below
 * 2^INVERSE_SHIFT / base.
 */
static inline uint64_t
divide(const struct password_draft *draft, uint64_t x)
{
	return x * draft->inverse >> INVERSE_SHIFT;
}

/* Put a digit's character; return 1 in the lane of its class. */
static inline uint64_t
spell_one(const struct password_draft *draft, uint64_t digit, char *out)
{
	*out = draft->chars[digit];
	return draft->one[digit];
}

/* Spell the four digits of x; return how many of each class they are. */
static inline uint64_t
spell_half(const struct password_draft *draft, uint64_t x, char *out)
{
	uint64_t base = draft->base;
	uint64_t x1 = divide(draft, x), x2 = divide(draft, x1),
		 x3 = divide(draft, x2);

	return spell_one(draft, x - x1 * base, out) +
	    spell_one(draft, x1 - x2 * base, out + 1) +
	    spell_one(draft, x2 - x3 * base, out + 2) +
	    spell_one(draft, x3, out + 3);
}

/* Spell the n lowest digits of a number. */
static inline uint64_t
spell(const struct password_draft *draft, uint64_t number, char *out, size_t n)
{
	uint64_t high = number / draft->half, low = number % draft->half;
	uint64_t count = 0;

	if (n == DIGITS)
		return spell_half(draft, low, out) +
		    spell_half(draft, high % draft->half, out + DIGITS / 2);
	for (; n > 0; n--, number /= draft->base)
		count += spell_one(draft, number % draft->base, out++);
	return count;
}

/* The number of the first seven of eight bytes: one load and one mask. */
static inline uint64_t
number_at(const unsigned char *b)
{
	uint64_t low = b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
	    (uint32_t)b[3] << 24;
	uint64_t high = b[4] | (uint32_t)b[5] << 8 | (uint32_t)b[6] << 16 |
	    (uint32_t)b[7] << 24;

	return (low | high << 32) & UINT64_MAX >> (64 - 8 * NUMBER_BYTES);
}

/* One draft; *good says whether it satisfies. */
static int
draw_one(const struct password_draft *draft, struct credmint_source *source,
    char *out, bool *good)
{
	/* The last number is read with a byte more. */
	unsigned char bytes[NUMBERS * NUMBER_BYTES + 1];
	unsigned char *at = bytes;
	size_t left, n, length = draft->length;
	size_t size = (length + DIGITS - 1) / DIGITS * NUMBER_BYTES;
	uint64_t number, count = LANES_TOP;
	int r;

	bytes[size] = 0;
	r = draw_fill(source, bytes, size);
	for (left = length; r == 0 && left > 0; left -= n, out += n) {
		while (r == 0 && (number = number_at(at)) >= draft->limit)
			r = draw_fill(source, at, NUMBER_BYTES);
		n = left < DIGITS ? left : DIGITS;
		count += spell(draft, number, out, n);
		at += NUMBER_BYTES;
	}
	/* A lane that lacks some borrows from its top bit. */
	*good = r == 0 && ((count - draft->min) & LANES_TOP) == LANES_TOP;
	secret_wipe(bytes, size);
	return r;
}

/* The same, place by place. */
static int
draw_places(const struct password_draft *draft, struct credmint_source *source,
    char *out, bool *good)
{
	unsigned char digit[PASSWORD_CHARS_SIZE];
	uint64_t at, bound = draft->first, count = LANES_TOP;
	size_t i, left = draft->base;
	int r = 0;

	for (i = 0; i < sizeof(digit); i++)
		digit[i] = (unsigned char)i;
	for (i = 0; r == 0 && i < draft->length; i++, bound = left) {
		r = draw_below(source, bound, &at);
		count += spell_one(draft, digit[at], &out[i]);
		/* What is drawn gives its place to the last one left. */
		if (draft->no_repeat)
			digit[at] = digit[--left];
	}
	*good = r == 0 && ((count - draft->min) & LANES_TOP) == LANES_TOP;
	SECRET_WIPE_ARRAY(digit);
	SECRET_WIPE_OBJECT(&at);
	return r;
}

int
password_draft_draw(const struct password_draft *draft,
    struct credmint_source *source, char *out)
{
	bool good;
	int r;

	do
		r = draft->by_place ? draw_places(draft, source, out, &good)
				    : draw_one(draft, source, out, &good);
	while (r == 0 && !good);
	if (r != 0)
		secret_wipe(out, draft->length);
	return r;
}
