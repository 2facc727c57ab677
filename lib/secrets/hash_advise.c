/*
 * hash_advise - what methods there are, and what a hash is worth
 */

#include <crypt.h>
#include <errno.h>
#include <string.h>

#include "core/secret.h"
#include "credmint.h"
#include "secrets/hash.h"
#include "secrets/hash_cost.h"
#include "secrets/hash_form.h"
#include "secrets/method.h"
#include "secrets/parameter.h"

/* The cost of half a MiB of memory, as a power of two. */
#define HALF_MIB 19

static void
method_clear(struct credmint_method *out)
{
	size_t size = out->size;

	memset(out, 0, sizeof(*out));
	out->size = size;
}

static void
method_tell(const struct method *method, struct credmint_method *out)
{
	out->name = method->name;
	out->prefix = method->prefix;
	out->cost_min = method->cost_min;
	out->cost_max = method->cost_max;
	out->cost_default = method->cost_default;
	out->cost_good = method->cost_good;
	out->password_max = method->password_max;
	out->salt_bits = method->salt_bits;
	if (method_is_big(method))
		out->memory = UINT64_C(1) << (method->cost_default + HALF_MIB);
	out->advice =
	    method->legacy ? CREDMINT_ADVICE_LEGACY : CREDMINT_ADVICE_GOOD;
	out->crypt = method->by == METHOD_CRYPT;
}

int
credmint_hash_method(size_t i, struct credmint_method *out)
{
	const struct method *method;
	int r;

	if (out == NULL)
		return -EINVAL;
	r = parameter_struct(out, sizeof(*out));
	if (r != 0)
		return r;
	method_clear(out);
	method = method_at(i);
	if (method == NULL)
		return -ENOENT;
	method_tell(method, out);
	return 0;
}

int
credmint_hash_parse(
    const char *hash, struct credmint_method *method, unsigned long *cost)
{
	const struct method *known;
	struct hash_cost told;
	int r;

	if (cost != NULL)
		*cost = 0;
	if (method == NULL)
		return -EINVAL;
	r = parameter_struct(method, sizeof(*method));
	if (r != 0)
		return r;
	method_clear(method);
	if (hash == NULL || cost == NULL || strlen(hash) >= CREDMINT_HASH_SIZE)
		return -EINVAL;
	known = method_of(hash);
	if (known == NULL)
		return -ENOTSUP;
	r = hash_cost_read(known, hash, &told);
	if (r != 0)
		return r;
	method_tell(known, method);
	*cost = told.cost;
	return 0;
}

static enum credmint_advice
judge(const struct method *method, const char *hash, unsigned long cost)
{
	if (method->legacy ||
	    (method->by == METHOD_CRYPT &&
		crypt_checksalt(hash) == CRYPT_SALT_METHOD_LEGACY))
		return CREDMINT_ADVICE_LEGACY;
	return cost < method->cost_good ? CREDMINT_ADVICE_CHEAP
					: CREDMINT_ADVICE_GOOD;
}

int
credmint_hash_advise(const char *hash, enum credmint_advice *advice)
{
	char text[CREDMINT_HASH_SIZE];
	const struct method *method;
	struct hash_cost told;
	int r;

	if (advice == NULL)
		return -EINVAL;
	*advice = CREDMINT_ADVICE_INVALID;
	if (hash == NULL || strlen(hash) >= CREDMINT_HASH_SIZE)
		return 0;
	method = method_of(hash);
	if (method == NULL)
		return 0;
	/* Its own cost is not computed: that could take years. */
	if (hash_cost_read(method, hash, &told) != 0)
		return 0;
	r = hash_verify(hash_cost_least(hash, &told, text), "x", 1);
	SECRET_WIPE_ARRAY(text);
	if (r == -EINVAL || !hash_form_can_match(method, hash))
		return 0;
	if (r != 0 && r != -EKEYREJECTED)
		return r;
	*advice = judge(method, hash, told.cost);
	return 0;
}
