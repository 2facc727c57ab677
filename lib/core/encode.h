/*
 * encode - bytes as text: hex, base32, base64, base64url (RFC 4648)
 *
 * No branch and no index depends on the value of a byte, so encoding a secret
 * takes the same time whatever it is.
 */

#ifndef CORE_ENCODE_H
#define CORE_ENCODE_H

#include <stddef.h>

enum encode_form {
	ENCODE_HEX = 1,   /* lower case */
	ENCODE_BASE32,    /* upper case, without padding */
	ENCODE_BASE64,    /* with padding */
	ENCODE_BASE64URL, /* without padding */
};

/* Room for n bytes in a form, with the NUL; 0 when that overflows. */
size_t encode_size(enum encode_form form, size_t n);

/*
 * Write n bytes at in as text. 0; -ERANGE when size is too small, -EINVAL for
 * no such form; out is "" then (size 0: untouched).
 */
int encode_text(enum encode_form form, const void *in, size_t n, char *out,
    size_t size) __attribute__((warn_unused_result));

#endif
