/* token_list - list kept tokens, never their text */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "core/clock.h"

#include "command.h"
#include "json_line.h"
#include "output.h"
#include "table.h"
#include "token_answer.h"
#include "token_kept.h"

static const char *const titles[] = {
    "ID", "USER", "KIND", "LABEL", "USES", "EXPIRES", "BY", "STATE"};

#define COLUMNS (sizeof(titles) / sizeof(titles[0]))

struct listing {
	struct token_kept kept;
	struct registry_token_filter filter;
	struct call *call;
	struct table *table; /* NULL with --json */
};

static int
json_row(const struct registry_token *is, struct output *out)
{
	struct json_line line;

	json_line_begin(&line);
	token_answer_add_row(&line, is);
	return json_line_end(&line, out);
}

static int
each(const struct registry_token *is, void *arg)
{
	struct listing *listing = arg;
	char id[24], uses[16], expires[CLOCK_TEXT_SIZE];

	if (listing->table == NULL)
		return json_row(is, listing->call->out);
	(void)snprintf(id, sizeof(id), "%" PRId64, is->id);
	(void)snprintf(uses, sizeof(uses), "%u", is->uses);
	clock_text(is->expires, expires);

	const char *cells[COLUMNS] = {id, is->subject, is->kind, is->label,
	    is->unlimited ? "any" : uses, expires, is->by,
	    token_answer_state(is)};
	return table_row(listing->table, cells, listing->call->out);
}

static int
list(struct registry *r, struct call *call, void *arg)
{
	struct listing *listing = arg;
	int rc;

	if (call->options.value[OPTION_JSON] == NULL) {
		/* Those that live need not be told so. */
		listing->table = table_new(
		    titles, listing->filter.all ? COLUMNS : COLUMNS - 1);
		if (listing->table == NULL)
			return -ENOMEM;
	}
	rc = registry_token_list(
	    r, &listing->filter, each, listing, &call->fault);
	if (rc == 0 && listing->table != NULL)
		rc = table_flush(listing->table, call->out);
	table_free(listing->table);
	return rc != 0 ? rc : output_flush(call->out);
}

int
command_token_list(struct call *call)
{
	const char *const *value = call->options.value;
	struct listing listing = {
	    .call = call,
	    .filter =
		{
		    .subject = value[OPTION_USER],
		    .label = value[OPTION_LABEL],
		    .all = value[OPTION_ALL] != NULL,
		},
	};
	int rc = token_kept_name("--user", value[OPTION_USER], &call->fault);

	if (rc == 0)
		rc = token_kept_name(
		    "--label", value[OPTION_LABEL], &call->fault);
	if (rc != 0)
		return rc;
	rc = token_kept_begin(&listing.kept, call, value[OPTION_OF_KIND]);
	if (listing.kept.kind != NULL)
		listing.filter.kind = listing.kept.kind->name;
	if (rc == 0)
		rc = service_registry_of(
		    call, listing.kept.conf, NULL, list, &listing);
	token_kept_end(&listing.kept);
	return rc;
}
