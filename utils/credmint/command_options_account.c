/* command_options_account - the options of the commands that let people in */

#include "command_option_sets.h"

/* A table is read by its columns: the formatter would fill its lines. */
/* clang-format off */
const struct option code_issue_options[] = {
	{ OPTION_TTL, 0, "ttl", "span", "life: 15m, 24h with --enroll; more with --force" },
	{ OPTION_USES, 0, "uses", "uses",
	    "uses it has: 1; 3 with --must-change or --enroll" },
	{ OPTION_SERVICE, 0, "service", "service",
	    "good for this PAM service only" },
	{ OPTION_NETWORK, 0, "network", "networks",
	    "good from these networks only, such as 10.0.0.0/8" },
	{ OPTION_NOT_BEFORE, 0, "not-before", "time",
	    "good from then on: an RFC 3339 time, or a span" },
	{ OPTION_NUMERIC, 0, "numeric", NULL, "8 digits instead of letters" },
	{ OPTION_MUST_CHANGE, 0, "must-change", NULL,
	    "a new password must be chosen at the login" },
	{ OPTION_ENROLL, 0, "enroll", NULL,
	    "to enroll an authenticator with; lets nobody in" },
	{ OPTION_FORCE, 0, "force", NULL, "allow an end over 24h from now" },
	DATA_OPTIONS,
	LAST_OPTIONS
};

#define CODE_IN_OPTION(help) \
	{ OPTION_CODE_FD, 0, "code-fd", "number", help }

const struct option authenticator_enroll_options[] = {
	{ OPTION_TYPE, 0, "type", "type", "by time or counter: totp or hotp" },
	{ OPTION_ALGORITHM, 0, "algorithm", "algorithm",
	    "sha1, sha256 or sha512" },
	{ OPTION_DIGITS, 0, "digits", "number", "digits of a code, 6 to 8: 6" },
	{ OPTION_STEP, 0, "step", "seconds",
	    "how long a code stands, of totp: 30" },
	{ OPTION_LABEL, 0, "label", "text",
	    "its name in lists: authenticator" },
	{ OPTION_ISSUER, 0, "issuer", "text",
	    "who it is for, in the app: this host" },
	{ OPTION_REPLACE, 0, "replace", "id", "the new one takes the place of this one" },
	{ OPTION_QR, 0, "qr", "file",
	    "draw the QR code into a new PNG file, mode 0600" },
	CODE_IN_OPTION("read codes from here, a line each"),
	DATA_OPTIONS,
	LAST_OPTIONS
};

const struct option authenticator_remove_options[] = {
	{ OPTION_ALL, 0, "all", NULL, "all, and recovery codes as well" },
	DATA_OPTIONS,
	LAST_OPTIONS
};

const struct option authenticator_resync_options[] = {
	CODE_IN_OPTION("read the two codes from here, a line each"),
	DATA_OPTIONS,
	LAST_OPTIONS
};

const struct option authenticator_import_options[] = {
	{ OPTION_FORMAT, 'f', "format", "format", "oath or google" },
	{ OPTION_USER, 0, "user", "user",
	    "whose file it is; of oath, of this one only" },
	{ OPTION_WITHOUT_PASSWORDS, 0, "without-passwords", NULL,
	    "though passwords of the file are checked no more" },
	{ OPTION_DRY_RUN, 0, "dry-run", NULL, "tell what would be taken" },
	{ OPTION_KEEP_GOING, 0, "keep-going", NULL,
	    "go on after those that fail" },
	DATA_OPTIONS,
	LAST_OPTIONS
};

const struct option recovery_issue_options[] = {
	{ OPTION_COUNT, 'n', "count", "count", "codes: 10" },
	{ OPTION_FORMAT, 'f', "format", "format", "plain or sheet" },
	DATA_OPTIONS,
	LAST_OPTIONS
};

const struct option code_revoke_options[] = {
	{ OPTION_USER, 0, "user", "user", "all codes of this account" },
	DATA_OPTIONS,
	LAST_OPTIONS
};

const struct option reset_options[] = {
	{ OPTION_TTL, 0, "ttl", "span", "life: 24h; over 30d with --force" },
	{ OPTION_CODE, 0, "code", NULL,
	    "a code that leads to a new password, not a password" },
	{ OPTION_DELIVER, 0, "deliver", NULL,
	    "hand it to the delivery program" },
	{ OPTION_DRY_RUN, 0, "dry-run", NULL, "say what would be done" },
	{ OPTION_FORCE, 0, "force", NULL,
	    "root, system and locked accounts, too" },
	{ OPTION_ROOT, 0, "root", "directory", "accounts of an image" },
	DATA_OPTIONS,
	LAST_OPTIONS
};
