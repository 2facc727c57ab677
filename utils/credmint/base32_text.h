/*
 * base32_text - base32 as people type it and as other tools write it
 */

#ifndef CREDMINT_BASE32_TEXT_H
#define CREDMINT_BASE32_TEXT_H

#include <stddef.h>

#include "core/fault.h"

/*
 * Read n characters of base32 (RFC 4648): lower case is as good as upper case,
 * blanks, tabs and hyphens anywhere are left out, and '=' may stand at the end,
 * up to 6. Bits behind the last whole byte do not count, as in the apps.
 * Nothing else is guessed: 0, 1, 8 and 9 are no letters of it.
 *
 * 0; -EILSEQ with a line that says what is wrong and holds nothing of the text:
 * empty, an odd character, a letter missing or too many, '=' elsewhere; -ERANGE
 * when it does not fit into size bytes. After an error out is all zero and *len
 * is 0. How long it takes depends on n and on where the blanks and hyphens are.
 */
int base32_text_read(const char *text, size_t n, void *out, size_t size,
    size_t *len, struct fault *f) __attribute__((warn_unused_result));

#endif
