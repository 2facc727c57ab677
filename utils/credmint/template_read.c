/* template_read - the directives of a template, and what may stand where */

#include "template_read.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"

#define WORDS_MAX (TEMPLATE_METHODS_MAX + 1)

/* A directive's words; they lie in the text. */
struct words {
	const char *at[WORDS_MAX + 1];
	size_t n[WORDS_MAX + 1];
	size_t count; /* WORDS_MAX + 1: more than there is room for */
};

static const char *const section_names[TEMPLATE_SECTIONS] = {
    [TEMPLATE_HEAD] = "head",
    [TEMPLATE_ACCOUNT] = "account",
    [TEMPLATE_BETWEEN] = "between",
    [TEMPLATE_MIDDLE] = "middle",
    [TEMPLATE_AGAIN] = "again",
    [TEMPLATE_TAIL] = "tail",
};

int
template_read_wrong(struct template_read *r, const char *format, ...)
{
	char what[384];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	(void)fault_set(
	    r->fault, CALL_USAGE, "%s:%u: %s", r->text->name, r->line, what);
	return CALL_USAGE;
}

int
template_read_memory(struct template_read *r)
{
	return fault_set(r->fault, -ENOMEM, "out of memory");
}

/* Whether what is read stands in an %if of the place, not in its %else. */
static bool
is_given_here(const struct template_read *r, unsigned place)
{
	for (size_t i = 0; i < r->depth; i++) {
		const struct template_piece *piece =
		    &r->text->piece[r->open[i]];

		if (piece->kind == TEMPLATE_IF && piece->place == place)
			return true;
	}
	return false;
}

/* What can be known of a value without an account. */
static int
value_check(
    struct template_read *r, const struct template_piece *piece, unsigned place)
{
	const char *name = template_place_name(place, &r->text->sets);

	if (template_filter_is_list(piece->filter) &&
	    place != PROVISION_GROUPS && place < TEMPLATE_PLACE_SETS)
		return template_read_wrong(
		    r, "%s is no list; take yaml or json for it", name);
	if (place != TEMPLATE_PLACE_EXPIRES)
		return 0;
	if (template_filter_refuses(piece->filter, "2026-01-31T23:59:59Z"))
		return template_read_wrong(r,
		    "expires is a time with a ':'; this filter refuses that");
	if (!template_filter_takes_none(piece->filter) &&
	    !is_given_here(r, place))
		return template_read_wrong(r,
		    "without --ttl there is no expires; put it between %%if "
		    "expires and %%end");
	return 0;
}

int
template_read_place(struct template_read *r, const char *name, size_t n,
    struct template_piece *piece)
{
	struct template_set *set = template_sets_find(&r->text->sets, name, n);
	unsigned place = template_place_find(name, n);

	if (set != NULL) {
		set->used = true;
		place =
		    TEMPLATE_PLACE_SETS + (unsigned)(set - r->text->sets.at);
	}
	if (place == TEMPLATE_PLACE_NONE)
		return template_read_wrong(r,
		    "%.*s is no field; give it by --set %.*s=VALUE, or mend "
		    "the name",
		    (int)(n > 64 ? 64 : n), name, (int)(n > 64 ? 64 : n), name);
	if (place < TEMPLATE_PLACE_SETS && r->section != TEMPLATE_ACCOUNT &&
	    r->section != TEMPLATE_AGAIN)
		return template_read_wrong(r,
		    "%s is an account's; it can stand in %%account and %%again "
		    "alone",
		    template_place_name(place, NULL));
	if (place == TEMPLATE_PLACE_HASH && r->section == TEMPLATE_AGAIN)
		return template_read_wrong(r,
		    "hash can stand in %%account alone; it is not kept for "
		    "%%again");
	piece->place = place;
	return piece->kind == TEMPLATE_VALUE ? value_check(r, piece, place) : 0;
}

static void
words_cut(struct words *words, const char *line, size_t n)
{
	size_t i = 0;

	for (words->count = 0; words->count <= WORDS_MAX; words->count++) {
		size_t first;

		while (i < n && (line[i] == ' ' || line[i] == '\t'))
			i++;
		if (i == n)
			return;
		for (first = i; i < n && line[i] != ' ' && line[i] != '\t';)
			i++;
		words->at[words->count] = line + first;
		words->n[words->count] = i - first;
	}
}

