/* import_take - what is new goes into the registry */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "registry/recovery.h"

#include "command.h"
#include "import.h"
#include "stop.h"
#include "words.h"

/* A line that the registry will not have, though it looked well before. */
static int
cannot_take(struct import *i, const struct import_item *item, int rc)
{
	struct fault why = i->call->fault;

	return fault_set(&i->call->fault, rc,
	    "%s:%zu: %s; what stands before is taken, and importing again goes "
	    "on from here",
	    i->path, item->line, why.text);
}

static int
item_take(struct import *i, struct registry *r, struct import_item *item,
    struct import_enrolment *e)
{
	struct registry_authenticator is;
	int rc;

	import_enrolment(i, item, e);
	rc = registry_enroll(r, &e->what, &is, &i->call->fault);
	if (rc < 0)
		return cannot_take(i, item, rc);
	item->state = rc == REGISTRY_NOT_NEEDED ? IMPORT_THERE : IMPORT_TAKEN;
	item->id = is.id;
	return 0;
}

static int
items_take(struct import *i, struct registry *r)
{
	struct import_enrolment *e = calloc(1, sizeof(*e));
	size_t total = 0, done = 0;
	int rc = e == NULL ? -ENOMEM : 0;

	for (size_t at = 0; at < i->n; at++)
		total += i->items[at].state == IMPORT_FRESH;
	progress_begin_slow(&i->progress, total, i->call->out);
	for (size_t at = 0; rc == 0 && at < i->n; at++) {
		if (i->items[at].state != IMPORT_FRESH)
			continue;
		rc = item_take(i, r, &i->items[at], e);
		progress_step(&i->progress, ++done);
		if (rc == 0 && stop_asked() != 0)
			rc = -EINTR;
	}
	progress_end(&i->progress);
	free(e);
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
	struct fault other = {""};
	int rc = items_take(i, r);

	if (rc == 0 && i->ncodes > 0)
		rc = codes_take(i, r);
	/* It is durable already: this only tidies up. */
	if (rc == 0 && registry_checkpoint(r, &other) != 0)
		words_say("the registry was not tidied: %s", other.text);
	return rc;
}
