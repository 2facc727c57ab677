/*
 * method - what credmint has to know of the methods of crypt(5)
 */

#include "secrets/method.h"

#include <crypt.h>
#include <string.h>

#include "credmint.h"
#include "secrets/hash_pbkdf2.h"
#include "secrets/hash_scram.h"

#define ANY CREDMINT_HASH_PASSWORD_MAX
#define BCRYPT_MAX 72
#define DES_MAX 8
#define BIG_GROUPS 16
#define ROUNDS_MAX 999999999
#define BSDI_MAX 0xffffff
#define SUN_MAX 4294963199 /* 4096 more are always done */
#define NUMBER_MAX UINT32_MAX

#define MEMORY METHOD_COST_MEMORY
#define ROUNDS METHOD_COST_ROUNDS
#define NUMBER METHOD_COST_NUMBER
#define POWER METHOD_COST_POWER
#define GENSALT METHOD_CRYPT, METHOD_SALT_GENSALT
#define WRITTEN METHOD_CRYPT, METHOD_SALT_OURS
#define VERIFIED METHOD_CRYPT, METHOD_SALT_NONE

/*
 * The default comes first. A method that takes any password and is not in the
 * list is left to crypt(3).
 */
/* clang-format off */
static const struct method methods[] = {
	/* longest password; cost: least, most, default, good */
	{ "yescrypt", "$y$", ANY, 1, 11, 5, 5,
	    MEMORY, GENSALT, 22, 128, 0x30, false },
	{ "gost-yescrypt", "$gy$", ANY, 1, 11, 5, 5,
	    MEMORY, GENSALT, 22, 128, 0x30, false },
	{ "scrypt", "$7$", ANY, 6, 11, 7, 7,
	    METHOD_COST_SCRYPT, GENSALT, 22, 128, 0x30, false },
	{ "bcrypt", "$2b$", BCRYPT_MAX, 4, 31, 12, 10,
	    POWER, GENSALT, 22, 128, 0x03, false },
	{ "bcrypt-a", "$2a$", BCRYPT_MAX, 4, 31, 12, 10,
	    POWER, GENSALT, 22, 128, 0x03, true },
	{ "bcrypt-y", "$2y$", BCRYPT_MAX, 4, 31, 12, 10,
	    POWER, GENSALT, 22, 128, 0x03, false },
	{ "sha512crypt", "$6$", ANY, 1000, ROUNDS_MAX, 656000, 100000,
	    ROUNDS, GENSALT, 16, 96, 0x3c, false },
	{ "sha256crypt", "$5$", ANY, 1000, ROUNDS_MAX, 656000, 0,
	    ROUNDS, GENSALT, 16, 96, 0x30, true },
	{ "sha1crypt", "$sha1$", ANY, 4, NUMBER_MAX, 262144, 0,
	    NUMBER, WRITTEN, 22, 128, 0, true },
	{ "sunmd5", "$md5", ANY, 4096, SUN_MAX, 32768, 0,
	    METHOD_COST_SUN, WRITTEN, 8, 48, 0x3c, true },
	{ "md5crypt", "$1$", ANY, 0, 0, 0, 0,
	    METHOD_COST_NONE, GENSALT, 8, 48, 0x3c, true },
	{ "nt", "$3$", ANY, 0, 0, 0, 0,
	    METHOD_COST_NONE, GENSALT, 0, 0, 0, true },
	{ "bsdicrypt", "_", ANY, 1, BSDI_MAX, 725, 0,
	    METHOD_COST_BSDI, GENSALT, 4, 24, 0x03, true },
	{ "descrypt", "", DES_MAX, 0, 0, 0, 0,
	    METHOD_COST_NONE, GENSALT, 2, 12, 0x03, true },
	{ "sm3crypt", "$sm3$", ANY, 1000, ROUNDS_MAX, 656000, 100000,
	    ROUNDS, GENSALT, 16, 96, 0x30, false },
	{ "sm3-yescrypt", "$sm3y$", ANY, 1, 11, 5, 5,
	    MEMORY, GENSALT, 22, 128, 0x30, false },
	{ "pbkdf2-sha256", HASH_PBKDF2_PREFIX, ANY, 1000, NUMBER_MAX, 600000,
	    600000, NUMBER, METHOD_PBKDF2, METHOD_SALT_OURS, 22, 128, 0, false },
	{ "scram-sha-256", HASH_SCRAM_PREFIX, ANY, 4096, HASH_SCRAM_ROUNDS_MAX,
	    4096, 4096, METHOD_COST_SCRAM, METHOD_SCRAM, METHOD_SALT_OURS,
	    24, 128, 0, false },
	{ "bcrypt-x", "$2x$", BCRYPT_MAX, 4, 31, 0, 0,
	    POWER, VERIFIED, 22, 128, 0x03, true },
	{ "bigcrypt", "", BIG_GROUPS * DES_MAX, 0, 0, 0, 0,
	    METHOD_COST_NONE, VERIFIED, 2, 12, 0x03, true },
};
/* clang-format on */
#define METHODS (sizeof(methods) / sizeof(methods[0]))

