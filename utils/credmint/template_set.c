/* template_set - the names that --set gives a template */

#include "template_set.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "template.h"
#include "template_place.h"
#include "template_quote.h"

size_t
template_name_length(const char *text, size_t n)
{
	static const char letters[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	static const char others[] = "0123456789_-";
	size_t length = 0;

	while (length < n && text[length] != '\0' &&
	    (strchr(letters, text[length]) != NULL ||
		(length > 0 && strchr(others, text[length]) != NULL)))
		length++;
	return length;
}

struct template_set *
template_sets_find(struct template_sets *sets, const char *name, size_t n)
{
	for (size_t i = 0; i < sets->n; i++)
		if (strlen(sets->at[i].name) == n &&
		    memcmp(sets->at[i].name, name, n) == 0)
			return &sets->at[i];
	return NULL;
}

static int
set_add(struct template_sets *sets, const char *text, size_t n)
{
	struct template_set *set = &sets->at[sets->n];

	set->name = strdup(text);
	if (set->name == NULL)
		return -ENOMEM;
	set->name[n] = '\0';
	set->value = set->name + n + 1;
	set->used = false;
	sets->n++;
	return 0;
}

/* Controls would break the lines of whatever the template makes. */
static bool
is_value(const char *text)
{
	for (const char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			return false;
	return strlen(text) <= TEMPLATE_SET_MAX && template_quote_is_text(text);
}

static int
set_read(struct template_sets *sets, const char *text, struct fault *f)
{
	size_t n = template_name_length(text, strlen(text));

	if (n == 0 || n > TEMPLATE_NAME_MAX || text[n] != '=')
		return fault_set(f, CALL_USAGE,
		    "--set takes NAME=VALUE, where a name is a letter and then "
		    "letters, digits, - and _, at most %d",
		    TEMPLATE_NAME_MAX);
	if (template_place_find(text, n) != TEMPLATE_PLACE_NONE)
		return fault_set(f, CALL_USAGE,
		    "--set %.*s: that is a field of accounts; take another "
		    "name",
		    (int)n, text);
	if (template_sets_find(sets, text, n) != NULL)
		return fault_set(f, CALL_USAGE,
		    "--set %.*s is given twice; give it once", (int)n, text);
	if (!is_value(text + n + 1))
		return fault_set(f, CALL_USAGE,
		    "--set %.*s takes UTF-8 without control characters, at "
		    "most %zu bytes",
		    (int)n, text, TEMPLATE_SET_MAX);
	if (sets->n == TEMPLATE_SETS_MAX)
		return fault_set(f, CALL_USAGE,
		    "--set can be given %d times at most", TEMPLATE_SETS_MAX);
	if (set_add(sets, text, n) != 0)
		return fault_set(f, -ENOMEM, "out of memory");
	return 0;
}

int
template_sets_read(
    struct template_sets *out, const char *const *texts, struct fault *f)
{
	int rc = 0;

	out->n = 0;
	for (; texts != NULL && *texts != NULL && rc == 0; texts++)
		rc = set_read(out, *texts, f);
	return rc;
}

void
template_sets_free(struct template_sets *sets)
{
	for (size_t i = 0; i < sets->n; i++)
		free(sets->at[i].name);
	sets->n = 0;
}
