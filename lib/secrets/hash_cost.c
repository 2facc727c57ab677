/*
 * hash_cost - the cost that a hash or setting tells
 */

#include "secrets/hash_cost.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Costs by memory are its logarithm, less that of half a MiB. */
#define HALF_MIB 19
/* 128 bytes for each r and N. */
#define UNIT 7
#define LOGN_MIN 2
#define LOGN_MAX 62
/* Of r and p. */
#define PRODUCT_END ((uint64_t)1 << 30)

#define ROUNDS "rounds="
#define ROUNDS_UNSAID 5000
#define BSDI_CHARS 4
#define SCRYPT_CHARS 11
#define SCRYPT_DIGITS 5

/* The value of a character; above 63: it has none. */
static uint32_t
value(char c)
{
	const char *p = c == '\0' ? NULL : strchr(METHOD_ALPHABET, c);

	return p == NULL ? 64 : (uint32_t)(p - METHOD_ALPHABET);
}

/* A number of n characters, the lowest six bits first. NULL: it is none. */
static const char *
digits(const char *p, size_t n, uint32_t *out)
{
	*out = 0;
	for (size_t i = 0; i < n; i++, p++) {
		if (value(*p) > 63)
			return NULL;
		*out |= value(*p) << 6 * i;
	}
	return p;
}

/*
 * A number of yescrypt's: the first character tells how many follow, since
 * each count of them has characters of its own.
 */
static const char *
counted(const char *p, uint32_t *out)
{
	uint32_t first = value(*p++), start = 0, end = 47, more = 0;
	uint64_t number = 0;

	if (first > 63)
		return NULL;
	for (; first > end; more++) {
		number += (uint64_t)(end + 1 - start) << 6 * more;
		start = end + 1;
		end = start + (62 - end) / 2;
	}
	number += (uint64_t)(first - start) << 6 * more;
	for (; more > 0; more--, p++) {
		if (value(*p) > 63)
			return NULL;
		number += (uint64_t)value(*p) << 6 * (more - 1);
	}
	*out = (uint32_t)number;
	return number < UINT32_MAX ? p : NULL;
}

/* The cost of 2^logn blocks of r times 128 bytes. */
static int
memory_cost(uint32_t logn, uint32_t r, unsigned long *cost)
{
	unsigned long log = logn + UNIT;

	if (logn < LOGN_MIN || logn > LOGN_MAX || r == 0)
		return -EDOM;
	for (; r > 1; r /= 2)
		log++;
	*cost = log > HALF_MIB ? log - HALF_MIB : 0;
	return 0;
}

/* What yescrypt takes, of all that can be written. */
struct yescrypt {
	uint32_t flavour, logn, r, more, p, t;
};

#define FLAVOUR_SCRYPT 0
#define FLAVOUR_WORM 1
#define FLAVOUR_USUAL 47
#define MORE_P 1
#define MORE_T 2

static bool
yescrypt_takes(const struct yescrypt *y)
{
	if (y->flavour == FLAVOUR_SCRYPT && y->t != 0)
		return false;
	if (y->flavour == FLAVOUR_USUAL &&
	    (uint64_t)1 << (y->logn - LOGN_MIN) < y->p)
		return false;
	return (y->flavour == FLAVOUR_SCRYPT || y->flavour == FLAVOUR_WORM ||
		   y->flavour == FLAVOUR_USUAL) &&
	    (uint64_t)y->r * y->p < PRODUCT_END;
}

/* Where the parameters that are not usual end. */
static const char *
yescrypt_more(const char *p, struct yescrypt *y)
{
	if (*p == '$')
		return p;
	p = counted(p, &y->more);
	if (p == NULL || ++y->more > (MORE_P | MORE_T))
		return NULL;
	if (y->more & MORE_P) {
		p = counted(p, &y->p);
		y->p += 2;
	}
	if (p != NULL && y->more & MORE_T) {
		p = counted(p, &y->t);
		y->t += 1;
	}
	return p != NULL && *p == '$' ? p : NULL;
}

/* "j9T$": flavour, logarithm of N, r, and more where it is not usual. */
static int
yescrypt(const char *p, struct hash_cost *out)
{
	struct yescrypt y = {.p = 1};
	const char *end;

	if ((end = counted(p, &y.flavour)) == NULL ||
	    (end = counted(end, &y.logn)) == NULL ||
	    (end = counted(end, &y.r)) == NULL)
		return -EDOM;
	y.logn++;
	y.r++;
	end = yescrypt_more(end, &y);
	if (end == NULL || memory_cost(y.logn, y.r, &out->cost) != 0 ||
	    !yescrypt_takes(&y))
		return -EDOM;
	out->n = (size_t)(end - p);
	out->cheap = "j75";
	return 0;
}

