/*
 * otp - one-time codes of authenticators
 */

#include "secrets/otp.h"

#include <errno.h>
#include <string.h>

#include "core/mac.h"
#include "core/secret.h"
#include "secrets/parameter.h"

#define DIGITS_MIN 6
#define DIGITS_MAX 8
#define STEP 30

_Static_assert(CREDMINT_OTP_SIZE == DIGITS_MAX + 1, "digits and a NUL");

int
otp_read(const struct credmint_otp *asked, struct credmint_otp *out)
{
	int r;

	if (asked == NULL)
		return -EINVAL;
	r = parameter_struct(asked, sizeof(*asked));
	if (r != 0)
		return r;
	*out = *asked;
	if (out->digest == 0)
		out->digest = CREDMINT_SHA1;
	if (out->digits == 0)
		out->digits = DIGITS_MIN;
	if (out->step == 0)
		out->step = STEP;
	if (out->type > CREDMINT_HOTP ||
	    mac_size((enum mac_digest)out->digest) == 0 ||
	    out->digits < DIGITS_MIN || out->digits > DIGITS_MAX ||
	    out->key == NULL || out->nkey == 0 ||
	    out->nkey > CREDMINT_OTP_KEY_MAX)
		return -EINVAL;
	return 0;
}

/*
 * RFC 4226, section 5.3: the four bytes at an offset that is itself secret, so
 * all sixteen places are read.
 */
static uint32_t
truncated(const unsigned char *mac, size_t n)
{
	uint32_t offset = mac[n - 1] & 15u, value = 0, here;

	for (uint32_t i = 0; i < 16; i++) {
		here = (uint32_t)mac[i] << 24 | (uint32_t)mac[i + 1] << 16 |
		    (uint32_t)mac[i + 2] << 8 | mac[i + 3];
		/* All ones where i is the offset. */
		value |= here & (0u - (((i ^ offset) - 1) >> 31));
	}
	return value & 0x7fffffff;
}

/* A tenth, rounded down: a division may take a time that tells of v. */
static uint32_t
tenth(uint32_t v)
{
	return (uint32_t)((uint64_t)v * 0xcccccccd >> 35);
}

void
otp_key_set(struct otp_key *out, const struct credmint_otp *otp)
{
	mac_key_set(
	    &out->mac, (enum mac_digest)otp->digest, otp->key, otp->nkey);
	out->digits = otp->digits;
}

void
otp_key_wipe(struct otp_key *key)
{
	mac_key_wipe(&key->mac);
}

void
otp_key_code(
    struct otp_key *key, uint64_t counter, char text[CREDMINT_OTP_SIZE])
{
	unsigned char mac[MAC_SIZE_MAX], moving[8];
	uint32_t value;

	for (unsigned int i = 0; i < sizeof(moving); i++)
		moving[i] = (unsigned char)(counter >> (56 - 8 * i));
	mac_by_key(
	    &key->mac, &(struct mac_part){moving, sizeof(moving)}, 1, mac);
	value = truncated(mac, mac_size(key->mac.digest));
	for (unsigned int i = key->digits; i-- > 0; value = tenth(value))
		text[i] = (char)('0' + (value - 10 * tenth(value)));
	text[key->digits] = '\0';
	SECRET_WIPE_ARRAY(mac);
	SECRET_WIPE_OBJECT(&value);
}

void
otp_code(const struct credmint_otp *otp, uint64_t counter,
    char text[CREDMINT_OTP_SIZE])
{
	struct otp_key key = {.digits = otp->digits};

	otp_key_set(&key, otp);
	otp_key_code(&key, counter, text);
	otp_key_wipe(&key);
}

/* The code of a counter, for somebody. */
static int
write_code(
    const struct credmint_otp *otp, uint64_t counter, char *out, size_t size)
{
	char text[CREDMINT_OTP_SIZE];

	if (size <= otp->digits)
		return -ERANGE;
	otp_code(otp, counter, text);
	memcpy(out, text, otp->digits + 1);
	SECRET_WIPE_ARRAY(text);
	return 0;
}

int
credmint_hotp(
    const struct credmint_otp *asked, uint64_t counter, char *out, size_t size)
{
	struct credmint_otp otp;
	int r;

	if (!parameter_array(out, size, 1))
		return -EINVAL;
	if (size > 0)
		out[0] = '\0';
	r = otp_read(asked, &otp);
	return r != 0 ? r : write_code(&otp, counter, out, size);
}

int
credmint_totp(
    const struct credmint_otp *asked, int64_t now, char *out, size_t size)
{
	struct credmint_otp otp;
	int r;

	if (!parameter_array(out, size, 1))
		return -EINVAL;
	if (size > 0)
		out[0] = '\0';
	r = otp_read(asked, &otp);
	if (r == 0 && now < 0)
		r = -EINVAL;
	if (r != 0)
		return r;
	return write_code(&otp, (uint64_t)now / otp.step, out, size);
}
