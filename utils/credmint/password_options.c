/* password_options - a password policy from the command line */

#include "password_options.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "secrets/password_length.h"
#include "secrets/password_policy.h"

#include "argument.h"
#include "command.h"

/* No password has more: 256 places of 94 characters. */
#define BITS_MAX 1678

/* N or "no", as the library's policy says it. */
static int
class_read(const char *option, const char *text, int *class, struct fault *f)
{
	uint64_t n = 0;

	if (text == NULL)
		return 0;
	if (strcmp(text, "no") == 0) {
		*class = CREDMINT_CLASS_ABSENT;
		return 0;
	}
	if (argument_number(option, text, 0, CREDMINT_PASSWORD_MAX, &n, NULL) !=
	    0)
		return fault_set(f, CALL_USAGE,
		    "%s takes a number from 0 to %d, or no", option,
		    CREDMINT_PASSWORD_MAX);
	*class = n == 0 ? CREDMINT_CLASS_ALLOWED : (int)n;
	return 0;
}

/* The four classes and what is a symbol. */
static int
four_read(
    struct credmint_password *policy, const char *const *value, struct fault *f)
{
	static const struct {
		const char *name, *set;
	} sets[] = {
	    {"shell", CREDMINT_SYMBOLS_SHELL},
	    {"yaml", CREDMINT_SYMBOLS_YAML},
	    {"url", CREDMINT_SYMBOLS_URL},
	};
	const char *set = value[OPTION_SYMBOL_SET];
	int rc = class_read("--lower", value[OPTION_LOWER], &policy->lower, f);

	if (rc == 0)
		rc = class_read(
		    "--upper", value[OPTION_UPPER], &policy->upper, f);
	if (rc == 0)
		rc = class_read(
		    "--digits", value[OPTION_DIGITS], &policy->digits, f);
	if (rc == 0)
		rc = class_read(
		    "--symbols", value[OPTION_SYMBOLS], &policy->symbols, f);
	policy->symbol_set = set;
	/* No name is a set: letters are no symbols. */
	for (size_t i = 0; set != NULL && i < sizeof(sets) / sizeof(sets[0]);
	     i++)
		if (strcmp(set, sets[i].name) == 0)
			policy->symbol_set = sets[i].set;
	return rc;
}

/* MIN:CHARACTERS; what they must be, the library says. */
static bool
own_class_read(struct credmint_class *class, char *text)
{
	char *chars = strchr(text, ':');
	uint64_t min = 0;

	if (chars == NULL)
		return false;
	*chars++ = '\0';
	if (argument_number("", text, 0, CREDMINT_PASSWORD_MAX, &min, NULL) !=
	    0)
		return false;
	class->chars = chars;
	class->min = min == 0 ? CREDMINT_CLASS_ALLOWED : (int)min;
	return true;
}

/* Own classes, separated by spaces, which no class holds. */
static int
own_read(
    struct password_options *out, const char *const *value, struct fault *f)
{
	struct credmint_password *policy = &out->policy;
	const char *text = value[OPTION_CLASSES];
	char *next = NULL, *one;
	bool good;

	if (text == NULL)
		return 0;
	if (value[OPTION_LOWER] != NULL || value[OPTION_UPPER] != NULL ||
	    value[OPTION_DIGITS] != NULL || value[OPTION_SYMBOLS] != NULL ||
	    value[OPTION_SYMBOL_SET] != NULL)
		return fault_set(f, CALL_USAGE,
		    "--classes stands instead of --lower, --upper, --digits, "
		    "--symbols and --symbol-set; give one or the others");
	good = strlen(text) < sizeof(out->chars);
	if (good)
		memcpy(out->chars, text, strlen(text) + 1);
	policy->classes = out->classes;
	for (one = strtok_r(out->chars, " ", &next); good && one != NULL;
	     one = strtok_r(NULL, " ", &next))
		good = policy->nclasses < CREDMINT_CLASSES_MAX &&
		    own_class_read(&out->classes[policy->nclasses++], one);
	if (good && policy->nclasses > 0)
		return 0;
	return fault_set(f, CALL_USAGE,
	    "--classes takes 1 to %d classes, such as \"2:abc 1:012 0:+-\": "
	    "at least so many (0 to %d) of these characters",
	    CREDMINT_CLASSES_MAX, CREDMINT_PASSWORD_MAX);
}

static int
length_read(
    struct credmint_password *policy, const char *const *value, struct fault *f)
{
	uint64_t length = 0, bits = 0;
	int rc = argument_number(
	    "-l", value[OPTION_LENGTH], 1, CREDMINT_PASSWORD_MAX, &length, f);

	if (rc == 0)
		rc = argument_number(
		    "--bits", value[OPTION_BITS], 1, BITS_MAX, &bits, f);
	if (rc == 0 && length > 0 && bits > 0)
		rc = fault_set(f, CALL_USAGE,
		    "--bits finds the length by itself; leave out -l, or "
		    "--bits");
	policy->length = (size_t)length;
	policy->bits = (double)bits;
	return rc;
}

