/*
 * hash - salted hashes of passwords, made and verified
 */

#include "secrets/hash.h"

#include <crypt.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"
#include "credmint.h"
#include "secrets/hash_cost.h"
#include "secrets/hash_form.h"
#include "secrets/hash_pbkdf2.h"
#include "secrets/hash_scram.h"
#include "secrets/method.h"
#include "secrets/parameter.h"

_Static_assert(CREDMINT_HASH_SIZE >= CRYPT_OUTPUT_SIZE,
    "any hash fits, as credmint.h says");

/* Everything of one computation that knows the password; wiped as one. */
struct hash_work {
	struct crypt_data data;
	char phrase[CREDMINT_HASH_PASSWORD_MAX + 1];
	char text[CREDMINT_HASH_SIZE]; /* of a hash that is not crypt(3)'s */
};

/* Whether a password may be given to the method of a setting. */
static int
check(const char *setting, const void *pw, size_t n)
{
	const struct method *method;
	size_t max;

	if (setting == NULL || (pw == NULL && n > 0) ||
	    strlen(setting) >= CREDMINT_HASH_SIZE)
		return -EINVAL;
	max = method_password_max(setting);
	if (max == 0)
		return -EINVAL;
	if (n > max)
		return -EMSGSIZE;
	if (n > 0 && memchr(pw, '\0', n) != NULL)
		return -EILSEQ;
	method = method_of(setting);
	if (method != NULL && method->by == METHOD_SCRAM &&
	    !hash_scram_takes(pw, n))
		return -EILSEQ;
	return 0;
}

/* By a method that is not crypt(3)'s. */
static int
compute_ours(enum method_by by, const char *setting, const void *pw, size_t n,
    char text[CREDMINT_HASH_SIZE])
{
	return by == METHOD_SCRAM ? hash_scram(setting, pw, n, text)
				  : hash_pbkdf2(setting, pw, n, text);
}

static bool
takes(struct hash_work *work, const char *setting)
{
	const char *text =
	    crypt_rn(work->phrase, setting, &work->data, sizeof(work->data));

	return text != NULL && hash_form_fits(text, setting);
}

/*
 * crypt(3) says the same of a setting it does not understand and of memory it
 * did not get: whether it takes the setting with the least cost, or not even
 * one that is right.
 */
static bool
memory_was_short(
    struct hash_work *work, const struct method *method, const char *setting)
{
	struct hash_cost told;
	const char *least;

	if (method == NULL || !method_is_big(method) ||
	    crypt_checksalt(setting) == CRYPT_SALT_METHOD_DISABLED ||
	    hash_cost_read(method, setting, &told) != 0)
		return false;
	least = hash_cost_least(setting, &told, work->text);
	if (takes(work, least))
		return true;
	(void)snprintf(work->text, sizeof(work->text), "%s%s%s", method->prefix,
	    told.cheap,
	    method->cost == METHOD_COST_SCRYPT ? "abcdefgh" : "$abcdefgh");
	return !takes(work, work->text);
}

/*
 * Compute the hash. *out is its text, inside work.
 */
static int
compute(struct hash_work *work, const char *setting, const void *pw, size_t n,
    const char **out)
{
	const struct method *method = method_of(setting);
	const char *text;
	int r;

	if (method != NULL && method->by != METHOD_CRYPT) {
		r = compute_ours(method->by, setting, pw, n, work->text);
		*out = work->text;
		return r;
	}
	if (n > 0)
		memcpy(work->phrase, pw, n);
	work->phrase[n] = '\0';
	errno = 0;
	text = crypt_rn(work->phrase, setting, &work->data, sizeof(work->data));
	if (text == NULL && errno == ENOMEM)
		return -ENOMEM;
	if (text == NULL)
		return memory_was_short(work, method, setting) ? -ENOMEM
							       : -EINVAL;
	if (!hash_form_fits(text, setting))
		return -EINVAL;
	*out = text;
	return 0;
}

int
credmint_hash_make(
    const char *setting, const void *pw, size_t n, char *out, size_t size)
{
	struct hash_work *work;
	const char *text;
	int r;

	if (!parameter_fits(n, 1) || !parameter_array(out, size, 1))
		return -EINVAL;
	if (size > 0)
		out[0] = '\0';
	r = check(setting, pw, n);
	if (r != 0)
		return r;
	work = calloc(1, sizeof(*work));
	if (work == NULL)
		return -ENOMEM;
	r = compute(work, setting, pw, n, &text);
	if (r == 0 && strlen(text) >= size)
		r = -ERANGE;
	if (r == 0)
		memcpy(out, text, strlen(text) + 1);
	secret_free(work, sizeof(*work));
	return r;
}

int
hash_verify(const char *hash, const void *pw, size_t n)
{
	struct hash_work *work;
	const char *text;
	int r;

	if (!parameter_fits(n, 1))
		return -EINVAL;
	r = check(hash, pw, n);
	if (r != 0)
		return r;
	work = calloc(1, sizeof(*work));
	if (work == NULL)
		return -ENOMEM;
	r = compute(work, hash, pw, n, &text);
	if (r == 0 && !hash_form_is_whole(text, hash))
		r = -EINVAL;
	if (r == 0 && !secret_equal(text, strlen(text), hash, strlen(hash)))
		r = -EKEYREJECTED;
	secret_free(work, sizeof(*work));
	return r;
}

int
credmint_hash_verify(const char *hash, const void *pw, size_t n)
{
	return hash_verify(hash, pw, n);
}

const char *
hash_preferred(void)
{
	const char *prefix = crypt_preferred_method();

	return prefix != NULL ? prefix : "";
}
