/* provision_input_quotes - where a quoted field ends, when its quotes are wrong
 */

#include "provision_input_quotes.h"

enum place {
	START,  /* of a field */
	PLAIN,  /* in one without quotes */
	QUOTED, /* in one with quotes */
	CLOSED, /* behind what may be its last quote */
};

/* What programs differ in. */
struct habit {
	bool blanks; /* blanks may stand before the first quote */
	bool lasts;  /* text behind the last one is of the quoted field still */
};

static enum place
step(enum place at, char c, const struct habit *habit)
{
	bool blank = c == ' ' || c == '\t';

	switch (at) {
	case START:
		if (c == ',' || (blank && habit->blanks))
			return START;
		return c == '"' ? QUOTED : PLAIN;
	case PLAIN:
		return c == ',' ? START : PLAIN;
	case QUOTED:
		return c == '"' ? CLOSED : QUOTED;
	case CLOSED:
	default:
		if (c == ',' || blank)
			return c == ',' ? START : CLOSED;
		return c == '"' || habit->lasts ? QUOTED : PLAIN;
	}
}

bool
provision_quotes_may_go_on(const char *line, size_t n)
{
	static const struct habit habits[] = {
	    {false, false}, {false, true}, {true, false}, {true, true}};

	for (size_t h = 0; h < sizeof(habits) / sizeof(habits[0]); h++) {
		enum place at = START;

		for (size_t i = 0; i < n; i++)
			at = step(at, line[i], &habits[h]);
		if (at == QUOTED)
			return true;
	}
	return false;
}
