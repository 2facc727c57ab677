/*
 * members - all strings that satisfy a small password policy
 */

#include "tests/secrets/members.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void
members_keep(struct credmint_password *policy, const char *keep, char *exclude)
{
	size_t n = 0;

	for (char c = ' '; c <= '~'; c++)
		if (strchr(keep, c) == NULL)
			exclude[n++] = c;
	exclude[n] = '\0';
	policy->exclude = exclude;
}

/* Whether a class wants what it got. */
static bool
enough(int want, int got)
{
	if (want == CREDMINT_CLASS_ABSENT)
		return got == 0;
	if (want == CREDMINT_CLASS_ALLOWED)
		return true;
	return got >= (want == 0 ? 1 : want);
}

bool
members_satisfies(
    const struct credmint_password *policy, const char *password, size_t n)
{
	const char *set = policy->symbol_set != NULL
	    ? policy->symbol_set
	    : CREDMINT_PASSWORD_SYMBOLS;
	int lower = 0, upper = 0, digits = 0, symbols = 0;

	if (n != (policy->length != 0 ? policy->length : 16))
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = password[i];

		if (policy->exclude != NULL && strchr(policy->exclude, c))
			return false;
		if ((policy->flags & CREDMINT_PASSWORD_NO_LOOKALIKES) &&
		    strchr("01IOl|", c) != NULL)
			return false;
		lower += c >= 'a' && c <= 'z';
		upper += c >= 'A' && c <= 'Z';
		digits += c >= '0' && c <= '9';
		symbols += strchr(set, c) != NULL;
	}
	return (size_t)(lower + upper + digits + symbols) == n &&
	    enough(policy->lower, lower) && enough(policy->upper, upper) &&
	    enough(policy->digits, digits) && enough(policy->symbols, symbols);
}

bool *
members_all(const struct credmint_password *policy, const char *alphabet,
    size_t *n, size_t *members)
{
	size_t base = strlen(alphabet), length = policy->length;
	char text[CREDMINT_PASSWORD_MAX];
	bool *in;

	*members = 0;
	*n = 1;
	for (size_t i = 0; i < length; i++)
		*n *= base;
	in = calloc(*n, sizeof(*in));
	if (in == NULL)
		abort();
	for (size_t number = 0; number < *n; number++) {
		size_t rest = number;

		for (size_t i = 0; i < length; i++) {
			text[i] = alphabet[rest % base];
			rest /= base;
		}
		in[number] = members_satisfies(policy, text, length);
		*members += in[number];
	}
	return in;
}

size_t
members_number(const char *alphabet, const char *password, size_t n)
{
	size_t base = strlen(alphabet), number = 0;

	for (size_t i = n; i-- > 0;) {
		const char *at = strchr(alphabet, password[i]);

		if (at == NULL || *at == '\0')
			return SIZE_MAX;
		number = number * base + (size_t)(at - alphabet);
	}
	return number;
}
