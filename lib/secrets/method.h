/*
 * method - what credmint has to know of the methods of crypt(5)
 */

#ifndef SECRETS_METHOD_H
#define SECRETS_METHOD_H

#include <stdbool.h>
#include <stddef.h>

/* The characters of salts and hashes. */
#define METHOD_ALPHABET \
	"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

struct method {
	const char *name; /* NULL: computed, but no salt is made for it */
	const char *prefix;
	size_t password_max; /* bytes it reads */
	unsigned long cost_min;
	unsigned long cost_max;
	unsigned long cost_default;
	size_t params;     /* fixed characters between prefix and salt */
	size_t salt_chars; /* of a salt made by credmint */
	bool memory;       /* needs megabytes while it runs */
	bool pbkdf2;       /* computed by hash_pbkdf2, not by crypt(3) */
};

/* The method called name, NULL being the default; NULL: none is. */
const struct method *method_named(const char *name);

/* The name of the method number i, the default being 0; NULL: no more. */
const char *method_name(size_t i);

/* The method of a setting or hash; NULL: only crypt(3) may know it. */
const struct method *method_of(const char *setting);

/*
 * The bytes of a password that the method of a setting reads. 0: a setting
 * that no method has.
 */
size_t method_password_max(const char *setting);

/*
 * Where the salt starts in a setting of a method with a name, one that
 * credmint_salt_make() could have made.
 */
size_t method_salt_at(const struct method *method, const char *setting);

#endif
