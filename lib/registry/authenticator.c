/* authenticator - keeping those that were confirmed, and listing them */

#include "registry/authenticator.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"
#include "host/run.h"
#include "registry/credential.h"
#include "registry/keeping.h"

/* Rows of a page: read at once, shown with the registry let go of. */
#define PAGE 256

static struct keeping *
keeping_new(struct registry_authenticator *out, struct fault *f)
{
	struct keeping *w = secret_map(sizeof(*w), NULL);

	if (out != NULL)
		memset(out, 0, sizeof(*out));
	if (w == NULL)
		(void)fault_set(f, -ENOMEM, "no memory for an authenticator");
	return w;
}

/* What is no fault is committed: all of it is known before the first change. */
static int
enroll(struct change *c, void *arg)
{
	int rc = keeping_look(c, arg);

	return rc == 0 ? keeping_add(c, arg) : rc;
}

/* Nothing of it is locked: it is looked at again before it is kept. */
static int
look(struct registry *r, void *arg, struct fault *f)
{
	struct change c = {
	    .r = r, .s = r->store, .calls = r->store->calls, .f = f};

	return keeping_seed(&c, arg);
}

/* Keep one, or only look whether it is there. */
static int
keep_one(struct registry *r, const struct registry_enrolment *e, bool only_look,
    struct registry_authenticator *out, struct fault *f)
{
	struct keeping *w = keeping_new(out, f);
	int rc;

	if (w == NULL)
		return -ENOMEM;
	w->what = e;
	rc = keeping_check(e, &w->otp, f);
	if (rc == 0)
		rc = only_look ? change_outside(r, look, w, f)
			       : change_run(r, STORE_DURABLE, enroll, w, f);
	if (rc == REGISTRY_NOT_NEEDED || (rc == 0 && !only_look))
		*out = w->out;
	secret_unmap(w, sizeof(*w));
	return rc;
}

int
registry_enroll(struct registry *r, const struct registry_enrolment *e,
    struct registry_authenticator *out, struct fault *f)
{
	return keep_one(r, e, false, out, f);
}

int
registry_enroll_look(struct registry *r, const struct registry_enrolment *e,
    struct registry_authenticator *out, struct fault *f)
{
	return keep_one(r, e, true, out, f);
}

struct several {
	const struct registry_enrolment *const *e;
	size_t n;
	struct keeping *w;
	struct registry_enrolled *out;
	size_t done;
	int refused; /* the next one, why: */
	struct fault why;
};

/*
 * The next of them. What refuses it comes before its first change, so that
 * those before it can be kept. The room of the disk is asked for each: those
 * before it have taken some.
 */
static int
enroll_next(struct change *c, struct several *m)
{
	struct keeping *w = m->w;
	int rc;

	w->what = m->e[m->done];
	memset(&w->out, 0, sizeof(w->out));
	c->f = &m->why;
	change_room_again(c);
	rc = keeping_check(w->what, &w->otp, c->f);
	if (rc == 0)
		rc = keeping_look(c, w);
	if (rc == 0)
		rc = credential_room(c);
	if (rc < 0 && !c->s->crowded) {
		m->refused = rc;
		return 0;
	}
	if (rc == 0)
		rc = keeping_add(c, w);
	if (rc < 0)
		return rc;
	m->out[m->done++] = (struct registry_enrolled){rc, w->out.id};
	return 0;
}

static int
enroll_several(struct change *c, void *arg)
{
	struct several *m = arg;
	struct fault *f = c->f;
	const int64_t until = run_clock_ms() + REGISTRY_ENROLL_MS;
	int rc = 0;

	m->done = 0;
	m->refused = 0;
	while (rc == 0 && m->refused == 0 && m->done < m->n) {
		rc = enroll_next(c, m);
		if (run_clock_ms() >= until)
			break;
	}
	c->f = f;
	if (m->done == 0 && rc == 0)
		rc = m->refused;
	return rc < 0 ? fault_set(f, rc, "%s", m->why.text) : 0;
}

int
registry_enroll_several(struct registry *r,
    const struct registry_enrolment *const *e, size_t n,
    struct registry_enrolled *out, size_t *done, struct fault *f)
{
	const size_t most = n < REGISTRY_ENROLL_MAX ? n : REGISTRY_ENROLL_MAX;
	struct several m = {.e = e, .n = most, .out = out};
	int rc;

	*done = 0;
	m.w = keeping_new(NULL, f);
	if (m.w == NULL)
		return -ENOMEM;
	rc = change_run(r, STORE_DURABLE, enroll_several, &m, f);
	secret_unmap(m.w, sizeof(*m.w));
	if (rc != 0)
		return rc;
	*done = m.done;
	r->store->calls->ease(r->store);
	change_give_way();
	return m.refused == 0 ? 0 : fault_set(f, m.refused, "%s", m.why.text);
}

struct page {
	const char *user;
	int64_t after;
	struct registry_authenticator *row;
	size_t n;
};

static int
read_page(struct registry *r, void *arg, struct fault *f)
{
	struct page *p = arg;

	p->n = PAGE;
	return r->store->calls->authenticators->page(
	    r->store, p->user, p->after, p->row, &p->n, f);
}

int
registry_authenticators(struct registry *r, const char *user,
    int (*each)(const struct registry_authenticator *, void *), void *arg,
    struct fault *f)
{
	struct page p = {.user = user, .n = PAGE};
	int rc = 0;

	p.row = calloc(PAGE, sizeof(*p.row));
	if (p.row == NULL)
		return fault_set(f, -ENOMEM, "no memory for a list");
	while (rc == 0 && p.n == PAGE) {
		rc = change_outside(r, read_page, &p, f);
		for (size_t i = 0; rc == 0 && i < p.n; i++) {
			p.after = p.row[i].id;
			rc = each(&p.row[i], arg);
		}
	}
	free(p.row);
	return rc;
}
