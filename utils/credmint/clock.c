/* clock - what the registry takes for the time, and saying what is right */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/clock.h"

#include "command.h"
#include "json_line.h"
#include "output.h"
#include "service.h"
#include "table.h"
#include "words.h"

#define MINUTE 60
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static const char *const titles[] = {"CLOCK", "REGISTRY", "STATE"};

#define COLUMNS (sizeof(titles) / sizeof(titles[0]))

/* "3d 4h", "4h 20m", "20m", "20s": as long as a person wants to know. */
static void
span_text(int64_t seconds, char out[32])
{
	long long s = seconds;

	if (s >= DAY)
		(void)snprintf(out, 32, "%lldd %lldh", s / DAY, s % DAY / HOUR);
	else if (s >= HOUR)
		(void)snprintf(
		    out, 32, "%lldh %lldm", s / HOUR, s % HOUR / MINUTE);
	else if (s >= MINUTE)
		(void)snprintf(out, 32, "%lldm", s / MINUTE);
	else
		(void)snprintf(out, 32, "%llds", s);
}

static const char *
state_of(const struct registry_clock *clock)
{
	if (clock->waits)
		return "waits";
	return clock->now - clock->wall > REGISTRY_BEHIND_USUAL ? "behind"
								: "even";
}

/* What the person can do where they are not even. */
static void
advise(const struct registry_clock *clock, const char *state)
{
	char span[32];

	if (strcmp(state, "waits") == 0) {
		span_text(clock->follows, span);
		words_say("the clock has jumped ahead; the registry follows "
			  "in %s, or at once by \"credmint clock accept\"",
		    span);
	} else if (strcmp(state, "behind") == 0) {
		span_text(clock->now - clock->wall, span);
		words_say("the clock is %s behind what the registry knows to "
			  "have passed; when it is right, run \"credmint "
			  "clock reset\"",
		    span);
	}
}

static int
json_clock(
    const struct registry_clock *clock, const char *state, struct output *out)
{
	char wall[CLOCK_TEXT_SIZE], mark[CLOCK_TEXT_SIZE], now[CLOCK_TEXT_SIZE];
	struct json_line line;

	clock_text(clock->wall, wall);
	clock_text(clock->mark, mark);
	clock_text(clock->now, now);
	json_line_begin(&line);
	json_line_text(&line, "clock", wall);
	json_line_text(&line, "registry", mark);
	json_line_text(&line, "now", now);
	json_line_text(&line, "state", state);
	json_line_number(&line, "follows", clock->follows);
	return json_line_end(&line, out);
}

static int
table_clock(
    const struct registry_clock *clock, const char *state, struct output *out)
{
	char wall[CLOCK_TEXT_SIZE], mark[CLOCK_TEXT_SIZE];
	const char *cells[COLUMNS] = {wall, mark, state};
	struct table *table = table_new(titles, COLUMNS);
	int rc;

	if (table == NULL)
		return -ENOMEM;
	clock_text(clock->wall, wall);
	clock_text(clock->mark, mark);
	rc = table_row(table, cells, out);
	if (rc == 0)
		rc = table_flush(table, out);
	table_free(table);
	return rc;
}

static int
show(struct registry *r, struct call *call, void *arg)
{
	struct registry_clock clock;
	const char *state;
	int rc = registry_clock(r, &clock, &call->fault);

	(void)arg;
	if (rc != 0)
		return rc;
	state = state_of(&clock);
	rc = call->options.value[OPTION_JSON] != NULL
	    ? json_clock(&clock, state, call->out)
	    : table_clock(&clock, state, call->out);
	if (rc == 0)
		rc = output_flush(call->out);
	if (rc != 0)
		return rc;
	advise(&clock, state);
	return strcmp(state, "even") == 0 ? CALL_YES : CALL_NO;
}

int
command_clock(struct call *call)
{
	return service_registry(call, show, NULL);
}
