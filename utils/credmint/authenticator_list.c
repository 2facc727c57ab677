/* authenticator_list - list authenticators, never their secrets */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/clock.h"
#include "registry/authenticator.h"

#include "argument.h"
#include "command.h"
#include "enrol_wish.h"
#include "json_line.h"
#include "output.h"
#include "service.h"
#include "table.h"
#include "words.h"

enum column {
	ID,
	USER,
	NAME,
	TYPE,
	ALGORITHM,
	DIGITS,
	STEP,
	USED,
	BY,
	COLUMNS
};

_Static_assert(
    COLUMNS <= TABLE_COLUMNS_MAX, "a table has room for all of them");

static const char *const titles[COLUMNS] = {
    "ID", "USER", "NAME", "TYPE", "ALGORITHM", "DIGITS", "STEP", "USED", "BY"};

struct listing {
	struct call *call;
	struct table *table; /* NULL with --json */
	const char *user;    /* NULL: all */
	bool absent;         /* this host has no such account */
	bool any;
	struct conf *conf;
	int64_t now;
};

static void
unread_say(const char *user, int64_t id)
{
	words_say("authenticator %" PRId64 " of %s cannot be read: it is "
		  "damaged, or of another key; enroll another one and run: "
		  "credmint authenticator remove %s %" PRId64,
	    id, user, user, id);
}

/* What is known of one that no login uses. */
static int
json_damaged(const struct registry_authenticator *one, struct output *out)
{
	struct json_line line;

	json_line_begin(&line);
	json_line_number(&line, "id", one->id);
	json_line_text(&line, "user", one->user);
	json_line_yes(&line, "damaged", true);
	return json_line_end(&line, out);
}

static int
row_damaged(const struct registry_authenticator *one, struct listing *listing)
{
	char id[24];

	(void)snprintf(id, sizeof(id), "%" PRId64, one->id);

	const char *const cells[COLUMNS] = {
	    [ID] = id,
	    [USER] = one->user,
	    [NAME] = "",
	    [TYPE] = "damaged",
	    [ALGORITHM] = "",
	    [DIGITS] = "",
	    [STEP] = "",
	    [USED] = "",
	    [BY] = "",
	};
	return table_row(listing->table, cells, listing->call->out);
}

/* Wherever all are listed: what is to be done with it. */
static int
damaged(const struct registry_authenticator *one, struct listing *listing)
{
	int rc = listing->table == NULL ? json_damaged(one, listing->call->out)
					: row_damaged(one, listing);

	if (listing->user == NULL)
		unread_say(one->user, one->id);
	return rc;
}

static int
json_row(
    const struct registry_authenticator *one, const struct listing *listing)
{
	/* Before that its codes were used, when a clock was ahead. */
	const int64_t from = registry_authenticator_good_from(
	    one, listing->conf->totp_window, listing->now);
	char added[CLOCK_TEXT_SIZE], used[CLOCK_TEXT_SIZE] = "";
	char good[CLOCK_TEXT_SIZE];
	struct json_line line;

	clock_text(one->added, added);
	if (one->used != 0)
		clock_text(one->used, used);
	json_line_begin(&line);
	json_line_number(&line, "id", one->id);
	json_line_text(&line, "user", one->user);
	json_line_number(&line, "uid", one->uid);
	json_line_text(&line, "label", one->name);
	json_line_text(&line, "type", enrol_type_name(one->type));
	json_line_text(&line, "algorithm", enrol_digest_name(one->digest));
	json_line_number(&line, "digits", one->digits);
	if (one->type == CREDMINT_HOTP) {
		json_line_number(&line, "counter", one->next);
	} else {
		json_line_number(&line, "step", one->step);
		json_line_number(&line, "drift", one->drift);
	}
	if (from != 0) {
		clock_text(from, good);
		json_line_text(&line, "good_from", good);
	}
	json_line_text(&line, "added", added);
	json_line_text(&line, "used", used);
	json_line_text(&line, "by", one->by);
	return json_line_end(&line, listing->call->out);
}

static int
each(const struct registry_authenticator *one, void *arg)
{
	struct listing *listing = arg;
	char id[24], digits[16], step[16] = "", used[CLOCK_TEXT_SIZE] = "";

	listing->any = true;
	if (one->damaged)
		return damaged(one, listing);
	if (listing->table == NULL)
		return json_row(one, listing);
	(void)snprintf(id, sizeof(id), "%" PRId64, one->id);
	(void)snprintf(digits, sizeof(digits), "%u", one->digits);
	if (one->type == CREDMINT_TOTP)
		(void)snprintf(step, sizeof(step), "%" PRIu32, one->step);
	if (one->used != 0)
		clock_text(one->used, used);

	const char *const cells[COLUMNS] = {
	    [ID] = id,
	    [USER] = one->user,
	    [NAME] = one->name,
	    [TYPE] = enrol_type_name(one->type),
	    [ALGORITHM] = enrol_digest_name(one->digest),
	    [DIGITS] = digits,
	    [STEP] = step,
	    [USED] = used,
	    [BY] = one->by,
	};
	return table_row(listing->table, cells, listing->call->out);
}

/* Of one account secrets are looked at, too. */
static int
unread(struct registry *r, const char *user, struct fault *f)
{
	int64_t ids[REGISTRY_AUTHENTICATORS_MAX];
	unsigned n;
	int rc = registry_authenticators_unread(r, user, ids, &n, f);

	for (unsigned i = 0; rc == 0 && i < n; i++)
		unread_say(user, ids[i]);
	return rc;
}

/* A name that was mistyped is no account that has none. */
static int
finish(struct registry *r, struct listing *listing)
{
	struct output *out = listing->call->out;
	struct fault *f = &listing->call->fault;
	int rc = 0;

	if (listing->absent && !listing->any) {
		words_say("there is no account %s, and the registry has no "
			  "authenticator of that name",
		    listing->user);
		return CALL_NO;
	}
	if (listing->table != NULL)
		rc = table_flush(listing->table, out);
	if (rc == 0)
		rc = output_flush(out);
	return rc == 0 && listing->user != NULL ? unread(r, listing->user, f)
						: rc;
}

static int
list(struct registry *r, struct call *call, void *arg)
{
	struct listing *listing = arg;
	struct clock_reading now;
	int rc = clock_read(&now);

	if (rc != 0)
		return fault_set(&call->fault, rc, "the clock cannot be read");
	listing->now = now.wall;
	if (call->options.value[OPTION_JSON] == NULL) {
		listing->table = table_new(titles, COLUMNS);
		if (listing->table == NULL)
			return -ENOMEM;
	}
	rc = registry_authenticators(
	    r, listing->user, each, listing, &call->fault);
	if (rc == 0)
		rc = finish(r, listing);
	table_free(listing->table);
	return rc;
}

int
command_authenticator_list(struct call *call)
{
	struct listing listing = {
	    .call = call, .user = call->options.operands[0]};
	struct account account;
	int rc = 0;

	if (listing.user != NULL) {
		rc = argument_account(listing.user, &call->fault);
		listing.absent = rc == 0 &&
		    account_find(listing.user, &account, NULL) ==
			ACCOUNT_ABSENT;
	}
	if (rc != 0)
		return rc;
	listing.conf = malloc(sizeof(*listing.conf));
	if (listing.conf == NULL)
		return -ENOMEM;
	rc = conf_read(listing.conf, call->config, &call->fault);
	if (rc == 0)
		rc = service_registry_of(
		    call, listing.conf, NULL, list, &listing);
	free(listing.conf);
	return rc;
}
