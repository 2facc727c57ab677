/* command_options_token - the options of the commands for tokens */

#include "command_option_sets.h"

/* A table is read by its columns: the formatter would fill its lines. */
/* clang-format off */
const struct option token_options[] = {
	{ OPTION_BYTES, 'b', "bytes", "bytes", "random bytes: 32; of a key 22" },
	{ OPTION_FORMAT, 'f', "format", "format",
	    "urlsafe, hex, base32, base64, raw, key or webhook" },
	{ OPTION_PREFIX, 0, "prefix", "prefix", "what a key begins with" },
	URL_OPTIONS,
	COUNT_OPTION,
	DATA_OPTIONS,
	LAST_OPTIONS
};

#define OF_KIND_OPTION \
	{ OPTION_OF_KIND, 0, "kind", "kind", \
	    "of this kind only: reset, session or api-key" }

#define TOKEN_IN_OPTION \
	{ OPTION_TOKEN_FD, 0, "token-fd", "number", \
	    "the token is a line on this descriptor" }

const struct option token_issue_options[] = {
	{ OPTION_KIND, 0, "kind", "kind",
	    "what it is: reset, session or api-key" },
	{ OPTION_SUBJECT, 0, "user", "user", "whose it is" },
	{ OPTION_TTL, 0, "ttl", "span", "life: as of its kind" },
	{ OPTION_IDLE, 0, "idle", "span",
	    "dead when not verified for so long; 0: never" },
	{ OPTION_USES, 0, "uses", "uses", "as of its kind; 0: any number" },
	{ OPTION_LABEL, 0, "label", "text", "what it is for, in your words" },
	{ OPTION_CSRF, 0, "csrf", NULL, "make a CSRF token for it as well" },
	URL_OPTIONS,
	COUNT_OPTION,
	DATA_OPTIONS,
	LAST_OPTIONS
};

const struct option token_verify_options[] = {
	OF_KIND_OPTION,
	{ OPTION_CSRF, 0, "csrf", NULL,
	    "the next line is its CSRF token, to be right, too" },
	TOKEN_IN_OPTION,
	DATA_OPTIONS,
	LAST_OPTIONS
};

const struct option token_redeem_options[] = {
	OF_KIND_OPTION,
	TOKEN_IN_OPTION,
	DATA_OPTIONS,
	LAST_OPTIONS
};

const struct option token_rotate_options[] = {
	OF_KIND_OPTION,
	{ OPTION_CSRF, 0, "csrf", NULL, "replace its CSRF token alone" },
	URL_OPTIONS,
	TOKEN_IN_OPTION,
	DATA_OPTIONS,
	LAST_OPTIONS
};

const struct option token_revoke_options[] = {
	{ OPTION_STDIN, 's', NULL, NULL,
	    "the token is a line on standard input" },
	TOKEN_IN_OPTION,
	{ OPTION_USER, 0, "user", "user", "all of this user" },
	{ OPTION_LABEL, 0, "label", "text", "all with this label" },
	OF_KIND_OPTION,
	{ OPTION_ALL, 0, "all", NULL, "all of that kind, whoever has them" },
	DATA_OPTIONS,
	LAST_OPTIONS
};

const struct option token_list_options[] = {
	OF_KIND_OPTION,
	{ OPTION_USER, 0, "user", "user", "of this user only" },
	{ OPTION_LABEL, 0, "label", "text", "with this label only" },
	{ OPTION_ALL, 0, "all", NULL, "dead ones as well, while they are kept" },
	DATA_OPTIONS,
	LAST_OPTIONS
};
