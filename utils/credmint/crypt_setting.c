/* crypt_setting - -m and -c, as a fresh setting for hashing */

#include "crypt_setting.h"

#include <errno.h>
#include <string.h>

#include "argument.h"
#include "command.h"
#include "draws.h"

/* The method called name, or the default. false: there is none. */
static bool
method_find(const char *name, struct credmint_method *out)
{
	*out = (struct credmint_method)CREDMINT_METHOD_INIT;
	for (size_t i = 0; credmint_hash_method(i, out) == 0; i++)
		if (name == NULL || strcmp(name, out->name) == 0)
			return true;
	return false;
}

static int
method_unknown(struct fault *f)
{
	struct credmint_method one = CREDMINT_METHOD_INIT;
	char names[sizeof(f->text)] = "";
	size_t used = 0;

	for (size_t i = 0; credmint_hash_method(i, &one) == 0; i++) {
		size_t n = strlen(one.name);

		if (used + n + 3 > sizeof(names))
			break;
		memcpy(names + used, one.name, n);
		memcpy(names + used + n, ", ", 3);
		used += n + 2;
	}
	if (used > 0)
		names[used - 2] = '\0';
	return fault_set(f, CALL_USAGE, "-m takes %s", names);
}

static int
cost_wrong(const char *name, struct fault *f)
{
	struct credmint_method method;

	if (!method_find(name, &method))
		return method_unknown(f);
	if (method.cost_max == 0)
		return fault_set(f, CALL_USAGE,
		    "-c is out of the range of %s, which has no cost; leave it "
		    "out",
		    method.name);
	return fault_set(f, CALL_USAGE,
	    "-c is out of the range of %s: %s%lu to %lu", method.name,
	    strcmp(method.name, "bsdicrypt") == 0 ? "odd numbers from " : "",
	    method.cost_min, method.cost_max);
}

int
crypt_setting_make(struct credmint_source *source,
    const struct options *options, char setting[CREDMINT_SALT_SIZE],
    struct fault *f)
{
	const char *method = options->value[OPTION_METHOD];
	uint64_t cost = 0;
	int rc = argument_number(
	    "-c", options->value[OPTION_COST], 0, UINT32_MAX, &cost, f);

	if (rc != 0)
		return rc;
	rc = credmint_salt_make(
	    source, method, (unsigned long)cost, setting, CREDMINT_SALT_SIZE);
	switch (rc) {
	case -ENOTSUP:
		return method_unknown(f);
	case -EDOM:
		return cost_wrong(method, f);
	default:
		return draws_end(rc, f);
	}
}
