/*
 * clock_text - a wall time as text and back (RFC 3339)
 */

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/clock.h"

void
clock_text(int64_t wall, char out[CLOCK_TEXT_SIZE])
{
	time_t t = (time_t)wall;
	struct tm tm;
	int n;

	out[0] = '\0';
	if (t != wall || gmtime_r(&t, &tm) == NULL)
		return;
	/* RFC 3339 knows the years 0000 to 9999. */
	if (tm.tm_year < -1900 || tm.tm_year > 9999 - 1900)
		return;
	n = snprintf(out, CLOCK_TEXT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02dZ",
	    tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
	    tm.tm_sec);
	if (n < 0 || n >= CLOCK_TEXT_SIZE)
		out[0] = '\0';
}

/* Take exactly n digits as a number, and step over them. */
static bool
take_number(const char **at, int n, int *out)
{
	*out = 0;
	for (; n > 0; n--, (*at)++) {
		if (**at < '0' || **at > '9')
			return false;
		*out = *out * 10 + (**at - '0');
	}
	return true;
}

static bool
take_char(const char **at, char c)
{
	if (**at != c)
		return false;
	(*at)++;
	return true;
}

/* "Z", or "+hh:mm" or "-hh:mm", as seconds east of UTC. */
static bool
take_offset(const char **at, int *seconds)
{
	int sign, hours, minutes;

	*seconds = 0;
	if (take_char(at, 'Z'))
		return true;
	sign = take_char(at, '-') ? -1 : 1;
	if (sign == 1 && !take_char(at, '+'))
		return false;
	if (!take_number(at, 2, &hours) || !take_char(at, ':') ||
	    !take_number(at, 2, &minutes) || hours > 23 || minutes > 59)
		return false;
	*seconds = sign * (hours * 60 + minutes) * 60;
	return true;
}

static bool
take_fields(const char **at, struct tm *tm)
{
	const struct {
		int *field;
		int digits;
		char after; /* 0: nothing */
	} parts[] = {
	    {&tm->tm_year, 4, '-'},
	    {&tm->tm_mon, 2, '-'},
	    {&tm->tm_mday, 2, 'T'},
	    {&tm->tm_hour, 2, ':'},
	    {&tm->tm_min, 2, ':'},
	    {&tm->tm_sec, 2, 0},
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (!take_number(at, parts[i].digits, parts[i].field))
			return false;
		if (parts[i].after != 0 && !take_char(at, parts[i].after))
			return false;
	}
	tm->tm_year -= 1900;
	tm->tm_mon -= 1;
	return true;
}

int
clock_parse(const char *text, int64_t *wall)
{
	struct tm given = {0}, made;
	int offset;
	time_t t;

	*wall = 0;
	if (!take_fields(&text, &given) || !take_offset(&text, &offset) ||
	    *text != '\0')
		return -EINVAL;
	made = given;
	t = timegm(&made);
	/*
	 * timegm() turns the 30th of February into March, and second 60 into
	 * the next minute: those are no times.
	 */
	if (made.tm_year != given.tm_year || made.tm_mon != given.tm_mon ||
	    made.tm_mday != given.tm_mday || made.tm_hour != given.tm_hour ||
	    made.tm_min != given.tm_min)
		return -EINVAL;
	*wall = (int64_t)t - offset;
	return 0;
}
