/*
 * token_input - a kept token that comes in: by --token-fd, standard input, or,
 * where that is a terminal, a prompt without echo
 *
 * Whatever comes in instead of a token is none, and no fault: the registry says
 * no to it as to any other.
 */

#ifndef CREDMINT_TOKEN_INPUT_H
#define CREDMINT_TOKEN_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/fault.h"

#include "input.h"
#include "options.h"

struct token_input {
	const char *token; /* n bytes of anything; "" for too many */
	size_t n;
	const char *csrf; /* the second line; NULL: not asked for */
	size_t ncsrf;

	struct input in[2];
};

/*
 * Read a token, and with csrf a CSRF token from a line of its own. 0,
 * CALL_USAGE (the number of --token-fd) or a negative errno, with nothing in
 * out.
 */
int token_input_read(struct token_input *out, const struct options *options,
    bool csrf, struct fault *f) __attribute__((warn_unused_result));

/* Wipe it. One that was never filled is all zero. */
void token_input_wipe(struct token_input *in);

#endif
