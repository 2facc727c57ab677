/* provision_write - the accounts as text, their passwords as secrets */

#include <errno.h>
#include <inttypes.h>

#include "host/run.h"

#include "command.h"
#include "crew.h"
#include "output.h"
#include "provision.h"
#include "provision_handed.h"
#include "provision_item.h"
#include "template.h"
#include "words.h"

/* How long what is made waits for the disk, and how much. */
#define EVERY_MS 1000
#define AT_ONCE PROVISION_HANDED_MAX

struct writing {
	struct provision *p;
	struct provision_drawer *drawer;
	struct provision_handed *handed; /* NULL: the output goes back */
	uint64_t written;                /* into the output, of p->total */
	int64_t synced;                  /* run_clock_ms() */
};

static int
synced(struct writing *w)
{
	w->p->made = w->written;
	w->synced = run_clock_ms();
	return 0;
}

/* The output has its secrets synced before it writes. */
static int
sync_handed(struct writing *w)
{
	struct provision *p = w->p;
	int rc = output_sync(p->call->out, false);

	if (rc == 0)
		rc = provision_secrets_sync(p->secrets, &p->call->fault);
	if (rc != 0)
		return rc;
	provision_handed_all(w->handed);
	return synced(w);
}

/* 3. of provision.h. What fails leaves both files as they were before. */
static int
sync_both(struct writing *w)
{
	struct provision *p = w->p;
	struct output *out = p->call->out;
	int rc, back;
	bool listed;

	if (w->handed != NULL)
		return sync_handed(w);
	rc = output_sync(out, template_has_again(p->template));
	listed = rc == 0;
	if (rc == 0)
		rc = provision_secrets_sync(p->secrets, &p->call->fault);
	if (rc == 0) {
		output_mark(out);
		return synced(w);
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

static struct template_values
values_of(const struct writing *w, const struct provision_account *account,
    uint64_t number)
{
	return (struct template_values){
	    .account = account,
	    .now = w->p->now,
	    .expires = w->p->expires,
	    .number = number,
	};
}

static int
drain(void *arg_item, void *arg)
{
	const struct provision_item *item = arg_item;
	struct writing *w = arg;
	struct provision *p = w->p;
	struct template_values values =
	    values_of(w, item->account, w->written + 1);
	int rc = provision_item_end(item, &p->call->fault);

	values.hash = item->hash;
	values.method = item->method;

	/* The output may be written to at any time. */
	if (rc == 0)
		rc = provision_secrets_put(p->secrets, item->account,
		    item->password, p->expires, &p->call->fault);
	if (rc == 0 && w->handed != NULL)
		provision_handed_begin(w->handed, item->account);
	if (rc == 0)
		rc = template_account(p->template, &values, p->call->out);
	if (rc != 0)
		return rc;
	if (w->handed != NULL)
		provision_handed_whole(w->handed);
	provision_drawer_drop(w->drawer);
	progress_step(&p->progress, ++w->written);
	if (provision_secrets_full(p->secrets) ||
	    w->written - p->made >= AT_ONCE ||
	    run_clock_ms() - w->synced >= EVERY_MS)
		rc = sync_both(w);
	return rc;
}

/* What is said once more of the first accounts that were made. */
static int
say_again(struct writing *w, uint64_t count)
{
	struct provision *p = w->p;
	struct provision_account account;
	struct provision_how how;
	int rc = template_middle(p->template, p->call->out);

	provision_input_rewind(p->input);
	for (uint64_t i = 0; rc == 0 && i < count;) {
		struct template_values values;

		rc = provision_input_next(p->input, &account, &p->call->fault);
		if (rc <= 0)
			return rc < 0 ? rc : -EIO;
		rc = provision_secrets_find(p->secrets,
		    account.field[PROVISION_NAME], NULL, NULL, &p->call->fault);
		if (rc != 0) { /* an earlier run made it */
			rc = rc > 0 ? 0 : rc;
			continue;
		}
		provision_how(p, &account, &how);
		values = values_of(w, &account, ++i);
		values.method = how.method;
		rc = template_again(p->template, &values, p->call->out);
	}
	return rc;
}

static int
end_write(struct writing *w, uint64_t count)
{
	struct provision *p = w->p;
	int rc = 0;

	if (template_has_again(p->template))
		rc = say_again(w, count);
	return rc != 0 ? rc : template_tail(p->template, p->call->out);
}

/*
 * What a pipe was given cannot be had back, nor is it known whether it was
 * read.
 */
static bool
end_handed(struct writing *w)
{
	struct provision *p = w->p;
	const char *last;

	p->made += provision_handed_end(w->handed, &last);
	if (output_flush(p->call->out) == 0)
		return true;
	if (p->made > 0)
		words_say("the output was given the hashes of %" PRIu64
			  " account%s, up to %s, read or not; the passwords "
			  "are in the secrets",
		    p->made, p->made == 1 ? "" : "s", last);
	return false;
}

static bool
end_back(struct writing *w)
{
	provision_secrets_drop(w->p->secrets);
	return output_take_back(w->p->call->out) == 0;
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
	bool good = w->handed != NULL ? end_handed(w) : end_back(w);

	if (good && p->made > 0 && end_write(w, p->made) == 0 &&
	    output_sync(out, false) == 0)
		output_mark(out);
	p->call->fault = fault;
}

/* The end behind what was made, and all of it on the disk. */
static int
end(struct writing *w)
{
	int rc = end_write(w, w->written);

	return rc != 0 ? rc : sync_both(w);
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
		rc = provision_handed_open(
		    &w.handed, out, p->secrets, &p->call->fault);
	if (rc == 0)
		rc = template_head(p->template, out);
	progress_begin_slow(&p->progress, p->total, out);
	if (rc == 0)
		rc = crew_run(&crew, &p->call->fault);
	progress_end(&p->progress);
	bool early = rc != 0 && rc != -EINTR;
	if (rc == 0 || (rc == -EINTR && w.written > 0)) {
		int ended = end(&w);

		early = ended != 0;
		rc = ended != 0 ? ended : rc;
	}
	if (early)
		end_early(&w);
	provision_handed_close(w.handed);
	provision_drawer_close(w.drawer);
	return rc;
}
