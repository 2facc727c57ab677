/* import_plan - what of a file can be taken, user by user */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"
#include "registry/recovery.h"

#include "authenticator_find.h"
#include "command.h"
#include "import.h"
#include "stop.h"
#include "words.h"

static int
by_user(const void *a, const void *b)
{
	const struct import_item *x = a, *y = b;
	int order = strcmp(x->user, y->user);

	if (order != 0)
		return order;
	return (x->line > y->line) - (x->line < y->line);
}

/* How many from the first on are of the same user. */
static size_t
group(const struct import *i, size_t first)
{
	size_t n = 1;

	while (first + n < i->n &&
	    strcmp(i->items[first].user, i->items[first + n].user) == 0)
		n++;
	return n;
}

static void
refuse_all(
    struct import *i, struct import_item *items, size_t n, const char *why)
{
	for (size_t at = 0; at < n; at++) {
		items[at].state = IMPORT_REFUSED;
		import_wrong(i, items[at].line, "%s", why);
	}
}

/*
 * 1: they are refused. A name that nobody has is not said: a column may be
 * missing, and then it is something else.
 */
static int
account_of(struct import *i, struct import_item *items, size_t n)
{
	struct account account;
	struct fault *f = &i->call->fault;
	int rc = account_find(items[0].user, &account, f);

	if (rc < 0)
		return rc;
	if (rc == ACCOUNT_ABSENT) {
		refuse_all(i, items, n,
		    "there is no account of the name in the second column");
		return 1;
	}
	if (strcmp(account.name, items[0].user) != 0) {
		refuse_all(i, items, n,
		    "the account in the second column is spelled otherwise; "
		    "write it as getent passwd does");
		return 1;
	}
	for (size_t at = 0; at < n; at++) {
		items[at].uid = account.uid;
		items[at].gid = account.gid;
	}
	return 0;
}

static bool
same_seed(const struct import_item *a, const struct import_item *b)
{
	return secret_equal(a->key, a->nkey, b->key, b->nkey);
}

/* One seed in two lines: once, and with what is spent by either. */
static void
merge(struct import *i, struct import_item *first, struct import_item *again)
{
	if (first->type != again->type || first->digits != again->digits ||
	    first->step != again->step) {
		again->state = IMPORT_REFUSED;
		import_wrong(i, again->line,
		    "the secret is that of line %zu, with another type; a "
		    "secret is one authenticator",
		    first->line);
		return;
	}
	again->state = IMPORT_TWICE;
	first->known = first->known || again->known;
	if (again->next > first->next)
		first->next = again->next;
	progress_hide(&i->progress);
	words_say("%s:%zu: the same authenticator as in line %zu; it is taken "
		  "once, with the higher counter",
	    i->path, again->line, first->line);
}

/* Distinct ones of a user are few: more than fit are refused at once. */
static void
group_plan(struct import *i, struct import_item *items, size_t n)
{
	struct import_item *kept[REGISTRY_AUTHENTICATORS_MAX];
	unsigned nkept = 0;

	for (size_t at = 0; at < n; at++) {
		unsigned k = 0;

		while (k < nkept && !same_seed(kept[k], &items[at]))
			k++;
		if (k < nkept) {
			merge(i, kept[k], &items[at]);
		} else if (k < REGISTRY_AUTHENTICATORS_MAX) {
			kept[nkept++] = &items[at];
			items[at].ordinal = nkept;
		} else {
			items[at].state = IMPORT_REFUSED;
			import_wrong(i, items[at].line,
			    "an account has %d authenticators at the most",
			    REGISTRY_AUTHENTICATORS_MAX);
		}
	}
}

int
import_plan(struct import *i)
{
	int rc = 0;

	if (i->n > 1)
		qsort(i->items, i->n, sizeof(*i->items), by_user);
	import_progress(i, i->n);
	for (size_t at = 0, n; rc >= 0 && at < i->n; at += n) {
		n = group(i, at);
		rc = account_of(i, i->items + at, n);
		if (rc == 0)
			group_plan(i, i->items + at, n);
		progress_step(&i->progress, at + n);
		if (rc >= 0 && stop_asked() != 0)
			rc = -EINTR;
	}
	progress_end(&i->progress);
	return rc < 0 ? rc : 0;
}

void
import_enrolment(const struct import *i, const struct import_item *item,
    struct import_enrolment *out)
{
	const char *tool =
	    i->format == IMPORT_GOOGLE ? "google-authenticator" : "pam_oath";

