/*
 * otp_verify - whether a typed code is one of those that may come
 */

#include <errno.h>
#include <string.h>

#include "core/secret.h"
#include "secrets/otp.h"

#define AHEAD_MAX 1000
#define WINDOW_MAX 100

/* What is typed, and what is found of it. A yes is 1, a no is 0. */
struct search {
	const struct credmint_otp *otp;
	char typed[CREDMINT_OTP_SIZE];
	uint64_t shaped; /* as many digits as a code has */
	uint64_t found;
	uint64_t used; /* the first candidate that was right */
};

static void
begin(struct search *s, const struct credmint_otp *otp, const char *code)
{
	size_t n = strnlen(code, (size_t)otp->digits + 1);
	uint32_t digit;

	*s = (struct search){.otp = otp, .shaped = n == otp->digits};
	for (size_t i = 0; i < otp->digits; i++) {
		if (i < n)
			s->typed[i] = code[i];
		digit = (uint32_t)(unsigned char)s->typed[i] - '0';
		/* 1 below 10; what is below '0' is above 2^31. */
		s->shaped &= ((digit - 10) & ~digit) >> 31;
	}
}

/* Look at one candidate more; one that may not be is looked at all the same. */
static void
look(struct search *s, uint64_t counter, bool allowed)
{
	char text[CREDMINT_OTP_SIZE];
	uint64_t right;

	otp_code(s->otp, counter, text);
	right = secret_equal(text, s->otp->digits, s->typed, s->otp->digits);
	right &= s->shaped & (uint64_t)allowed;
	s->used |= counter & (0 - (right & (1 ^ s->found)));
	s->found |= right;
	SECRET_WIPE_ARRAY(text);
}

static int
end(struct search *s, uint64_t *used)
{
	int r = -(EKEYREJECTED * (int)(1 ^ s->found));

	*used = s->used;
	SECRET_WIPE_OBJECT(s);
	return r;
}

int
credmint_hotp_verify(const struct credmint_otp *asked, const char *code,
    uint64_t first, unsigned int ahead, uint64_t *used)
{
	struct credmint_otp otp;
	struct search s;
	int r;

	if (used == NULL)
		return -EINVAL;
	*used = 0;
	r = otp_read(asked, &otp);
	if (r == 0 && (code == NULL || ahead > AHEAD_MAX))
		r = -EINVAL;
	if (r != 0)
		return r;
	begin(&s, &otp, code);
	if (ahead > UINT64_MAX - first)
		ahead = (unsigned int)(UINT64_MAX - first);
	for (uint64_t i = 0; i <= ahead; i++)
		/* After the last counter would come the first once more. */
		look(&s, first + i, first + i < UINT64_MAX);
	return end(&s, used);
}

int
credmint_totp_verify(const struct credmint_otp *asked, const char *code,
    int64_t now, unsigned int window, uint64_t last, uint64_t *used)
{
	struct credmint_otp otp;
	struct search s;
	uint64_t step, before;
	int r;

	if (used == NULL)
		return -EINVAL;
	*used = 0;
	r = otp_read(asked, &otp);
	if (r == 0 && (code == NULL || now < 0 || window > WINDOW_MAX))
		r = -EINVAL;
	if (r != 0)
		return r;
	begin(&s, &otp, code);
	step = (uint64_t)now / otp.step;
	before = step < window ? step : window;
	/*
	 * From the latest: of two steps with one code the later is used, and
	 * the code is not good again.
	 */
	for (uint64_t i = 0; i <= window + before; i++)
		look(&s, step + window - i, step + window - i > last);
	return end(&s, used);
}
