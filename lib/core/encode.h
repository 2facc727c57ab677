/*
 * encode - bytes as text and back: hex, base32, base64, base64url (RFC 4648)
 *
 * No branch and no index depends on the value of a byte or character, so
 * writing or reading a secret takes the same time whatever it is. Padding is
 * no secret: it tells a length.
 */

#ifndef CORE_ENCODE_H
#define CORE_ENCODE_H

#include <stddef.h>
#include <stdint.h>

enum encode_form {
	ENCODE_HEX = 1,   /* lower case */
	ENCODE_BASE32,    /* upper case, without padding */
	ENCODE_BASE64,    /* with padding */
	ENCODE_BASE64URL, /* without padding */
	ENCODE_AB64,      /* passlib's: '.' for '+', without padding */
};

/* Room for n bytes in a form, with the NUL; 0 when that overflows. */
size_t encode_size(enum encode_form form, size_t n);

/*
 * Write n bytes at in as text. 0; -ERANGE when size is too small, -EINVAL for
 * no such form; out is "" then (size 0: untouched).
 */
int encode_text(enum encode_form form, const void *in, size_t n, char *out,
    size_t size) __attribute__((warn_unused_result));

/*
 * Read n characters at text back, strictly: one text stands for given bytes
 * and no other does. -EILSEQ: any character that the form does not write (also
 * one in the other case), padding too much or too little, a length that no
 * bytes have, or bits after the last byte that are not zero. -ERANGE: they do
 * not fit into size bytes. -EINVAL: no such form. After an error out is all
 * zero and *len is 0.
 */
int encode_read(enum encode_form form, const char *text, size_t n, void *out,
    size_t size, size_t *len) __attribute__((warn_unused_result));

/* Bytes that n characters without padding stand for, when any do. */
size_t encode_read_size(enum encode_form form, size_t n);

/*
 * A digit of base62, 0-9 A-Z a-z, of a value below 62; and its value, which
 * has a bit of ENCODE_NONE when the character is none.
 */
#define ENCODE_NONE 0x100u
char encode_digit62(uint32_t value);
uint32_t encode_value62(char digit);

#endif