/*
 * Hashes without a prefix: two characters of salt and eleven for each eight
 * bytes of the password, of which descrypt has one group, bigcrypt up to 16.
 */
#define DES_SALT 2
#define DES_GROUP 11

#define POSTGRES_MD5 "md5"
#define MD5_HEX 32

const struct method *
method_named(const char *name)
{
	if (name == NULL)
		return &methods[0];
	for (size_t i = 0; i < METHODS; i++)
		if (methods[i].salt != METHOD_SALT_NONE &&
		    strcmp(name, methods[i].name) == 0)
			return &methods[i];
	return NULL;
}

/* Whether salts can be made for it with the crypt(3) of this system. */
static bool
is_here(const struct method *method)
{
	static const char zero[16];
	char made[CRYPT_GENSALT_OUTPUT_SIZE];

	if (method->salt == METHOD_SALT_NONE)
		return false;
	return method->by != METHOD_CRYPT ||
	    crypt_gensalt_rn(method->prefix, 0, zero, sizeof(zero), made,
		sizeof(made)) != NULL;
}

const struct method *
method_at(size_t i)
{
	for (size_t j = 0; j < METHODS; j++)
		if (is_here(&methods[j]) && i-- == 0)
			return &methods[j];
	return NULL;
}

bool
method_takes(const struct method *method, unsigned long cost)
{
	return cost >= method->cost_min && cost <= method->cost_max &&
	    (method->cost != METHOD_COST_BSDI || cost % 2 == 1);
}

bool
method_is_big(const struct method *method)
{
	return method->cost == METHOD_COST_MEMORY ||
	    method->cost == METHOD_COST_SCRYPT;
}

/*
 * What PostgreSQL keeps by MD5 has the length and characters of bigcrypt: it is
 * none, or one in some hundred would be.
 */
static bool
is_md5_of_postgres(const char *text)
{
	return strlen(text) == strlen(POSTGRES_MD5) + MD5_HEX &&
	    strncmp(text, POSTGRES_MD5, strlen(POSTGRES_MD5)) == 0 &&
	    strspn(text + strlen(POSTGRES_MD5), "0123456789abcdef") == MD5_HEX;
}

/* The groups of a hash without a prefix; 0: none, only the salt. */
static bool
des_groups(const char *setting, size_t *groups)
{
	size_t length = strlen(setting);

	if (strspn(setting, METHOD_ALPHABET) != length || length < DES_SALT ||
	    (length - DES_SALT) % DES_GROUP != 0 || is_md5_of_postgres(setting))
		return false;
	*groups = (length - DES_SALT) / DES_GROUP;
	return *groups <= BIG_GROUPS;
}

const struct method *
method_of(const char *setting)
{
	size_t n, groups;
	bool is_des = des_groups(setting, &groups);

	for (size_t i = 0; i < METHODS; i++) {
		n = strlen(methods[i].prefix);
		if (n > 0 && strncmp(setting, methods[i].prefix, n) == 0)
			return &methods[i];
		if (n == 0 && is_des &&
		    (groups > 1) == (methods[i].password_max > DES_MAX))
			return &methods[i];
	}
	return NULL;
}

size_t
method_password_max(const char *setting)
{
	const struct method *method = method_of(setting);

	if (method != NULL)
		return method->password_max;
	return setting[0] == '$' || setting[0] == '_' ? ANY : 0;
}
