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

/* How many numbers there are. */
#define ALL ((uint64_t)1 << 8 * NUMBER_BYTES)

static void
set_base(struct password_draft *draft, uint32_t base)
{
	uint64_t power = 1;

	for (size_t i = 0; i < DIGITS; i++)
		power *= base;
	draft->base = base;
	draft->limit = ALL / power * power;
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

/* Put a digit's character; return 1 in the lane of its class. */
static inline uint64_t
spell_one(const struct password_draft *draft, uint64_t digit, char *out)
{
	*out = draft->chars[digit];
	return draft->one[digit];
}

/*
 * Spell the first n of the eight digits of a number, and count how many of
 * each class they are. The number is a fraction of 2^56: times the base, what
 * comes before the point is a digit. What stays behind in the end is number *
 * base^8 mod 2^56, and each eight digits have as many numbers with less than
 * limit there, a multiple of base^8. False: draw another one.
 */
static inline bool
spell(const struct password_draft *draft, uint64_t number, char *out, size_t n,
    uint64_t *count)
{
	/* The characters written might be those of draft, for all that is
	 * known. */
	const uint64_t base = draft->base;
	uint64_t sum = 0;

	for (size_t i = 0; i < DIGITS; i++) {
		number *= base;
		if (i < n)
			sum += spell_one(
			    draft, number >> 8 * NUMBER_BYTES, &out[i]);
		number &= ALL - 1;
	}
	*count = sum;
	return number < draft->limit;
}

/* Most numbers are whole: their loop has an end that the compiler knows. */
static inline bool
spell_number(const struct password_draft *draft, uint64_t number, char *out,
    size_t n, uint64_t *count)
{
	return n == DIGITS ? spell(draft, number, out, DIGITS, count)
			   : spell(draft, number, out, n, count);
}

/* The number of the first seven of eight bytes: one load and one mask. */
static inline uint64_t
number_at(const unsigned char *b)
{
	uint64_t low = b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
	    (uint32_t)b[3] << 24;
	uint64_t high = b[4] | (uint32_t)b[5] << 8 | (uint32_t)b[6] << 16 |
	    (uint32_t)b[7] << 24;

	return (low | high << 32) & (ALL - 1);
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
	uint64_t in_number = 0, count = LANES_TOP;
	int r;

	bytes[size] = 0;
	r = draw_fill(source, bytes, size);
	for (left = length; r == 0 && left > 0; left -= n, out += n) {
		n = left < DIGITS ? left : DIGITS;
		while (r == 0 &&
		    !spell_number(draft, number_at(at), out, n, &in_number))
			r = draw_fill(source, at, NUMBER_BYTES);
		count += in_number;
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
