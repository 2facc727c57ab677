/* provision_write - the accounts as text, their passwords as secrets */

#include <errno.h>
#include <inttypes.h>

#include "host/run.h"

#include "command.h"
#include "crew.h"
#include "output.h"
#include "progress.h"
#include "provision.h"
#include "provision_item.h"
#include "template.h"
#include "words.h"

/* How long what is made waits for the disk, and how much. */
#define EVERY_MS 1000
#define AT_ONCE 4096

struct writing {
	struct provision *p;
	struct provision_drawer *drawer;
	struct progress progress;
	uint64_t written; /* into the output, of p->total */
	int64_t synced;   /* run_clock_ms() */
};

/* 3. of provision.h. What fails leaves both files as they were before. */
static int
sync_both(struct writing *w)
{
	struct provision *p = w->p;
	struct output *out = p->call->out;
	int rc = output_sync(out), back;
	bool listed = rc == 0;

	if (rc == 0)
		rc = provision_secrets_sync(p->secrets, &p->call->fault);
	if (rc == 0) {
		output_mark(out);
		p->made = w->written;
		w->synced = run_clock_ms();
		return 0;
	}
	provision_secrets_drop(p->secrets);
	back = output_take_back(out);
	if (back != 0 && listed && w->written > p->made)
		words_say("the last %" PRIu64
			  " accounts of the output have no password: it is "
			  "in no file",
		    w->written - p->made);
	return rc;
}

static int
fill(void *item, void *arg)
{
	struct writing *w = arg;

	return provision_drawer_next(w->drawer, item);
}

static void
work(void *item)
{
	provision_item_hash(item);
}

static int
drain(void *arg_item, void *arg)
{
	const struct provision_item *item = arg_item;
	struct writing *w = arg;
	struct provision *p = w->p;
	const struct template_values values = {
	    .account = item->account,
	    .hash = item->hash,
	    .method = item->method,
	    .now = p->now,
	    .expires = p->expires,
	    .number = w->written + 1,
	};
	int rc = provision_item_end(item, &p->call->fault);

	if (rc == 0)
		rc = template_account(p->template, &values, p->call->out);
	if (rc == 0)
		rc = provision_secrets_put(p->secrets, item->account,
		    item->password, p->expires, &p->call->fault);
	if (rc != 0)
		return rc;
	provision_drawer_drop(w->drawer);
	progress_step(&w->progress, ++w->written);
	if (provision_secrets_full(p->secrets) ||
	    w->written - p->made >= AT_ONCE ||
	    run_clock_ms() - w->synced >= EVERY_MS)
		rc = sync_both(w);
	return rc;
}

/*
 * What stands behind the accounts, of which n were written: those that are not
 * in the secrets since an earlier run, from the first on.
 */
static int
end_put(struct provision *p, uint64_t n)
{
	struct template_values values = {
	    .now = p->now, .expires = p->expires, .number = 1};
	struct provision_account account;
	struct output *out = p->call->out;
	int rc = 0;

	if (template_has_again(p->template)) {
		provision_input_rewind(p->input);
		rc = template_middle(p->template, out);
	} else {
		n = 0;
	}
	while (rc == 0 && values.number <= n) {
		enum provision_state state;
		char password[PROVISION_PASSWORD_SIZE];
		struct provision_how how;

		rc = provision_input_next(p->input, &account, &p->call->fault);
		if (rc > 0)
			rc = provision_wanted(
			    p, &account, false, &state, password);
		else if (rc == 0)
			rc = -EIO;
		if (rc <= 0)
			continue;
		provision_how(p, &account, &how);
		values.account = &account;
		values.method = how.method;
		rc = template_again(p->template, &values, out);
		values.number++;
	}
	return rc != 0 ? rc : template_tail(p->template, out);
}

/*
 * After a fault, whole accounts and the end behind them; the fault stays the
 * one to tell.
 */
static void
end_early(struct writing *w)
{
	struct provision *p = w->p;
	const struct fault fault = p->call->fault;
	struct output *out = p->call->out;

	provision_secrets_drop(p->secrets);
	if (output_take_back(out) == 0 && p->made > 0 &&
	    end_put(p, p->made) == 0 && output_sync(out) == 0)
		output_mark(out);
	p->call->fault = fault;
}

int
provision_write(struct provision *p)
{
	struct writing w = {.p = p, .synced = run_clock_ms()};
	const struct crew crew = {
	    .threads = p->threads,
	    .size = sizeof(struct provision_item),
	    .fill = fill,
	    .work = work,
	    .drain = drain,
	    .arg = &w,
	};
	struct output *out = p->call->out;
	int rc = provision_drawer_open(&w.drawer, p);

	output_steady(out);
	if (rc == 0)
		rc = template_head(p->template, out);
	progress_begin(&w.progress, p->total, out);
	if (rc == 0)
		rc = crew_run(&crew, &p->call->fault);
	progress_end(&w.progress);
	if (rc == 0 || (rc == -EINTR && w.written > 0)) {
		int ended = end_put(p, w.written);

		if (ended == 0)
			ended = sync_both(&w);
		rc = ended != 0 ? ended : rc;
	}
	if (rc != 0 && rc != -EINTR)
		end_early(&w);
	provision_drawer_close(w.drawer);
	return rc;
}
