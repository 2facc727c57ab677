/*
 * hash_method - how this host hashes passwords
 */

#include "host/hash_method.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "host/login_defs.h"
#include "host/pam_line.h"

#define PREFERRED "yescrypt"
/* What pam_unix cuts rounds to, so that no login takes minutes. */
#define SHA_ROUNDS_MAX 9999999

struct cost_key {
	const char *first, *second; /* the second where there is no first */
};

/*
 * How the two places call the methods. Both places may lead to no cost: then
 * it is credmint's own.
 */
static const struct method_row {
	const char *pam;   /* argument of pam_unix; case counts */
	const char *defs;  /* ENCRYPT_METHOD, or the same; case does not */
	const char *name;  /* credmint's; NULL: too weak to go on with */
	unsigned long min; /* of its cost, as pam_unix or login.defs take it */
	unsigned long max;
	struct cost_key key;
} methods[] = {
    {"yescrypt", "YESCRYPT", "yescrypt", 1, 11, {"YESCRYPT_COST_FACTOR", NULL}},
    {"gost_yescrypt", "GOST_YESCRYPT", "gost-yescrypt", 1, 11,
	{"YESCRYPT_COST_FACTOR", NULL}},
    {"sha512", "SHA512", "sha512crypt", 1000, SHA_ROUNDS_MAX,
	{"SHA_CRYPT_MAX_ROUNDS", "SHA_CRYPT_MIN_ROUNDS"}},
    {"sha256", "SHA256", "sha256crypt", 1000, SHA_ROUNDS_MAX,
	{"SHA_CRYPT_MAX_ROUNDS", "SHA_CRYPT_MIN_ROUNDS"}},
    /* The range is for a draw there; its end may take days. */
    {"blowfish", "BCRYPT", "bcrypt", 4, 31,
	{"BCRYPT_MIN_ROUNDS", "BCRYPT_MAX_ROUNDS"}},
    {"md5", "MD5", NULL, 0, 0, {NULL, NULL}},
    {"bigcrypt", "DES", NULL, 0, 0, {NULL, NULL}},
};
#define METHODS (sizeof(methods) / sizeof(methods[0]))

/* Of many rounds it takes fewer; what is no cost at all is none. */
static unsigned long
within(const struct method_row *method, unsigned long cost)
{
	if (cost > method->max && method->max == SHA_ROUNDS_MAX)
		return SHA_ROUNDS_MAX;
	return cost < method->min || cost > method->max ? 0 : cost;
}

static const struct method_row *
by_argument(const char *argument)
{
	for (size_t i = 0; i < METHODS; i++)
		if (strcmp(argument, methods[i].pam) == 0)
			return &methods[i];
	return NULL;
}

static unsigned long
rounds_of(const char *text)
{
	unsigned long n;
	char *end;

	errno = 0;
	n = strtoul(text, &end, 10);
	return errno != 0 || end == text || *end != '\0' || text[0] == '-' ? 0
									   : n;
}

/* The last method and the last rounds of a line are meant. */
static const struct method_row *
by_line(const struct pam_line *line, unsigned long *rounds)
{
	const struct method_row *found = NULL, *one;
	const char *argument = NULL;

	while ((argument = pam_line_next(line, argument)) != NULL) {
		one = by_argument(argument);
		if (one != NULL)
			found = one;
		if (strncmp(argument, "rounds=", 7) == 0)
			*rounds = rounds_of(argument + 7);
	}
	return found;
}

static const struct method_row *
by_defs(const struct login_defs *defs, unsigned long *rounds)
{
	const struct method_row *found = NULL;
	char text[HASH_METHOD_SIZE];

	if (!login_defs_text(defs, "ENCRYPT_METHOD", text, sizeof(text)))
		return NULL;
	for (size_t i = 0; found == NULL && i < METHODS; i++)
		if (strcasecmp(text, methods[i].defs) == 0 ||
		    strcasecmp(text, methods[i].pam) == 0)
			found = &methods[i];
	if (found == NULL || found->key.first == NULL || *rounds != 0)
		return found;
	if (!login_defs_number(defs, found->key.first, rounds) &&
	    found->key.second != NULL)
		(void)login_defs_number(defs, found->key.second, rounds);
	return found;
}

int
hash_method(const char *root, char method[HASH_METHOD_SIZE],
    unsigned long *cost, struct fault *f)
{
	const struct method_row *found = NULL;
	unsigned long rounds = 0;
	struct login_defs defs;
	struct pam_line *line;
	int r;

	*cost = 0;
	method[0] = '\0';
	line = malloc(sizeof(*line));
	if (line == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	r = pam_line_find(root, "pam_unix.so", line, f);
	if (r == 0)
		found = by_line(line, &rounds);
	free(line);
	if (r >= 0 && found == NULL) {
		r = login_defs_open(&defs, root, f);
		if (r == 0)
			found = by_defs(&defs, &rounds);
		login_defs_close(&defs);
	}
	if (r < 0)
		return r;
	if (found == NULL || found->name == NULL) {
		memcpy(method, PREFERRED, sizeof(PREFERRED));
		return 0;
	}
	memcpy(method, found->name, strlen(found->name) + 1);
	*cost = within(found, rounds);
	return 0;
}