static bool
word_is(const struct words *words, size_t i, const char *text)
{
	return words->n[i] == strlen(text) &&
	    memcmp(words->at[i], text, words->n[i]) == 0;
}

static int
section_end(struct template_read *r)
{
	if (r->depth > 0)
		return template_read_wrong(r,
		    "%%if of line %u has no %%end; close it in its section",
		    r->text->piece[r->open[r->depth - 1]].line);
	if (r->section < TEMPLATE_SECTIONS)
		r->text->section[r->section].end = r->text->pieces;
	return 0;
}

static int
section_read(struct template_read *r, enum template_section section)
{
	int rc = section_end(r);

	if (rc != 0)
		return rc;
	if (r->text->section[section].is_there)
		return template_read_wrong(r,
		    "%%%s stands twice; each section stands once",
		    section_names[section]);
	r->text->section[section].is_there = true;
	r->text->section[section].first = r->text->pieces;
	r->section = section;
	return 0;
}

static int
methods_read(struct template_read *r, const struct words *words)
{
	static const char written[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	struct template_text *t = r->text;

	if (t->methods > 0)
		return template_read_wrong(
		    r, "%%methods stands twice; name all in one line");
	if (words->count < 2 || words->count > WORDS_MAX)
		return template_read_wrong(r,
		    "%%methods takes 1 to %d names of methods",
		    TEMPLATE_METHODS_MAX);
	for (size_t i = 1; i < words->count; i++) {
		const char *name;

		t->method[t->methods] = strndup(words->at[i], words->n[i]);
		name = t->method[t->methods];
		if (name == NULL)
			return template_read_memory(r);
		t->methods++;
		if (name[strspn(name, written)] != '\0')
			return template_read_wrong(r,
			    "%.64s is no method; credmint hash methods lists "
			    "them",
			    name);
	}
	return 0;
}

static int
requires_read(struct template_read *r, const struct words *words)
{
	if (r->has_requires)
		return template_read_wrong(
		    r, "%%requires stands twice; name all in one line");
	r->has_requires = true;
	if (words->count < 2 || words->count > WORDS_MAX)
		return template_read_wrong(
		    r, "%%requires takes names of fields");
	for (size_t i = 1; i < words->count; i++) {
		unsigned place = template_place_find(words->at[i], words->n[i]);

		if (place >= PROVISION_FIELDS)
			return template_read_wrong(r,
			    "%.*s is no field of an input file, so it cannot "
			    "be required",
			    (int)(words->n[i] > 64 ? 64 : words->n[i]),
			    words->at[i]);
		r->text->is_required[place] = true;
	}
	return 0;
}

/* How many accounts it is for. */
static int
accounts_read(struct template_read *r, const struct words *words)
{
	uint64_t n = 0;

	if (r->text->accounts != 0)
		return template_read_wrong(
		    r, "%%accounts stands twice; remove one");
	if (words->count == 2 && words->n[1] < 10)
		for (size_t i = 0; i < words->n[1]; i++) {
			char digit = words->at[1][i];

			if (digit < '0' || digit > '9') {
				n = 0;
				break;
			}
			n = 10 * n + (uint64_t)(digit - '0');
		}
	if (n == 0)
		return template_read_wrong(r,
		    "%%accounts takes a number from 1, how many it is for at "
		    "most");
	r->text->accounts = n;
	return 0;
}

static int
if_read(struct template_read *r, const struct words *words)
{
	struct template_piece *piece;

	if (words->count != 2)
		return template_read_wrong(r, "%%if takes one name");
	if (r->depth == TEMPLATE_DEPTH)
		return template_read_wrong(r,
		    "%%if stands in %d others; that is the most",
		    TEMPLATE_DEPTH);
	piece = template_text_add(r->text);
	if (piece == NULL)
		return template_read_memory(r);
	piece->kind = TEMPLATE_IF;
	piece->line = r->line;
	r->open[r->depth++] = r->text->pieces - 1;
	return template_read_place(r, words->at[1], words->n[1], piece);
}

/* %else and %end: what is open jumps behind it. */
static int
else_or_end_read(struct template_read *r, enum template_kind kind)
{
	const char *name = kind == TEMPLATE_ELSE ? "else" : "end";
	struct template_piece *piece, *open;

	if (r->depth == 0)
		return template_read_wrong(
		    r, "%%%s without %%if in this section; remove it", name);
	if (template_text_add(r->text) == NULL)
		return template_read_memory(r);
	piece = &r->text->piece[r->text->pieces - 1];
	open = &r->text->piece[r->open[r->depth - 1]];
	if (kind == TEMPLATE_ELSE && open->kind == TEMPLATE_ELSE)
		return template_read_wrong(r,
		    "a second %%else, after that of line %u; remove one",
		    open->line);
	open->jump = r->text->pieces;
	*piece = (struct template_piece){
	    .kind = kind, .line = r->line, .place = open->place};
	if (kind == TEMPLATE_ELSE)
		r->open[r->depth - 1] = r->text->pieces - 1;
	else
		r->depth--;
	return 0;
}

/* A directive that may stand in a section alone, and is of one word but %if. */
static int
flow_read(struct template_read *r, const struct words *words)
{
	bool is_if = word_is(words, 0, "if");

	if (r->section == TEMPLATE_SECTIONS)
		return template_read_wrong(r,
		    "%%%.*s before a section; begin with %%account, or %%head",
		    (int)words->n[0], words->at[0]);
	if (is_if)
		return if_read(r, words);
	if (words->count != 1)
		return template_read_wrong(r, "%%%.*s takes nothing behind it",
		    (int)words->n[0], words->at[0]);
	return else_or_end_read(
	    r, word_is(words, 0, "else") ? TEMPLATE_ELSE : TEMPLATE_END);
}

static int
heading_read(struct template_read *r, const struct words *words)
{
	if (r->section != TEMPLATE_SECTIONS)
		return template_read_wrong(r,
		    "%%%.*s stands in a section; put it before the first one",
		    (int)words->n[0], words->at[0]);
	if (word_is(words, 0, "methods"))
		return methods_read(r, words);
	if (word_is(words, 0, "accounts"))
		return accounts_read(r, words);
	return requires_read(r, words);
}

int
template_read_directive(struct template_read *r, const char *line, size_t n)
{
	struct words words;

	if (n > 1 && line[1] == '#')
		return 0;
	words_cut(&words, line + 1, n - 1);
	if (words.count == 0 || words.at[0] != line + 1)
		return template_read_wrong(r,
		    "a %% alone; write %%%% for a line that begins with one");
	if (word_is(&words, 0, "methods") || word_is(&words, 0, "requires") ||
	    word_is(&words, 0, "accounts"))
		return heading_read(r, &words);
	if (word_is(&words, 0, "if") || word_is(&words, 0, "else") ||
	    word_is(&words, 0, "end"))
		return flow_read(r, &words);
	for (unsigned i = 0; i < TEMPLATE_SECTIONS; i++) {
		if (!word_is(&words, 0, section_names[i]))
			continue;
		if (words.count != 1)
			return template_read_wrong(r,
			    "%%%s takes nothing behind it", section_names[i]);
		return section_read(r, (enum template_section)i);
	}
	return template_read_wrong(r,
	    "there is no %%%.*s; there are %%accounts, %%methods, %%requires, "
	    "%%head, %%account, %%between, %%middle, %%again, %%tail, %%if, "
	    "%%else, %%end and %%#; write %%%% for a line that begins with a "
	    "%%",
	    (int)(words.n[0] > 40 ? 40 : words.n[0]), words.at[0]);
}

int
template_read_end(struct template_read *r)
{
	int rc = section_end(r);

	if (rc != 0)
		return rc;
	if (!r->text->section[TEMPLATE_ACCOUNT].is_there)
		return template_read_wrong(
		    r, "no %%account section; add what an account becomes");
	return 0;
}
