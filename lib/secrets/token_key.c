/*
 * token_key - keys that scanners recognise, and typing errors do not survive
 *
 * prefix _ digits checksum, as GitHub's tokens are built: the digits are drawn
 * from 0-9 A-Z a-z, the checksum is the CRC-32 of the digits in six of them.
 */

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/encode.h"
#include "core/secret.h"
#include "credmint.h"
#include "secrets/draw.h"
#include "secrets/parameter.h"

#define CHECKSUM 6
/* Digits for so many random bytes, and the shortest and the longest key. */
#define DIGITS(nbytes) \
	(CREDMINT_TOKEN_KEY_SIZE(0, nbytes) - CREDMINT_TOKEN_KEY_SIZE(0, 0))
#define KEY_MIN (CREDMINT_TOKEN_KEY_SIZE(1, 1) - 1)
#define KEY_MAX                                                         \
	(CREDMINT_TOKEN_KEY_SIZE(                                       \
	     CREDMINT_TOKEN_PREFIX_MAX, CREDMINT_TOKEN_KEY_BYTES_MAX) - \
	    1)
/* Bytes drawn at a time. */
#define BLOCK 64

/* CRC-32 of IEEE 802.3, a bit at a time: a table would be read by an index
 * that tells the digit. */
#define CRC_BEGIN UINT32_MAX

static uint32_t
crc_add(uint32_t crc, char c)
{
	crc ^= (unsigned char)c;
	for (int i = 0; i < 8; i++)
		crc = crc >> 1 ^ (0xedb88320u & (0u - (crc & 1)));
	return crc;
}

/* Masks: all ones where it is so, else zero; numbers are below 2^31. */
static uint32_t
is_below(uint32_t v, uint32_t limit)
{
	return 0u - ((v - limit) >> 31);
}

static uint32_t
pick(uint32_t mask, uint32_t yes, uint32_t no)
{
	return (yes & mask) | (no & ~mask);
}

static bool
prefix_ok(const char *prefix)
{
	size_t n = strnlen(prefix, CREDMINT_TOKEN_PREFIX_MAX + 1);

	if (n == 0 || n > CREDMINT_TOKEN_PREFIX_MAX || prefix[n - 1] == '_' ||
	    (prefix[0] >= '0' && prefix[0] <= '9') || prefix[0] == '_')
		return false;
	for (size_t i = 0; i < n; i++)
		if (prefix[i] != '_' && encode_value62(prefix[i]) > 61)
			return false;
	return true;
}

/* Six bits of a byte are a digit, or, 2 times in 64, none. */
static int
draw_digits(struct credmint_source *source, char *out, size_t n)
{
	unsigned char bytes[BLOCK];
	int error = 0;

	for (size_t i = 0; error == 0 && i < n;) {
		size_t want = n - i < BLOCK ? n - i : BLOCK;

		error = draw_fill(source, bytes, want);
		for (size_t k = 0; error == 0 && k < want; k++)
			if ((bytes[k] & 63) < 62)
				out[i++] = encode_digit62(bytes[k] & 63);
	}
	SECRET_WIPE_ARRAY(bytes);
	return error;
}

/*
 * A 62nd, rounded down: a division may take a time that tells of v. 2^36 / 31
 * is rounded up by so little that half of no v comes to the next number.
 */
#define PART_31 UINT64_C(2216757315)
_Static_assert(PART_31 * 31 - (UINT64_C(1) << 36) <= 1 << 5, "exact to 2^31");

static uint32_t
sixty_second(uint32_t v)
{
	return (uint32_t)((v >> 1) * PART_31 >> 36);
}

static void
checksum_write(const char *digits, size_t n, char out[CHECKSUM])
{
	uint32_t crc = CRC_BEGIN;

	for (size_t i = 0; i < n; i++)
		crc = crc_add(crc, digits[i]);
	crc = ~crc;
	for (size_t i = CHECKSUM; i-- > 0; crc = sixty_second(crc))
		out[i] = encode_digit62(crc - 62 * sixty_second(crc));
}

