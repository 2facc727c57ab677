/*
 * pam_stack - the lines of a PAM service, and what libpam makes of them
 */

#include "host/pam_stack.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "host/pam_stack_line.h"
#include "host/pam_text.h"

struct reading {
	const char *root;
	struct pam_stack *stack;
	struct fault *fault;
	unsigned files, depth;
	bool wanted[PAM_STACK_TYPES]; /* types that are taken */
};

/* The line that is looked at. */
struct place {
	const struct pam_text *text;
	enum pam_stack_type only; /* what is included from it; 0: any */
	unsigned level;
};

static int read_file(struct reading *r, const char *name,
    enum pam_stack_type only, unsigned level);

static int
refuse(const struct reading *r, const struct place *at, int error,
    const char *what, const char *name)
{
	return fault_set(r->fault, error, "%s%s:%u: %s%.128s; mend the line",
	    r->root, at->text->path, at->text->number, what, name);
}

static int
keep(struct reading *r, const struct place *at, struct pam_stack_line *line)
{
	if (line == NULL)
		return fault_set(r->fault, -ENOMEM, "out of memory");
	if (!r->wanted[line->type]) {
		free(line);
		return 0;
	}
	return pam_stack_line_keep(r->stack, line) == 0
	    ? 0
	    : refuse(r, at, -E2BIG, "more lines than are read", "");
}

/* Control, module and arguments of a line that is no include. */
static int
keep_module(struct reading *r, const struct place *at, enum pam_stack_type type,
    bool quiet, const char *wrong, const char *control, char *rest)
{
	struct pam_stack_line *line = pam_stack_line_new(
	    at->text, type, at->level, strlen(control) + strlen(rest) + 3);
	bool open = false;
	size_t used = 0;
	const char *word;

	if (line == NULL)
		return fault_set(r->fault, -ENOMEM, "out of memory");
	line->quiet = quiet;
	line->control = pam_stack_line_put(line, &used, control);
	line->wrong = pam_control_read(control, line->action);
	if (wrong != NULL)
		pam_stack_line_wrong(line, wrong);
	word = pam_text_word(&rest, &open);
	if (word == NULL)
		pam_stack_line_wrong(line, "names no module");
	else
		line->module = pam_stack_line_put(line, &used, word);
	line->arguments = line->text + used;
	while ((word = pam_text_word(&rest, &open)) != NULL) {
		(void)pam_stack_line_put(line, &used, word);
		line->n++;
	}
	if (open) {
		free(line);
		return refuse(r, at, -EINVAL, "a '[' is not closed", "");
	}
	return keep(r, at, line);
}

static int
keep_substack(
    struct reading *r, const struct place *at, enum pam_stack_type type)
{
	struct pam_stack_line *line =
	    pam_stack_line_new(at->text, type, at->level, 1);

	if (line != NULL)
		line->kind = PAM_STACK_SUBSTACK;
	return keep(r, at, line);
}

/*
 * Whatever libpam makes of a file that is not there, one line that refuses or
 * a stack that ends early, is not what was meant.
 */
static int
include(struct reading *r, const struct place *at, enum pam_stack_type only,
    const char *name, bool substack)
{
	int e;

	if (name == NULL)
		return refuse(r, at, -EINVAL, "includes no file", "");
	if (at->level + substack > PAM_STACK_DEPTH_MAX ||
	    r->depth > PAM_STACK_DEPTH_MAX || r->files >= PAM_STACK_FILES_MAX)
		return refuse(r, at, -ELOOP, "includes without end: ", name);
	e = substack ? keep_substack(r, at, only) : 0;
	if (e == 0) {
		e = read_file(r, name, only, at->level + substack);
		if (e == -ENOENT)
			e = refuse(r, at, -EINVAL,
			    "includes a file that is not there: ", name);
	}
	return e;
}

static enum pam_stack_type
type_of(const char *word)
{
	static const char *const types[PAM_STACK_TYPES] = {
	    "", "auth", "account", "session", "password"};
	unsigned i;

	for (i = PAM_STACK_TYPES - 1; i > 0; i--)
		if (strcasecmp(word, types[i]) == 0)
			break;
	return (enum pam_stack_type)i;
}

