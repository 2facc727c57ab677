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

enum column {
	ID,
	USER,
	KIND, /* where a code is not for a mere login */
	SERVICE,
	NETWORKS, /* where a code has some */
	USES,
	STATE,  /* where a code waits for a change of its password */
	STARTS, /* where a code has yet to, or had */
	EXPIRES,
	BY,
	COLUMNS,
};

_Static_assert(
    COLUMNS <= TABLE_COLUMNS_MAX, "a table has room for all of them");

static const char *const titles[COLUMNS] = {"ID", "USER", "KIND", "SERVICE",
    "NETWORKS", "USES", "STATE", "STARTS", "EXPIRES", "BY"};

struct listing {
	struct call *call;
	struct table *table; /* NULL with --json */
	bool without[COLUMNS];
};

static const char *
kind_of(const struct registry_code *code)
{
	switch (code->kind) {
	case REGISTRY_DELIVERED:
		return "delivered";
	case REGISTRY_MUST_CHANGE:
		return "must-change";
	case REGISTRY_ENROLLING:
		return "enrolling";
	case REGISTRY_ISSUED:
	case REGISTRY_TEMPORARY:
	default:
		return "issued";
	}
}

static const char *
state_of(const struct registry_code *code)
{
	return code->changing ? "changing" : "live";
}

static int
json_row(const struct registry_code *code, struct output *out)
{
	char issued[CLOCK_TEXT_SIZE], expires[CLOCK_TEXT_SIZE];
	char begin[CLOCK_TEXT_SIZE] = "";
	struct json_line line;

	clock_text(code->issued, issued);
	clock_text(code->expires, expires);
	if (code->not_before != 0)
		clock_text(code->not_before, begin);
	json_line_begin(&line);
	json_line_number(&line, "id", code->id);
	json_line_text(&line, "kind", kind_of(code));
	json_line_text(&line, "user", code->user);
	json_line_number(&line, "uid", code->uid);
	json_line_text(&line, "service", code->service);
	json_line_text(&line, "networks", code->networks);
	json_line_text(&line, "issued", issued);
	json_line_text(&line, "not_before", begin);
	json_line_text(&line, "expires", expires);
	json_line_number(&line, "uses", code->uses);
	json_line_text(&line, "state", state_of(code));
	json_line_text(&line, "by", code->by);
	return json_line_end(&line, out);
}

/* The cells of the columns there are; how many. */
static size_t
shown(const struct listing *listing, const char *const all[COLUMNS],
    const char *out[COLUMNS])
{
	size_t n = 0;

	for (size_t i = 0; i < COLUMNS; i++)
		if (!listing->without[i])
			out[n++] = all[i];
	return n;
}

static int
each(const struct registry_code *code, void *arg)
{
	struct listing *listing = arg;
	char id[24], uses[16], expires[CLOCK_TEXT_SIZE];
	char begin[CLOCK_TEXT_SIZE] = "";
	const char *cells[COLUMNS];

	if (listing->table == NULL)
		return json_row(code, listing->call->out);
	(void)snprintf(id, sizeof(id), "%" PRId64, code->id);
	(void)snprintf(uses, sizeof(uses), "%u", code->uses);
	clock_text(code->expires, expires);
	if (code->not_before != 0)
		clock_text(code->not_before, begin);

	const char *const all[COLUMNS] = {
	    [ID] = id,
	    [USER] = code->user,
	    [KIND] = kind_of(code),
	    [SERVICE] = code->service,
	    [NETWORKS] = code->networks,
	    [USES] = uses,
	    [STATE] = state_of(code),
	    [STARTS] = begin,
	    [EXPIRES] = expires,
	    [BY] = code->by,
	};
	(void)shown(listing, all, cells);
	return table_row(listing->table, cells, listing->call->out);
}

/* Most codes have none of it: 80 columns are for what there is to tell. */
static int
look(const struct registry_code *code, void *arg)
{
	struct listing *listing = arg;

	if (code->kind == REGISTRY_MUST_CHANGE ||
	    code->kind == REGISTRY_ENROLLING)
		listing->without[KIND] = false;
	if (code->networks[0] != '\0')
		listing->without[NETWORKS] = false;
	if (code->changing)
		listing->without[STATE] = false;
	if (code->not_before != 0)
		listing->without[STARTS] = false;
	return 0;
}

static int
list(struct registry *r, struct call *call, void *arg)
{
	struct listing listing = {.call = call};
	const char *heading[COLUMNS];
	int rc = 0;

	if (call->options.value[OPTION_JSON] == NULL) {
		listing.without[KIND] = listing.without[STATE] = true;
		listing.without[NETWORKS] = listing.without[STARTS] = true;
		rc = registry_list(r, arg, look, &listing, &call->fault);
		if (rc != 0)
			return rc;
		listing.table =
		    table_new(heading, shown(&listing, titles, heading));
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
