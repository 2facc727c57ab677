/* command_options - the options of the commands that have no other file */

#include "command_option_sets.h"

/* A table is read by its columns: the formatter would fill its lines. */
/* clang-format off */
#define PASSWORD_IN_OPTIONS \
	{ OPTION_STDIN, 's', NULL, NULL, \
	    "the password is a line on standard input" }, \
	{ OPTION_PASSWORD_FD, 0, "password-fd", "number", \
	    "the password is a line on this descriptor" }

#define METHOD_OPTIONS \
	{ OPTION_METHOD, 'm', "method", "method", \
	    "how to hash: yescrypt; the manual has the others" }, \
	{ OPTION_COST, 'c', "cost", "cost", \
	    "the method's own cost; 0: its default" }

#define MANY_OPTIONS \
	{ OPTION_JOBS, 'j', "jobs", "number", \
	    "so many at once: as many as processors" }, \
	{ OPTION_KEEP_GOING, 0, "keep-going", NULL, \
	    "go on after those that fail" }

const struct option command_leading[] = {
	{ OPTION_CONFIG, 0, "config", "file",
	    "instead of /etc/credmint/credmint.conf" },
	{ OPTION_VERSION, 0, "version", NULL, "show the version" },
	LAST_OPTIONS
};

const struct option password_options[] = {
	{ OPTION_LENGTH, 'l', "length", "length", "characters: 16" },
	{ OPTION_BITS, 0, "bits", "bits", "as many as make at least that" },
	COUNT_OPTION,
	{ OPTION_LOWER, 0, "lower", "min", "a-z: at least 1; 0: allowed; no" },
	{ OPTION_UPPER, 0, "upper", "min", "A-Z: the same" },
	{ OPTION_DIGITS, 0, "digits", "min", "0-9: the same" },
	{ OPTION_SYMBOLS, 0, "symbols", "min", "symbols: the same" },
	{ OPTION_SYMBOL_SET, 0, "symbol-set", "set",
	    "what is a symbol; or a set for: shell, yaml or url" },
	{ OPTION_CLASSES, 0, "classes", "classes",
	    "instead of the four: \"MIN:CHARACTERS ...\"" },
	{ OPTION_EXCLUDE, 0, "exclude", "set", "characters left out" },
	{ OPTION_NO_LOOKALIKES, 'B', NULL, NULL, "leave out 0 1 I O l |" },
	{ OPTION_NO_VOWELS, 0, "no-vowels", NULL, "no words by chance" },
	{ OPTION_NO_REPEAT, 0, "no-repeat", NULL, "no character twice" },
	{ OPTION_FIRST_LETTER, 0, "first-letter", NULL,
	    "the first character is a letter" },
	{ OPTION_SHOW_ENTROPY, 0, "show-entropy", NULL,
	    "tell the bits of the policy" },
	{ OPTION_ALLOW_WEAK, 0, "allow-weak", NULL, "accept under 40 bits" },
	DATA_OPTIONS,
	LAST_OPTIONS
};

const struct option passphrase_options[] = {
	{ OPTION_WORDS, 'w', NULL, "number", "words: 6" },
	{ OPTION_BITS, 0, "bits", "bits", "as many words as have these bits" },
	{ OPTION_SEPARATOR, 0, "separator", "text", "between words: -" },
	{ OPTION_CAPITAL, 0, "capital", NULL, "words begin with a capital" },
	{ OPTION_DIGIT, 0, "digit", NULL, "a digit after one of the words" },
	{ OPTION_WORD_FILE, 0, "words", "file", "draw from these, one a line" },
	COUNT_OPTION,
	{ OPTION_SHOW_ENTROPY, 0, "show-entropy", NULL,
	    "tell the bits of a passphrase" },
	{ OPTION_ALLOW_WEAK, 0, "allow-weak", NULL, "accept under 40 bits" },
	DATA_OPTIONS,
	LAST_OPTIONS
};

const struct option serve_options[] = {
	{ OPTION_SOCKET, 0, "socket", "path",
	    "listen here; without it on descriptor 3" },
	LAST_OPTIONS
};

#define TAKE_OPTION \
	{ OPTION_TAKE, 'k', NULL, "number", "items a draw: 1" }

const struct option random_options[] = {
	COUNT_OPTION,
	DATA_OPTIONS,
	LAST_OPTIONS
};

const struct option random_choices_options[] = {
	TAKE_OPTION,
	{ OPTION_WEIGHTS, 0, "weights", "numbers",
	    "how likely each item is: 1,2.5,3" },
	COUNT_OPTION,
	DATA_OPTIONS,
	LAST_OPTIONS
};

const struct option random_sample_options[] = {
	TAKE_OPTION,
	{ OPTION_COUNTS, 0, "counts", "numbers",
	    "how often each item is there: 1,2,3" },
	COUNT_OPTION,
	DATA_OPTIONS,
	LAST_OPTIONS
};

#define KEY_FILE_OPTION \
	{ OPTION_KEY_FILE, 0, "key-file", "file", \
	    "a key a line: the first signs, all verify" }

const struct option signed_options[] = {
	KEY_FILE_OPTION,
	{ OPTION_TTL, 0, "ttl", "span", "life: 15m" },
	DATA_OPTIONS,
	LAST_OPTIONS
};

