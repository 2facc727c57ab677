/*
 * conf_value - the values of keys, strictly
 */

#include "host/conf_key.h"

#include <errno.h>
#include <string.h>

#include "core/utf8.h"
#include "host/account.h"
#include "host/conf_login.h"

#define DAY (INT64_C(24) * 60 * 60)
#define SPAN_MAX (3650 * DAY)

/*
 * Digits at the start of text, as a number; *end is what follows. No sign, no
 * blank: strtol(3) would take both.
 */
static int
read_digits(const char *text, int64_t *value, const char **end)
{
	size_t n = strspn(text, "0123456789"), i;

	*value = 0;
	if (n == 0)
		return -EINVAL;
	if (n > 15)
		return -ERANGE;
	for (i = 0; i < n; i++)
		*value = *value * 10 + (text[i] - '0');
	*end = text + n;
	return 0;
}

int
conf_span(const char *text, int64_t *seconds)
{
	static const struct {
		const char *unit;
		int64_t seconds;
	} units[] = {{"s", 1}, {"m", 60}, {"h", 3600}, {"d", DAY}};
	const char *unit;
	int64_t value;
	size_t i;
	int r;

	*seconds = 0;
	r = read_digits(text, &value, &unit);
	if (r != 0)
		return r;
	for (i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (strcmp(unit, units[i].unit) != 0)
			continue;
		if (value < 1 || value > SPAN_MAX / units[i].seconds)
			return -ERANGE;
		*seconds = value * units[i].seconds;
		return 0;
	}
	return -EINVAL;
}

static int
set_number(unsigned char *to, const struct conf_key *key, const char *value)
{
	const char *end = "";
	unsigned count;
	int64_t number;
	int r;

	r = read_digits(value, &number, &end);
	if (r != 0)
		return r;
	if (*end != '\0')
		return -EINVAL;
	if (number < key->least || number > key->most)
		return -ERANGE;
	count = (unsigned)number;
	memcpy(to, &count, sizeof(count));
	return 0;
}

static int
set_span(unsigned char *to, const struct conf_key *key, const char *value)
{
	int64_t seconds = 0;
	int r = 0;

	if (key->kind == CONF_SPAN || *value != '\0') {
		r = conf_span(value, &seconds);
		if (r == 0 && (seconds < key->least || seconds > key->most))
			r = -ERANGE;
	}
	if (r == 0)
		memcpy(to, &seconds, sizeof(seconds));
	return r;
}

static int
set_yes_no(unsigned char *to, const char *value)
{
	bool yes = strcmp(value, "yes") == 0;

	if (!yes && strcmp(value, "no") != 0)
		return -EINVAL;
	memcpy(to, &yes, sizeof(yes));
	return 0;
}

static int
set_text(unsigned char *to, size_t size, const char *value, bool ok)
{
	if (!ok)
		return -EINVAL;
	if (strlen(value) >= size)
		return -ERANGE;
	memset(to, 0, size);
	memcpy(to, value, strlen(value) + 1);
	return 0;
}

bool
conf_next_word(const char **value)
{
	size_t n = strspn(*value, " \t");

	n += (*value)[n] == ',';
	n += strspn(*value + n, " \t");
	*value += n;
	return n > 0 && **value != '\0';
}

/* "1000", "1000, 1001" or "1000 1001"; each one once. */
static int
set_askers(struct conf *out, const struct conf_key *key, const char *value)
{
	uid_t uids[CONF_ASKERS_MAX] = {0};
	unsigned n = 0, i;
	int64_t number;
	int r;

	while (*value != '\0') {
		r = read_digits(value, &number, &value);
		if (r != 0)
			return r;
		if (number < key->least || number > key->most ||
		    n == CONF_ASKERS_MAX)
			return -ERANGE;
		for (i = 0; i < n; i++)
			if (uids[i] == (uid_t)number)
				return -EINVAL;
		uids[n++] = (uid_t)number;
		if (*value != '\0' && !conf_next_word(&value))
			return -EINVAL;
	}
	memcpy(out->trusted_askers, uids, sizeof(uids));
	out->trusted_askers_n = n;
	return 0;
}

