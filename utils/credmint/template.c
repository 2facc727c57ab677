/* template - the text that accounts become */

#include "template.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "json_memory.h"
#include "output.h"
#include "template_builtin.h"
#include "template_file.h"
#include "template_inside.h"

/* What a section is written from. */
struct writing {
	const struct template *template;
	const struct template_values *values; /* NULL: no account's */
	struct output *out;
};

static int
piece_put(const struct writing *w, const struct template_piece *piece)
{
	char room[TEMPLATE_PLACE_SIZE];

	if (piece->kind == TEMPLATE_TEXT)
		return output_put(
		    w->out, w->template->text.text + piece->at, piece->n);
	if (piece->kind != TEMPLATE_VALUE)
		return 0;
	return template_filter_put(piece->filter,
	    template_text_of(w->template, w->values, piece->place, room),
	    w->out);
}

static int
section_put(const struct writing *w, enum template_section section)
{
	const struct template_text *text = &w->template->text;
	int rc = 0;

	for (size_t i = text->section[section].first;
	     i < text->section[section].end && rc == 0;
	     i = template_step(w->template, w->values, i))
		rc = piece_put(w, &text->piece[i]);
	return rc;
}

/*
 * Places of --set's names hold the same for every account: what their filters
 * refuse is known now. Both arms count of an %if that an account decides.
 */
static int
sets_check(const struct template *t, struct fault *f)
{
	const struct template_text *text = &t->text;
	size_t i = 0;

	while (i < text->pieces) {
		const struct template_piece *piece = &text->piece[i];
		const char *wrong = NULL;
		bool is_set = piece->place >= TEMPLATE_PLACE_SETS;

		if (piece->kind == TEMPLATE_VALUE && is_set)
			wrong = template_filter_refuses(piece->filter,
			    template_text_of(t, NULL, piece->place, NULL));
		if (wrong != NULL)
			return fault_set(f, CALL_USAGE,
			    "%s:%u: --set %s %s, which cannot stand here",
			    text->name, piece->line,
			    template_place_name(piece->place, &text->sets),
			    wrong);
		i = is_set ? template_step(t, NULL, i) : i + 1;
	}
	for (i = 0; i < text->sets.n; i++)
		if (!text->sets.at[i].used)
			return fault_set(f, CALL_USAGE,
			    "--set %s: %s has no such name; mend or remove it",
			    text->sets.at[i].name, text->name);
	return 0;
}

static int
builtin_take(struct template *t, const char *format, struct fault *f)
{
	const struct template_builtin *builtin = template_builtin_find(format);

	if (builtin == NULL)
		return fault_set(f, CALL_USAGE,
		    "there is no format %s; there are %s; others are named "
		    "by --template",
		    format, template_builtin_names);
	t->called = t->text.name = builtin->name;
	t->text.n = strlen(builtin->text);
	t->text.text = strdup(builtin->text);
	if (t->text.text == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	return 0;
}

static int
file_take(struct template *t, const char *name, struct fault *f)
{
	struct template_file file;
	const char *slash;
	int rc = template_file_read(&file, name, f);

	if (rc != 0)
		return rc;
	t->path = file.path;
	t->text.text = file.text;
	t->text.n = file.n;
	t->text.name = t->path;
	slash = strrchr(t->path, '/');
	t->called = slash == NULL ? t->path : slash + 1;
	return 0;
}

int
template_open(struct template **out, const char *format,
    const char *name_or_file, const char *const *sets, struct fault *f)
{
	struct template *t;
	int rc;

	*out = NULL;
	if (format != NULL && name_or_file != NULL)
		return fault_set(
		    f, CALL_USAGE, "-f and --template cannot both be given");
	json_memory_wiped();
	t = calloc(1, sizeof(*t));
	if (t == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	if (name_or_file != NULL)
		rc = file_take(t, name_or_file, f);
	else
		rc = builtin_take(t, format == NULL ? "chpasswd" : format, f);
	if (rc == 0)
		rc = template_sets_read(&t->text.sets, sets, f);
	if (rc == 0)
		rc = template_text_read(&t->text, f);
	if (rc == 0)
		rc = sets_check(t, f);
	if (rc == 0)
		*out = t;
	else
		template_close(t);
	return rc;
}

void
template_close(struct template *t)
{
	if (t == NULL)
		return;
	template_text_free(&t->text);
	free(t->path);
	free(t);
}

const char *
template_format(size_t i)
{
	size_t n = 0;

	while (n < i && template_builtins[n].name != NULL)
		n++;
	return template_builtins[n].name;
}

const char *
template_method(const struct template *t)
{
	return t->text.methods == 0 ? NULL : t->text.method[0];
}

uint64_t
template_accounts(const struct template *t)
{
	return t->text.accounts;
}

static int
whole_put(const struct template *t, enum template_section section,
    const struct template_values *values, struct output *out)
{
	const struct writing w = {t, values, out};
	int rc = section_put(&w, section);

	output_whole(out);
	return rc;
}

int
template_head(const struct template *t, struct output *out)
{
	return whole_put(t, TEMPLATE_HEAD, NULL, out);
}

int
template_account(const struct template *t, const struct template_values *values,
    struct output *out)
{
	const struct writing w = {t, values, out};
	int rc = 0;

	if (!template_hash_fits(t, values->hash))
		return -EINVAL;
	if (values->number > 1)
		rc = section_put(&w, TEMPLATE_BETWEEN);
	if (rc == 0)
		rc = section_put(&w, TEMPLATE_ACCOUNT);
	output_whole(out);
	return rc;
}

int
template_tail(const struct template *t, struct output *out)
{
	return whole_put(t, TEMPLATE_TAIL, NULL, out);
}

bool
template_has_again(const struct template *t)
{
	return t->text.section[TEMPLATE_MIDDLE].is_there ||
	    t->text.section[TEMPLATE_AGAIN].is_there;
}

int
template_middle(const struct template *t, struct output *out)
{
	return whole_put(t, TEMPLATE_MIDDLE, NULL, out);
}

int
template_again(const struct template *t, const struct template_values *values,
    struct output *out)
{
	return whole_put(t, TEMPLATE_AGAIN, values, out);
}
