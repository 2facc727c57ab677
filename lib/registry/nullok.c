/* nullok - who was never enrolled, whom other modules may let in */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "registry/change.h"
#include "registry/pass.h"
#include "registry/store_authenticator.h"

struct looking {
	const char *name;
	int64_t uid;
	int64_t until;
	struct store_enrolled has;
	bool absent;
};

/* Whom nobody knows is looked for all the same; nobody has his uid. */
static struct looking
looking_for(const struct account *account)
{
	return (struct looking){.name = account != NULL ? account->name : "",
	    .uid = account != NULL ? (int64_t)account->uid : STORE_NO_UID};
}

static int
look(struct store *s, struct looking *l, struct fault *f)
{
	int rc = s->calls->authenticators->account_enrolled(
	    s, l->name, l->uid, &l->has, f);

	l->absent = rc == 0 && !l->has.own && l->has.other[0] == '\0';
	return rc;
}

static int
look_alone(struct registry *r, void *arg, struct fault *f)
{
	return look(r->store, arg, f);
}

/* A change, so that a time that has been reached stays so. */
static int
look_until(struct change *c, void *arg)
{
	struct looking *l = arg;
	int rc = look(c->s, l, c->f);

	l->absent = l->absent && l->until > c->now;
	return rc;
}

int
registry_enrolled(struct registry *r, const struct account *account,
    bool *enrolled, char *other, struct fault *f)
{
	struct looking l = looking_for(account);
	int rc = change_outside(r, look_alone, &l, f);

	*enrolled = rc != 0 || !l.absent;
	memset(other, 0, REGISTRY_NAME_SIZE);
	if (rc == 0)
		memcpy(other, l.has.other, sizeof(l.has.other));
	return rc;
}

int
registry_nullok(struct registry *r, const struct account *account,
    int64_t until, bool *absent, char *other, struct fault *f)
{
	struct looking l = looking_for(account);
	int rc;

	*absent = false;
	memset(other, 0, REGISTRY_NAME_SIZE);
	l.until = until;
	if (until == 0)
		rc = change_outside(r, look_alone, &l, f);
	else
		rc = change_run(r, STORE_LAZY, look_until, &l, f);
	if (rc != 0 || account == NULL)
		return rc;
	*absent = l.absent;
	if (!l.has.own)
		memcpy(other, l.has.other, sizeof(l.has.other));
	return 0;
}

/* Rows of a page: read at once, shown with the registry let go of. */
#define PAGE 256

struct page {
	int64_t after;
	struct registry_mark *row;
	size_t n;
};

static int
read_page(struct registry *r, void *arg, struct fault *f)
{
	struct page *p = arg;

	p->n = PAGE;
	return r->store->calls->authenticators->account_marks(
	    r->store, p->after, p->row, &p->n, f);
}

int
registry_marks(struct registry *r,
    int (*each)(const struct registry_mark *, void *), void *arg,
    struct fault *f)
{
	struct page p = {.n = PAGE};
	int rc = 0;

	p.row = calloc(PAGE, sizeof(*p.row));
	if (p.row == NULL)
		return fault_set(f, -ENOMEM, "no memory for a list");
	while (rc == 0 && p.n == PAGE) {
		rc = change_outside(r, read_page, &p, f);
		for (size_t i = 0; rc == 0 && i < p.n; i++) {
			p.after = p.row[i].account;
			rc = each(&p.row[i], arg);
		}
	}
	free(p.row);
	return rc;
}
