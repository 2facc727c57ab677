/*
 * conf_key - the keys of the configuration, and what their values may be
 */

#include "host/conf_key.h"

#include <string.h>

#define DAY (INT64_C(24) * 60 * 60)
#define SPAN_MAX (3650 * DAY)
#define UID_LAST INT64_C(4294967294) /* what follows is -1, which is none */
#define AT(member) offsetof(struct conf, member)
#define AT_KIND(member) offsetof(struct conf_token_kind, member)
#define AT_CLIENT(member) offsetof(struct conf_client, member)
#define AT_LOGIN(member) offsetof(struct conf_login, member)

_Static_assert(CONF_ASKERS_MAX == 16 && CONF_TOKEN_KINDS_MAX == 16 &&
	CONF_TOKEN_USES_MAX == 1000 && CONF_TOKEN_PREFIX_SIZE == 33 &&
	CONF_NAMES_MAX == 16 && CONF_NAMES_SIZE == 512 && NETWORK_MAX == 8 &&
	CONF_ISSUER_SIZE == 65,
    "messages say so");

#define A_PATH "an absolute path of at most 1023 bytes"
#define YES_OR_NO "yes or no"
#define NAMES(of)                             \
	"up to 16 different names of " of     \
	", without @, with blanks or commas " \
	"between them, 511 bytes in all, or empty"
#define ANY_SPAN "a time from 1s to 3650d, such as 90s, 15m, 24h or 7d"

const struct conf_key conf_keys[CONF_KEYS] = {
    {"registry", A_PATH, CONF_TOP, CONF_PATH, AT(registry), 0, 0, false},
    {"key", A_PATH, CONF_TOP, CONF_PATH, AT(key), 0, 0, false},
    {"user", "an account's name", CONF_TOP, CONF_ACCOUNT, AT(user), 0, 0,
	false},
    {"deny", "a whole number from 0 to 20", CONF_TOP, CONF_COUNT, AT(deny), 0,
	20, false},
    {"fail_interval", ANY_SPAN, CONF_TOP, CONF_SPAN, AT(fail_interval), 1,
	SPAN_MAX, false},
    {"unlock_time", ANY_SPAN, CONF_TOP, CONF_SPAN, AT(unlock_time), 1, SPAN_MAX,
	false},
    {"deny_user", "a whole number from 0 to 10000", CONF_TOP, CONF_COUNT,
	AT(deny_user), 0, 10000, false},
    {"even_deny_root", YES_OR_NO, CONF_TOP, CONF_YES_NO, AT(even_deny_root), 0,
	0, false},
    {"root_unlock_time", ANY_SPAN ", or empty", CONF_TOP, CONF_SPAN_OR_NONE,
	AT(root_unlock_time), 1, SPAN_MAX, false},
    {"trusted_askers",
	"up to 16 different uids from 1 to 4294967294 with commas between "
	"them, or empty",
	CONF_TOP, CONF_ASKERS, AT(trusted_askers), 1, UID_LAST, false},
    {"delivery_program", "an absolute path of at most 1023 bytes, or empty",
	CONF_TOP, CONF_PROGRAM, AT(delivery_program), 0, 0, false},
    {"delivery_timeout", "a time from 1s to 10m", CONF_TOP, CONF_SPAN,
	AT(delivery_timeout), 1, 600, false},
    {"delivery_ttl", "a time from 1s to 24h", CONF_TOP, CONF_SPAN,
	AT(delivery_ttl), 1, DAY, false},
    {"event_age", ANY_SPAN, CONF_TOP, CONF_SPAN, AT(event_age), 1, SPAN_MAX,
	true},
    {"event_rows", "a whole number from 100 to 10000000", CONF_TOP, CONF_COUNT,
	AT(event_rows), 100, 10000000, true},
    {"log_unknown_users", YES_OR_NO, CONF_TOP, CONF_YES_NO,
	AT(log_unknown_users), 0, 0, true},
    {"token_retention", ANY_SPAN, CONF_TOP, CONF_SPAN, AT(token_retention), 1,
	SPAN_MAX, true},
    {"totp_window", "a whole number from 0 to 20", CONF_TOP, CONF_COUNT,
	AT(totp_window), 0, 20, false},
    {"hotp_window", "a whole number from 0 to 100", CONF_TOP, CONF_COUNT,
	AT(hotp_window), 0, 100, false},
    {"totp_drift", "a whole number from 0 to 100", CONF_TOP, CONF_COUNT,
	AT(totp_drift), 0, 100, false},
    {"issuer", "up to 64 bytes of UTF-8 without ':', or empty", CONF_TOP,
	CONF_ISSUER, AT(issuer), 0, 0, true},
    {"ways",
	"one or some of issued delivered authenticator recovery, each once, "
	"with blanks or commas between them",
	CONF_ANY_LOGIN, CONF_WAY_LIST, AT_LOGIN(ways), 0, 0, false},
    {"exempt", YES_OR_NO, CONF_LOGIN, CONF_YES_NO, AT_LOGIN(exempt), 0, 0,
	false},
    {"exempt_users", NAMES("users"), CONF_ANY_LOGIN, CONF_NAME_LIST,
	AT_LOGIN(exempt_users), 0, 0, false},
    {"exempt_groups", NAMES("groups"), CONF_ANY_LOGIN, CONF_NAME_LIST,
	AT_LOGIN(exempt_groups), 0, 0, false},
    {"exempt_networks",
	"up to 8 networks such as 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32, "
	"no bits set behind the length, 256 bytes in all, with blanks or "
	"commas between them, or empty",
	CONF_ANY_LOGIN, CONF_NETWORK_LIST, AT_LOGIN(exempt_networks), 0, 0,
	false},
    {"nullok_until",
	"a day such as 2027-01-31 or a time such as 2027-01-31T18:00:00Z, "
	"after 1970, or empty",
	CONF_ANY_LOGIN, CONF_UNTIL, AT_LOGIN(nullok_until), 0, 0, false},
    {"grace", "a time from 1m to 24h, such as 90m or 8h, or empty",
	CONF_ANY_LOGIN, CONF_SPAN_OR_NONE, AT_LOGIN(grace), 60, DAY, false},
    {"prefix",
	"1 to 32 of A-Z, a-z, 0-9 and '_', a letter first and no '_' last",
	CONF_TOKEN, CONF_PREFIX, AT_KIND(prefix), 0, 0, false},
    {"ttl", ANY_SPAN, CONF_TOKEN, CONF_SPAN, AT_KIND(ttl), 1, SPAN_MAX, false},
    {"idle", ANY_SPAN ", or empty", CONF_TOKEN, CONF_SPAN_OR_NONE,
	AT_KIND(idle), 1, SPAN_MAX, false},
    {"uses", "a whole number from 0 to 1000", CONF_TOKEN, CONF_COUNT,
	AT_KIND(uses), 0, CONF_TOKEN_USES_MAX, false},
    {"bytes", "a whole number from 16 to 64", CONF_TOKEN, CONF_COUNT,
	AT_KIND(bytes), 16, 64, false},
    {"kinds",
	"up to 16 different names of kinds of tokens with blanks between "
	"them, or *, or empty",
	CONF_SERVE, CONF_KINDS, AT_CLIENT(kinds), 0, 0, false},
    {"verbs",
	"some of issue verify redeem rotate revoke list, each once, with "
	"blanks between them, or empty",
	CONF_SERVE, CONF_VERBS, AT_CLIENT(verbs), 0, 0, false},
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
