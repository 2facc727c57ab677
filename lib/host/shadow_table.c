/* shadow_table - the local accounts of this host */

#include "host/shadow_table.h"

#include <errno.h>
#include <pwd.h>
#include <shadow.h>
#include <stdlib.h>
#include <string.h>

#include "host/shadow_lines.h"

/* A row, and what it is made of. */
struct line {
	struct shadow_row row;
	size_t order; /* in the file */
	char *text;   /* its name and home */
};

struct shadow_table {
	struct line *lines; /* by name */
	struct line **uids;
	size_t n, room;
};

static int
by_name(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
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
grow(struct shadow_table *t)
{
	size_t room = t->room > 0 ? 2 * t->room : 64;
	struct line *lines;

	if (t->n < t->room)
		return 0;
	lines = reallocarray(t->lines, room, sizeof(*lines));
	if (lines == NULL)
		return -ENOMEM;
	t->lines = lines;
	t->room = room;
	return 0;
}

static int
add(struct shadow_table *t, const struct passwd *entry)
{
	const size_t name = strlen(entry->pw_name) + 1;
	const size_t home = strlen(entry->pw_dir) + 1;
	struct line *line;

	if (grow(t) != 0)
		return -ENOMEM;
	line = &t->lines[t->n];
	line->text = malloc(name + home);
	if (line->text == NULL)
		return -ENOMEM;
	memcpy(line->text, entry->pw_name, name);
	memcpy(line->text + name, entry->pw_dir, home);
	line->order = t->n;
	line->row = (struct shadow_row){
	    .name = line->text,
	    .home = line->text + name,
	    .uid = entry->pw_uid,
	    .gid = entry->pw_gid,
	    .secured = strcmp(entry->pw_passwd, "x") != 0,
	};
	t->n++;
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

		if (strcmp(t->lines[middle].row.name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < t->n && strcmp(t->lines[low].row.name, name) == 0)
		return &t->lines[low];
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
		const char *hash = entry->sp_pwdp;
		struct line *line = find(t, entry->sp_namp);

		if (line != NULL &&
		    (hash[0] == '\0' || hash[strspn(hash, "!*")] != '\0'))
			line->row.secured = true;
	}
	r = shadow_lines_ended(lines, r, "", path, f);
	shadow_lines_close(lines);
	return r;
}

static int
sort(struct shadow_table *t, struct fault *f)
{
	t->uids = calloc(t->n + 1, sizeof(struct line *));
	if (t->uids == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	if (t->n > 0)
		qsort(t->lines, t->n, sizeof(*t->lines), by_name);
	for (size_t i = 0; i < t->n; i++)
		t->uids[i] = &t->lines[i];
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

const struct shadow_row *
shadow_table_uid(const struct shadow_table *table, uid_t uid)
{
	size_t low = 0, high = table->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (table->uids[middle]->row.uid < uid)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < table->n && table->uids[low]->row.uid == uid)
		return &table->uids[low]->row;
	return NULL;
}

void
shadow_table_free(struct shadow_table *table)
{
	if (table == NULL)
		return;
	for (size_t i = 0; i < table->n; i++)
		free(table->lines[i].text);
	free(table->lines);
	free(table->uids);
	free(table);
}
