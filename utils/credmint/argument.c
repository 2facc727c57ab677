/* argument - what an option was given, read strictly */

#include "argument.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "host/account.h"
#include "host/conf.h"

#include "command.h"

static bool
digits_read(const char *text, uint64_t *out)
{
	uint64_t value = 0;

	if (*text == '\0')
		return false;
	for (; *text != '\0'; text++) {
		unsigned digit = (unsigned)(unsigned char)*text - '0';

		if (digit > 9 || value > (UINT64_MAX - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	*out = value;
	return true;
}

int
argument_number(const char *option, const char *text, uint64_t lo, uint64_t hi,
    uint64_t *out, struct fault *f)
{
	uint64_t value = 0;

	if (text == NULL)
		return 0;
	if (!digits_read(text, &value) || value < lo || value > hi)
		return fault_set(f, CALL_USAGE,
		    "%s takes a number from %" PRIu64 " to %" PRIu64, option,
		    lo, hi);
	*out = value;
	return 0;
}

int
argument_integer(
    const char *operand, const char *text, int64_t *out, struct fault *f)
{
	bool negative = text[0] == '-';
	uint64_t limit = (uint64_t)INT64_MAX + (negative ? 1 : 0), value;

	if (!digits_read(negative ? text + 1 : text, &value) || value > limit)
		return fault_set(f, CALL_USAGE,
		    "%s takes an integer from %" PRId64 " to %" PRId64, operand,
		    INT64_MIN, INT64_MAX);
	/* -value, also where its absolute value has no int64_t. */
	*out =
	    negative && value > 0 ? -(int64_t)(value - 1) - 1 : (int64_t)value;
	return 0;
}

int
argument_real(
    const char *operand, const char *text, double *out, struct fault *f)
{
	/* strtod(3) takes names, spaces and hexadecimal, too. */
	const char *first = text + strspn(text, "-");
	bool plain = first - text <= 1 && *first != '+' && *first != 'e' &&
	    *first != 'E' && *first != '\0' &&
	    text[strspn(text, "0123456789+-.eE")] == '\0';
	char *end = NULL;
	double value = plain ? strtod(text, &end) : 0;

	if (!plain || *end != '\0' || end == text || !isfinite(value))
		return fault_set(f, CALL_USAGE,
		    "%s takes a finite decimal number, such as -2, 0.5 or "
		    "1e-3",
		    operand);
	*out = value;
	return 0;
}

int
argument_text(const char *option, const char *text, struct fault *f)
{
	if (text == NULL)
		return 0;
	if (*text == '\0' || strlen(text) > ARGUMENT_TEXT_MAX)
		return fault_set(f, CALL_USAGE, "%s takes 1 to %d bytes",
		    option, ARGUMENT_TEXT_MAX);
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return fault_set(f, CALL_USAGE,
			    "%s takes no control characters", option);
	return 0;
}

int
argument_time(const char *option, const char *text, bool ahead, int64_t *out,
    struct fault *f)
{
	struct clock_reading now;
	int64_t span = 0;
	int rc;

	if (text == NULL || clock_parse(text, out) == 0)
		return 0;
	if (conf_span(text, &span) != 0)
		return fault_set(f, CALL_USAGE,
		    "%s takes a time such as 2026-01-31T08:00:00Z, or a span "
		    "such as 90s, 15m, 24h or 7d",
		    option);
	rc = clock_read(&now);
	if (rc != 0)
		return fault_set(f, rc, "cannot read the clock");
	*out = ahead ? now.wall + span : now.wall - span;
	return 0;
}

int
argument_account(const char *name, struct fault *f)
{
	if (account_name_ok(name))
		return 0;
	return fault_set(f, CALL_USAGE,
	    "this cannot be an account name; one has 1 to %d bytes, no ':', "
	    "'/' or control character, and does not start with '-'",
	    ACCOUNT_NAME_MAX);
}