	memset(out, 0, sizeof(*out));
	(void)snprintf(
	    out->account.name, sizeof(out->account.name), "%s", item->user);
	out->account.uid = item->uid;
	out->account.gid = item->gid;
	if (item->ordinal > 1)
		(void)snprintf(
		    out->name, sizeof(out->name), "%s %u", tool, item->ordinal);
	else
		(void)snprintf(out->name, sizeof(out->name), "%s", tool);
	out->otp = (struct credmint_otp)CREDMINT_OTP_INIT;
	out->otp.type = item->type;
	out->otp.digest = CREDMINT_SHA1;
	out->otp.digits = item->digits;
	out->otp.step = item->step;
	out->otp.key = item->key;
	out->otp.nkey = item->nkey;
	out->what = (struct registry_enrolment){.account = &out->account,
	    .name = out->name,
	    .otp = &out->otp,
	    .next = item->next,
	    .drift = item->drift,
	    .by = i->by,
	    .act = "import"};
}

/* The registry stays as it is: whoever knows the codes may have used them. */
static void
behind(struct import *i, const struct import_item *item, int64_t next)
{
	if (!item->known || item->next <= next)
		return;
	progress_hide(&i->progress);
	words_say("%s:%zu: it is there already, and was used elsewhere since: "
		  "codes that are spent there are good here once more; remove "
		  "authenticator %lld and import it again",
	    i->path, item->line, (long long)item->id);
}

static int
item_compare(struct import *i, struct registry *r, struct import_item *item,
    struct import_enrolment *e)
{
	struct registry_authenticator is;
	struct fault f = {""};
	int rc;

	import_enrolment(i, item, e);
	rc = registry_enroll_look(r, &e->what, &is, &f);
	if (rc == -EINVAL || rc == -EEXIST) {
		item->state = IMPORT_REFUSED;
		import_wrong(i, item->line, "%s", f.text);
		return 0;
	}
	if (rc < 0) {
		i->call->fault = f;
		return rc;
	}
	item->state = rc == REGISTRY_NOT_NEEDED ? IMPORT_THERE : IMPORT_FRESH;
	item->id = is.id;
	if (item->state == IMPORT_THERE)
		behind(i, item, is.next);
	return 0;
}

/* Those of a group that are new have to find room. */
static int
room_check(struct import *i, struct registry *r, struct import_item *items,
    size_t n, struct authenticator_find *find)
{
	int rc;

	memset(find, 0, sizeof(*find));
	find->user = items[0].user;
	find->uid = items[0].uid;
	rc = authenticator_find(r, find, &i->call->fault);
	for (size_t at = 0; rc == 0 && at < n; at++) {
		if (items[at].state != IMPORT_FRESH ||
		    ++find->n <= REGISTRY_AUTHENTICATORS_MAX)
			continue;
		items[at].state = IMPORT_REFUSED;
		import_wrong(i, items[at].line,
		    "%s has or would have more than %d authenticators; remove "
		    "some first",
		    items[at].user, REGISTRY_AUTHENTICATORS_MAX);
	}
	return rc;
}

static int
group_compare(
    struct import *i, struct registry *r, struct import_item *items, size_t n)
{
	union {
		struct import_enrolment e;
		struct authenticator_find find;
	} *work = calloc(1, sizeof(*work));
	int rc = work == NULL ? -ENOMEM : 0;

	for (size_t at = 0; rc == 0 && at < n; at++)
		if (items[at].state == IMPORT_READ)
			rc = item_compare(i, r, &items[at], &work->e);
	if (rc == 0)
		rc = room_check(i, r, items, n, &work->find);
	free(work);
	return rc;
}

/* More than there is room for are a fault before anything is taken. */
static int
codes_compare(struct import *i, struct registry *r)
{
	int rc = registry_recovery_look(r, &i->account, i->ncodes, i->codes,
	    &i->codes_taken, &i->call->fault);

	i->codes_there = (unsigned)i->ncodes - i->codes_taken;
	return rc;
}

int
import_compare(struct import *i, struct registry *r)
{
	int rc = 0;

	import_progress(i, i->n);
	for (size_t at = 0, n; rc == 0 && at < i->n; at += n) {
		n = group(i, at);
		rc = group_compare(i, r, i->items + at, n);
		progress_step(&i->progress, at + n);
		if (rc == 0 && stop_asked() != 0)
			rc = -EINTR;
	}
	progress_end(&i->progress);
	return rc == 0 && i->ncodes > 0 ? codes_compare(i, r) : rc;
}
