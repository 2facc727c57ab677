/*
 * method - what credmint has to know of the methods of crypt(5)
 */

#ifndef SECRETS_METHOD_H
#define SECRETS_METHOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The characters of salts and hashes. */
#define METHOD_ALPHABET \
	"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

/* How the settings of a method tell its cost; see hash_cost.h. */
enum method_cost {
	METHOD_COST_NONE = 1,
	METHOD_COST_MEMORY, /* yescrypt's parameters, "$y$j9T$" */
	METHOD_COST_SCRYPT, /* scrypt's, "$7$CU..../...." */
	METHOD_COST_POWER,  /* two digits, "$2b$12$" */
	METHOD_COST_ROUNDS, /* "$6$rounds=656000$", or 5000 */
	METHOD_COST_NUMBER, /* "$sha1$262144$" */
	METHOD_COST_SUN,    /* "$md5,rounds=32768$", or 0 */
	METHOD_COST_BSDI,   /* four characters, "_J9.." */
	METHOD_COST_SCRAM,  /* "SCRAM-SHA-256$4096:" */
};

/* Who computes a method. */
enum method_by {
	METHOD_CRYPT = 1, /* crypt(3) */
	METHOD_PBKDF2,    /* hash_pbkdf2 */
	METHOD_SCRAM,     /* hash_scram */
};

/* Who writes its settings. */
enum method_salt {
	METHOD_SALT_NONE = 1, /* nobody: it is only verified */
	METHOD_SALT_GENSALT,  /* crypt_gensalt_rn(3) */
	METHOD_SALT_OURS,     /* we: that would draw the cost, too */
};

struct method {
	const char *name;
	const char *prefix;  /* ""; a hash of crypt(3) without any */
	size_t password_max; /* bytes it reads */
	unsigned long cost_min;
	unsigned long cost_max;
	unsigned long cost_default;
	unsigned long cost_good;
	enum method_cost cost;
	enum method_by by;
	enum method_salt salt;
	size_t salt_chars;      /* of a salt made by credmint */
	size_t salt_bits;       /* that they hold */
	unsigned int last_zero; /* bits of its last character that are none */
	bool legacy;
};

/*
 * The method called name that salts are made for, NULL being the default;
 * NULL: none is.
 */
const struct method *method_named(const char *name);

/*
 * The method number i that salts can be made for here, the default being 0;
 * NULL: no more.
 */
const struct method *method_at(size_t i);

/* Whether cost is one that the method takes: in its range, and not even where
 * only odd ones can be told. */
bool method_takes(const struct method *method, unsigned long cost);

/* Whether a method takes megabytes while it runs. */
bool method_is_big(const struct method *method);

/* The method of a setting or hash; NULL: only crypt(3) may know it. */
const struct method *method_of(const char *setting);

/*
 * The bytes of a password that the method of a setting reads. 0: a setting
 * that no method has.
 */
size_t method_password_max(const char *setting);

#endif