static unsigned int
flags_of(const char *const *value)
{
	static const struct {
		enum option_key key;
		unsigned int flag;
	} flags[] = {
	    {OPTION_NO_LOOKALIKES, CREDMINT_PASSWORD_NO_LOOKALIKES},
	    {OPTION_NO_VOWELS, CREDMINT_PASSWORD_NO_VOWELS},
	    {OPTION_NO_REPEAT, CREDMINT_PASSWORD_NO_REPEAT},
	    {OPTION_FIRST_LETTER, CREDMINT_PASSWORD_FIRST_LETTER},
	    {OPTION_ALLOW_WEAK, CREDMINT_PASSWORD_WEAK},
	};
	unsigned int all = 0;

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (value[flags[i].key] != NULL)
			all |= flags[i].flag;
	return all;
}

/* More characters are needed than there are places. */
static int
too_short(const struct password_classes *classes, struct fault *f)
{
	if (classes->length == 0)
		return fault_set(f, CALL_USAGE,
		    "the classes need %u characters, no password has more "
		    "than %zu; lower a class",
		    classes->required, classes->longest);
	return fault_set(f, CALL_USAGE,
	    "the classes need %u characters, the length is %zu; raise -l or "
	    "lower a class",
	    classes->required, classes->length);
}

/* Own classes, or one that the library has no word for. */
static int
odd_classes(const struct credmint_password *policy, struct fault *f)
{
	return fault_set(f, CALL_USAGE,
	    policy->classes != NULL
		? "--classes: each has printable ASCII characters, and none "
		  "stands twice, in one class or in two"
		: "no password satisfies this; see -h");
}

/* Why the library takes a policy for impossible, and what to do. */
static int
impossible(const struct credmint_password *policy,
    const struct password_classes *classes, struct fault *f)
{
	switch (classes->wrong) {
	case PASSWORD_WRONG_EXCLUDE:
		return fault_set(f, CALL_USAGE,
		    "--exclude takes printable ASCII characters; no password "
		    "has others");
	case PASSWORD_WRONG_SYMBOLS:
		return fault_set(f, CALL_USAGE,
		    "--symbol-set takes shell, yaml, url, or different "
		    "printable ASCII characters, no letters, digits or space");
	case PASSWORD_WRONG_EMPTY:
		return fault_set(f, CALL_USAGE,
		    "no password satisfies this: a required class, or the "
		    "whole, has no character left; see --exclude, -B, "
		    "--no-vowels and the classes");
	case PASSWORD_WRONG_REQUIRED:
		return too_short(classes, f);
	case PASSWORD_WRONG_CLASS_USED:
		return fault_set(f, CALL_USAGE,
		    "--no-repeat: a class needs more characters than it has; "
		    "lower its number");
	case PASSWORD_WRONG_ALL_USED:
		return fault_set(f, CALL_USAGE,
		    "--no-repeat: only %u characters are allowed, the length "
		    "is %zu; lower -l or allow more",
		    classes->total, classes->length);
	case PASSWORD_WRONG_NO_LETTER:
		return fault_set(f, CALL_USAGE,
		    "--first-letter: no letter is allowed; allow some, or "
		    "leave it out");
	case PASSWORD_WRONG_NO_PLACE:
		return fault_set(f, CALL_USAGE,
		    "--first-letter: other classes need all %u characters; "
		    "make room for a letter, by -l or a class",
		    classes->required);
	case PASSWORD_WRONG_BITS:
		return fault_set(f, CALL_USAGE,
		    "no password of up to %zu characters has %.0f bits; lower "
		    "--bits or allow more characters",
		    classes->longest, policy->bits);
	case PASSWORD_WRONG_NOTHING:
	case PASSWORD_WRONG_VALUE:
	case PASSWORD_WRONG_CLASSES:
	default:
		return odd_classes(policy, f);
	}
}

/* Find the length, and how strong that is. */
static int
settle(struct password_options *out, struct fault *f)
{
	struct credmint_password *policy = &out->policy;
	struct password_classes classes;
	int rc = password_policy_read(policy, &classes);

	if (rc == 0)
		rc = password_length_find(&classes);
	if (rc == -EINVAL)
		return impossible(policy, &classes, f);
	policy->length = classes.length;
	policy->bits = 0;
	if (rc == 0)
		rc = credmint_password_bits(policy, &out->bits);
	if (rc != 0)
		return fault_set(
		    f, rc, "cannot count the policy: %s", strerror(-rc));
	if (out->bits < CREDMINT_PASSWORD_MIN_BITS &&
	    (policy->flags & CREDMINT_PASSWORD_WEAK) == 0)
		return fault_set(f, CALL_USAGE,
		    "this policy has %.1f bits, under %d; make it longer, or "
		    "accept that by --allow-weak",
		    out->bits, CREDMINT_PASSWORD_MIN_BITS);
	return 0;
}

int
password_options_read(struct password_options *out,
    const struct options *options, struct fault *f)
{
	const char *const *value = options->value;
	int rc;

	*out = (struct password_options){.policy = CREDMINT_PASSWORD_INIT};
	out->policy.flags = flags_of(value);
	out->policy.exclude = value[OPTION_EXCLUDE];
	rc = length_read(&out->policy, value, f);
	if (rc == 0)
		rc = four_read(&out->policy, value, f);
	if (rc == 0)
		rc = own_read(out, value, f);
	return rc == 0 ? settle(out, f) : rc;
}
