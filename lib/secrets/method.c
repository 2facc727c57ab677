/*
 * method - what credmint has to know of the methods of crypt(5)
 */

#include "secrets/method.h"

#include <stdint.h>
#include <string.h>

#include "credmint.h"
#include "secrets/hash_pbkdf2.h"

#define ANY CREDMINT_HASH_PASSWORD_MAX
#define BCRYPT_MAX 72
#define ROUNDS_MAX 999999999
#define PBKDF2_MAX UINT32_MAX

/*
 * Those with a name come first, and of them the default. A method that takes
 * any password and needs no name needs no row.
 */
static const struct method methods[] = {
    {"yescrypt", "$y$", ANY, 1, 11, 5, 0, 22, true, false},
    {"gost-yescrypt", "$gy$", ANY, 1, 11, 5, 0, 22, true, false},
    {"scrypt", "$7$", ANY, 6, 11, 7, 11, 22, true, false},
    {"bcrypt", "$2b$", BCRYPT_MAX, 4, 31, 12, 0, 22, false, false},
    {"sha512crypt", "$6$", ANY, 1000, ROUNDS_MAX, 656000, 0, 16, false, false},
    {"sha256crypt", "$5$", ANY, 1000, ROUNDS_MAX, 656000, 0, 16, false, false},
    {"pbkdf2-sha256", HASH_PBKDF2_PREFIX, ANY, 1000, PBKDF2_MAX, 600000, 0, 22,
	false, true},
    {NULL, "$2a$", BCRYPT_MAX, 0, 0, 0, 0, 0, false, false},
    {NULL, "$2x$", BCRYPT_MAX, 0, 0, 0, 0, 0, false, false},
    {NULL, "$2y$", BCRYPT_MAX, 0, 0, 0, 0, 0, false, false},
};
#define METHODS (sizeof(methods) / sizeof(methods[0]))

/*
 * Hashes without a prefix: two characters of salt and eleven for each eight
 * bytes of the password, of which descrypt has one group, bigcrypt up to 16.
 */
#define DES_SALT 2
#define DES_GROUP 11
#define DES_MAX 8
#define BIG_GROUPS 16

const struct method *
method_named(const char *name)
{
	size_t i;

	if (name == NULL)
		return &methods[0];
	for (i = 0; i < METHODS && methods[i].name != NULL; i++)
		if (strcmp(name, methods[i].name) == 0)
			return &methods[i];
	return NULL;
}

const char *
method_name(size_t i)
{
	return i < METHODS ? methods[i].name : NULL;
}

const struct method *
method_of(const char *setting)
{
	const char *prefix;
	size_t i;

	for (i = 0; i < METHODS; i++) {
		prefix = methods[i].prefix;
		if (strncmp(setting, prefix, strlen(prefix)) == 0)
			return &methods[i];
	}
	return NULL;
}

static size_t
des_password_max(const char *setting)
{
	size_t groups, length = strlen(setting);

	if (strspn(setting, METHOD_ALPHABET) != length)
		return 0;
	if (length == DES_SALT)
		return DES_MAX;
	if (length < DES_SALT || (length - DES_SALT) % DES_GROUP != 0)
		return 0;
	groups = (length - DES_SALT) / DES_GROUP;
	if (groups > BIG_GROUPS)
		return 0;
	return groups == 1 ? DES_MAX : BIG_GROUPS * DES_MAX;
}

size_t
method_password_max(const char *setting)
{
	const struct method *method;

	if (setting[0] != '$' && setting[0] != '_')
		return des_password_max(setting);
	method = method_of(setting);
	return method != NULL ? method->password_max : ANY;
}

size_t
method_salt_at(const struct method *method, const char *setting)
{
	const char *last;

	if (method->params > 0)
		return strlen(method->prefix) + method->params;
	last = strrchr(setting, '$');
	return last != NULL ? (size_t)(last + 1 - setting) : 0;
}
