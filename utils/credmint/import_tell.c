/* import_tell - what became of each line, and what stays behind */

#include <stdio.h>
#include <stdlib.h>

#include "core/clock.h"
#include "credmint.h"

#include "command.h"
#include "import.h"
#include "import_google.h"
#include "json_line.h"
#include "output.h"
#include "words.h"

static const struct {
	unsigned bit;
	const char *what, *instead;
} places[] = {
    {IMPORT_GOOGLE_WINDOW, "WINDOW_SIZE is not carried over",
	"totp_window and hotp_window of credmint.conf(5) hold for all"},
    {IMPORT_GOOGLE_RATE, "RATE_LIMIT is not carried over",
	"deny, fail_interval and unlock_time of credmint.conf(5) hold for all"},
    {IMPORT_GOOGLE_SKEW, "RESETTING_TIME_SKEW is not carried over",
	"drift is learned from codes that are good, see totp_drift in "
	"credmint.conf(5)"},
    {IMPORT_GOOGLE_LAST, "LAST0 to LAST9 are not carried over",
	"grace of credmint.conf(5) remembers logins, from now on"},
    {IMPORT_GOOGLE_REUSE, "there is no DISALLOW_REUSE",
	"with credmint each code is good once all the same"},
    {IMPORT_GOOGLE_BOTH, "TOTP_AUTH is there beside HOTP_COUNTER",
	"it is of no effect there, either: codes are counted"},
};

static int
by_line(const void *a, const void *b)
{
	const struct import_item *x = a, *y = b;

	return (x->line > y->line) - (x->line < y->line);
}

static size_t
count(const struct import *i, enum import_state state)
{
	size_t n = 0;

	for (size_t at = 0; at < i->n; at++)
		n += i->items[at].state == state;
	return n;
}

static const char *
state_name(enum import_state state)
{
	switch (state) {
	case IMPORT_TAKEN:
		return "taken";
	case IMPORT_FRESH:
		return "new";
	case IMPORT_THERE:
		return "there";
	case IMPORT_TWICE:
		return "twice";
	case IMPORT_REFUSED:
	case IMPORT_READ:
	default:
		return "refused";
	}
}

/* A name is shown only once it is known to be one. */
static int
item_write(const struct import *i, const struct import_item *item)
{
	struct json_line line;

	json_line_begin(&line);
	json_line_number(&line, "line", (int64_t)item->line);
	json_line_text(
	    &line, "user", item->state == IMPORT_REFUSED ? "" : item->user);
	json_line_text(&line, "what", "authenticator");
	json_line_text(&line, "outcome", state_name(item->state));
	if (item->id > 0)
		json_line_number(&line, "id", item->id);
	return json_line_end(&line, i->call->out);
}

static int
codes_write(const struct import *i)
{
	struct json_line line;

	json_line_begin(&line);
	json_line_text(&line, "user", i->account.name);
	json_line_text(&line, "what", "recovery codes");
	json_line_number(&line, i->dry ? "new" : "taken", i->codes_taken);
	json_line_number(&line, "there", i->codes_there);
	return json_line_end(&line, i->call->out);
}

/* Else nothing goes to standard output. */
static bool
has_data(const struct import *i)
{
	return i->call->options.value[OPTION_JSON] != NULL;
}

void
import_progress(struct import *i, size_t total)
{
	progress_begin_slow(
	    &i->progress, total, has_data(i) ? i->call->out : NULL);
}

static int
data_write(struct import *i)
{
	int rc = 0;

	if (!has_data(i))
		return 0;
	if (i->n > 1)
		qsort(i->items, i->n, sizeof(*i->items), by_line);
	for (size_t at = 0; rc == 0 && at < i->n; at++)
		rc = item_write(i, &i->items[at]);
	if (rc == 0 && i->ncodes > 0)
		rc = codes_write(i);
	return rc == 0 ? output_flush(i->call->out) : rc;
}

/* Of the lines that are wrong, those that would have been one. */
static size_t
refused(const struct import *i)
{
	if (i->format == IMPORT_OATH)
		return i->wrong;
	return i->n == 0 || i->items[0].state == IMPORT_REFUSED;
}

/* Whoever is refused at first is to know why, and for how long. */
static void
wait_say(const struct import *i, const struct import_item *item)
{
	char until[CLOCK_TEXT_SIZE];
	int64_t first = item->next - item->drift;

	if (item->type != CREDMINT_TOTP ||
	    first <= i->now / (int64_t)item->step + 1)
		return;
	clock_text(first * (int64_t)item->step, until);
	words_say("%s:%zu: codes that are shown before %s are refused, because "
		  "they may have been used already",
	    i->path, item->line, until);
}

struct tally {
	size_t taken, there, twice, refused;
};

/* What there is none of is not said, but for what is taken. */
static void
tally_say(const struct import *i, const char *what, const struct tally *t)
{
	char parts[3][48] = {"", "", ""};

	if (t->there > 0)
		(void)snprintf(parts[0], sizeof(parts[0]),
		    ", %zu already there", t->there);
	if (t->twice > 0)
		(void)snprintf(parts[1], sizeof(parts[1]),
		    ", %zu twice in the file", t->twice);
	if (t->refused > 0)
		(void)snprintf(
		    parts[2], sizeof(parts[2]), ", %zu refused", t->refused);
	words_say("%s%zu %s%s%s%s", what, t->taken,
	    i->dry ? "to be taken" : "taken", parts[0], parts[1], parts[2]);
}

int
import_tell(struct import *i)
{
	const struct tally items = {
	    .taken = count(i, i->dry ? IMPORT_FRESH : IMPORT_TAKEN),
	    .there = count(i, IMPORT_THERE),
	    .twice = count(i, IMPORT_TWICE),
	    .refused = refused(i)};
	const struct tally codes = {.taken = i->codes_taken,
	    .there = i->codes_there,
	    .twice = i->codes_twice,
	    .refused = i->codes_wrong};
	int rc = data_write(i);

	for (size_t at = 0; at < i->n; at++)
		if (i->items[at].state ==
		    (i->dry ? IMPORT_FRESH : IMPORT_TAKEN))
			wait_say(i, &i->items[at]);
	tally_say(i, "authenticators: ", &items);
	if (i->format == IMPORT_GOOGLE)
		tally_say(i, "recovery codes:  ", &codes);
	if (i->others > 0 || i->passed > 0)
		words_say(
		    "other lines:     %zu of other users, %zu comments or "
		    "blank",
		    i->others, i->passed);
	if (i->passwords > 0)
		words_say("%zu of the lines had a password, which is asked for "
			  "no more unless another module of the stack does",
		    i->passwords);
	for (size_t at = 0; at < sizeof(places) / sizeof(*places); at++)
		if ((i->left & places[at].bit) != 0)
			words_say(
			    "%s: %s", places[at].what, places[at].instead);
	return rc;
}
