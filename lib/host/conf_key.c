/*
 * conf_key - the keys of the configuration, and what their values may be
 */

#include "host/conf_key.h"

#include <errno.h>
#include <string.h>

#include "host/account.h"

#define DAY (INT64_C(24) * 60 * 60)
#define SPAN_MAX (3650 * DAY)
#define UID_LAST INT64_C(4294967294) /* what follows is -1, which is none */
#define AT(member) offsetof(struct conf, member)
#define AT_KIND(member) offsetof(struct conf_token_kind, member)
#define AT_CLIENT(member) offsetof(struct conf_client, member)

_Static_assert(CONF_ASKERS_MAX == 16 && CONF_TOKEN_KINDS_MAX == 16 &&
	CONF_TOKEN_USES_MAX == 1000 && CONF_TOKEN_PREFIX_SIZE == 33,
    "messages say so");

#define A_PATH "an absolute path of at most 1023 bytes"
#define YES_OR_NO "yes or no"
#define ANY_SPAN "a time from 1s to 3650d, such as 90s, 15m, 24h or 7d"

const struct conf_key conf_keys[CONF_KEYS] = {
    {"registry", A_PATH, CONF_TOP, CONF_PATH, AT(registry), 0, 0},
    {"key", A_PATH, CONF_TOP, CONF_PATH, AT(key), 0, 0},
    {"user", "an account's name", CONF_TOP, CONF_ACCOUNT, AT(user), 0, 0},
    {"deny", "a whole number from 0 to 20", CONF_TOP, CONF_COUNT, AT(deny), 0,
	20},
    {"fail_interval", ANY_SPAN, CONF_TOP, CONF_SPAN, AT(fail_interval), 1,
	SPAN_MAX},
    {"unlock_time", ANY_SPAN, CONF_TOP, CONF_SPAN, AT(unlock_time), 1,
	SPAN_MAX},
    {"deny_user", "a whole number from 0 to 10000", CONF_TOP, CONF_COUNT,
	AT(deny_user), 0, 10000},
    {"even_deny_root", YES_OR_NO, CONF_TOP, CONF_YES_NO, AT(even_deny_root), 0,
	0},
    {"root_unlock_time", ANY_SPAN ", or empty", CONF_TOP, CONF_SPAN,
	AT(root_unlock_time), 0, SPAN_MAX},
    {"trusted_askers",
	"up to 16 different uids from 1 to 4294967294 with commas between "
	"them, or empty",
	CONF_TOP, CONF_ASKERS, AT(trusted_askers), 1, UID_LAST},
    {"delivery_program", "an absolute path of at most 1023 bytes, or empty",
	CONF_TOP, CONF_PROGRAM, AT(delivery_program), 0, 0},
    {"delivery_timeout", "a time from 1s to 10m", CONF_TOP, CONF_SPAN,
	AT(delivery_timeout), 1, 600},
    {"delivery_ttl", "a time from 1s to 24h", CONF_TOP, CONF_SPAN,
	AT(delivery_ttl), 1, DAY},
    {"event_age", ANY_SPAN, CONF_TOP, CONF_SPAN, AT(event_age), 1, SPAN_MAX},
    {"event_rows", "a whole number from 100 to 10000000", CONF_TOP, CONF_COUNT,
	AT(event_rows), 100, 10000000},
    {"log_unknown_users", YES_OR_NO, CONF_TOP, CONF_YES_NO,
	AT(log_unknown_users), 0, 0},
    {"token_retention", ANY_SPAN, CONF_TOP, CONF_SPAN, AT(token_retention), 1,
	SPAN_MAX},
    {"prefix",
	"1 to 32 of A-Z, a-z, 0-9 and '_', a letter first and no '_' last",
	CONF_TOKEN, CONF_PREFIX, AT_KIND(prefix), 0, 0},
    {"ttl", ANY_SPAN, CONF_TOKEN, CONF_SPAN, AT_KIND(ttl), 1, SPAN_MAX},
    {"idle", ANY_SPAN ", or empty", CONF_TOKEN, CONF_SPAN, AT_KIND(idle), 0,
	SPAN_MAX},
    {"uses", "a whole number from 0 to 1000", CONF_TOKEN, CONF_COUNT,
	AT_KIND(uses), 0, CONF_TOKEN_USES_MAX},
    {"bytes", "a whole number from 16 to 64", CONF_TOKEN, CONF_COUNT,
	AT_KIND(bytes), 16, 64},
    {"kinds",
	"up to 16 different names of kinds of tokens with blanks between "
	"them, or *, or empty",
	CONF_SERVE, CONF_KINDS, AT_CLIENT(kinds), 0, 0},
    {"verbs",
	"some of issue verify redeem rotate revoke list, each once, with "
	"blanks between them, or empty",
	CONF_SERVE, CONF_VERBS, AT_CLIENT(verbs), 0, 0},
};

int
conf_key_find(const char *name, size_t n)
{
	int i;

	for (i = 0; i < CONF_KEYS; i++)
		if (strlen(conf_keys[i].name) == n &&
		    memcmp(conf_keys[i].name, name, n) == 0)
			return i;
	return -1;
}

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

	if (key->kind == CONF_SPAN && key->least == 0 && *value == '\0')
		number = r = 0;
	else
		r = key->kind == CONF_SPAN ? conf_span(value, &number)
					   : read_digits(value, &number, &end);
	if (r != 0)
		return r;
	if (*end != '\0')
		return -EINVAL;
	if (number < key->least || number > key->most)
		return -ERANGE;
	count = (unsigned)number;
	if (key->kind == CONF_SPAN)
		memcpy(to, &number, sizeof(number));
	else
		memcpy(to, &count, sizeof(count));
	return 0;
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

/*
 * Step over what stands between two words of a list: blanks, or a comma with
 * blanks around it. False when it is nothing, or no word follows.
 */
static bool
next_word(const char **value)
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
		if (*value != '\0' && !next_word(&value))
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

/* Names of kinds, each once; whether there are such is not known yet. */
static int
set_kinds(unsigned char *to, const char *value)
{
	struct conf_wanted kinds = {.n = 0};
	unsigned i;
	size_t n;

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
		if (*value != '\0' && !next_word(&value))
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
		if (*value != '\0' && !next_word(&value))
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
	case CONF_SPAN:
		return set_number(to, key, value);
	case CONF_YES_NO:
		return set_yes_no(to, value);
	case CONF_ASKERS:
		return set_askers(base, key, value);
	case CONF_PREFIX:
		return set_text(
		    to, CONF_TOKEN_PREFIX_SIZE, value, prefix_ok(value));
	case CONF_KINDS:
		return set_kinds(to, value);
	case CONF_VERBS:
		return set_verbs(to, value);
	default:
		return -EINVAL;
	}
}
