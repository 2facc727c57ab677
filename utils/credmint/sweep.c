/* sweep - lock temporary passwords that nobody used in time */

#include "sweep.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/secret.h"
#include "host/run.h"

#include "account_lock.h"
#include "command.h"
#include "json_line.h"
#include "output.h"
#include "service.h"
#include "stop.h"
#include "words.h"

/* Who waits for the lock has a turn after that long. */
#define HELD_MS 1000

/* How what is done is told; a row for each act. */
static const struct {
	const char *outcome; /* of a record, with --json */
	const char *summary; /* after a number */
	const char *before;  /* with --dry-run: before and after the name */
	const char *after;
} acts[SWEEP_ACTS] = {
    [SWEEP_LOCK] = {"locked", "locked", "would lock ",
	", whose temporary password nobody used in time"},
    [SWEEP_USED] = {"used in time", "used in time", "would leave ",
	" alone, whose temporary password was changed in time"},
    [SWEEP_REPLACED] = {"replaced", "replaced", "would leave ",
	" alone, whose temporary password another one has replaced"},
    [SWEEP_GONE] = {"no account", "without an account", "would forget ",
	", an account that is gone"},
    [SWEEP_FINISH] = {"reset finished", "reset finished",
	"would finish the reset of ", ", which was interrupted"},
    [SWEEP_CANCEL] = {"reset cancelled", "reset cancelled",
	"would cancel the reset of ", ", which set no password"},
};

/* The order in which they are told. */
static const enum sweep_act order[] = {SWEEP_LOCK, SWEEP_USED, SWEEP_REPLACED,
    SWEEP_GONE, SWEEP_FINISH, SWEEP_CANCEL};

static int
tell(struct sweep *sweep, const struct sweep_item *item, enum sweep_act act)
{
	const struct sweep_record *record = &item->record;
	const bool gone = act == SWEEP_GONE;
	const char *user = gone ? record->user : item->at.account.name;
	struct call *call = sweep->call;
	char expires[CLOCK_TEXT_SIZE];
	struct json_line line;

	if (act == SWEEP_NOTHING)
		return 0;
	sweep->count[act]++;
	if (call->options.value[OPTION_JSON] == NULL) {
		if (sweep->dry)
			words_say(
			    "%s%s%s", acts[act].before, user, acts[act].after);
		return 0;
	}
	clock_text(record->expires, expires);
	json_line_begin(&line);
	json_line_text(&line, "user", user);
	json_line_number(
	    &line, "uid", gone ? record->uid : item->at.account.uid);
	json_line_number(&line, "id", record->id);
	json_line_text(&line, "expires", expires);
	json_line_text(&line, "outcome", acts[act].outcome);
	json_line_yes(&line, "done", !sweep->dry);
	return json_line_end(&line, call->out);
}

/* Whether an error of one account is that of all of them. */
static bool
is_for_all(int rc)
{
	return rc == -EBUSY || rc == -EROFS || rc == -ENOSPC || rc == -EDQUOT ||
	    rc == -ENOENT || rc == -ENOMEM || rc == -ETIMEDOUT;
}

/* The first is told; the others go on without it. */
static void
note_failure(struct sweep *sweep, const struct sweep_item *item, int rc,
    const struct fault *f)
{
	sweep->stuck = sweep->stuck || is_for_all(rc);
	if (sweep->failed++ > 0)
		return;
	sweep->error = rc;
	if (is_for_all(rc))
		sweep->fault = *f;
	else
		(void)fault_set(&sweep->fault, rc, "%s: %s",
		    item->host == SWEEP_UNTOLD ? item->record.user
					       : item->at.account.name,
		    f->text);
}

/* Find out what the accounts are now. */
static void
look(struct sweep *sweep)
{
	for (size_t i = 0; i < sweep->nitems; i++) {
		struct fault f = {""};
		int rc = sweep_look(&sweep->items[i], &f);

		if (rc != 0)
			note_failure(sweep, &sweep->items[i], rc, &f);
	}
}

/* What the registry has done by itself, or what would be done. */
static int
tell_judged(struct sweep *sweep)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sweep->nitems; i++) {
		struct sweep_item *item = &sweep->items[i];

		if (item->done || sweep->dry)
			rc = tell(sweep, item, item->act);
		if (item->act <= SWEEP_CANCEL || sweep->dry)
			item->act = SWEEP_NOTHING;
		item->done = false;
	}
	return rc;
}

