/* list - live codes, temporary passwords and events, a page at a time */

#include <errno.h>
#include <stdlib.h>

#include "registry/change.h"
#include "registry/text.h"

/* Rows of a page: read at once, shown with the registry let go of. */
#define PAGE 256
/* Ids a page of events is looked for in, so that it takes milliseconds. */
#define SPAN 16384

struct code_page {
	const char *user;
	int64_t after, now;
	struct registry_code *row;
	size_t n;
};

static int
read_codes(struct registry *r, void *arg, struct fault *f)
{
	struct code_page *p = arg;

	p->n = PAGE;
	return r->store->calls->credential_page(
	    r->store, p->user, p->after, p->now, p->row, &p->n, f);
}

int
registry_list(struct registry *r, const char *user,
    int (*each)(const struct registry_code *, void *), void *arg,
    struct fault *f)
{
	struct code_page p = {.user = user, .n = PAGE};
	int rc = change_now(r, &p.now, f);

	if (rc != 0)
		return rc;
	p.row = calloc(PAGE, sizeof(*p.row));
	if (p.row == NULL)
		return fault_set(f, -ENOMEM, "no memory for a list of codes");
	while (rc == 0 && p.n == PAGE) {
		rc = change_outside(r, read_codes, &p, f);
		for (size_t i = 0; rc == 0 && i < p.n; i++) {
			p.after = p.row[i].id;
			rc = each(&p.row[i], arg);
		}
	}
	free(p.row);
	return rc;
}

struct temporary_page {
	const char *user;
	int64_t after;
	struct registry_clock clock;
	struct registry_temporary *row;
	size_t n;
};

static int
read_temporaries(struct registry *r, void *arg, struct fault *f)
{
	struct temporary_page *p = arg;

	p->n = PAGE;
	return r->store->calls->temporary_page(r->store, p->user, p->after,
	    p->clock.now, p->clock.mark, p->row, &p->n, f);
}

int
registry_temporaries(struct registry *r, const char *user,
    int (*each)(const struct registry_temporary *, void *), void *arg,
    struct fault *f)
{
	struct temporary_page p = {.user = user, .n = PAGE};
	int rc = registry_clock(r, &p.clock, f);

	if (rc != 0)
		return rc;
	p.row = calloc(PAGE, sizeof(*p.row));
	if (p.row == NULL)
		return fault_set(f, -ENOMEM, "no memory for a list");
	while (rc == 0 && p.n == PAGE) {
		rc = change_outside(r, read_temporaries, &p, f);
		for (size_t i = 0; rc == 0 && i < p.n; i++) {
			p.after = p.row[i].id;
			rc = each(&p.row[i], arg);
		}
	}
	free(p.row);
	return rc;
}

struct event_page {
	struct registry_filter from;
	struct registry_event *row;
	size_t n;
	bool more; /* there may be some */
};

/*
 * One page; from.after moves on to where it looked. One that is not full has
 * been looked for in SPAN ids.
 */
static int
read_events(struct registry *r, void *arg, struct fault *f)
{
	const struct store_calls *calls = r->store->calls;
	struct event_page *p = arg;
	int64_t first, until;
	int rc = calls->event_next(r->store, p->from.after, &first, f);

	p->n = 0;
	p->more = rc == 0 && first != 0;
	if (!p->more)
		return rc;
	until = first <= INT64_MAX - SPAN ? first + SPAN : INT64_MAX;
	p->n = PAGE;
	rc = calls->event_page(r->store, &p->from, until, p->row, &p->n, f);
	if (rc == 0)
		p->from.after = p->n == PAGE ? p->row[PAGE - 1].id : until;
	return rc;
}

int
registry_events(struct registry *r, const struct registry_filter *filter,
    int (*each)(const struct registry_event *, void *), void *arg,
    struct fault *f)
{
	struct event_page p = {.from = *filter, .more = true};
	char user[REGISTRY_TEXT_SIZE];
	int rc = 0;

	if (filter->user != NULL) {
		text_clean(filter->user, user, sizeof(user));
		p.from.user = user;
	}
	p.row = calloc(PAGE, sizeof(*p.row));
	if (p.row == NULL)
		return fault_set(f, -ENOMEM, "no memory for a list of events");
	while (rc == 0 && p.more) {
		rc = change_outside(r, read_events, &p, f);
		for (size_t i = 0; rc == 0 && i < p.n; i++)
			rc = each(&p.row[i], arg);
	}
	free(p.row);
	return rc;
}
