/* import_device - an authenticator as another tool's file tells of it */

#include "import_device.h"

#include <errno.h>
#include <string.h>

#include "core/secret.h"

struct credmint_otp
import_device_otp(const struct import_device *d)
{
	struct credmint_otp otp = CREDMINT_OTP_INIT;

	otp.type = d->type;
	otp.digest = CREDMINT_SHA1;
	otp.digits = d->digits;
	otp.step = d->type == CREDMINT_TOTP ? d->step : 0;
	otp.key = d->key;
	otp.nkey = d->nkey;
	return otp;
}

int64_t
import_device_after(const struct import_device *d, int64_t now, int64_t ahead)
{
	int64_t next = now / (int64_t)d->step + d->drift + ahead + 1;

	return next > 0 ? next : 0;
}

int64_t
import_device_step(const struct import_device *d, const char *code, size_t n,
    int64_t first, int64_t last)
{
	struct credmint_otp otp = import_device_otp(d);
	char text[CREDMINT_OTP_SIZE];
	int64_t found = -1;

	for (int64_t i = first > 0 ? first : 0; i <= last; i++)
		if (credmint_hotp(&otp, (uint64_t)i, text, sizeof(text)) == 0 &&
		    secret_equal(text, strlen(text), code, n))
			found = i;
	SECRET_WIPE_ARRAY(text);
	return found;
}

int
import_number(const char *text, size_t n, int64_t most, int64_t *out)
{
	int64_t value = 0;

	*out = 0;
	if (n == 0)
		return -EINVAL;
	for (size_t i = 0; i < n; i++) {
		int digit = text[i] - '0';

		if (digit < 0 || digit > 9 || value > (most - digit) / 10)
			return -EINVAL;
		value = value * 10 + digit;
	}
	*out = value;
	return 0;
}

bool
import_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

struct import_word
import_word_next(const char **text, size_t *n)
{
	struct import_word word;

	while (*n > 0 && import_blank(**text)) {
		(*text)++;
		(*n)--;
	}
	word = (struct import_word){*text, 0};
	while (*n > 0 && !import_blank(**text)) {
		(*text)++;
		(*n)--;
		word.n++;
	}
	return word;
}
