/* template_place - what may stand in a place of a template, by its name */

#include "template_place.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/clock.h"

#define DAY 86400

static const char *const names[] = {
    [TEMPLATE_PLACE_HASH] = "hash",
    [TEMPLATE_PLACE_TODAY] = "today",
    [TEMPLATE_PLACE_EXPIRE_DAYS] = "expire-days",
    [TEMPLATE_PLACE_EXPIRES] = "expires",
    [TEMPLATE_PLACE_NUMBER] = "number",
};

const char *
template_place_name(unsigned place, const struct template_sets *sets)
{
	if (place >= TEMPLATE_PLACE_SETS)
		return sets->at[place - TEMPLATE_PLACE_SETS].name;
	return place < PROVISION_FIELDS ? provision_field_names[place]
					: names[place];
}

unsigned
template_place_find(const char *name, size_t n)
{
	for (unsigned i = 0; i < TEMPLATE_PLACE_NONE; i++) {
		const char *known = template_place_name(i, NULL);

		if (strlen(known) == n && memcmp(known, name, n) == 0)
			return i;
	}
	return TEMPLATE_PLACE_NONE;
}

/* Days since 1970 of a date, YYYY-MM-DD; NULL: it is none. */
static const char *
days_of(const char *date, char room[TEMPLATE_PLACE_SIZE])
{
	char text[CLOCK_TEXT_SIZE];
	int64_t wall;

	if (date == NULL ||
	    snprintf(text, sizeof(text), "%.16sT00:00:00Z", date) !=
		(int)strlen("YYYY-MM-DDT00:00:00Z") ||
	    clock_parse(text, &wall) != 0)
		return NULL;
	(void)snprintf(room, TEMPLATE_PLACE_SIZE, "%" PRId64, wall / DAY);
	return room;
}

static const char *
number_of(int64_t number, char room[TEMPLATE_PLACE_SIZE])
{
	(void)snprintf(room, TEMPLATE_PLACE_SIZE, "%" PRId64, number);
	return room;
}

static const char *
time_of(int64_t wall, char room[TEMPLATE_PLACE_SIZE])
{
	if (wall <= 0)
		return NULL;
	clock_text(wall, room);
	return room[0] == '\0' ? NULL : room;
}

_Static_assert(TEMPLATE_PLACE_SIZE >= CLOCK_TEXT_SIZE, "a time fits");

const char *
template_place_text(unsigned place, const struct template_sets *sets,
    const struct template_values *values, char room[TEMPLATE_PLACE_SIZE])
{
	if (place >= TEMPLATE_PLACE_SETS)
		return sets->at[place - TEMPLATE_PLACE_SETS].value;
	switch (place) {
	case PROVISION_METHOD:
		return values->method;
	case TEMPLATE_PLACE_HASH:
		return values->hash;
	case TEMPLATE_PLACE_TODAY:
		return number_of(values->now / DAY, room);
	case TEMPLATE_PLACE_EXPIRE_DAYS:
		return days_of(values->account->field[PROVISION_EXPIRY], room);
	case TEMPLATE_PLACE_EXPIRES:
		return time_of(values->expires, room);
	case TEMPLATE_PLACE_NUMBER:
		return number_of((int64_t)values->number, room);
	default:
		return values->account->field[place];
	}
}
