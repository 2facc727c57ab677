/* target_cost - the cost of a method that takes about so long here */

#include "target_cost.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "credmint.h"
#include "host/run.h"

#include "command.h"
#include "draws.h"
#include "hash_fault.h"
#include "stop.h"
#include "words.h"

/* Odd, so that there is a median; fewer of what is slow. */
#define RUNS 5
#define SLOW_RUNS 3
#define SLOW_US 200000
/* Costs up to this are exponents: the next takes twice as long. */
#define EXPONENT_MAX 31
#define TRIES 8
#define STEP 1000

struct target {
	struct credmint_method method;
	int64_t us;         /* what it may take */
	unsigned long cost; /* the best so far */
	int64_t took;
	struct fault *fault;
};

static int
compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* One hash of something. */
static int
run_once(const struct target *t, unsigned long cost, int64_t *us)
{
	static const char password[] = "correct horse battery staple";
	char setting[CREDMINT_SALT_SIZE], hash[CREDMINT_HASH_SIZE];
	int rc = draws_end(credmint_salt_make(NULL, t->method.name, cost,
			       setting, sizeof(setting)),
	    t->fault);
	int64_t from = run_clock_us();

	if (rc != 0)
		return rc;
	rc = credmint_hash_make(
	    setting, password, strlen(password), hash, sizeof(hash));
	*us = run_clock_us() - from;
	if (rc == 0 && stop_asked() != 0)
		return -EINTR;
	return rc == 0 ? 0 : hash_fault(rc, t->fault);
}

/* The median; no more is run once it is known to be too much. */
static int
measure(const struct target *t, unsigned long cost, int64_t *median)
{
	int64_t us[RUNS];
	size_t n = 0, over = 0, runs = RUNS;

	while (n < runs && over <= runs / 2) {
		int rc = run_once(t, cost, &us[n]);

		if (rc != 0)
			return rc;
		over += us[n] > t->us;
		if (us[n++] > SLOW_US)
			runs = SLOW_RUNS;
	}
	qsort(us, n, sizeof(us[0]), compare);
	*median = us[n / 2];
	return 0;
}

/* *fits: it takes no longer than it may, and is the best so far. */
static int
try_cost(struct target *t, unsigned long cost, int64_t *us, bool *fits)
{
	int rc = measure(t, cost, us);

	*fits = rc == 0 && *us <= t->us;
	if (*fits) {
		t->cost = cost;
		t->took = *us;
	}
	return rc;
}

/* The next one up, while it may fit. */
static int
climb(struct target *t)
{
	bool fits = true;
	int64_t us;
	int rc = 0;

	while (rc == 0 && fits && t->cost < t->method.cost_max &&
	    t->took + t->took / 2 <= t->us)
		rc = try_cost(t, t->cost + 1, &us, &fits);
	/* What has no room here is no cost for here. */
	return rc == -ENOMEM ? 0 : rc;
}

/* So many rounds as fit by proportion, of full thousands; 0: none. */
static unsigned long
proportional(const struct target *t, unsigned long cost, int64_t took)
{
	double rounds = (double)cost * (double)t->us / (double)(took + 1);
	unsigned long whole;

	if (rounds >= (double)t->method.cost_max)
		return t->method.cost_max;
	whole = (unsigned long)rounds / STEP * STEP;
	/* Weak keys of DES would show in an even one: it is refused. */
	if (whole > 0 && strcmp(t->method.name, "bsdicrypt") == 0)
		whole--;
	return whole;
}

static int
approach(struct target *t)
{
	unsigned long cost = t->cost;
	int64_t us = t->took;

	for (int i = 0; i < TRIES; i++) {
		bool fits;
		int rc;

		cost = proportional(t, cost, us);
		if (cost <= t->cost)
			return 0;
		rc = try_cost(t, cost, &us, &fits);
		if (rc != 0)
			return rc;
		/* Near enough: more is within what runs differ by. */
		if (fits && us + us / 50 > t->us)
			return 0;
	}
	return 0;
}

static int
find_method(const char *name, struct credmint_method *out, struct fault *f)
{
	int rc = -ENOENT;

	for (size_t i = 0;; i++) {
		*out = (struct credmint_method)CREDMINT_METHOD_INIT;
		rc = credmint_hash_method(i, out);
		if (rc != 0 || name == NULL || strcmp(name, out->name) == 0)
			break;
	}
	if (rc == -ENOENT)
		return fault_set(f, CALL_USAGE,
		    "-m names no method; credmint hash methods lists them");
	if (rc == 0 && out->cost_max == 0)
		return fault_set(f, CALL_USAGE,
		    "%s has no cost for --target-ms to choose", out->name);
	return rc;
}

/* Milliseconds as they are said. */
static double
said(int64_t us)
{
	return (double)us / 1000;
}

int
target_cost(
    const char *method, uint64_t ms, unsigned long *out, struct fault *f)
{
	struct target t = {.us = (int64_t)ms * 1000, .fault = f};
	int64_t us = 0;
	bool fits = false;
	int rc = find_method(method, &t.method, f);
	/* Where no cost is good, the least is what nobody has to ask for. */
	unsigned long least = t.method.cost_good != 0 ? t.method.cost_good
						      : t.method.cost_default;

	*out = 0;
	if (rc == 0)
		rc = try_cost(&t, least, &us, &fits);
	if (rc == 0 && !fits)
		return fault_set(f, -EDOM,
		    "%s takes %.*f ms here with cost %lu, %s; allow more, or "
		    "choose another method",
		    t.method.name, us < 10000 ? 1 : 0, said(us), least,
		    t.method.cost_good != 0 ? "the lowest that is good"
					    : "its default");
	if (rc == 0)
		rc = t.method.cost_max <= EXPONENT_MAX ? climb(&t)
						       : approach(&t);
	if (rc != 0)
		return rc;
	words_say("%s cost %lu takes %.*f ms here", t.method.name, t.cost,
	    t.took < 10000 ? 1 : 0, said(t.took));
	*out = t.cost;
	return 0;
}
