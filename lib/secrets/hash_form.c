/*
 * hash_form - what a hash must look like beside the setting it came from
 */

#include "secrets/hash_form.h"

#include <string.h>

#include "secrets/hash_cost.h"
#include "secrets/method.h"

#define BCRYPT_HASH 31
#define BSDI_SETTING 9
#define DES_SETTING 2
#define DES_GROUP 11
/* The same characters in another order. */
#define BCRYPT_ALPHABET \
	"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
#define HEX_ALPHABET "0123456789abcdef"

static bool
starts_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* How much of a hash is its setting. */
static size_t
setting_length(const char *text)
{
	size_t n = strlen(text);

	if (text[0] == '_')
		return BSDI_SETTING;
	if (text[0] != '$')
		return DES_SETTING;
	if (starts_with(text, "$2"))
		return n > BCRYPT_HASH ? n - BCRYPT_HASH : 0;
	return (size_t)(strrchr(text, '$') + 1 - text);
}

/*
 * Whether a hash of n characters of setting has a salt. Where the hash follows
 * a '$', the salt stands between that and the '$' before. Two do not follow:
 * "$7$" has its costs there as well, and "$md5" may have "$$" before the hash.
 */
static bool
has_salt(const char *text, size_t n)
{
	const struct method *method = method_of(text);
	const char *second;

	if (text[0] != '$' || starts_with(text, "$2"))
		return true;
	if (starts_with(text, "$md5")) {
		second = strchr(text + 1, '$');
		return second != NULL && second[1] != '$' &&
		    second + 1 < text + n;
	}
	if (method != NULL && method->salt_bits == 0)
		return true;
	if (method != NULL && method->cost == METHOD_COST_SCRYPT)
		return n > hash_cost_end(method, text) + 1;
	return n > 3 && text[n - 2] != '$';
}

bool
hash_form_fits(const char *text, const char *setting)
{
	size_t n, given = strlen(setting);

	if (text[0] == '*' || text[0] == '\0')
		return false;
	n = setting_length(text);
	return n > 0 && n < strlen(text) && has_salt(text, n) &&
	    strncmp(text, setting, given < n ? given : n) == 0;
}

bool
hash_form_is_whole(const char *text, const char *hash)
{
	const struct method *method = method_of(hash);

	/* bigcrypt's length follows the password's, so it tells nothing. */
	if (method != NULL && method->prefix[0] == '\0')
		return strlen(hash) > DES_SETTING;
	return strlen(hash) == strlen(text);
}

/* Whether a character of an alphabet can be the last of its bytes. */
static bool
can_be_last(char c, const char *alphabet, unsigned int zero)
{
	const char *p = strchr(alphabet, c);

	return p != NULL && ((unsigned int)(p - alphabet) & zero) == 0;
}

bool
hash_form_can_match(const struct method *method, const char *hash)
{
	const char *alphabet = METHOD_ALPHABET;
	size_t n, step;

	if (method->by != METHOD_CRYPT)
		return true;
	if (method->cost == METHOD_COST_POWER)
		alphabet = BCRYPT_ALPHABET;
	if (method->salt_bits == 0)
		alphabet = HEX_ALPHABET;
	hash += setting_length(hash);
	n = strlen(hash);
	if (n == 0 || strspn(hash, alphabet) != n)
		return false;
	step = method->prefix[0] == '\0' ? DES_GROUP : n;
	for (size_t i = step; i <= n; i += step)
		if (!can_be_last(hash[i - 1], alphabet, method->last_zero))
			return false;
	return true;
}

const char *
hash_form_rounds(const char *p, uint32_t max, uint32_t *out)
{
	uint64_t rounds = 0;

	if (*p == '0')
		return NULL;
	for (; *p >= '0' && *p <= '9' && rounds <= max; p++)
		rounds = 10 * rounds + (uint64_t)(*p - '0');
	if (rounds == 0 || rounds > max)
		return NULL;
	*out = (uint32_t)rounds;
	return p;
}
