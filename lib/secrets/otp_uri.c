/*
 * otp_uri - what an authenticator app scans: otpauth:// (Key Uri Format)
 */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/encode.h"
#include "core/utf8.h"
#include "secrets/otp.h"
#include "secrets/parameter.h"

/* What an app shows of a URI, and what it is stored under. */
struct label {
	const char *issuer; /* or NULL */
	const char *account;
};

/* A text that grows; out NULL: only its length does. */
struct text {
	char *out;
	size_t n;
};

static const char *const digest_names[] = {
    [CREDMINT_SHA1] = "SHA1",
    [CREDMINT_SHA256] = "SHA256",
    [CREDMINT_SHA512] = "SHA512",
};

static bool
label_ok(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t n, length = strlen(text);

	if (length == 0 || length > CREDMINT_OTP_LABEL_MAX ||
	    strchr(text, ':') != NULL)
		return false;
	for (; *p != '\0'; p += n) {
		n = utf8_plain(p);
		if (n == 0)
			return false;
	}
	return true;
}

static void
add(struct text *t, const char *text)
{
	size_t n = strlen(text);

	if (t->out != NULL)
		memcpy(t->out + t->n, text, n + 1);
	t->n += n;
}

/* All but what RFC 3986 calls unreserved becomes %XX. */
static void
add_encoded(struct text *t, const char *text)
{
	static const char plain[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
	static const char hex[] = "0123456789ABCDEF";

	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;
		char coded[] = {'%', hex[c >> 4], hex[c & 15], '\0'};

		add(t,
		    strchr(plain, *text) != NULL ? (char[]){*text, '\0'}
						 : coded);
	}
}

static void
add_number(struct text *t, const char *name, uint64_t value)
{
	char text[64];

	(void)snprintf(text, sizeof(text), "&%s=%" PRIu64, name, value);
	add(t, text);
}

/* The key goes where it is to stand, and nowhere else. */
static int
add_key(struct text *t, const struct credmint_otp *otp)
{
	size_t size = encode_size(ENCODE_BASE32, otp->nkey);
	int r = 0;

	if (t->out != NULL)
		r = encode_text(
		    ENCODE_BASE32, otp->key, otp->nkey, t->out + t->n, size);
	t->n += size - 1;
	return r;
}

static int
write_uri(struct text *t, const struct credmint_otp *otp, const struct label *l)
{
	int r;

	add(t,
	    otp->type == CREDMINT_HOTP ? "otpauth://hotp/" : "otpauth://totp/");
	if (l->issuer != NULL) {
		add_encoded(t, l->issuer);
		add(t, ":");
	}
	add_encoded(t, l->account);
	add(t, "?secret=");
	r = add_key(t, otp);
	if (l->issuer != NULL) {
		add(t, "&issuer=");
		add_encoded(t, l->issuer);
	}
	add(t, "&algorithm=");
	add(t, digest_names[otp->digest]);
	add_number(t, "digits", otp->digits);
	if (otp->type == CREDMINT_HOTP)
		add_number(t, "counter", otp->counter);
	else
		add_number(t, "period", otp->step);
	return r;
}

int
credmint_otp_uri(const struct credmint_otp *asked, const char *issuer,
    const char *account, char *out, size_t size)
{
	const struct label label = {issuer, account};
	struct credmint_otp otp;
	struct text measured = {NULL, 0}, text = {out, 0};
	int r;

	if (!parameter_array(out, size, 1))
		return -EINVAL;
	if (size > 0)
		out[0] = '\0';
	r = otp_read(asked, &otp);
	if (r == 0 &&
	    (account == NULL || !label_ok(account) ||
		(issuer != NULL && !label_ok(issuer))))
		r = -EINVAL;
	if (r == 0)
		r = write_uri(&measured, &otp, &label);
	if (r == 0 && measured.n >= size)
		r = -ERANGE;
	return r != 0 ? r : write_uri(&text, &otp, &label);
}
