/*
 * options - the one parser of the command line, driven by the command table
 */

#ifndef CREDMINT_OPTIONS_H
#define CREDMINT_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/fault.h"

enum option_key {
	OPTION_END = 0,
	/* everywhere */
	OPTION_ZERO,
	OPTION_OUTPUT,
	OPTION_OUTPUT_FD,
	OPTION_JSON,
	OPTION_HELP,
	/* before the command */
	OPTION_CONFIG,
	OPTION_VERSION,
	/* password */
	OPTION_LENGTH,
	OPTION_COUNT,
	OPTION_LOWER,
	OPTION_UPPER,
	OPTION_DIGITS,
	OPTION_SYMBOLS,
	OPTION_SYMBOL_SET,
	OPTION_EXCLUDE,
	OPTION_NO_LOOKALIKES,
	OPTION_BITS,
	OPTION_CLASSES,
	OPTION_NO_VOWELS,
	OPTION_NO_REPEAT,
	OPTION_FIRST_LETTER,
	OPTION_SHOW_ENTROPY,
	OPTION_ALLOW_WEAK,
	/* passphrase */
	OPTION_WORDS,
	OPTION_SEPARATOR,
	OPTION_CAPITAL,
	OPTION_DIGIT,
	OPTION_WORD_FILE,
	/* token, salt, hash */
	OPTION_BYTES,
	OPTION_FORMAT,
	OPTION_URL,
	OPTION_ALLOW_HTTP,
	OPTION_PREFIX,
	OPTION_KEY_FILE,
	OPTION_METHOD,
	OPTION_COST,
	OPTION_RAW,
	OPTION_STDIN,
	OPTION_PASSWORD_FD,
	OPTION_HASH_FILE,
	OPTION_HASH_FD,
	OPTION_TARGET_MS,
	OPTION_EACH,
	/* many at once */
	OPTION_JOBS,
	OPTION_KEEP_GOING,
	/* code, log, help */
	OPTION_TTL,
	OPTION_USES,
	OPTION_SERVICE,
	OPTION_NETWORK,
	OPTION_NOT_BEFORE,
	OPTION_NUMERIC,
	OPTION_MUST_CHANGE,
	OPTION_FORCE,
	OPTION_USER,
	OPTION_SINCE,
	OPTION_FOLLOW,
	OPTION_COMPLETION,
	OPTION_SYNOPSIS,
	/* reset, sweep */
	OPTION_CODE,
	OPTION_DELIVER,
	OPTION_DRY_RUN,
	OPTION_ROOT,
	/* provision */
	OPTION_TEMPLATE,
	OPTION_APPLY,
	OPTION_SET,
	OPTION_SECRETS,
	OPTION_SECRETS_FORMAT,
	OPTION_RESUME,
	/* tokens that are kept */
	OPTION_KIND,    /* of a new one */
	OPTION_SUBJECT, /* ... */
	OPTION_OF_KIND,
	OPTION_IDLE,
	OPTION_LABEL,
	OPTION_CSRF,
	OPTION_TOKEN_FD,
	OPTION_ALL,
	OPTION_SOCKET,
	/* authenticator; --digits and -n are those above */
	OPTION_TYPE,
	OPTION_ALGORITHM,
	OPTION_STEP,
	OPTION_ISSUER,
	OPTION_REPLACE,
	OPTION_QR,
	OPTION_CODE_FD,
	OPTION_ENROLL,
	OPTION_WITHOUT_PASSWORDS,
	/* derive */
	OPTION_DIGEST,
	OPTION_ITERATIONS,
	OPTION_SALT_FILE,
	/* random */
	OPTION_COUNTS,
	OPTION_TAKE,
	OPTION_WEIGHTS,
	OPTION_KEYS
};

/* How often --set may be given: each one counts, not the last alone. */
#define OPTIONS_SETS_MAX 64

struct options {
	const char *value[OPTION_KEYS]; /* NULL: not given; "" for a flag */
	const char *sets[OPTIONS_SETS_MAX + 1]; /* of --set; ends with NULL */
	char **operands;                        /* ends with NULL */
	size_t noperands;
};

struct option;

/*
 * Read words (ended by NULL) by a list of options (ended by OPTION_END).
 * Options may stand after operands unless the first operand ends them; "--"
 * always ends them. A negative number (-5, -0.5, -1e3; not -0) is an operand
 * wherever it stands. Operands are moved to the front of words. An option given
 * twice has its last value; of --set all values stand in sets, too. 0, or
 * CALL_USAGE with a line that names the option, never what was given to it.
 */
int options_parse(struct options *out, const struct option *list,
    bool first_operand_ends, char **words, struct fault *f)
    __attribute__((warn_unused_result));

#endif
