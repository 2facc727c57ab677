/*
 * token_text - a token as it is written: made, and read again
 *
 * credmint_token_key() makes it: the first TOKEN_LOOKUP digits are a number to
 * look it up by, which is not secret; the others are its secret. Steps that
 * read the secret's digits take a time that depends on lengths alone.
 */

#ifndef REGISTRY_TOKEN_TEXT_H
#define REGISTRY_TOKEN_TEXT_H

#include "registry/token.h"

/* Digits to look it up by: a number below 62^10, about 59 bits. */
#define TOKEN_LOOKUP 10
#define TOKEN_LOOKUP_LIMIT INT64_C(839299365868340224)
/* Random bytes that these digits take beside those of the secret. */
#define TOKEN_LOOKUP_BYTES 8
/* Digits of the longest secret. */
#define TOKEN_SECRET_MAX 87

struct token_text {
	const struct conf_token_kind *kind; /* that its prefix is of */
	int64_t lookup;
	unsigned bytes; /* as it was made with */
	size_t n;       /* digits of the secret */
	char secret[TOKEN_SECRET_MAX + 1];
};

/*
 * A fresh token of a prefix with so many bytes of secret, and what it reads
 * as, but for the kind. 0 or a negative errno, both empty then.
 */
int token_text_make(const char *prefix, unsigned bytes,
    char text[REGISTRY_TOKEN_SIZE], struct token_text *out)
    __attribute__((warn_unused_result));

/*
 * Whether n bytes are a token of one of conf's kinds: whole, nothing before
 * and nothing behind it. When not, out is all zero. The caller wipes out.
 */
bool token_text_read(const struct conf *conf, const char *text, size_t n,
    struct token_text *out) __attribute__((warn_unused_result));

#endif
