/* code - minting, showing and reading a one-time code */

#include "registry/code.h"

#include <stdint.h>
#include <string.h>

#include "core/secret.h"
#include "credmint.h"
#include "registry/registry.h"

static const char letters[] = "BCDFGHJKLMNPQRSTVWXZ";
static const char digits[] = "0123456789";

/* Of code length, and in neither alphabet. */
static const char dummy[CODE_PLAIN_SIZE] = "--------";

/*
 * A condition is a mask, all ones or zero, so that which letters a code has
 * steers no branch and no index. Numbers here are below 2^31.
 */
static uint32_t
same(uint32_t a, uint32_t b)
{
	return 0 - (((a ^ b) - 1) >> 31);
}

static uint32_t
within(uint32_t v, uint32_t first, uint32_t last)
{
	return (((v - first) >> 31) - 1) & (((last - v) >> 31) - 1);
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

int
code_make(bool numeric, char plain[CODE_PLAIN_SIZE])
{
	const char *alphabet = numeric ? digits : letters;
	const size_t n = strlen(alphabet);
	uint64_t place = 0;
	char made[CODE_PLAIN_SIZE] = "";
	int rc = 0;

	memset(plain, 0, CODE_PLAIN_SIZE);
	for (size_t i = 0; i < CODE_LENGTH && rc == 0; i++) {
		rc = credmint_random_below(NULL, n, &place);
		made[i] = letter_of(alphabet, n, (uint32_t)place);
	}
	if (rc == 0)
		memcpy(plain, made, sizeof(made));
	secret_wipe(&place, sizeof(place));
	SECRET_WIPE_ARRAY(made);
	return rc;
}

void
code_show(const char plain[CODE_PLAIN_SIZE], char *shown)
{
	const size_t half = CODE_LENGTH / 2;

	memcpy(shown, plain, half);
	shown[half] = '-';
	memcpy(shown + half + 1, plain + half, CODE_LENGTH - half);
	shown[CODE_LENGTH + 1] = '\0';
}

/*
 * Whether the eight characters are all of an alphabet, as a mask. All of them
 * are compared with all of it.
 */
static uint32_t
all_of(const char *plain, const char *alphabet)
{
	const size_t n = strlen(alphabet);
	uint32_t all = ~(uint32_t)0;

	for (size_t i = 0; i < CODE_LENGTH; i++) {
		uint32_t one = 0;

		for (size_t k = 0; k < n; k++)
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
	for (uint32_t i = 0; i < CODE_LENGTH; i++)
		read[i] =
		    (char)chosen(same(i, place), c, (unsigned char)read[i]);
}

bool
code_read(const char *typed, size_t n, char plain[CODE_PLAIN_SIZE])
{
	char read[CODE_PLAIN_SIZE] = "";
	uint32_t used = 0, shaped;

	for (size_t i = 0; i < n; i++) {
		uint32_t c = (unsigned char)typed[i];
		uint32_t taken = ~(same(c, ' ') | same(c, '\t') | same(c, '-'));

		/* Those left out go to a place that is not there. */
		offer(read, chosen(taken, used, CODE_LENGTH), raised(c));
		/* One too many stays too many. */
		used += taken & ~same(used, CODE_LENGTH + 1) & 1;
	}
	shaped = same(used, CODE_LENGTH) &
	    (all_of(read, letters) | all_of(read, digits));
	for (size_t i = 0; i < CODE_PLAIN_SIZE; i++)
		plain[i] = (char)chosen(
		    shaped, (unsigned char)read[i], (unsigned char)dummy[i]);
	SECRET_WIPE_ARRAY(read);
	return shaped & 1;
}

bool
registry_shaped(const char *answer, size_t n, const struct conf_ways *ways)
{
	char plain[CODE_PLAIN_SIZE];
	bool shaped = code_read(answer, n, plain);

	SECRET_WIPE_ARRAY(plain);
	return shaped && ways->n > 0;
}
