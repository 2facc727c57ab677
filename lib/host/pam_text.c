/*
 * pam_text - a file of PAM's, taken apart into lines and words
 */

#include "host/pam_text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/root_file.h"

/* A '\r' is part of a word for libpam: a strict pam_text_open() refuses it. */
#define BLANKS " \t\r"

static unsigned
line_of(const char *text, const char *at)
{
	unsigned n = 1;

	for (; text < at; text++)
		n += *text == '\n';
	return n;
}

/* libpam would stop at a NUL, and take a '\r' for a part of the last word. */
static int
look_for_odd(
    const struct pam_text *text, size_t n, const char *root, struct fault *f)
{
	const char *nul = memchr(text->text, '\0', n);
	const char *cr = memchr(text->text, '\r', n);

	if (nul == NULL && cr == NULL)
		return 0;
	return fault_set(f, -EINVAL,
	    "%s%s:%u: holds a %s, which PAM takes for something else; write "
	    "the file as plain text",
	    root, text->path, line_of(text->text, nul != NULL ? nul : cr),
	    nul != NULL ? "NUL byte" : "carriage return");
}

static int
read_all(struct pam_text *text, const char *root, bool strict, struct fault *f)
{
	const size_t size = PAM_STACK_FILE_MAX + 1;
	int n = strict ? root_file_bytes(root, text->path, text->text, size, f)
		       : root_file_read(root, text->path, text->text, size, f);

	if (n < 0)
		return n;
	return strict ? look_for_odd(text, (size_t)n, root, f) : 0;
}

static int
open_one(struct pam_text *text, const char *root, const char *place,
    const char *name, bool strict, struct fault *f)
{
	int n = snprintf(text->path, sizeof(text->path), "%s%s", place, name);

	if (n < 0 || (size_t)n >= sizeof(text->path))
		return fault_set(f, -ENAMETOOLONG,
		    "%s/etc/pam.d: the name '%.64s' is too long", root, name);
	return read_all(text, root, strict, f);
}

int
pam_text_open(struct pam_text *text, const char *root, const char *name,
    bool strict, struct fault *f)
{
	int r;

	*text = (struct pam_text){.text = malloc(PAM_STACK_FILE_MAX + 1)};
	if (text->text == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	if (name[0] == '/')
		r = open_one(text, root, "", name, strict, f);
	else {
		r = open_one(text, root, "/etc/pam.d/", name, strict, f);
		if (r == -ENOENT)
			r = open_one(
			    text, root, "/usr/lib/pam.d/", name, strict, f);
	}
	text->next = text->text;
	return r;
}

int
pam_text_append(struct pam_text *text, char *line, size_t size, size_t *used)
{
	size_t n = strcspn(text->next, "#\n");
	bool more = n > 0 && text->next[n - 1] == '\\' && text->next[n] == '\n';

	if (*used + n >= size)
		return -1;
	memcpy(line + *used, text->next, n);
	*used += n;
	line[*used] = '\0';
	if (more)
		line[*used - 1] = ' ';
	text->next += n;
	text->next += strcspn(text->next, "\n");
	text->next += *text->next == '\n';
	return more;
}

static bool
is_blank(const char *line)
{
	return line[strspn(line, BLANKS)] == '\0';
}

/* What versions of libpam disagree about, or refuse. */
static const char *
odd_continuation(const char *line, size_t joined, size_t used, bool more)
{
	size_t n = strlen(line);

	if (joined > 0 && is_blank(line + used))
		return "is continued by nothing";
	if (more)
		return NULL;
	while (n > 0 && strchr(BLANKS, line[n - 1]) != NULL)
		n--;
	return n > 0 && line[n - 1] == '\\' ? "ends with a lost backslash"
					    : NULL;
}

int
pam_text_line(
    struct pam_text *text, char line[PAM_STACK_LINE_SIZE], const char **wrong)
{
	size_t used, before;
	int more;

	do {
		used = 0;
		more = 1;
		line[0] = '\0';
		*wrong = NULL;
		if (*text->next == '\0')
			return 0;
		text->number += 1 + text->below;
		for (text->below = 0; more == 1 && *wrong == NULL;
		     text->below += more == 1) {
			before = used;
			more = pam_text_append(
			    text, line, PAM_STACK_LINE_SIZE, &used);
			if (more < 0)
				*wrong = "is too long";
			else
				*wrong = odd_continuation(
				    line, text->below, before, more == 1);
		}
	} while (*wrong == NULL && is_blank(line));
	return *wrong == NULL ? 1 : -EINVAL;
}

char *
pam_text_word(char **rest, bool *open)
{
	char *start = *rest + strspn(*rest, BLANKS), *to, *from;

	if (*start == '\0')
		return NULL;
	if (*start != '[') {
		from = start + strcspn(start, BLANKS);
		*rest = from + (*from != '\0');
		*from = '\0';
		return start;
	}
	to = ++start;
	for (from = start; *from != '\0' && *from != ']'; from++) {
		if (from[0] == '\\' && from[1] == ']')
			from++;
		*to++ = *from;
	}
	*open |= *from == '\0';
	*rest = from + (*from != '\0');
	*to = '\0';
	return start;
}

bool
pam_text_is_module(const char *path, const char *module)
{
	const char *slash = strrchr(path, '/');

	return strcmp(slash == NULL ? path : slash + 1, module) == 0;
}

const char *
pam_text_after(const char *words, size_t n, const char *word)
{
	size_t i;

	/* Counted, not looked for: an empty word, "[]", is one as well. */
	for (i = 0; i < n && word != NULL; i++) {
		if (words == word)
			word = NULL;
		words += strlen(words) + 1;
	}
	return i < n ? words : NULL;
}
