/* provision_make - the accounts on this host, in batches */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/secret.h"

#include "command.h"
#include "crew.h"
#include "output.h"
#include "provision.h"
#include "provision_item.h"
#include "stop.h"

/* What an account of a batch keeps of its item. */
struct kept {
	char password[PROVISION_PASSWORD_SIZE];
	char hash[CREDMINT_HASH_SIZE];
};

struct making {
	struct provision *p;
	struct provision_drawer *drawer;
	struct provision_made made[PROVISION_APPLY_BATCH];
	struct kept *kept; /* PROVISION_APPLY_BATCH of them */
	size_t filled, n;  /* of this batch: drawn, hashed */
	bool all;          /* no account is left */
};

static int
fill(void *item, void *arg)
{
	struct making *m = arg;
	int rc;

	if (m->filled == PROVISION_APPLY_BATCH)
		return 0;
	rc = provision_drawer_next(m->drawer, item);
	m->all = rc == 0;
	m->filled += rc > 0;
	return rc;
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
	struct making *m = arg;
	struct kept *kept = &m->kept[m->n];
	int rc = provision_item_end(item, &m->p->call->fault);

	if (rc != 0)
		return rc;
	memcpy(kept->password, item->password, sizeof(kept->password));
	memcpy(kept->hash, item->hash, sizeof(kept->hash));
	m->made[m->n++] = (struct provision_made){
	    .account = *item->account,
	    .password = kept->password,
	    .hash = kept->hash,
	    .resumed = item->resumed,
	    .expires = item->expires,
	};
	progress_step(&m->p->progress, m->p->made + m->p->failed + m->n);
	return 0;
}

/* 3. of provision.h. */
static int
secrets_first(struct making *m)
{
	struct provision *p = m->p;
	struct clock_reading now;
	int rc = 0;

	if (clock_read(&now) != 0)
		return fault_set(
		    &p->call->fault, -EIO, "cannot read the clock");
	for (size_t i = 0; rc == 0 && i < m->n; i++) {
		struct provision_made *made = &m->made[i];

		if (made->resumed)
			continue;
		made->expires = now.wall + p->ttl;
		rc = provision_secrets_put(p->secrets, &made->account,
		    made->password, made->expires, &p->call->fault);
	}
	if (rc == 0)
		rc = provision_secrets_sync(p->secrets, &p->call->fault);
	return rc;
}

static int
batch_apply(struct making *m)
{
	struct provision *p = m->p;
	size_t made = 0, failed = 0;
	int rc = secrets_first(m);

	if (rc != 0)
		return rc;
	progress_hide(&p->progress);
	rc = provision_apply_batch(
	    p->host, m->made, m->n, &made, &failed, &p->call->fault);
	p->failed += failed;
	p->made += made;
	p->unmade += m->n - made;
	progress_step(&p->progress, p->made + p->failed);
	if (rc == 0 && failed > 0 && !p->keep_going)
		rc = fault_set(&p->call->fault, -EIO,
		    "%zu of a batch failed, those behind them were not begun",
		    failed);
	return rc;
}

/* Who hashes has ended when the system's tools are run: they wait for it all.
 */
static int
batch(struct making *m)
{
	const struct crew crew = {
	    .threads = m->p->threads,
	    .size = sizeof(struct provision_item),
	    .fill = fill,
	    .work = work,
	    .drain = drain,
	    .arg = m,
	};
	int rc;

	m->filled = m->n = 0;
	rc = crew_run(&crew, &m->p->call->fault);
	/* Told to end: what has only been drawn is nowhere yet. */
	if (rc == 0 && m->n > 0)
		rc = batch_apply(m);
	secret_wipe(m->kept, sizeof(*m->kept) * PROVISION_APPLY_BATCH);
	while (m->n > 0) {
		provision_drawer_drop(m->drawer);
		m->n--;
	}
	return rc;
}

int
provision_make(struct provision *p)
{
	const size_t size = sizeof(struct kept) * PROVISION_APPLY_BATCH;
	struct making *m = calloc(1, sizeof(*m));
	int rc;

	if (m == NULL)
		return fault_set(&p->call->fault, -ENOMEM, "out of memory");
	m->p = p;
	m->kept = secret_map(size, NULL);
	rc = m->kept == NULL
	    ? fault_set(&p->call->fault, -ENOMEM, "out of memory")
	    : provision_drawer_open(&m->drawer, p);
	/* No data goes anywhere: standard output may well be the terminal. */
	progress_begin_slow(&p->progress, p->total, NULL);
	while (rc == 0 && !m->all)
		rc = stop_asked() != 0 ? -EINTR : batch(m);
	progress_end(&p->progress);
	provision_drawer_close(m->drawer);
	secret_unmap(m->kept, size);
	free(m);
	return rc;
}
