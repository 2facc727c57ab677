/* shadow_table - the local accounts of this host */

#include "host/shadow_table.h"

#include <errno.h>
#include <pwd.h>
#include <shadow.h>
#include <stdlib.h>
#include <string.h>

#include "host/shadow_batch.h"
#include "host/shadow_lines.h"

/* A row, and what it is made of. */
struct line {
	struct shadow_row row;
	size_t order; /* in the file */
	struct line *next;
	char text[]; /* its name and home */
};

struct shadow_table {
	struct line *first; /* the last of the file */
	size_t n;
	struct line **names; /* sorted */
	struct line **uids;
};

static int
by_name(const void *a, const void *b)
{
	const struct line *x = *(const struct line *const *)a;
	const struct line *y = *(const struct line *const *)b;
	int r = strcmp(x->row.name, y->row.name);

	return r != 0 ? r : (x->order > y->order) - (x->order < y->order);
}

static int
by_uid(const void *a, const void *b)
{
	const struct line *x = *(const struct line *const *)a;
	const struct line *y = *(const struct line *const *)b;

	if (x->row.uid != y->row.uid)
		return x->row.uid > y->row.uid ? 1 : -1;
	return (x->order > y->order) - (x->order < y->order);
}

static int
add(struct shadow_table *t, const struct passwd *entry)
{
	const size_t name = strlen(entry->pw_name) + 1;
	const size_t home = strlen(entry->pw_dir) + 1;
	struct line *line = malloc(sizeof(*line) + name + home);

	if (line == NULL)
		return -ENOMEM;
	memcpy(line->text, entry->pw_name, name);
	memcpy(line->text + name, entry->pw_dir, home);
	line->row = (struct shadow_row){
	    .name = line->text,
	    .home = line->text + name,
	    .uid = entry->pw_uid,
	    .gid = entry->pw_gid,
	    .shadowed = strcmp(entry->pw_passwd, "x") == 0,
	};
	line->order = t->n++;
	line->next = t->first;
	t->first = line;
	return 0;
}

static int
read_passwd(struct shadow_table *t, struct fault *f)
{
	static const char path[] = "/etc/passwd";
	struct passwd room = {.pw_name = NULL}, *entry = NULL;
	int r, kept = 0;
	struct shadow_lines *lines = shadow_lines_open("", path, &r, f);

	if (lines == NULL)
		return r;
	while (kept == 0 &&
	    (r = fgetpwent_r(lines->stream, &room, lines->line,
		 sizeof(lines->line), &entry)) == 0)
		kept = add(t, entry);
	if (kept != 0)
		r = fault_set(f, kept, "out of memory");
	else
		r = shadow_lines_ended(lines, r, "", path, f);
	shadow_lines_close(lines);
	return r;
}

static struct line *
find(const struct shadow_table *t, const char *name)
{
	size_t low = 0, high = t->n;

	/* The first of equal ones. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(t->names[middle]->row.name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < t->n && strcmp(t->names[low]->row.name, name) == 0)
		return t->names[low];
	return NULL;
}

static int
read_shadow(struct shadow_table *t, struct fault *f)
{
	static const char path[] = "/etc/shadow";
	struct spwd room = {.sp_namp = NULL}, *entry = NULL;
	int r;
	struct shadow_lines *lines = shadow_lines_open("", path, &r, f);

	if (lines == NULL && r == -ENOENT)
		return fault_set(
		    f, r, "there is no %s; make one (pwconv)", path);
	if (lines == NULL)
		return r;
	while ((r = fgetspent_r(lines->stream, &room, lines->line,
		    sizeof(lines->line), &entry)) == 0) {
		struct line *line = find(t, entry->sp_namp);

		if (line == NULL || line->row.lined)
			continue;
		line->row.lined = true;
		line->row.marked = strcmp(entry->sp_pwdp, SHADOW_MARK) == 0;
	}
	r = shadow_lines_ended(lines, r, "", path, f);
	shadow_lines_close(lines);
	return r;
}

static int
sort(struct shadow_table *t, struct fault *f)
{
	struct line *line = t->first;

	t->names = calloc(t->n + 1, sizeof(struct line *));
	t->uids = calloc(t->n + 1, sizeof(struct line *));
	if (t->names == NULL || t->uids == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	for (size_t i = 0; i < t->n && line != NULL; i++, line = line->next)
		t->names[i] = t->uids[i] = line;
	qsort(t->names, t->n, sizeof(struct line *), by_name);
	qsort(t->uids, t->n, sizeof(struct line *), by_uid);
	return 0;
}

int
shadow_table_read(struct shadow_table **out, struct fault *f)
{
	struct shadow_table *t = calloc(1, sizeof(*t));
	int r;

	*out = NULL;
	if (t == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	r = read_passwd(t, f);
	if (r == 0)
		r = sort(t, f);
	if (r == 0)
		r = read_shadow(t, f);
	if (r == 0)
		*out = t;
	else
		shadow_table_free(t);
	return r;
}

const struct shadow_row *
shadow_table_name(const struct shadow_table *table, const char *name)
{
	const struct line *line = find(table, name);

	return line != NULL ? &line->row : NULL;
}

/* How many lines have a uid below. */
static size_t
below(const struct shadow_table *table, unsigned long uid)
{
	size_t low = 0, high = table->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (table->uids[middle]->row.uid < uid)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct shadow_row *
shadow_table_uid(const struct shadow_table *table, uid_t uid)
{
	size_t at = below(table, uid);

	if (at < table->n && table->uids[at]->row.uid == uid)
		return &table->uids[at]->row;
	return NULL;
}

unsigned long
shadow_table_highest(
    const struct shadow_table *table, unsigned long low, unsigned long high)
{
	size_t at = below(table, high + 1);

	if (at == 0 || table->uids[at - 1]->row.uid < low)
		return low - 1;
	return table->uids[at - 1]->row.uid;
}

void
shadow_table_free(struct shadow_table *table)
{
	if (table == NULL)
		return;
	while (table->first != NULL) {
		struct line *next = table->first->next;

		free(table->first);
		table->first = next;
	}
	free(table->names);
	free(table->uids);
	free(table);
}
