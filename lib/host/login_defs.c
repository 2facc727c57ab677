/*
 * login_defs - what /etc/login.defs says
 */

#include "host/login_defs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host/root_file.h"

#define BLANKS " \t"

int
login_defs_open(struct login_defs *out, const char *root, struct fault *f)
{
	int r;

	out->text = malloc(LOGIN_DEFS_MAX + 1);
	if (out->text == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	r = root_file_read(
	    root, "/etc/login.defs", out->text, LOGIN_DEFS_MAX + 1, f);
	if (r == -ENOENT)
		r = root_file_read(root, "/usr/etc/login.defs", out->text,
		    LOGIN_DEFS_MAX + 1, f);
	return r == -ENOENT || r > 0 ? 0 : r;
}

void
login_defs_close(struct login_defs *defs)
{
	free(defs->text);
	defs->text = NULL;
}

/* Take the value behind a key: up to a quote, without blanks at its ends. */
static bool
take(const char *at, size_t left, char *value, size_t size)
{
	size_t skip = 0, n;

	while (skip < left && strchr(BLANKS "\"", at[skip]) != NULL)
		skip++;
	for (n = 0; skip + n < left && at[skip + n] != '"'; n++)
		;
	while (n > 0 && strchr(BLANKS "\r", at[skip + n - 1]) != NULL)
		n--;
	if (n == 0 || n >= size)
		return false;
	memcpy(value, at + skip, n);
	value[n] = '\0';
	return true;
}

bool
login_defs_text(
    const struct login_defs *defs, const char *key, char *value, size_t size)
{
	const size_t nkey = strlen(key);
	const char *line = defs->text;
	bool found = false;
	size_t n, blanks;

	value[0] = '\0';
	for (; *line != '\0'; line += n + (line[n] == '\n')) {
		n = strcspn(line, "\n");
		blanks = strspn(line, BLANKS);
		if (blanks + nkey >= n ||
		    strncmp(line + blanks, key, nkey) != 0 ||
		    strchr(BLANKS, line[blanks + nkey]) == NULL)
			continue;
		blanks += nkey;
		if (take(line + blanks, n - blanks, value, size))
			found = true;
	}
	return found;
}

bool
login_defs_number(
    const struct login_defs *defs, const char *key, unsigned long *out)
{
	char text[32], *end;

	*out = 0;
	if (!login_defs_text(defs, key, text, sizeof(text)) || text[0] == '-')
		return false;
	errno = 0;
	*out = strtoul(text, &end, 0);
	if (errno == 0 && *end == '\0')
		return true;
	*out = 0;
	return false;
}
