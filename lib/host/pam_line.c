/*
 * pam_line - what the PAM stack that changes passwords says of a module
 *
 * Lines are taken apart as Linux-PAM does it: a backslash at the end continues
 * a line, '#' starts a comment, [words in brackets] are one word.
 */

#include "host/pam_line.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "host/root_file.h"

#define BLANKS " \t\r"
/* Bytes of a file, and files one within the other, and all that are read. */
#define FILE_MAX 65536
#define DEPTH_MAX 16
#define FILES_MAX 100

struct search {
	const char *root;
	const char *module;
	struct pam_line *out;
	struct fault *fault;
	unsigned files, depth;
};

/* A file of it, and the line that is looked at. */
struct source {
	char path[PAM_LINE_PATH_SIZE];
	char *text;
	const char *next;  /* what follows the line */
	unsigned line;     /* its number */
	unsigned followed; /* how many were joined to it */
};

static int search_file(struct search *s, const char *name);

/* Where a name is a file: 0, -ENOENT or another error. */
static int
source_open(struct source *out, struct search *s, const char *name)
{
	static const char *const places[] = {"/etc/pam.d/", "/usr/lib/pam.d/"};
	int r = -ENOENT;

	for (size_t i = 0; r == -ENOENT && i < 2; i++) {
		int n = snprintf(out->path, sizeof(out->path), "%s%s",
		    name[0] == '/' ? "" : places[i], name);

		if (n < 0 || (size_t)n >= sizeof(out->path))
			return fault_set(s->fault, -ENAMETOOLONG,
			    "/etc/pam.d: the name '%.64s' is too long", name);
		r = root_file_read(
		    s->root, out->path, out->text, FILE_MAX + 1, s->fault);
	}
	out->next = out->text;
	return r < 0 ? r : 0;
}

/*
 * The next line, what continues it included, into line. 1; 0 at the end;
 * -EMSGSIZE when it is too long. A comment is not continued.
 */
static int
source_line(struct source *source, char line[PAM_LINE_SIZE])
{
	size_t n, used = 0;
	bool more = true;

	if (*source->next == '\0')
		return 0;
	source->line += 1 + source->followed;
	source->followed = 0;
	while (more) {
		n = strcspn(source->next, "#\n");
		more = n > 0 && source->next[n - 1] == '\\' &&
		    source->next[n] == '\n';
		if (used + n >= PAM_LINE_SIZE)
			return -EMSGSIZE;
		memcpy(line + used, source->next, n);
		used += n;
		if (more) {
			line[used - 1] = ' ';
			source->followed++;
		}
		source->next += n;
		source->next += strcspn(source->next, "\n");
		source->next += *source->next == '\n';
	}
	line[used] = '\0';
	return 1;
}

/* Cut the next word off, in place; NULL: no more. */
static char *
word(char **rest)
{
	char *start = *rest + strspn(*rest, BLANKS), *to = start, *from;

	if (*start == '\0')
		return NULL;
	if (*start != '[') {
		from = start + strcspn(start, BLANKS);
		*rest = from + (*from != '\0');
		*from = '\0';
		return start;
	}
	for (from = start + 1; *from != '\0' && *from != ']'; from++) {
		if (from[0] == '\\' && from[1] == ']')
			from++;
		*to++ = *from;
	}
	*rest = from + (*from != '\0');
	*to = '\0';
	return start;
}

static bool
is_module(const char *path, const char *module)
{
	const char *slash = strrchr(path, '/');

	return strcmp(slash == NULL ? path : slash + 1, module) == 0;
}

/* Keep the arguments: they are no longer than the line they stand in. */
static void
keep(struct search *s, const struct source *source, char *rest)
{
	struct pam_line *out = s->out;
	size_t used = 0, n;
	const char *one;

	memcpy(out->file, source->path, sizeof(out->file));
	out->line = source->line;
	out->n = 0;
	while ((one = word(&rest)) != NULL) {
		n = strlen(one) + 1;
		memcpy(out->text + used, one, n);
		used += n;
		out->n++;
	}
}

/* An included file that is not there breaks the stack for PAM, too. */
static int
follow(struct search *s, const struct source *source, const char *name)
{
	int r;

	if (name == NULL)
		return PAM_LINE_ABSENT;
	r = search_file(s, name);
	if (r == -ENOENT)
		r = fault_set(s->fault, -EINVAL,
		    "%s%s:%u: includes '%.128s', which is not there; mend the "
		    "PAM stack",
		    s->root, source->path, source->line, name);
	return r;
}

static int
search_line(struct search *s, const struct source *source, char *line)
{
	const char *type, *control, *path;
	char *rest = line;

	type = word(&rest);
	if (type == NULL)
		return PAM_LINE_ABSENT;
	if (strcasecmp(type, "@include") == 0)
		return follow(s, source, word(&rest));
	type += type[0] == '-';
	if (strcasecmp(type, "password") != 0)
		return PAM_LINE_ABSENT;
	control = word(&rest);
	path = word(&rest);
	if (control == NULL || path == NULL)
		return PAM_LINE_ABSENT;
	if (strcasecmp(control, "include") == 0 ||
	    strcasecmp(control, "substack") == 0)
		return follow(s, source, path);
	if (!is_module(path, s->module))
		return PAM_LINE_ABSENT;
	keep(s, source, rest);
	return 0;
}

static int
search_lines(struct search *s, struct source *source)
{
	char *line = malloc(PAM_LINE_SIZE);
	int r = PAM_LINE_ABSENT, got = 1;

	if (line == NULL)
		return fault_set(s->fault, -ENOMEM, "out of memory");
	while (r == PAM_LINE_ABSENT && (got = source_line(source, line)) > 0)
		r = search_line(s, source, line);
	if (got < 0)
		r = fault_set(s->fault, got,
		    "%s%s:%u: longer than %d bytes; shorten it", s->root,
		    source->path, source->line, PAM_LINE_SIZE - 1);
	free(line);
	return r;
}

static int
search_file(struct search *s, const char *name)
{
	struct source source = {.line = 0};
	int r;

	if (s->depth >= DEPTH_MAX || s->files >= FILES_MAX)
		return fault_set(s->fault, -ELOOP,
		    "%s/etc/pam.d: '%.128s' is included without end; mend the "
		    "PAM stack",
		    s->root, name);
	source.text = malloc(FILE_MAX + 1);
	if (source.text == NULL)
		return fault_set(s->fault, -ENOMEM, "out of memory");
	s->depth++;
	s->files++;
	r = source_open(&source, s, name);
	if (r == 0)
		r = search_lines(s, &source);
	s->depth--;
	free(source.text);
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
	const char *at = line->text;
	size_t i;

	/* Counted, not looked for: an empty argument, "[]", is one as well. */
	for (i = 0; i < line->n && argument != NULL; i++) {
		if (at == argument)
			argument = NULL;
		at += strlen(at) + 1;
	}
	return i < line->n ? at : NULL;
}
