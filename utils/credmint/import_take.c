/* import_take - what is new goes into the registry */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "registry/recovery.h"

#include "command.h"
#include "import.h"
#include "service.h"
#include "stop.h"

/* What a transaction may take, and what became of it. */
struct batch {
	size_t n;
	struct import_item *item[REGISTRY_ENROLL_MAX];
	struct import_enrolment e[REGISTRY_ENROLL_MAX];
	const struct registry_enrolment *what[REGISTRY_ENROLL_MAX];
	struct registry_enrolled is[REGISTRY_ENROLL_MAX];
};

/* The next of what is new, no more than most; false: there is none left. */
static bool
fill(const struct import *i, struct batch *b, size_t at, size_t most)
{
	b->n = 0;
	for (; at < i->n && b->n < most; at++) {
		if (i->items[at].state != IMPORT_FRESH)
			continue;
		b->item[b->n] = &i->items[at];
		import_enrolment(i, &i->items[at], &b->e[b->n]);
		b->what[b->n] = &b->e[b->n].what;
		b->n++;
	}
	return b->n > 0;
}

/* They are on disk, and not before are they said to be. */
static void
settle(struct batch *b, size_t done)
{
	for (size_t at = 0; at < done; at++) {
		b->item[at]->state = b->is[at].rc == REGISTRY_NOT_NEEDED
		    ? IMPORT_THERE
		    : IMPORT_TAKEN;
		b->item[at]->id = b->is[at].id;
	}
}

/* A line that the registry will not have, though it looked well before. */
static int
cannot_take(struct import *i, struct import_item *item, int rc)
{
	struct fault why = i->call->fault;

	if (rc != -EDQUOT || !i->keep_going)
		return fault_set(&i->call->fault, rc,
		    "%s:%zu: %s; what is taken by now stays, and importing "
		    "again goes on from here",
		    i->path, item->line, why.text);
	i->call->fault.text[0] = '\0';
	item->state = IMPORT_REFUSED;
	import_wrong(i, item->line, "%s", why.text);
	return 0;
}

/*
 * One after the other where a batch is refused, until the line is known that
 * it is for: most is 1.
 */
static int
batch_take(struct import *i, struct registry *r, struct batch *b, size_t *most,
    size_t *taken)
{
	size_t done;
	int rc = registry_enroll_several(
	    r, b->what, b->n, b->is, &done, &i->call->fault);

	settle(b, done);
	*taken += done;
	if (rc < 0 && b->n == 1)
		rc = cannot_take(i, b->item[0], rc);
	else if (rc < 0)
		i->call->fault.text[0] = '\0';
	if (rc < 0 && b->n > 1) {
		*most = 1;
		return 0;
	}
	*most = REGISTRY_ENROLL_MAX;
	return rc;
}

static int
items_take(struct import *i, struct registry *r)
{
	struct batch *b = calloc(1, sizeof(*b));
	size_t most = REGISTRY_ENROLL_MAX, total = 0, done = 0, at = 0;
	int rc = b == NULL ? -ENOMEM : 0;

	for (size_t k = 0; k < i->n; k++)
		total += i->items[k].state == IMPORT_FRESH;
	import_progress(i, total);
	while (rc == 0 && fill(i, b, at, most)) {
		at = (size_t)(b->item[0] - i->items);
		rc = batch_take(i, r, b, &most, &done);
		progress_step(&i->progress, done);
		if (rc == 0 && stop_asked() != 0)
			rc = -EINTR;
	}
	progress_end(&i->progress);
	free(b);
	return rc;
}

/* How many of them are new was looked up before. */
static int
codes_take(struct import *i, struct registry *r)
{
	int rc = registry_recovery_import(
	    r, &i->account, i->by, i->ncodes, i->codes, &i->call->fault);

	return rc > 0
	    ? fault_set(&i->call->fault, -EIO, "no recovery codes were taken")
	    : rc;
}

int
import_take(struct import *i, struct registry *r)
{
	int rc = items_take(i, r);

	if (rc == 0 && i->ncodes > 0)
		rc = codes_take(i, r);
	if (rc == 0)
		service_tidy(r);
	return rc;
}
