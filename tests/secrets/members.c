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

static bool
letter(char c)
{
	return strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
		   c) != NULL;
}

/* Whether each class, the caller's own or one of the four, wants what it got,
 * and every character is in one. */
static bool
classes_get(const struct credmint_password *policy, const char *text, size_t n)
{
	struct credmint_class four[4] = {
	    {"abcdefghijklmnopqrstuvwxyz", policy->lower},
	    {"ABCDEFGHIJKLMNOPQRSTUVWXYZ", policy->upper},
	    {"0123456789", policy->digits},
	    {policy->symbol_set != NULL ? policy->symbol_set
					: CREDMINT_PASSWORD_SYMBOLS,
		policy->symbols},
	};
	const struct credmint_class *classes =
	    policy->classes != NULL ? policy->classes : four;
	size_t nclasses = policy->classes != NULL ? policy->nclasses : 4;
	size_t all = 0;

	for (size_t k = 0; k < nclasses; k++) {
		int got = 0;

		for (size_t i = 0; i < n; i++)
			got += strchr(classes[k].chars, text[i]) != NULL;
		if (!enough(classes[k].min, got))
			return false;
		all += (size_t)got;
	}
	return all == n;
}

static bool
left_out(const struct credmint_password *policy, char c)
{
	if (policy->exclude != NULL && strchr(policy->exclude, c) != NULL)
		return true;
	if ((policy->flags & CREDMINT_PASSWORD_NO_LOOKALIKES) &&
	    strchr("01IOl|", c) != NULL)
		return true;
	return (policy->flags & CREDMINT_PASSWORD_NO_VOWELS) &&
	    strchr("01aeiouyAEIOUY", c) != NULL;
}

bool
members_satisfies(
    const struct credmint_password *policy, const char *password, size_t n)
{
	/* How long one of so many bits is, the test knows. */
	if (!(policy->bits > 0) &&
	    n != (policy->length != 0 ? policy->length : 16))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (left_out(policy, password[i]))
			return false;
		for (size_t j = 0; j < i; j++)
			if ((policy->flags & CREDMINT_PASSWORD_NO_REPEAT) &&
			    password[i] == password[j])
				return false;
	}
	if ((policy->flags & CREDMINT_PASSWORD_FIRST_LETTER) &&
	    (n == 0 || !letter(password[0])))
		return false;
	return classes_get(policy, password, n);
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
