/*
 * conf_lines - the form of one file of the configuration
 *
 * libeconf joins lines without '=' to the value above, keeps the first of two
 * equal keys, joins two sections of one name, stops at NUL, and stumbles over a
 * comment with another '#' in it and over what stands behind a section's ']',
 * depending on its release. So the form is checked here first, line by line,
 * and libeconf gets the lines with keys alone and the numbers of sections in
 * place of their names: they mean one thing only.
 */

#include "host/conf_lines.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int
refuse(const struct conf_lines *r, const char *why)
{
	return fault_set(
	    r->fault, -EINVAL, "%s:%u: %s", r->shown, r->line, why);
}

static size_t
skip_blanks(const char *text, size_t n)
{
	size_t i = 0;

	while (i < n && (text[i] == ' ' || text[i] == '\t'))
		i++;
	return i;
}

/* The key belongs where it stands. */
static int
check_section(const struct conf_lines *r, const struct conf_key *key)
{
	enum conf_section here = r->found[r->nfound - 1].part.section;

	if (key->section == here ||
	    (key->section == CONF_ANY_LOGIN &&
		(here == CONF_TOP || here == CONF_LOGIN)))
		return 0;
	if (key->section == CONF_TOP)
		return fault_set(r->fault, -EINVAL,
		    "%s:%u: %s belongs to no section; put it above the first",
		    r->shown, r->line, key->name);
	if (key->section == CONF_ANY_LOGIN)
		return fault_set(r->fault, -EINVAL,
		    "%s:%u: %s belongs to no section or to a [login WHO]; put "
		    "it above the first, or there",
		    r->shown, r->line, key->name);
	return fault_set(r->fault, -EINVAL,
	    "%s:%u: %s belongs to a [%s]; put it there", r->shown, r->line,
	    key->name,
	    key->section == CONF_TOKEN       ? "token NAME"
		: key->section == CONF_SERVE ? "serve NAME"
					     : "login WHO");
}

/* A line that names a key: which one, and that it does so once. */
static int
check_key(struct conf_lines *r, const char *line, const char *equals)
{
	size_t n = (size_t)(equals - line);
	unsigned *at;
	int key;

	while (n > 0 && (line[n - 1] == ' ' || line[n - 1] == '\t'))
		n--;
	key = conf_key_find(line, n);
	if (key == -1)
		return fault_set(r->fault, -EINVAL,
		    "%s:%u: no key is called '%.*s'; see credmint.conf(5)",
		    r->shown, r->line, n < 64 ? (int)n : 64, line);
	at = &r->found[r->nfound - 1].keys[key];
	if (*at != 0)
		return fault_set(r->fault, -EINVAL,
		    "%s:%u: %s stands in line %u already; remove one of them",
		    r->shown, r->line, conf_keys[key].name, *at);
	*at = r->line;
	return check_section(r, &conf_keys[key]);
}

/* A line that begins a section, for the first time in this file. */
static int
check_header(struct conf_lines *r, const char *line, size_t n)
{
	struct conf_place at = {r->shown, r->line, r->draft->drop_ins};
	struct conf_part part;
	unsigned i;
	int error;

	error = conf_section_open(r->draft, &part, line, n, &at, r->fault);
	if (error != 0)
		return error;
	for (i = 1; i < r->nfound; i++)
		if (r->found[i].part.section == part.section &&
		    r->found[i].part.index == part.index)
			return fault_set(r->fault, -EINVAL,
			    "%s:%u: this section stands in line %u already; "
			    "put its keys there",
			    r->shown, r->line, r->found[i].line);
	r->found[r->nfound].part = part;
	r->found[r->nfound++].line = r->line;
	return 0;
}

/* A line that is not empty and no comment. */
static int
check_line(struct conf_lines *r, const char *line, size_t n)
{
	const char *equals = memchr(line, '=', n);
	size_t i;

	if (line[0] == '[')
		return check_header(r, line, n);
	if (equals == NULL)
		return refuse(r, "no '='; write KEY = VALUE on one line");
	for (i = (size_t)(equals - line); i < n; i++)
		if (strchr("#\"'\\", line[i]) != NULL)
			return refuse(r,
			    "a value takes no quotes, # or backslash; put a "
			    "comment on a line of its own");
	return check_key(r, line, equals);
}

static bool
is_plain(const char *line, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (((unsigned char)line[i] < 0x20 && line[i] != '\t') ||
		    line[i] == 0x7f)
			return false;
	return true;
}

/*
 * Move a line to the front, where there is always room for it: a key as it is,
 * and for a section, "[token a]" at least, its number.
 */
static size_t
keep_line(const struct conf_lines *r, char *to, const char *line, size_t n)
{
	char number[sizeof("[]") + 10];

	if (line[0] == '[') {
		n = (size_t)snprintf(
		    number, sizeof(number), "[%u]", r->nfound - 1);
		line = number;
	}
	if (to != line)
		memmove(to, line, n);
	to[n] = '\n';
	return n + 1;
}

int
conf_lines_check(struct conf_lines *r, size_t n, size_t *kept)
{
	const char *line = r->text, *end;
	size_t left = n, length, blanks;
	int error = 0;

	*kept = 0;
	r->found[0].part.section = CONF_TOP;
	r->nfound = 1;
	while (error == 0 && left > 0) {
		end = memchr(line, '\n', left);
		length = end == NULL ? left : (size_t)(end - line);
		left -= length + (end != NULL);
		r->line++;
		if (!is_plain(line, length))
			return refuse(r,
			    "a control character; save the file as plain text");
		blanks = skip_blanks(line, length);
		if (blanks < length && line[blanks] != '#') {
			error = check_line(r, line + blanks, length - blanks);
			if (error == 0)
				*kept += keep_line(r, r->text + *kept,
				    line + blanks, length - blanks);
		}
		line += length + (end != NULL);
	}
	return error;
}