int
credmint_token_key(struct credmint_source *source, const char *prefix,
    size_t nbytes, char *out, size_t size)
{
	size_t nprefix, need, ndigits;
	char *digits;
	int error;

	if (!parameter_fits(nbytes, 1) || !parameter_array(out, size, 1))
		return -EINVAL;
	if (size > 0)
		out[0] = '\0';
	if (prefix == NULL || !prefix_ok(prefix) || nbytes == 0 ||
	    nbytes > CREDMINT_TOKEN_KEY_BYTES_MAX)
		return -EINVAL;
	nprefix = strlen(prefix);
	need = CREDMINT_TOKEN_KEY_SIZE(nprefix, nbytes);
	if (size < need)
		return -ERANGE;
	digits = out + nprefix + 1;
	ndigits = DIGITS(nbytes);
	error = draw_digits(source, digits, ndigits);
	if (error != 0) {
		secret_wipe(out, need);
		return error;
	}
	checksum_write(digits, ndigits, digits + ndigits);
	digits[ndigits + CHECKSUM] = '\0';
	memcpy(out, prefix, nprefix);
	out[nprefix] = '_';
	return 0;
}

/* What stands before the checksum of a key. */
struct reading {
	uint32_t crc;     /* of the characters after the last '_' */
	uint32_t place;   /* of the last '_', which the prefix ends at; or 0 */
	uint32_t doubled; /* mask: that one follows another */
	uint32_t wrong;   /* some bit: there is a character of no key */
};

/* Where the prefix ends is found without a branch, too. */
static struct reading
digits_read(const char *key, size_t n)
{
	struct reading r = {CRC_BEGIN, 0, 0, 0};
	uint32_t bar, before = 0, v;

	for (size_t i = 0; i < n; i++) {
		bar = is_below((unsigned char)key[i] ^ (uint32_t)'_', 1);
		v = encode_value62(key[i]);
		r.wrong |= v & ENCODE_NONE & ~bar;
		r.place = pick(bar, (uint32_t)i, r.place);
		r.doubled = pick(bar, before, r.doubled);
		r.crc = pick(bar, CRC_BEGIN, crc_add(r.crc, key[i]));
		before = bar;
	}
	return r;
}

/* Some bit where the checksum is none, or another one. */
static uint32_t
checksum_differs(const char digits[CHECKSUM], uint32_t crc)
{
	uint64_t number = 0, differs;
	uint32_t v, wrong = 0;

	for (size_t i = 0; i < CHECKSUM; i++) {
		v = encode_value62(digits[i]);
		wrong |= v & ENCODE_NONE;
		number = number * 62 + v;
	}
	differs = number ^ (uint32_t)~crc;
	return wrong | (uint32_t)(differs >> 32) | (uint32_t)differs;
}

/*
 * All ones where a key of some number of bytes has so many digits: every
 * number is tried, since the one there is tells where the prefix ends.
 */
static uint32_t
is_made(uint32_t ndigits)
{
	uint32_t made = 0;

	for (uint32_t n = 1; n <= CREDMINT_TOKEN_KEY_BYTES_MAX; n++)
		made |= is_below(ndigits ^ (uint32_t)DIGITS(n), 1);
	return made;
}

/* Some bit where the n bytes are no key, or one of another prefix. */
static uint32_t
key_differs(const char *prefix, const char *key, size_t n)
{
	struct reading r = digits_read(key, n - CHECKSUM);
	uint32_t first = encode_value62(key[0]);
	uint32_t ndigits = (uint32_t)(n - CHECKSUM - 1) - r.place;
	uint32_t wrong = r.wrong | r.doubled;

	wrong |= is_below(first, 10) | (first & ENCODE_NONE);
	wrong |= is_below(r.place, 1) |
	    ~is_below(r.place, CREDMINT_TOKEN_PREFIX_MAX + 1);
	wrong |= ~is_made(ndigits);
	if (prefix != NULL) {
		wrong |= r.place ^ (uint32_t)strlen(prefix);
		for (size_t i = 0; i < n && prefix[i] != '\0'; i++)
			wrong |= (unsigned char)(prefix[i] ^ key[i]);
	}
	return wrong | checksum_differs(key + n - CHECKSUM, r.crc);
}

int
credmint_token_key_check(const char *prefix, const char *key)
{
	uint32_t wrong;
	size_t n;

	if (key == NULL || (prefix != NULL && !prefix_ok(prefix)))
		return -EINVAL;
	n = strnlen(key, KEY_MAX + 1);
	if (n < KEY_MIN || n > KEY_MAX)
		return -EKEYREJECTED;
	wrong = key_differs(prefix, key, n);
	return -(int)(((wrong | (0u - wrong)) >> 31) * EKEYREJECTED);
}
