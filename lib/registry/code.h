/*
 * code - the text of a one-time code
 *
 * 8 letters of BCDFGHJKLMNPQRSTVWXZ (no vowels, so no words), 34.6 bits, shown
 * XXXX-XXXX; or 8 digits, 26.6 bits. Case, spaces and hyphens are forgiven.
 */

#ifndef REGISTRY_CODE_H
#define REGISTRY_CODE_H

#include <stdbool.h>
#include <stddef.h>

/* Characters of a code without the hyphen, and room for them with the NUL. */
#define CODE_LENGTH 8
#define CODE_PLAIN_SIZE (CODE_LENGTH + 1)

/* A fresh code, without hyphen. 0 or a negative errno, plain "" then. */
int code_make(bool numeric, char plain[CODE_PLAIN_SIZE])
    __attribute__((warn_unused_result));

/* As people read it: XXXX-XXXX. shown has CODE_LENGTH + 2 bytes. */
void code_show(const char plain[CODE_PLAIN_SIZE], char *shown);

/*
 * What somebody typed, as it was minted: upper case, without spaces and
 * hyphens. Whether it has the shape of a code; when not, plain is a dummy of
 * the same length that no code can be, so that the work after is the same.
 * How long it takes depends on n alone.
 */
bool code_read(const char *typed, size_t n, char plain[CODE_PLAIN_SIZE]);

#endif