/* As credmint_token_key(3) takes it. */
static bool
prefix_ok(const char *value)
{
	size_t n = strspn(value,
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789_");

	return n > 0 && value[n] == '\0' && value[n - 1] != '_' &&
	    value[0] != '_' && (value[0] < '0' || value[0] > '9');
}

/* As an otpauth URI takes it: ':' ends it there. */
static bool
issuer_ok(const char *value)
{
	const unsigned char *p = (const unsigned char *)value;
	size_t n = 1;

	for (; n != 0 && *p != '\0'; p += n)
		n = *p == ':' ? 0 : utf8_plain(p);
	return n != 0;
}

/* Names of kinds, each once; whether there are such is not known yet. */
static int
set_kinds(unsigned char *to, const char *value)
{
	struct conf_wanted kinds;
	unsigned i;
	size_t n;

	memset(&kinds, 0, sizeof(kinds));
	kinds.all = strcmp(value, "*") == 0;
	if (kinds.all)
		value = "";
	while (*value != '\0') {
		n = strcspn(value, " \t,");
		if (!conf_kind_name_ok(value, n))
			return -EINVAL;
		if (kinds.n == CONF_TOKEN_KINDS_MAX)
			return -ERANGE;
		memcpy(kinds.names[kinds.n], value, n);
		for (i = 0; i < kinds.n; i++)
			if (strcmp(kinds.names[i], kinds.names[kinds.n]) == 0)
				return -EINVAL;
		kinds.n++;
		value += n;
		if (*value != '\0' && !conf_next_word(&value))
			return -EINVAL;
	}
	memcpy(to, &kinds, sizeof(kinds));
	return 0;
}

_Static_assert(CONF_SERVE_ISSUE == 1u << 0 && CONF_SERVE_VERIFY == 1u << 1 &&
	CONF_SERVE_REDEEM == 1u << 2 && CONF_SERVE_ROTATE == 1u << 3 &&
	CONF_SERVE_REVOKE == 1u << 4 && CONF_SERVE_LIST == 1u << 5,
    "the names stand in this order");

/* The verb that n bytes name; 0: none. */
static unsigned
find_verb(const char *name, size_t n)
{
	static const char *const verbs[] = {
	    "issue", "verify", "redeem", "rotate", "revoke", "list"};
	unsigned i;

	for (i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
		if (strlen(verbs[i]) == n && memcmp(verbs[i], name, n) == 0)
			return 1u << i;
	return 0;
}

static int
set_verbs(unsigned char *to, const char *value)
{
	unsigned bits = 0, bit;
	size_t n;

	while (*value != '\0') {
		n = strcspn(value, " \t,");
		bit = find_verb(value, n);
		if (bit == 0 || (bits & bit) != 0)
			return -EINVAL;
		bits |= bit;
		value += n;
		if (*value != '\0' && !conf_next_word(&value))
			return -EINVAL;
	}
	memcpy(to, &bits, sizeof(bits));
	return 0;
}

int
conf_key_set(void *base, const struct conf_key *key, const char *value)
{
	unsigned char *to = (unsigned char *)base + key->offset;

	switch (key->kind) {
	case CONF_PATH:
		return set_text(to, CONF_PATH_SIZE, value, value[0] == '/');
	case CONF_PROGRAM:
		return set_text(to, CONF_PATH_SIZE, value,
		    value[0] == '/' || value[0] == '\0');
	case CONF_ACCOUNT:
		return set_text(
		    to, CONF_USER_SIZE, value, account_name_ok(value));
	case CONF_COUNT:
		return set_number(to, key, value);
	case CONF_SPAN:
	case CONF_SPAN_OR_NONE:
		return set_span(to, key, value);
	case CONF_YES_NO:
		return set_yes_no(to, value);
	case CONF_ASKERS:
		return set_askers(base, key, value);
	case CONF_PREFIX:
		return set_text(
		    to, CONF_TOKEN_PREFIX_SIZE, value, prefix_ok(value));
	case CONF_ISSUER:
		return set_text(to, CONF_ISSUER_SIZE, value, issuer_ok(value));
	case CONF_KINDS:
		return set_kinds(to, value);
	case CONF_VERBS:
		return set_verbs(to, value);
	case CONF_WAY_LIST:
	case CONF_NAME_LIST:
	case CONF_NETWORK_LIST:
	case CONF_UNTIL:
		return conf_login_value(to, key->kind, value);
	default:
		return -EINVAL;
	}
}

/* Bytes that a value has in its struct. */
static size_t
size_of(enum conf_kind kind)
{
	switch (kind) {
	case CONF_PATH:
	case CONF_PROGRAM:
		return CONF_PATH_SIZE;
	case CONF_ACCOUNT:
		return CONF_USER_SIZE;
	case CONF_COUNT:
	case CONF_VERBS:
		return sizeof(unsigned);
	case CONF_SPAN:
	case CONF_SPAN_OR_NONE:
	case CONF_UNTIL:
		return sizeof(int64_t);
	case CONF_YES_NO:
		return sizeof(bool);
	case CONF_ASKERS:
		return CONF_ASKERS_MAX * sizeof(uid_t);
	case CONF_PREFIX:
		return CONF_TOKEN_PREFIX_SIZE;
	case CONF_KINDS:
		return sizeof(struct conf_wanted);
	case CONF_ISSUER:
		return CONF_ISSUER_SIZE;
	case CONF_WAY_LIST:
		return sizeof(struct conf_ways);
	case CONF_NAME_LIST:
		return CONF_NAMES_SIZE;
	case CONF_NETWORK_LIST:
	default:
		return HOST_NETWORKS_SIZE;
	}
}

_Static_assert(CONF_VALUE_SIZE >= CONF_PATH_SIZE &&
	CONF_VALUE_SIZE >= sizeof(struct conf_wanted) &&
	CONF_VALUE_SIZE >= CONF_NAMES_SIZE &&
	CONF_VALUE_SIZE >= HOST_NETWORKS_SIZE,
    "every value has room");

void
conf_key_copy(const void *base, const struct conf_key *key,
    unsigned char out[CONF_VALUE_SIZE])
{
	memcpy(
	    out, (const unsigned char *)base + key->offset, size_of(key->kind));
}

/* All are zero behind their ends, but for networks: they are as were written.
 */
bool
conf_key_same(const void *base, const struct conf_key *key,
    const unsigned char as[CONF_VALUE_SIZE])
{
	const unsigned char *at = (const unsigned char *)base + key->offset;

	if (key->kind == CONF_NETWORK_LIST)
		return strcmp((const char *)at, (const char *)as) == 0;
	return memcmp(at, as, size_of(key->kind)) == 0;
}