const struct option signed_verify_options[] = {
	KEY_FILE_OPTION,
	{ OPTION_TTL, 0, "ttl", "span", "no token lives longer: any" },
	DATA_OPTIONS,
	LAST_OPTIONS
};

const struct option salt_options[] = {
	METHOD_OPTIONS,
	{ OPTION_RAW, 0, "raw", "bytes", "bare random bytes, in binary" },
	COUNT_OPTION,
	DATA_OPTIONS,
	LAST_OPTIONS
};

const struct option hash_options[] = {
	METHOD_OPTIONS,
	{ OPTION_TARGET_MS, 0, "target-ms", "ms",
	    "the highest cost that takes at most so long here" },
	PASSWORD_IN_OPTIONS,
	{ OPTION_EACH, 0, "each", NULL, "each line is a password" },
	MANY_OPTIONS,
	DATA_OPTIONS,
	LAST_OPTIONS
};

const struct option hash_verify_options[] = {
	{ OPTION_HASH_FILE, 0, "hash-file", "file", "the hash is in a file" },
	{ OPTION_HASH_FD, 0, "hash-fd", "number",
	    "the hash is a line on this descriptor" },
	PASSWORD_IN_OPTIONS,
	DATA_OPTIONS,
	LAST_OPTIONS
};

const struct option hash_advise_options[] = {
	{ OPTION_HASH_FILE, 0, "hash-file", "file",
	    "the hashes are lines of a file" },
	{ OPTION_HASH_FD, 0, "hash-fd", "number",
	    "the hashes are lines on this descriptor" },
	DATA_OPTIONS,
	LAST_OPTIONS
};

const struct option derive_options[] = {
	{ OPTION_SALT_FILE, 0, "salt-file", "file", "the salt, all its bytes" },
	{ OPTION_DIGEST, 0, "digest", "digest", "sha256, sha512 or sha1" },
	{ OPTION_ITERATIONS, 0, "iterations", "count", "rounds: 600000" },
	{ OPTION_LENGTH, 'l', "length", "bytes", "bytes of key: 32" },
	{ OPTION_FORMAT, 'f', "format", "format",
	    "hex, urlsafe, base32, base64 or raw" },
	PASSWORD_IN_OPTIONS,
	DATA_OPTIONS,
	LAST_OPTIONS
};

const struct option plain_options[] = {
	DATA_OPTIONS,
	LAST_OPTIONS
};

const struct option provision_options[] = {
	{ OPTION_FORMAT, 'f', "format", "format",
	    "chpasswd, shadow, useradd, cloud-init, ansible, ldif, htpasswd, "
	    "csv or json" },
	{ OPTION_TEMPLATE, 0, "template", "template",
	    "a form of your own: its name, or a path" },
	{ OPTION_APPLY, 0, "apply", NULL, "make the accounts on this host" },
	{ OPTION_SET, 0, "set", "name=value",
	    "what the template asks for; any number of times" },
	{ OPTION_SECRETS, 0, "secrets", "file",
	    "write the passwords to a new file, mode 0600" },
	{ OPTION_SECRETS_FORMAT, 0, "secrets-format", "form",
	    "csv, json or slips" },
	METHOD_OPTIONS,
	{ OPTION_LENGTH, 'l', "length", "length",
	    "characters of a password: 16" },
	{ OPTION_TTL, 0, "ttl", "span", "life of a password: 7d with --apply" },
	{ OPTION_JOBS, 'j', "jobs", "number",
	    "hash so many at a time: the processors" },
	{ OPTION_KEEP_GOING, 0, "keep-going", NULL,
	    "leave out lines that fail" },
	{ OPTION_RESUME, 0, "resume", NULL,
	    "go on with a file of passwords" },
	{ OPTION_DRY_RUN, 0, "dry-run", NULL, "say what would be done" },
	OUTPUT_OPTIONS,
	{ OPTION_JSON, 0, "json", NULL, "say that in JSON" },
	LAST_OPTIONS
};

const struct option log_options[] = {
	{ OPTION_USER, 0, "user", "user", "of this account only" },
	{ OPTION_SINCE, 0, "since", "time", "an RFC 3339 time, or a span" },
	{ OPTION_FOLLOW, 0, "follow", NULL, "go on with what comes" },
	DATA_OPTIONS,
	LAST_OPTIONS
};

const struct option sweep_options[] = {
	{ OPTION_DRY_RUN, 0, "dry-run", NULL, "tell what would be done" },
	DATA_OPTIONS,
	LAST_OPTIONS
};

const struct option doctor_options[] = {
	{ OPTION_USER, 0, "user", "user", "why this account would be refused" },
	{ OPTION_SERVICE, 0, "service", "service", "of this PAM service alone" },
	DATA_OPTIONS,
	LAST_OPTIONS
};

const struct option entropy_options[] = {
	{ OPTION_BYTES, 'b', "bytes", "bytes", "look at a sample of this size" },
	DATA_OPTIONS,
	LAST_OPTIONS
};

const struct option help_options[] = {
	{ OPTION_COMPLETION, 0, "completion", "shell",
	    "what completes its lines, for: bash or zsh" },
	{ OPTION_SYNOPSIS, 0, "synopsis", NULL, "one line a command" },
	OUTPUT_OPTIONS,
	LAST_OPTIONS
};