/* Do to the accounts what is to be done; whether anything was. */
static bool
change(struct sweep *sweep)
{
	bool any = false;

	for (size_t i = 0; i < sweep->nitems; i++) {
		struct sweep_item *item = &sweep->items[i];
		struct fault f = {""};
		int rc = 0;

		if (item->act == SWEEP_NOTHING || stop_asked() != 0)
			continue;
		if (sweep->stuck) {
			sweep->failed++;
			continue;
		}
		rc = sweep_change(item, &f);
		if (rc != 0)
			note_failure(sweep, item, rc, &f);
		any = any || item->done;
	}
	return any;
}

static int
batch(struct sweep *sweep)
{
	const size_t size = SWEEP_BATCH * sizeof(*sweep->items);
	bool any = false;
	int rc;

	look(sweep);
	rc = sweep_judge(sweep);
	if (rc == 0)
		rc = tell_judged(sweep);
	if (rc == 0)
		any = change(sweep);
	for (size_t i = 0; i < sweep->nitems; i++)
		sweep_wipe(&sweep->items[i]);
	if (any)
		rc = sweep_settle(sweep);
	for (size_t i = 0; rc == 0 && i < sweep->nitems; i++)
		if (sweep->items[i].done)
			rc = tell(sweep, &sweep->items[i], sweep->items[i].act);
	secret_wipe(sweep->items, size);
	return rc;
}

/* All intents, or all that are set, a batch at a time. */
static int
pass(struct sweep *sweep, bool set, int lock)
{
	int64_t since = run_clock_ms();
	size_t next = 0;
	int rc = 0;

	while (rc == 0 && next < sweep->nrecords) {
		sweep->nitems = 0;
		for (; next < sweep->nrecords && sweep->nitems < SWEEP_BATCH;
		     next++)
			if (sweep->records[next].set == set)
				sweep->items[sweep->nitems++].record =
				    sweep->records[next];
		if (sweep->nitems > 0)
			rc = batch(sweep);
		if (rc == 0 && stop_asked() != 0)
			rc = -EINTR;
		if (rc == 0 && lock >= 0 && run_clock_ms() - since > HELD_MS) {
			rc = account_lock_pass(lock, &sweep->call->fault);
			since = run_clock_ms();
		}
	}
	return rc;
}

/* Intents first: what they become is seen to at once. */
static int
passes(struct sweep *sweep, int lock)
{
	int rc = sweep_list(sweep);

	if (rc == 0)
		rc = pass(sweep, false, lock);
	if (rc == 0 && sweep->count[SWEEP_FINISH] > 0 && !sweep->dry)
		rc = sweep_list(sweep);
	if (rc == 0)
		rc = pass(sweep, true, lock);
	if (rc == 0 && !sweep->dry)
		rc = sweep_tidy(sweep);
	return rc;
}

/* "1 locked, 2 used in time, 1 reset finished" */
static void
summarize(const struct sweep *sweep)
{
	char text[256] = "";
	size_t used = 0;
	unsigned what = 0;

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		unsigned n = sweep->count[order[i]];
		int rc;

		if (n == 0)
			continue;
		rc = snprintf(text + used, sizeof(text) - used, "%s%u %s",
		    what++ > 0 ? ", " : "", n, acts[order[i]].summary);
		used += rc > 0 ? (size_t)rc : 0;
	}
	if (sweep->failed > 0 && (what > 0 || sweep->failed > 1))
		(void)snprintf(text + used, sizeof(text) - used,
		    "%s%u left for the next sweep", what > 0 ? ", " : "",
		    sweep->failed);
	if (text[0] != '\0')
		words_say("%s", text);
}

static int
run(struct sweep *sweep)
{
	struct call *call = sweep->call;
	int lock = -1, rc = 0;

	if (!sweep->dry)
		rc = account_lock_take(&lock, &call->fault);
	if (rc == 0)
		rc = passes(sweep, lock);
	account_lock_drop(lock);
	if (call->options.value[OPTION_JSON] == NULL && !sweep->dry)
		summarize(sweep);
	/* What was done is told, and goes even when something else failed. */
	int flushed = output_flush(call->out);
	if (rc == 0)
		rc = flushed;
	if (rc == 0 && sweep->failed > 0) {
		call->fault = sweep->fault;
		rc = sweep->error;
	}
	return rc;
}

int
command_sweep(struct call *call)
{
	const size_t size = SWEEP_BATCH * sizeof(struct sweep_item);
	struct sweep sweep = {.call = call};
	int rc;

	if (geteuid() != 0)
		return fault_set(&call->fault, -EPERM, "run this as root");
	sweep.dry = call->options.value[OPTION_DRY_RUN] != NULL;
	service_asker(sweep.by);
	sweep.items = calloc(SWEEP_BATCH, sizeof(*sweep.items));
	if (sweep.items == NULL)
		return -ENOMEM;
	rc = run(&sweep);
	secret_free(sweep.items, size);
	free(sweep.records);
	return rc;
}
