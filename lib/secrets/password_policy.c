/*
 * password_policy - a policy, checked, as the alphabets it speaks of
 */

#include "secrets/password_policy.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "secrets/parameter.h"

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"
#define LOOKALIKES "01IOl|"
#define VOWELS "01aeiouyAEIOUY"

#define FLAGS                                                              \
	(CREDMINT_PASSWORD_NO_LOOKALIKES | CREDMINT_PASSWORD_WEAK |        \
	    CREDMINT_PASSWORD_NO_REPEAT | CREDMINT_PASSWORD_FIRST_LETTER | \
	    CREDMINT_PASSWORD_NO_VOWELS)

_Static_assert(PASSWORD_CLASSES == CREDMINT_CLASSES_MAX, "own ones fit");

/* Note why a policy is refused, if it is. */
static int
wrong(struct password_classes *classes, enum password_wrong why)
{
	classes->wrong = why;
	return why == PASSWORD_WRONG_NOTHING ? 0 : -EINVAL;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Distinct printable characters, none of them in one of the sets before. */
static bool
set_ok(const char *set, const struct credmint_class *before, size_t n)
{
	const char *p;
	size_t i;

	for (p = set; *p != '\0'; p++) {
		if (*p <= ' ' || *p > '~' || strchr(p + 1, *p) != NULL)
			return false;
		for (i = 0; i < n; i++)
			if (strchr(before[i].chars, *p) != NULL)
				return false;
	}
	return true;
}

static bool
symbols_ok(const char *set)
{
	static const struct credmint_class others[] = {
	    {LOWER, 0}, {UPPER, 0}, {DIGITS, 0}};

	return set == NULL || set_ok(set, others, 3);
}

/* The caller's own classes, which stand alone, or none. */
static bool
classes_ok(const struct credmint_password *policy)
{
	const struct credmint_class *classes = policy->classes;
	size_t i;

	if (classes == NULL)
		return policy->nclasses == 0;
	if (policy->nclasses == 0 || policy->nclasses > PASSWORD_CLASSES ||
	    policy->lower != 0 || policy->upper != 0 || policy->digits != 0 ||
	    policy->symbols != 0 || policy->symbol_set != NULL)
		return false;
	for (i = 0; i < policy->nclasses; i++)
		if (classes[i].chars == NULL || classes[i].chars[0] == '\0' ||
		    !set_ok(classes[i].chars, classes, i))
			return false;
	return true;
}

static bool
printable(const char *text)
{
	for (; text != NULL && *text != '\0'; text++)
		if (*text < ' ' || *text > '~')
			return false;
	return true;
}

static enum password_wrong
check_fields(const struct credmint_password *policy)
{
	if (policy->length > CREDMINT_PASSWORD_MAX ||
	    (policy->flags & ~FLAGS) != 0 || !isfinite(policy->bits) ||
	    policy->bits < 0 || (policy->bits > 0 && policy->length > 0))
		return PASSWORD_WRONG_VALUE;
	if (!printable(policy->exclude))
		return PASSWORD_WRONG_EXCLUDE;
	if (!symbols_ok(policy->symbol_set))
		return PASSWORD_WRONG_SYMBOLS;
	return classes_ok(policy) ? PASSWORD_WRONG_NOTHING
				  : PASSWORD_WRONG_CLASSES;
}

static bool
left_out(const struct credmint_password *policy, char c)
{
	unsigned int flags = policy->flags;

	return (policy->exclude != NULL &&
		   strchr(policy->exclude, c) != NULL) ||
	    ((flags & CREDMINT_PASSWORD_NO_LOOKALIKES) != 0 &&
		strchr(LOOKALIKES, c) != NULL) ||
	    ((flags & CREDMINT_PASSWORD_NO_VOWELS) != 0 &&
		strchr(VOWELS, c) != NULL);
}

/* Put into class what is left of set, letters to the letters. */
static void
add_chars(struct password_class *class, const char *set,
    const struct credmint_password *policy)
{
	for (; *set != '\0'; set++) {
		if (left_out(policy, *set))
			continue;
		if (!is_letter(*set)) {
			class->chars[class->n++] = *set;
			continue;
		}
		class->chars[class->n++] = class->chars[class->letters];
		class->chars[class->letters++] = *set;
	}
}

/* What is asked for, as classes; how many. */
static size_t
list_classes(const struct credmint_password *policy,
    struct credmint_class asked[PASSWORD_CLASSES])
{
	const struct credmint_class usual[PASSWORD_CLASSES] = {
	    {LOWER, policy->lower},
	    {UPPER, policy->upper},
	    {DIGITS, policy->digits},
	    {policy->symbol_set != NULL ? policy->symbol_set
					: CREDMINT_PASSWORD_SYMBOLS,
		policy->symbols},
	};
	size_t n =
	    policy->classes != NULL ? policy->nclasses : PASSWORD_CLASSES;

	memcpy(asked, policy->classes != NULL ? policy->classes : usual,
	    n * sizeof(*asked));
	return n;
}

/* Split what is allowed into classes, as they were asked for. */
static int
collect(const struct credmint_password *policy, struct password_classes *out)
{
	struct credmint_class asked[PASSWORD_CLASSES];
	size_t i, n = list_classes(policy, asked);
	struct password_class rest = {{0}, 0, 0, 0}, *class;

	for (i = 0; i < n; i++) {
		if (asked[i].min < CREDMINT_CLASS_ABSENT ||
		    asked[i].min > CREDMINT_PASSWORD_MAX)
			return wrong(out, PASSWORD_WRONG_VALUE);
		if (asked[i].min == CREDMINT_CLASS_ABSENT)
			continue;
		if (asked[i].min == CREDMINT_CLASS_ALLOWED) {
			add_chars(&rest, asked[i].chars, policy);
			continue;
		}
		class = &out->class[out->n++];
		class->min = asked[i].min == 0 ? 1 : (unsigned)asked[i].min;
		add_chars(class, asked[i].chars, policy);
		if (class->n == 0)
			return wrong(out, PASSWORD_WRONG_EMPTY);
	}
	if (rest.n > 0)
		out->class[out->n++] = rest;
	return out->n > 0 ? 0 : wrong(out, PASSWORD_WRONG_EMPTY);
}

/*
 * Add up the classes. The lengths that have passwords: every required place
 * must fit, and a letter before them where none of theirs can be the first;
 * without a repeat there are as many places as characters.
 */
static int
add_up(struct password_classes *classes)
{
	const struct password_class *class;
	bool letter = !classes->first_letter;
	size_t i;

	for (i = 0; i < classes->n; i++) {
		class = &classes->class[i];
		if (classes->no_repeat && class->min > class->n)
			return wrong(classes, PASSWORD_WRONG_CLASS_USED);
		classes->total += class->n;
		classes->letters += class->letters;
		classes->required += class->min;
		letter = letter || (class->min > 0 && class->letters > 0);
	}
	if (classes->first_letter && classes->letters == 0)
		return wrong(classes, PASSWORD_WRONG_NO_LETTER);
	classes->shortest = classes->required + !letter;
	if (classes->shortest == 0)
		classes->shortest = 1;
	classes->longest =
	    classes->no_repeat ? classes->total : CREDMINT_PASSWORD_MAX;
	return 0;
}

/* Whether there is a length, or, to be found, one could be. */
static int
check_length(struct password_classes *classes)
{
	size_t length = classes->length;

	if (length == 0)
		length = classes->longest;
	if (classes->required > length)
		return wrong(classes, PASSWORD_WRONG_REQUIRED);
	if (classes->shortest > length)
		return wrong(classes, PASSWORD_WRONG_NO_PLACE);
	if (classes->longest < length)
		return wrong(classes, PASSWORD_WRONG_ALL_USED);
	return 0;
}

int
password_policy_read(
    const struct credmint_password *policy, struct password_classes *out)
{
	int r;

	memset(out, 0, sizeof(*out));
	if (policy == NULL)
		return wrong(out, PASSWORD_WRONG_VALUE);
	r = parameter_struct(policy, sizeof(*policy));
	if (r == 0)
		r = wrong(out, check_fields(policy));
	if (r < 0)
		return r;
	out->bits = policy->bits;
	out->length = policy->length;
	if (out->length == 0 && !(out->bits > 0))
		out->length = CREDMINT_PASSWORD_LENGTH;
	out->weak = policy->flags & CREDMINT_PASSWORD_WEAK;
	out->no_repeat = policy->flags & CREDMINT_PASSWORD_NO_REPEAT;
	out->first_letter = policy->flags & CREDMINT_PASSWORD_FIRST_LETTER;
	r = collect(policy, out);
	if (r == 0)
		r = add_up(out);
	if (r == 0)
		r = check_length(out);
	return r;
}
