/* hash_methods - list the methods, and how long each takes here */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "credmint.h"
#include "host/run.h"

#include "command.h"
#include "draws.h"
#include "hash_fault.h"
#include "hash_words.h"
#include "json_line.h"
#include "output.h"
#include "progress.h"
#include "stop.h"
#include "table.h"

/* Odd, so that there is a median. */
#define RUNS 3
#define CELL 32
#define MIB ((uint64_t)1 << 20)

enum column {
	METHOD,
	PREFIX,
	COST,
	DEFAULT,
	GOOD,
	MS,
	MEMORY,
	VERDICT,
	COLUMNS
};

_Static_assert(
    COLUMNS <= TABLE_COLUMNS_MAX, "a table has room for all of them");

static const char *const titles[COLUMNS] = {
    "METHOD", "PREFIX", "COST", "DEFAULT", "GOOD", "MS", "MEMORY", "VERDICT"};

static int
compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* One hash of as long a password as all of them read. */
static int
run_once(const struct credmint_method *method, int64_t *us, struct fault *f)
{
	char setting[CREDMINT_SALT_SIZE], hash[CREDMINT_HASH_SIZE];
	int64_t from;
	int rc = draws_end(
	    credmint_salt_make(NULL, method->name, 0, setting, sizeof(setting)),
	    f);

	if (rc != 0)
		return rc;
	from = run_clock_us();
	rc = credmint_hash_make(setting, "password", 8, hash, sizeof(hash));
	*us = run_clock_us() - from;
	if (rc == 0 && stop_asked() != 0)
		return -EINTR;
	return rc != 0 && rc != -ENOMEM ? hash_fault(rc, f) : rc;
}

/* The median; below 0: there is too little memory for it here. */
static int
measure(const struct credmint_method *method, int64_t *median, struct fault *f)
{
	int64_t us[RUNS];
	int rc = 0;

	*median = -1;
	for (size_t i = 0; rc == 0 && i < RUNS; i++)
		rc = run_once(method, &us[i], f);
	if (rc != 0)
		return rc == -ENOMEM ? 0 : rc;
	qsort(us, RUNS, sizeof(us[0]), compare);
	*median = us[RUNS / 2];
	return 0;
}

static double
milliseconds(int64_t us)
{
	return (double)us / 1000;
}

static int
json_row(const struct credmint_method *m, int64_t us, struct output *out)
{
	struct json_line line;

	json_line_begin(&line);
	json_line_text(&line, "method", m->name);
	json_line_text(&line, "prefix", m->prefix);
	json_line_number(&line, "cost_min", (int64_t)m->cost_min);
	json_line_number(&line, "cost_max", (int64_t)m->cost_max);
	json_line_number(&line, "cost_default", (int64_t)m->cost_default);
	json_line_number(&line, "cost_good", (int64_t)m->cost_good);
	json_line_number(&line, "password_max", (int64_t)m->password_max);
	json_line_number(&line, "salt_bits", (int64_t)m->salt_bits);
	if (us >= 0)
		json_line_real(&line, "ms", milliseconds(us));
	json_line_number(&line, "memory", (int64_t)m->memory);
	json_line_text(&line, "verdict", hash_word(m->advice));
	json_line_yes(&line, "crypt", m->crypt);
	return json_line_end(&line, out);
}

static int
text_row(const struct credmint_method *m, int64_t us, struct table *table,
    struct output *out)
{
	char cost[2 * CELL] = "", usual[CELL] = "", good[CELL] = "";
	char ms[CELL] = "", memory[CELL] = "";
	const char *const cells[COLUMNS] = {m->name, m->prefix, cost, usual,
	    good, ms, memory, hash_word(m->advice)};

	if (m->cost_max > 0) {
		(void)snprintf(
		    cost, sizeof(cost), "%lu-%lu", m->cost_min, m->cost_max);
		(void)snprintf(usual, sizeof(usual), "%lu", m->cost_default);
	}
	if (m->cost_good > 0)
		(void)snprintf(good, sizeof(good), "%lu", m->cost_good);
	if (us >= 0)
		(void)snprintf(ms, sizeof(ms), "%.*f", us < 100000 ? 1 : 0,
		    milliseconds(us));
	if (m->memory > 0)
		(void)snprintf(
		    memory, sizeof(memory), "%" PRIu64 "M", m->memory / MIB);
	return table_row(table, cells, out);
}

static size_t
count_methods(void)
{
	struct credmint_method method = CREDMINT_METHOD_INIT;
	size_t n = 0;

	while (credmint_hash_method(n, &method) == 0)
		n++;
	return n;
}

static int
each_method(struct call *call, struct table *table)
{
	struct credmint_method method = CREDMINT_METHOD_INIT;
	struct progress progress;
	int rc = 0;

	progress_begin_slow(&progress, count_methods(), call->out);
	for (size_t i = 0; rc == 0 && credmint_hash_method(i, &method) == 0;
	     i++) {
		int64_t us;

		rc = measure(&method, &us, &call->fault);
		if (rc == 0 && table == NULL)
			rc = json_row(&method, us, call->out);
		else if (rc == 0)
			rc = text_row(&method, us, table, call->out);
		progress_step(&progress, i + 1);
	}
	progress_end(&progress);
	return rc == 0 && table != NULL ? table_flush(table, call->out) : rc;
}

int
command_hash_methods(struct call *call)
{
	struct table *table = NULL;
	int rc;

	if (call->options.value[OPTION_JSON] == NULL) {
		table = table_new(titles, COLUMNS);
		if (table == NULL)
			return fault_set(
			    &call->fault, -ENOMEM, "out of memory");
	}
	rc = each_method(call, table);
	table_free(table);
	return rc;
}
