/*
 * password_policy - a policy, checked, as the alphabets it speaks of
 */

#include "secrets/password_policy.h"

#include <errno.h>
#include <string.h>

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"
#define LOOKALIKES "01IOl|"

/* Whether a caller's larger struct asks for nothing this library lacks. */
static int
check_size(const struct credmint_password *policy)
{
	const unsigned char *bytes = (const unsigned char *)policy;
	size_t i;

	if (policy->size < sizeof(*policy))
		return -EINVAL;
	for (i = sizeof(*policy); i < policy->size; i++)
		if (bytes[i] != 0)
			return -E2BIG;
	return 0;
}

static bool
symbols_ok(const char *set)
{
	const char *p;

	for (p = set; *p != '\0'; p++)
		if (*p <= ' ' || *p > '~' || strchr(LOWER, *p) != NULL ||
		    strchr(UPPER, *p) != NULL || strchr(DIGITS, *p) != NULL ||
		    strchr(p + 1, *p) != NULL)
			return false;
	return true;
}

static bool
printable(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text < ' ' || *text > '~')
			return false;
	return true;
}

/* Put into class what is left of set. */
static void
add_chars(struct password_class *class, const char *set, const char *exclude,
    bool no_lookalikes)
{
	for (; *set != '\0'; set++) {
		if (strchr(exclude, *set) != NULL)
			continue;
		if (no_lookalikes && strchr(LOOKALIKES, *set) != NULL)
			continue;
		class->chars[class->n++] = *set;
	}
}

/*
 * Split what is allowed into classes with a minimum, in their order, and after
 * them one for the rest.
 */
static int
collect(const struct credmint_password *policy, struct password_classes *out)
{
	const char *exclude = policy->exclude != NULL ? policy->exclude : "";
	const struct {
		const char *set;
		int want;
	} asked[PASSWORD_CLASSES] = {
	    {LOWER, policy->lower},
	    {UPPER, policy->upper},
	    {DIGITS, policy->digits},
	    {policy->symbol_set, policy->symbols},
	};
	bool plain = policy->flags & CREDMINT_PASSWORD_NO_LOOKALIKES;
	struct password_class rest = {{0}, 0, 0}, *class;
	size_t i;

	for (i = 0; i < PASSWORD_CLASSES; i++) {
		if (asked[i].want == CREDMINT_CLASS_ABSENT)
			continue;
		if (asked[i].want == CREDMINT_CLASS_ALLOWED) {
			add_chars(&rest, asked[i].set, exclude, plain);
			continue;
		}
		if (asked[i].want < 0)
			return -EINVAL;
		class = &out->class[out->n++];
		class->min = asked[i].want == 0 ? 1 : (unsigned)asked[i].want;
		add_chars(class, asked[i].set, exclude, plain);
		if (class->n == 0)
			return -EINVAL;
	}
	if (rest.n > 0)
		out->class[out->n++] = rest;
	return out->n > 0 ? 0 : -EINVAL;
}

int
password_policy_read(
    const struct credmint_password *policy, struct password_classes *out)
{
	struct credmint_password p;
	size_t i, required = 0;
	int r;

	memset(out, 0, sizeof(*out));
	if (policy == NULL)
		return -EINVAL;
	r = check_size(policy);
	if (r < 0)
		return r;
	p = *policy;
	if (p.symbol_set == NULL)
		p.symbol_set = CREDMINT_PASSWORD_SYMBOLS;
	if (p.length > CREDMINT_PASSWORD_MAX ||
	    (p.flags &
		~(CREDMINT_PASSWORD_NO_LOOKALIKES | CREDMINT_PASSWORD_WEAK)) ||
	    !symbols_ok(p.symbol_set) ||
	    (p.exclude != NULL && !printable(p.exclude)))
		return -EINVAL;
	out->length = p.length > 0 ? p.length : CREDMINT_PASSWORD_LENGTH;
	out->weak = p.flags & CREDMINT_PASSWORD_WEAK;
	r = collect(&p, out);
	if (r < 0)
		return r;
	for (i = 0; i < out->n; i++) {
		required += out->class[i].min;
		out->total += out->class[i].n;
	}
	return required <= out->length ? 0 : -EINVAL;
}
