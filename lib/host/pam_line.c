/*
 * pam_line - what the PAM stack that changes passwords says of a module
 *
 * What stands there says how a new password is hashed and judged, not who comes
 * in: what versions of libpam disagree about is taken here, where pam_stack.c
 * refuses it.
 */

#include "host/pam_line.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "host/pam_text.h"

/* Files one within the other, and all that are read. */
#define DEPTH_MAX 16
#define FILES_MAX 100

_Static_assert(
    PAM_LINE_PATH_SIZE == PAM_STACK_PATH_SIZE, "a path is copied whole");

struct search {
	const char *root;
	const char *module;
	struct pam_line *out;
	struct fault *fault;
	unsigned files, depth;
};

static int search_file(struct search *s, const char *name);

/*
 * The next line, what continues it included. 1; 0 at the end; -EMSGSIZE when it
 * is too long.
 */
static int
next_line(struct pam_text *text, char line[PAM_LINE_SIZE])
{
	size_t used = 0;
	int more = 1;

	if (*text->next == '\0')
		return 0;
	text->number += 1 + text->below;
	for (text->below = 0; more == 1; text->below += more == 1)
		more = pam_text_append(text, line, PAM_LINE_SIZE, &used);
	return more < 0 ? -EMSGSIZE : 1;
}

/* A bracket that is not closed ends with the line. */
static const char *
next_word(char **rest)
{
	bool open = false;

	return pam_text_word(rest, &open);
}

/* Keep the arguments: they are no longer than the line they stand in. */
static void
keep(struct search *s, const struct pam_text *text, char *rest)
{
	struct pam_line *out = s->out;
	size_t used = 0, n;
	const char *one;

	memcpy(out->file, text->path, sizeof(out->file));
	out->line = text->number;
	out->n = 0;
	while ((one = next_word(&rest)) != NULL) {
		n = strlen(one) + 1;
		memcpy(out->text + used, one, n);
		used += n;
		out->n++;
	}
}

/* An included file that is not there breaks the stack for PAM, too. */
static int
follow(struct search *s, const struct pam_text *text, const char *name)
{
	int r;

	if (name == NULL)
		return PAM_LINE_ABSENT;
	r = search_file(s, name);
	if (r == -ENOENT)
		r = fault_set(s->fault, -EINVAL,
		    "%s%s:%u: includes '%.128s', which is not there; mend the "
		    "PAM stack",
		    s->root, text->path, text->number, name);
	return r;
}

static int
search_line(struct search *s, const struct pam_text *text, char *line)
{
	const char *type, *control, *path;
	char *rest = line;

	type = next_word(&rest);
	if (type == NULL)
		return PAM_LINE_ABSENT;
	if (strcasecmp(type, "@include") == 0)
		return follow(s, text, next_word(&rest));
	type += type[0] == '-';
	if (strcasecmp(type, "password") != 0)
		return PAM_LINE_ABSENT;
	control = next_word(&rest);
	path = next_word(&rest);
	if (control == NULL || path == NULL)
		return PAM_LINE_ABSENT;
	if (strcasecmp(control, "include") == 0 ||
	    strcasecmp(control, "substack") == 0)
		return follow(s, text, path);
	if (!pam_text_is_module(path, s->module))
		return PAM_LINE_ABSENT;
	keep(s, text, rest);
	return 0;
}

static int
search_lines(struct search *s, struct pam_text *text)
{
	char *line = malloc(PAM_LINE_SIZE);
	int r = PAM_LINE_ABSENT, got = 1;

	if (line == NULL)
		return fault_set(s->fault, -ENOMEM, "out of memory");
	while (r == PAM_LINE_ABSENT && (got = next_line(text, line)) > 0)
		r = search_line(s, text, line);
	if (got < 0)
		r = fault_set(s->fault, got,
		    "%s%s:%u: longer than %d bytes; shorten it", s->root,
		    text->path, text->number, PAM_LINE_SIZE - 1);
	free(line);
	return r;
}

static int
search_file(struct search *s, const char *name)
{
	struct pam_text text;
	int r;

	if (s->depth >= DEPTH_MAX || s->files >= FILES_MAX)
		return fault_set(s->fault, -ELOOP,
		    "%s/etc/pam.d: '%.128s' is included without end; mend the "
		    "PAM stack",
		    s->root, name);
	s->depth++;
	s->files++;
	r = pam_text_open(&text, s->root, name, false, s->fault);
	if (r == 0)
		r = search_lines(s, &text);
	s->depth--;
	free(text.text);
	return r;
}

int
pam_line_find(
    const char *root, const char *module, struct pam_line *out, struct fault *f)
{
	static const char *const services[] = {
	    "common-password", "passwd", "system-auth", "password-auth"};
	struct fault note = {""};
	struct search s = {
	    .root = root, .module = module, .out = out, .fault = &note};
	int r = PAM_LINE_ABSENT;

	memset(out, 0, sizeof(*out));
	for (size_t i = 0; r == PAM_LINE_ABSENT && i < 4; i++) {
		s.files = 0;
		r = search_file(&s, services[i]);
		if (r == -ENOENT)
			r = PAM_LINE_ABSENT;
	}
	return r < 0 ? fault_set(f, r, "%s", note.text) : r;
}

const char *
pam_line_next(const struct pam_line *line, const char *argument)
{
	return pam_text_after(line->text, line->n, argument);
}
