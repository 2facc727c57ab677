/*
 * utf8 - characters of a text (RFC 3629)
 */

#ifndef CORE_UTF8_H
#define CORE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/*
 * Bytes of the character at p, in its shortest form and no surrogate, and its
 * number in *c; 0, and *c 0: none begins there. Nothing is read behind a byte
 * that is wrong: a text that ends in NUL is not left.
 */
size_t utf8_character(const unsigned char *p, uint32_t *c);

/* The same, and 0 for a control character: to 1F, and 7F to 9F. */
size_t utf8_plain(const unsigned char *p);

#endif
