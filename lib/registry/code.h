/*
 * code - the text of a one-time code
 *
 * 8 letters of BCDFGHJKLMNPQRSTVWXZ (no vowels, so no words), 34.6 bits, shown
 * XXXX-XXXX; or 8 digits, 26.6 bits. A code of a recovery sheet has 12 of
 * these letters, 51.8 bits, shown XXXX-XXXX-XXXX, or came with 8 digits from
 * elsewhere. An authenticator shows 6 to 8 digits. Case, blanks, tabs and
 * hyphens are forgiven.
 */

#ifndef REGISTRY_CODE_H
#define REGISTRY_CODE_H

#include <stdbool.h>
#include <stddef.h>

#include "credmint.h"

/* Characters of a code without the hyphen, and room for them with the NUL. */
#define CODE_LENGTH 8
#define CODE_PLAIN_SIZE (CODE_LENGTH + 1)
#define CODE_RECOVERY_LENGTH 12
#define CODE_RECOVERY_SIZE (CODE_RECOVERY_LENGTH + 1)

/* Between two hyphens. */
#define CODE_GROUP 4

/* A fresh code, without hyphen. 0 or a negative errno, plain "" then. */
int code_make(bool numeric, char plain[CODE_PLAIN_SIZE])
    __attribute__((warn_unused_result));
int code_make_recovery(char plain[CODE_RECOVERY_SIZE])
    __attribute__((warn_unused_result));

/* As people read it: XXXX-XXXX. shown has CODE_LENGTH + 2 bytes. */
void code_show(const char plain[CODE_PLAIN_SIZE], char *shown);
/* XXXX-XXXX-XXXX, in CODE_RECOVERY_LENGTH + 3 bytes. */
void code_show_recovery(const char plain[CODE_RECOVERY_SIZE], char *shown);

/* Shapes of an answer; it has one of them, or none. */
#define CODE_SIX_DIGITS 1u
#define CODE_SEVEN_DIGITS 2u
#define CODE_EIGHT_DIGITS 4u
#define CODE_EIGHT_LETTERS 8u
#define CODE_TWELVE_LETTERS 16u
/* The short ones, up to 26.6 bits, and those of 34 bits and more. */
#define CODE_DIGITS (CODE_SIX_DIGITS | CODE_SEVEN_DIGITS | CODE_EIGHT_DIGITS)
#define CODE_LETTERS (CODE_EIGHT_LETTERS | CODE_TWELVE_LETTERS)

/*
 * What somebody typed, as each way in would have minted it: upper case,
 * without blanks and hyphens, padded with NULs. Where it has not the shape of
 * that way, hyphens, which no code can be: the work after is the same.
 */
struct code_typed {
	char issued[CODE_PLAIN_SIZE];      /* 8 letters or 8 digits */
	char shown[CREDMINT_OTP_SIZE];     /* 6 to 8 digits */
	char recovery[CODE_RECOVERY_SIZE]; /* 12 letters or 8 digits */
	unsigned shape;
};

/* How long it takes depends on n alone. The caller wipes *out. */
void code_read(const char *typed, size_t n, struct code_typed *out);

/* Where it has none of these shapes, it is as if it had none: always as long.
 */
void code_keep(struct code_typed *typed, unsigned shapes);

#endif