/* What goes on after the type: NULL or a control, and the rest. */
static int
read_typed(struct reading *r, const struct place *at, enum pam_stack_type type,
    bool quiet, const char *wrong, char *rest)
{
	bool open = false;
	const char *control = pam_text_word(&rest, &open);

	if (open)
		return refuse(r, at, -EINVAL, "a '[' is not closed", "");
	if (control == NULL)
		return keep_module(
		    r, at, type, quiet, "says no more", "", rest);
	if (strcasecmp(control, "include") == 0)
		return include(r, at, type, pam_text_word(&rest, &open), false);
	if (strcasecmp(control, "substack") == 0)
		return include(r, at, type, pam_text_word(&rest, &open), true);
	return keep_module(r, at, type, quiet, wrong, control, rest);
}

static int
read_line(struct reading *r, const struct place *at, char *rest)
{
	const char *wrong = NULL, *word;
	enum pam_stack_type type;
	bool open = false, quiet;

	word = pam_text_word(&rest, &open);
	if (word == NULL || open)
		return refuse(r, at, -EINVAL, "a '[' is not closed", "");
	quiet = word[0] == '-';
	word += quiet;
	if (strcasecmp(word, "@include") == 0)
		return include(
		    r, at, at->only, pam_text_word(&rest, &open), false);
	type = type_of(word);
	if (type == 0) {
		wrong = "begins with no type of line";
		type = at->only != 0 ? at->only : PAM_STACK_AUTH;
	}
	if (at->only != 0 && type != at->only)
		return 0;
	return read_typed(r, at, type, quiet, wrong, rest);
}

static int
read_lines(struct reading *r, struct pam_text *text, enum pam_stack_type only,
    unsigned level)
{
	const struct place at = {text, only, level};
	char *line = malloc(PAM_STACK_LINE_SIZE);
	const char *wrong;
	int e = 0, got = 1;

	if (line == NULL)
		return fault_set(r->fault, -ENOMEM, "out of memory");
	while (e == 0 && (got = pam_text_line(text, line, &wrong)) > 0)
		e = read_line(r, &at, line);
	if (got < 0)
		e = refuse(r, &at, got, wrong, "");
	free(line);
	return e;
}

static int
read_file(struct reading *r, const char *name, enum pam_stack_type only,
    unsigned level)
{
	struct pam_text text;
	int e;

	r->depth++;
	r->files++;
	e = pam_text_open(&text, r->root, name, true, r->fault);
	if (e == 0)
		e = read_lines(r, &text, only, level);
	r->depth--;
	free(text.text);
	return e;
}

/* What the service says nothing of is what "other" says. */
static int
read_other(struct reading *r)
{
	bool missing = false;
	int e = 0;

	for (unsigned i = 1; i < PAM_STACK_TYPES; i++)
		r->wanted[i] = true;
	for (size_t i = 0; i < r->stack->n; i++)
		r->wanted[r->stack->lines[i]->type] = false;
	for (unsigned i = 1; i < PAM_STACK_TYPES; i++)
		missing |= r->wanted[i];
	r->files = 0;
	if (missing)
		e = read_file(r, "other", 0, 0);
	return e == -ENOENT ? 0 : e;
}

int
pam_stack_read(const char *root, const char *service, struct pam_stack **out,
    struct fault *f)
{
	struct reading r = {
	    .root = root,
	    .stack = calloc(1, sizeof(*r.stack)),
	    .fault = f,
	    .wanted = {false, true, true, true, true},
	};
	int e;

	*out = NULL;
	if (r.stack == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	e = read_file(&r, service, 0, 0);
	if (e == 0)
		e = read_other(&r);
	if (e == 0)
		*out = r.stack;
	else
		pam_stack_free(r.stack);
	return e;
}

void
pam_stack_free(struct pam_stack *stack)
{
	for (size_t i = 0; stack != NULL && i < stack->n; i++)
		free(stack->lines[i]);
	free(stack);
}
