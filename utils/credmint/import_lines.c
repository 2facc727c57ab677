/* import_lines - what the lines of a file say */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"

#include "command.h"
#include "import.h"
#include "import_google.h"
#include "import_items.h"
#include "import_oath.h"
#include "stop.h"
#include "words.h"

/* A file of one user's; its codes. */
#define GOOGLE_MAX 65536
/* A secret on its own has at least so many letters. */
#define SECRET_LETTERS 16
/* What some editors put before UTF-8, and neither tool reads. */
#define MARK "\xef\xbb\xbf"

struct lines {
	struct import *import;
	char *at; /* behind the line */
	size_t left;
	char *line;
	size_t n; /* without the newline, which is NUL by now */
	size_t number;
};

void
import_wrong(struct import *i, size_t line, const char *format, ...)
{
	char text[sizeof(((struct fault *)NULL)->text)];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	progress_hide(&i->progress);
	words_say("%s:%zu: %s", i->path, line, text);
	i->wrong++;
}

static bool
line_next(struct lines *l)
{
	char *end;

	if (l->left == 0)
		return false;
	end = memchr(l->at, '\n', l->left);
	l->line = l->at;
	l->n = end == NULL ? l->left : (size_t)(end - l->at);
	l->line[l->n] = '\0'; /* there is room for one behind the last */
	l->at += l->n + (end == NULL ? 0 : 1);
	l->left -= l->n + (end == NULL ? 0 : 1);
	l->number++;
	return true;
}

static int
no_memory(struct import *i)
{
	return fault_set(&i->call->fault, -ENOMEM, "out of memory");
}

static bool
word_is(const struct import_word *w, const char *text)
{
	return w->n == strlen(text) && memcmp(w->text, text, w->n) == 0;
}

/* A line that is right as such. */
static int
oath_take(struct lines *l, const struct import_oath *o)
{
	struct import *i = l->import;
	char *user = l->line + (o->user.text - l->line);
	char *key = l->line + (o->key.text - l->line);

	if (i->file.users && !word_is(&o->user, i->account.name)) {
		import_wrong(i, l->number,
		    "a file of %s's own says nothing of other users",
		    i->account.name);
		return 0;
	}
	if (o->password && !i->without_passwords) {
		import_wrong(i, l->number,
		    "a password goes with its codes, which credmint does not "
		    "check; leave it to another module of the stack, and give "
		    "--without-passwords");
		return 0;
	}
	i->passwords += o->password;
	user[o->user.n] = '\0';
	return import_item_add(i, l->number, user, &o->device, key);
}

static int
oath_line(struct lines *l, struct import_oath *o)
{
	struct import *i = l->import;
	struct fault f = {""};
	int rc = import_oath_read(l->line, l->n, i->now, o, &f);

	if (rc == IMPORT_OATH_NOTHING) {
		i->passed++;
		return 0;
	}
	/* Whoever asks for one is not told of the others. */
	if (i->one && !i->file.users && o->user.n > 0 &&
	    !word_is(&o->user, i->account.name)) {
		i->others++;
		return 0;
	}
	if (rc == 0)
		return oath_take(l, o);
	import_wrong(i, l->number, "%s", f.text);
	return 0;
}

static int
oath_lines(struct lines *l)
{
	struct import_oath *o = secret_map(sizeof(*o), NULL);
	int rc = o == NULL ? no_memory(l->import) : 0;

	while (rc == 0 && line_next(l)) {
		rc = oath_line(l, o);
		if (rc == 0 && stop_asked() != 0)
			rc = -EINTR;
	}
	secret_unmap(o, sizeof(*o));
	return rc;
}

static int
google_line(struct lines *l, struct import_google *g)
{
	struct import *i = l->import;
	struct fault f = {""};
	struct import_word code;
	int rc = import_google_read(g, l->line, l->n, &code, &f);

	if (rc == IMPORT_GOOGLE_CODE) {
		l->line[(code.text - l->line) + (ptrdiff_t)code.n] = '\0';
		return import_code_add(i, code.text);
	}
	i->passed += rc == IMPORT_GOOGLE_NOTHING;
	if (rc >= 0)
		return 0;
	import_wrong(i, l->number, "%s", f.text);
	i->codes_wrong += l->number > 1 && *l->line != '"';
	return 0;
}

static int
google_end(struct lines *l, struct import_google *g)
{
	struct import *i = l->import;
	struct fault f = {""};
	int rc = import_google_end(g, i->now, &f);

	i->left = g->left;
	if (rc == 0)
		return import_item_add(
		    i, 1, i->account.name, &g->device, i->text);
	if (rc != -ECANCELED)
		import_wrong(i, l->number > 0 ? l->number : 1, "%s", f.text);
	return 0;
}

static int
google_lines(struct lines *l)
{
	struct import *i = l->import;
	struct import_google *g = secret_map(sizeof(*g), NULL);
	int rc = g == NULL ? no_memory(i) : 0;

	if (rc == 0)
		import_google_begin(g);
	while (rc == 0 && line_next(l))
		rc = google_line(l, g);
	if (rc == 0)
		rc = google_end(l, g);
	secret_unmap(g, sizeof(*g));
	return rc;
}

/*
 * A secret alone in the first line, or an option anywhere, and it is google's.
 */
static enum import_format
format_of(const char *text, size_t n)
{
	const char *end = memchr(text, '\n', n), *rest = text;
	size_t first = end == NULL ? n : (size_t)(end - text), left = first;
	struct import_word w = import_word_next(&rest, &left);

	if (w.n >= SECRET_LETTERS && w.text[0] != '#' &&
	    import_word_next(&rest, &left).n == 0)
		return IMPORT_GOOGLE;
	return memmem(text, n, "\n\" ", 3) != NULL ? IMPORT_GOOGLE
						   : IMPORT_OATH;
}

static int
format_check(struct import *i)
{
	struct fault *f = &i->call->fault;

	if (i->file.st.st_size == 0)
		return fault_set(f, -ENODATA, "%s is empty", i->path);
	if (strncmp(i->text, MARK, sizeof(MARK) - 1) == 0)
		return fault_set(f, -EILSEQ,
		    "%s begins with a byte order mark, with which neither tool "
		    "can read it; remove its first three bytes: tail -c +4",
		    i->path);
	if (i->format == IMPORT_ANY)
		i->format = format_of(i->text, (size_t)i->file.st.st_size);
	if (i->format != IMPORT_GOOGLE)
		return 0;
	if (!i->one)
		return fault_set(f, CALL_USAGE,
		    "a file of google-authenticator does not say whose it is; "
		    "give --user");
	if (i->without_passwords)
		return fault_set(f, CALL_USAGE,
		    "--without-passwords is of -f oath; a file of "
		    "google-authenticator has none");
	if (i->file.st.st_size > GOOGLE_MAX)
		return fault_set(f, -EFBIG,
		    "%s has more than %d bytes; that is no file of "
		    "google-authenticator",
		    i->path, GOOGLE_MAX);
	return 0;
}

int
import_lines(struct import *i)
{
	struct lines l = {
	    .import = i, .at = i->text, .left = (size_t)i->file.st.st_size};
	int rc = format_check(i);

	if (rc != 0)
		return rc;
	return i->format == IMPORT_GOOGLE ? google_lines(&l) : oath_lines(&l);
}
