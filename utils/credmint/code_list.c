/* code_list - list live codes, never their text */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "core/clock.h"

#include "argument.h"
#include "command.h"
#include "json_line.h"
#include "output.h"
#include "service.h"
#include "table.h"

static const char *const titles[] = {
    "ID", "USER", "SERVICE", "USES", "EXPIRES", "BY"};

#define COLUMNS (sizeof(titles) / sizeof(titles[0]))

struct listing {
	struct call *call;
	struct table *table; /* NULL with --json */
};

static int
json_row(const struct registry_code *code, struct output *out)
{
	char issued[CLOCK_TEXT_SIZE], expires[CLOCK_TEXT_SIZE];
	struct json_line line;

	clock_text(code->issued, issued);
	clock_text(code->expires, expires);
	json_line_begin(&line);
	json_line_number(&line, "id", code->id);
	json_line_text(&line, "kind",
	    code->kind == REGISTRY_DELIVERED ? "delivered" : "issued");
	json_line_text(&line, "user", code->user);
	json_line_number(&line, "uid", code->uid);
	json_line_text(&line, "service", code->service);
	json_line_text(&line, "issued", issued);
	json_line_text(&line, "expires", expires);
	json_line_number(&line, "uses", code->uses);
	json_line_text(&line, "by", code->by);
	return json_line_end(&line, out);
}

static int
each(const struct registry_code *code, void *arg)
{
	struct listing *listing = arg;
	char id[24], uses[16], expires[CLOCK_TEXT_SIZE];

	if (listing->table == NULL)
		return json_row(code, listing->call->out);
	(void)snprintf(id, sizeof(id), "%" PRId64, code->id);
	(void)snprintf(uses, sizeof(uses), "%u", code->uses);
	clock_text(code->expires, expires);

	const char *cells[COLUMNS] = {
	    id, code->user, code->service, uses, expires, code->by};
	return table_row(listing->table, cells, listing->call->out);
}

static int
list(struct registry *r, struct call *call, void *arg)
{
	struct listing listing = {.call = call};
	int rc;

	if (call->options.value[OPTION_JSON] == NULL) {
		listing.table = table_new(titles, COLUMNS);
		if (listing.table == NULL)
			return -ENOMEM;
	}
	rc = registry_list(r, arg, each, &listing, &call->fault);
	if (rc == 0 && listing.table != NULL)
		rc = table_flush(listing.table, call->out);
	table_free(listing.table);
	return rc != 0 ? rc : output_flush(call->out);
}

int
command_code_list(struct call *call)
{
	char *user = call->options.operands[0];
	int rc = user != NULL ? argument_account(user, &call->fault) : 0;

	return rc != 0 ? rc : service_registry(call, list, user);
}
