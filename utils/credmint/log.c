/* log - show what happened */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "core/clock.h"

#include "argument.h"
#include "command.h"
#include "json_line.h"
#include "output.h"
#include "service.h"
#include "stop.h"
#include "table.h"
#include "token_kept.h"
#include "words.h"

#define POLL_MS 500

static const char *const titles[] = {
    "TIME", "USER", "SERVICE", "FROM", "WHAT", "OUTCOME", "CODE", "COUNT"};

#define COLUMNS (sizeof(titles) / sizeof(titles[0]))

struct showing {
	struct call *call;
	struct table *table; /* NULL with --json */
	struct registry_filter filter;
};

static int
json_row(const struct registry_event *event, struct output *out)
{
	char at[CLOCK_TEXT_SIZE], last[CLOCK_TEXT_SIZE];
	struct json_line line;

	clock_text(event->at, at);
	clock_text(event->last, last);
	json_line_begin(&line);
	json_line_number(&line, "id", event->id);
	json_line_text(&line, "time", at);
	json_line_text(&line, "last", last);
	json_line_number(&line, "count", event->count);
	json_line_text(&line, "user", event->user);
	json_line_text(&line, "service", event->service);
	json_line_text(&line, "from", event->source);
	json_line_text(&line, "what", event->act);
	json_line_text(&line, "outcome", event->outcome);
	json_line_number(&line, "code", event->code);
	json_line_text(&line, "by", event->by);
	return json_line_end(&line, out);
}

static int
each(const struct registry_event *event, void *arg)
{
	struct showing *showing = arg;
	char at[CLOCK_TEXT_SIZE], count[16], code[24] = "";
	char by[sizeof(event->by) + sizeof("by ")];

	showing->filter.after = event->id;
	if (showing->table == NULL)
		return json_row(event, showing->call->out);
	clock_text(event->at, at);
	if (event->code != 0)
		(void)snprintf(code, sizeof(code), "%" PRId64, event->code);
	(void)snprintf(count, sizeof(count), "%u", event->count);
	(void)snprintf(
	    by, sizeof(by), event->by[0] != '\0' ? "by %s" : "%s", event->by);

	/* An administrator's act comes from a person, not from an address. */
	const char *cells[COLUMNS] = {at, event->user, event->service,
	    event->source[0] != '\0' ? event->source : by, event->act,
	    event->outcome, code, count};
	return table_row(showing->table, cells, showing->call->out);
}

/* What there is now; no transaction stays open. */
static int
batch(struct registry *r, struct showing *showing)
{
	struct call *call = showing->call;
	/* The filter moves on while the registry reads by it. */
	struct registry_filter filter = showing->filter;
	int rc = registry_events(r, &filter, each, showing, &call->fault);

	if (rc == 0 && showing->table != NULL)
		rc = table_flush(showing->table, call->out);
	return rc != 0 ? rc : output_flush(call->out);
}

/* Events that are in no list. */
static int
tell_lost(struct registry *r, struct call *call)
{
	int64_t n;
	int rc = registry_lost_ever(r, &n, &call->fault);

	if (rc == 0 && n > 0)
		words_say("%" PRId64 " events were given up while the disk was "
			  "full; the system log has what logins they were",
		    n);
	return rc;
}

static int
show(struct registry *r, struct call *call, void *arg)
{
	struct showing *showing = arg;
	bool follow = call->options.value[OPTION_FOLLOW] != NULL;
	int rc;

	if (call->options.value[OPTION_JSON] == NULL) {
		showing->table = table_new(titles, COLUMNS);
		if (showing->table == NULL)
			return -ENOMEM;
	}
	rc = batch(r, showing);
	if (rc == 0)
		rc = tell_lost(r, call);
	while (rc == 0 && follow) {
		rc = output_wait(call->out, POLL_MS);
		if (rc == 0)
			rc = batch(r, showing);
	}
	table_free(showing->table);
	/* Being told to end is how following ends. */
	return rc == -EINTR && follow ? CALL_YES : rc;
}

/* An account, or who has tokens, which need not be one. */
static int
user_check(const char *user, struct fault *f)
{
	if (user == NULL || argument_account(user, NULL) == 0 ||
	    token_kept_name("--user", user, NULL) == 0)
		return 0;
	return fault_set(f, CALL_USAGE,
	    "--user takes an account name or the user of a token: 1 to %d "
	    "bytes, no control character",
	    ACCOUNT_NAME_MAX);
}

int
command_log(struct call *call)
{
	struct showing showing = {.call = call};
	const char *user = call->options.value[OPTION_USER];
	int rc = user_check(user, &call->fault);

	if (rc == 0)
		rc = argument_time("--since", call->options.value[OPTION_SINCE],
		    false, &showing.filter.since, &call->fault);
	showing.filter.user = user;
	return rc != 0 ? rc : service_registry(call, show, &showing);
}
