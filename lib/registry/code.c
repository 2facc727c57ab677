/* code - minting, showing and reading a one-time code */

#include "registry/code.h"

#include <stdint.h>
#include <string.h>

#include "core/secret.h"
#include "credmint.h"
#include "registry/registry.h"

static const char letters[] = "BCDFGHJKLMNPQRSTVWXZ";
static const char digits[] = "0123456789";

/* The same number. A compiler that knew what it can be would branch on it. */
static uint32_t
opaque(uint32_t v)
{
	__asm__("" : "+r"(v));
	return v;
}

/*
 * A condition is a mask, all ones or zero, so that which letters a code has
 * steers no branch and no index. Numbers here are below 2^31.
 */
static uint32_t
same(uint32_t a, uint32_t b)
{
	return opaque(0 - (((a ^ b) - 1) >> 31));
}

static uint32_t
within(uint32_t v, uint32_t first, uint32_t last)
{
	return opaque((((v - first) >> 31) - 1) & (((last - v) >> 31) - 1));
}

static uint32_t
chosen(uint32_t condition, uint32_t yes, uint32_t no)
{
	return (condition & yes) | (~condition & no);
}

/* The letter of a number, without asking for its place in memory. */
static char
letter_of(const char *alphabet, size_t n, uint32_t number)
{
	uint32_t c = 0;

	for (uint32_t i = 0; i < n; i++)
		c |= same(i, number) & (unsigned char)alphabet[i];
	return (char)c;
}

/* n characters of an alphabet, and a NUL. */
static int
draw(const char *alphabet, char *out, size_t n)
{
	const size_t letters_n = strlen(alphabet);
	uint64_t place = 0;
	int rc = 0;

	memset(out, 0, n + 1);
	for (size_t i = 0; i < n && rc == 0; i++) {
		rc = credmint_random_below(NULL, letters_n, &place);
		out[i] = letter_of(alphabet, letters_n, (uint32_t)place);
	}
	if (rc != 0)
		secret_wipe(out, n + 1);
	secret_wipe(&place, sizeof(place));
	return rc;
}

int
code_make(bool numeric, char plain[CODE_PLAIN_SIZE])
{
	return draw(numeric ? digits : letters, plain, CODE_LENGTH);
}

int
code_make_recovery(char plain[CODE_RECOVERY_SIZE])
{
	return draw(letters, plain, CODE_RECOVERY_LENGTH);
}

/* n characters in groups; n is a multiple of CODE_GROUP. */
static void
show(const char *plain, size_t n, char *shown)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && i % CODE_GROUP == 0)
			*shown++ = '-';
		*shown++ = plain[i];
	}
	*shown = '\0';
}

void
code_show(const char plain[CODE_PLAIN_SIZE], char *shown)
{
	show(plain, CODE_LENGTH, shown);
}

void
code_show_recovery(const char plain[CODE_RECOVERY_SIZE], char *shown)
{
	show(plain, CODE_RECOVERY_LENGTH, shown);
}

/*
 * Whether the first n characters are all of an alphabet, as a mask. All of
 * them are compared with all of it.
 */
static uint32_t
all_of(const char *plain, size_t n, const char *alphabet)
{
	const size_t letters_n = strlen(alphabet);
	uint32_t all = ~(uint32_t)0;

	for (size_t i = 0; i < n; i++) {
		uint32_t one = 0;

		for (size_t k = 0; k < letters_n; k++)
			one |= same((unsigned char)plain[i],
			    (unsigned char)alphabet[k]);
		all &= one;
	}
	return all;
}

/* Upper case, for a letter in lower case; anything else as it is. */
static uint32_t
raised(uint32_t c)
{
	return c - (within(c, 'a', 'z') & ('a' - 'A'));
}

/*
 * Where a character goes depends on those before it, so it is offered to
 * every place and taken by one, or by none.
 */
static void
offer(char *read, uint32_t place, uint32_t c)
{
	for (uint32_t i = 0; i < CODE_RECOVERY_LENGTH; i++)
		read[i] =
		    (char)chosen(same(i, place), c, (unsigned char)read[i]);
}

