/*
 * token - random bytes as text
 */

#include <errno.h>
#include <string.h>

#include "core/encode.h"
#include "core/secret.h"
#include "credmint.h"
#include "secrets/draw.h"
#include "secrets/parameter.h"

/* Bytes a step: whole groups of every form, so that the texts join up. */
#define STEP (3 * 256)

static int
make(struct credmint_source *source, enum encode_form form, size_t nbytes,
    char *out, size_t size)
{
	unsigned char bytes[STEP];
	size_t need = encode_size(form, nbytes), at = 0;
	int error = 0;

	if (!parameter_fits(nbytes, 1) || !parameter_array(out, size, 1))
		return -EINVAL;
	if (size > 0)
		out[0] = '\0';
	if (need == 0 || size < need)
		return -ERANGE;
	while (error == 0 && nbytes > 0) {
		size_t n = nbytes < STEP ? nbytes : STEP;

		error = draw_fill(source, bytes, n);
		if (error == 0)
			error =
			    encode_text(form, bytes, n, out + at, size - at);
		at += encode_size(form, n) - 1;
		nbytes -= n;
	}
	if (error != 0)
		secret_wipe(out, need);
	SECRET_WIPE_ARRAY(bytes);
	return error;
}

int
credmint_token_hex(
    struct credmint_source *source, size_t nbytes, char *out, size_t size)
{
	return make(source, ENCODE_HEX, nbytes, out, size);
}

int
credmint_token_urlsafe(
    struct credmint_source *source, size_t nbytes, char *out, size_t size)
{
	return make(source, ENCODE_BASE64URL, nbytes, out, size);
}

int
credmint_token_webhook(struct credmint_source *source, char *out, size_t size)
{
	static const char prefix[] = "whsec_";
	unsigned char bytes[CREDMINT_TOKEN_BYTES];
	size_t n = sizeof(prefix) - 1;
	int error;

	if (!parameter_array(out, size, 1))
		return -EINVAL;
	if (size > 0)
		out[0] = '\0';
	if (size < CREDMINT_TOKEN_WEBHOOK_SIZE)
		return -ERANGE;
	error = draw_fill(source, bytes, sizeof(bytes));
	if (error == 0)
		error = encode_text(
		    ENCODE_BASE64, bytes, sizeof(bytes), out + n, size - n);
	if (error == 0)
		memcpy(out, prefix, n);
	SECRET_WIPE_ARRAY(bytes);
	return error;
}
