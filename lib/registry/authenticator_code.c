/* authenticator_code - what typed codes say about an authenticator */

#include "registry/authenticator_code.h"

#include <errno.h>
#include <string.h>

#include "core/secret.h"
#include "registry/authenticator.h"
#include "secrets/otp.h"

/* What comes next after a counter or step that was used. */
static int
accepted(uint64_t used, int64_t next, int64_t *out_next)
{
	if (used >= INT64_MAX - 1 || (int64_t)used < next)
		return -EKEYREJECTED;
	*out_next = (int64_t)used + 1;
	return 0;
}

/* The last counter that shows it: none of them is good again. */
static int
last_counter(const struct credmint_otp *otp, const struct code_typed *typed,
    uint64_t first, unsigned window, uint64_t *used)
{
	uint64_t end = first + window, at = 0;
	int rc = credmint_hotp_verify(otp, typed->shown, first, window, used);

	while (rc == 0 && *used < end &&
	    credmint_hotp_verify(otp, typed->shown, *used + 1,
		(unsigned)(end - *used - 1), &at) == 0)
		*used = at;
	return rc;
}

int
registry_enroll_check(const struct credmint_otp *otp, const char *code,
    size_t n, unsigned window, int64_t now, int64_t next, int64_t *out_next,
    int64_t *drift)
{
	struct credmint_otp o;
	struct code_typed typed;
	uint64_t used = 0, first;
	int rc;

	*out_next = *drift = 0;
	if (otp_read(otp, &o) != 0 || next < 0)
		return -EINVAL;
	code_read(code, n, &typed);
	first = (uint64_t)next;
	if (o.type == CREDMINT_HOTP)
		rc = last_counter(&o, &typed, first, window, &used);
	else
		rc = credmint_totp_verify(&o, typed.shown, now, window,
		    first > 0 ? first - 1 : 0, &used);
	SECRET_WIPE_OBJECT(&typed);
	if (rc == 0)
		rc = accepted(used, next, out_next);
	if (rc == 0 && o.type == CREDMINT_TOTP)
		*drift = (int64_t)used - now / (int64_t)o.step;
	return rc;
}

/* Beyond any step that comes, and nowhere near the end of the numbers. */
#define FAR (INT64_C(1) << 62)

int64_t
registry_authenticator_good_from(
    const struct registry_authenticator *a, unsigned window, int64_t now)
{
	const int64_t step = (int64_t)a->step;
	int64_t first;

	if (a->damaged || a->type != CREDMINT_TOTP || step <= 0 || now < 0)
		return 0;
	if (a->next > FAR)
		return INT64_MAX;
	first = a->next - a->drift;
	if (first <= now / step + (int64_t)window + 1)
		return 0;
	return first > INT64_MAX / step ? INT64_MAX : first * step;
}

/* All ones or zero. */
static uint64_t
same(const char a[CREDMINT_OTP_SIZE], const char b[CREDMINT_OTP_SIZE])
{
	return 0 -
	    (uint64_t)secret_equal(a, CREDMINT_OTP_SIZE, b, CREDMINT_OTP_SIZE);
}

int
authenticator_pair(const struct credmint_otp *otp,
    const struct code_typed typed[2], uint64_t first, unsigned span,
    uint64_t *at)
{
	char text[CREDMINT_OTP_SIZE] = "";
	uint64_t before = 0, found = 0, here;
	struct otp_key key;

	*at = 0;
	otp_key_set(&key, otp);
	for (uint64_t i = 0; i <= (uint64_t)span + 1; i++) {
		otp_key_code(&key, first + i, text);
		here = before & same(text, typed[1].shown);
		*at = (*at & ~here) | ((first + i) & here);
		found |= here;
		before = same(text, typed[0].shown);
	}
	otp_key_wipe(&key);
	SECRET_WIPE_ARRAY(text);
	return found != 0 ? 0 : -EKEYREJECTED;
}