/* What is not left out, upper case; how many characters, or one too many. */
static uint32_t
gather(const char *typed, size_t n, char read[CODE_RECOVERY_SIZE])
{
	uint32_t used = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t c = (unsigned char)typed[i];
		uint32_t taken = ~(same(c, ' ') | same(c, '\t') | same(c, '-'));

		/* Those left out go to a place that is not there. */
		offer(
		    read, chosen(taken, used, CODE_RECOVERY_LENGTH), raised(c));
		/* One too many stays too many. */
		used += taken & ~same(used, CODE_RECOVERY_LENGTH + 1) & 1;
	}
	return used;
}

static uint32_t
shape_of(const char *read, uint32_t used)
{
	return (same(used, 6) & all_of(read, 6, digits) & CODE_SIX_DIGITS) |
	    (same(used, 7) & all_of(read, 7, digits) & CODE_SEVEN_DIGITS) |
	    (same(used, 8) & all_of(read, 8, digits) & CODE_EIGHT_DIGITS) |
	    (same(used, 8) & all_of(read, 8, letters) & CODE_EIGHT_LETTERS) |
	    (same(used, 12) & all_of(read, 12, letters) & CODE_TWELVE_LETTERS);
}

/* The first n characters when it has one of these shapes, else hyphens. */
static void
give(const char *read, uint32_t shape, uint32_t shapes, char *out, size_t n)
{
	uint32_t has = ~same(shape & shapes, 0);

	for (size_t i = 0; i < n; i++)
		out[i] = (char)chosen(has, (unsigned char)read[i], '-');
	out[n] = '\0';
}

void
code_read(const char *typed, size_t n, struct code_typed *out)
{
	char read[CODE_RECOVERY_SIZE] = "";
	uint32_t used = gather(typed, n, read), shape = shape_of(read, used);

	give(read, shape, CODE_EIGHT_LETTERS | CODE_EIGHT_DIGITS, out->issued,
	    CODE_LENGTH);
	give(read, shape, CODE_DIGITS, out->shown, CREDMINT_OTP_SIZE - 1);
	give(read, shape, CODE_TWELVE_LETTERS | CODE_EIGHT_DIGITS,
	    out->recovery, CODE_RECOVERY_LENGTH);
	out->shape = shape;
	SECRET_WIPE_ARRAY(read);
}

void
code_keep(struct code_typed *t, unsigned shapes)
{
	const uint32_t kept = t->shape & shapes;

	give(t->issued, kept, shapes, t->issued, CODE_LENGTH);
	give(t->shown, kept, shapes, t->shown, CREDMINT_OTP_SIZE - 1);
	give(t->recovery, kept, shapes, t->recovery, CODE_RECOVERY_LENGTH);
	t->shape = kept;
}

/* The shapes that codes of these ways have. */
static uint32_t
shapes_of(const struct conf_ways *ways)
{
	static const unsigned char shapes[CONF_WAYS] = {
	    [CONF_WAY_ISSUED] = CODE_EIGHT_LETTERS | CODE_EIGHT_DIGITS,
	    [CONF_WAY_DELIVERED] = CODE_EIGHT_LETTERS,
	    [CONF_WAY_AUTHENTICATOR] =
		CODE_SIX_DIGITS | CODE_SEVEN_DIGITS | CODE_EIGHT_DIGITS,
	    [CONF_WAY_RECOVERY] = CODE_TWELVE_LETTERS | CODE_EIGHT_DIGITS,
	};
	uint32_t all = 0;

	for (size_t i = 0; i < ways->n && i < sizeof(ways->way); i++)
		if (ways->way[i] < CONF_WAYS)
			all |= shapes[ways->way[i]];
	return all;
}

bool
registry_shaped(const char *answer, size_t n, const struct conf_ways *ways)
{
	struct code_typed typed;
	bool shaped;

	code_read(answer, n, &typed);
	shaped = ~same(typed.shape & shapes_of(ways), 0) & 1;
	SECRET_WIPE_OBJECT(&typed);
	return shaped;
}