/* "CU..../....": logarithm of N, r and p, before the salt. */
static int
scrypt(const char *p, struct hash_cost *out)
{
	uint32_t logn, r, parallel;
	const char *end = digits(p, 1, &logn);

	if (end == NULL || (end = digits(end, SCRYPT_DIGITS, &r)) == NULL ||
	    digits(end, SCRYPT_DIGITS, &parallel) == NULL || parallel == 0 ||
	    (uint64_t)r * parallel >= PRODUCT_END)
		return -EDOM;
	out->n = SCRYPT_CHARS;
	out->cheap = "6/..../....";
	return memory_cost(logn, r, &out->cost);
}

/* A decimal number without a zero in front, from lo on, to the character end.
 */
static int
decimal(const char *p, char end, unsigned long lo, unsigned long hi,
    struct hash_cost *out)
{
	const char *start = p;
	uint64_t number = 0;

	for (; *p >= '0' && *p <= '9' && number <= UINT32_MAX; p++)
		number = 10 * number + (uint64_t)(*p - '0');
	if (p == start || (*start == '0' && p - start > 1) || *p != end ||
	    number < lo || number > hi)
		return -EDOM;
	out->cost = (unsigned long)number;
	out->n = (size_t)(p - start);
	return 0;
}

static int
power(const struct method *method, const char *p, struct hash_cost *out)
{
	if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9' || p[2] != '$')
		return -EDOM;
	out->cost = (unsigned long)(10 * (p[0] - '0') + p[1] - '0');
	out->n = 2;
	out->cheap = "04";
	return out->cost < method->cost_min || out->cost > method->cost_max
	    ? -EDOM
	    : 0;
}

static int
rounds(const struct method *method, const char *p, struct hash_cost *out)
{
	out->cost = ROUNDS_UNSAID;
	if (strncmp(p, ROUNDS, strlen(ROUNDS)) != 0)
		return 0;
	out->at += strlen(ROUNDS);
	out->cheap = "1000";
	return decimal(
	    p + strlen(ROUNDS), '$', method->cost_min, method->cost_max, out);
}

static int
sun(const struct method *method, const char *p, struct hash_cost *out)
{
	if (*p == '$')
		return 0;
	if (*p != ',' || strncmp(p + 1, ROUNDS, strlen(ROUNDS)) != 0)
		return -EDOM;
	out->at += 1 + strlen(ROUNDS);
	out->cheap = "1";
	return decimal(p + 1 + strlen(ROUNDS), '$', 1, method->cost_max, out);
}

static int
bsdi(const char *p, struct hash_cost *out)
{
	uint32_t count;

	if (digits(p, BSDI_CHARS, &count) == NULL)
		return -EDOM;
	out->cost = count;
	out->n = BSDI_CHARS;
	out->cheap = "/...";
	return 0;
}

int
hash_cost_read(
    const struct method *method, const char *text, struct hash_cost *out)
{
	size_t n = strlen(method->prefix);
	const char *p = text + n;

	*out = (struct hash_cost){0, n, 0, "1"};
	switch (method->cost) {
	case METHOD_COST_MEMORY:
		return yescrypt(p, out);
	case METHOD_COST_SCRYPT:
		return scrypt(p, out);
	case METHOD_COST_POWER:
		return power(method, p, out);
	case METHOD_COST_ROUNDS:
		return rounds(method, p, out);
	case METHOD_COST_NUMBER:
		return decimal(
		    p, '$', method->by != METHOD_CRYPT, method->cost_max, out);
	case METHOD_COST_SCRAM:
		return decimal(p, ':', 1, method->cost_max, out);
	case METHOD_COST_SUN:
		return sun(method, p, out);
	case METHOD_COST_BSDI:
		return bsdi(p, out);
	case METHOD_COST_NONE:
		break;
	}
	return 0;
}

const char *
hash_cost_least(const char *text, const struct hash_cost *told,
    char least[CREDMINT_HASH_SIZE])
{
	size_t n = strlen(told->cheap), rest = told->at + told->n;

	if (told->n < n)
		return text;
	memcpy(least, text, told->at);
	memcpy(least + told->at, told->cheap, n);
	memcpy(least + told->at + n, text + rest, strlen(text + rest) + 1);
	return least;
}

size_t
hash_cost_end(const struct method *method, const char *setting)
{
	size_t n = strlen(method->prefix);
	const char *last;

	if (method->cost == METHOD_COST_NONE ||
	    (method->cost == METHOD_COST_ROUNDS &&
		strncmp(setting + n, ROUNDS, strlen(ROUNDS)) != 0))
		return n;
	if (method->cost == METHOD_COST_BSDI)
		return n + BSDI_CHARS;
	if (method->cost == METHOD_COST_SCRYPT)
		return n + SCRYPT_CHARS;
	last = strchr(setting + n, '$');
	return last != NULL ? (size_t)(last + 1 - setting) : 0;
}
