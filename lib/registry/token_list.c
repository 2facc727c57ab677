/* token_list - tokens a page at a time: to be shown, and to be revoked */

#include <errno.h>
#include <stdlib.h>

#include "registry/token_act.h"

/* Rows of a page, and what one transaction revokes. */
#define PAGE 128
/* Ids a page is looked for in where no index leads to it, and where one does:
 * those are far from each other. */
#define SPAN 4096
#define SPAN_INDEXED 1024

struct paging {
	const struct registry_token_filter *filter;
	struct store_token_which which;
	struct store_token *row;
	size_t n;
	bool more; /* there may be some */
	const char *by, *source;
	int64_t revoked; /* in this transaction */
};

/* Up to which id a page is looked for; 0: there is nothing above after. */
static int
find_end(struct registry *r, const struct store_token_which *which,
    int64_t *until, struct fault *f)
{
	const bool indexed = which->subject != NULL || which->label != NULL;
	int rc = r->store->calls->tokens->span(
	    r->store, which, indexed ? SPAN_INDEXED : 1, until, f);

	if (rc == 0 && !indexed && *until != 0)
		*until =
		    *until <= INT64_MAX - SPAN ? *until + SPAN - 1 : INT64_MAX;
	return rc;
}

/* One page; *after is where the next one goes on from. */
static int
read_page(struct registry *r, struct paging *p, int64_t *after, struct fault *f)
{
	const struct store_token_calls *calls = r->store->calls->tokens;
	struct store_token_which which = p->which;
	int64_t next = 0;
	int rc = find_end(r, &which, &which.until, f);

	p->n = 0;
	p->more = rc == 0 && which.until != 0;
	if (!p->more)
		return rc;
	p->n = PAGE;
	rc = calls->page(r->store, &which, p->row, &p->n, f);
	if (rc != 0)
		return rc;
	which.after = p->n == PAGE ? p->row[PAGE - 1].id : which.until;
	*after = which.after;
	rc = calls->span(r->store, &which, 1, &next, f);
	p->more = rc == 0 && next != 0;
	return rc;
}

static int
read_shown(struct registry *r, void *arg, struct fault *f)
{
	struct paging *p = arg;
	int64_t after = p->which.after;
	int rc = read_page(r, p, &after, f);

	p->which.after = after;
	return rc;
}

static bool
skipped(const struct registry *r, const struct paging *p, size_t i)
{
	return !token_allowed(&r->conf, p->filter->only, p->row[i].kind);
}

/* "" is the label of none, and no filter. */
static int
start(struct registry *r, struct paging *p, struct fault *f)
{
	const struct registry_token_filter *filter = p->filter;
	int rc = change_now(r, &p->which.now, f);

	if (rc != 0)
		return rc;
	p->which.kind = filter->kind;
	p->which.subject = filter->subject;
	p->which.label = filter->label != NULL && *filter->label != '\0'
	    ? filter->label
	    : NULL;
	p->which.dead = filter->all;
	p->which.after = filter->after;
	p->more = true;
	p->row = calloc(PAGE, sizeof(*p->row));
	if (p->row == NULL)
		return fault_set(f, -ENOMEM, "no memory for a list of tokens");
	return 0;
}

/* A page is shown. 0, a fault, or what each() stopped with. */
static int
show_page(struct registry *r, struct paging *p,
    int (*each)(const struct registry_token *, void *), void *arg,
    struct fault *f)
{
	struct registry_token shown;
	int rc = change_outside(r, read_shown, p, f);

	for (size_t i = 0; rc == 0 && i < p->n; i++) {
		if (skipped(r, p, i))
			continue;
		token_show(&p->row[i], p->which.now, &shown);
		rc = each(&shown, arg);
	}
	return rc;
}

int
registry_token_list_some(struct registry *r,
    const struct registry_token_filter *filter, int64_t *next,
    int (*each)(const struct registry_token *, void *), void *arg,
    struct fault *f)
{
	struct paging p = {.filter = filter};
	int rc = start(r, &p, f);

	*next = 0;
	if (rc == 0)
		rc = show_page(r, &p, each, arg, f);
	if (rc == 0 && p.more)
		*next = p.which.after;
	free(p.row);
	return rc;
}

int
registry_token_list(struct registry *r,
    const struct registry_token_filter *filter,
    int (*each)(const struct registry_token *, void *), void *arg,
    struct fault *f)
{
	struct paging p = {.filter = filter};
	int rc = start(r, &p, f);

	while (rc == 0 && p.more)
		rc = show_page(r, &p, each, arg, f);
	free(p.row);
	return rc;
}

static int
revoke_row(struct change *c, struct paging *p, const struct store_token *row)
{
	const struct registry_token_op op = {
	    .act = REGISTRY_TOKEN_REVOKE, .by = p->by, .source = p->source};
	bool done;
	int rc = token_end(c, row, STORE_REVOKED, &done);

	if (rc == 0 && done) {
		p->revoked++;
		rc = token_note(c, &op, row, "revoked", false, NULL);
	}
	return rc;
}

static int
revoke_page(struct change *c, void *arg)
{
	struct paging *p = arg;
	int64_t after = p->which.after;
	int rc;

	p->revoked = 0;
	p->which.now = c->now;
	rc = read_page(c->r, p, &after, c->f);
	for (size_t i = 0; rc == 0 && i < p->n; i++)
		if (!skipped(c->r, p, i))
			rc = revoke_row(c, p, &p->row[i]);
	/* Set anew by another try, since it begins where this one did. */
	if (rc == 0)
		p->which.until = after;
	return rc;
}

/* A page is revoked, and which.after moves on behind it. */
static int
revoke_some(struct registry *r, struct paging *p, struct fault *f)
{
	int rc;

	p->which.dead = false;
	rc = change_run(r, STORE_DURABLE, revoke_page, p, f);
	if (rc != 0)
		return rc;
	p->which.after = p->which.until;
	r->store->calls->ease(r->store);
	return 0;
}

int
registry_token_revoke_some(struct registry *r,
    const struct registry_token_filter *filter, const char *by,
    const char *source, int64_t *next, int64_t *n, struct fault *f)
{
	struct paging p = {.filter = filter, .by = by, .source = source};
	int rc = start(r, &p, f);

	*n = *next = 0;
	if (rc == 0)
		rc = revoke_some(r, &p, f);
	if (rc == 0) {
		*n = p.revoked;
		*next = p.more ? p.which.after : 0;
	}
	free(p.row);
	return rc;
}

int
registry_token_revoke_all(struct registry *r,
    const struct registry_token_filter *filter, const char *by,
    const char *source, int64_t *n, struct fault *f)
{
	struct paging p = {.filter = filter, .by = by, .source = source};
	int rc = start(r, &p, f);

	*n = 0;
	while (rc == 0 && p.more) {
		rc = revoke_some(r, &p, f);
		if (rc == 0)
			*n += p.revoked;
	}
	free(p.row);
	return rc;
}
