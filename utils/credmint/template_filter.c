/* template_filter - how a value is written where a template has a place */

#include "template_filter.h"

#include <errno.h>
#include <string.h>

#include "output.h"
#include "template_quote.h"

static const char absent[] = "is not given";
static const char empty[] = "is empty";
static const char blank_at_end[] = "has a blank at its beginning or end";
static const char control[] = "has a control character";

/* Of ASCII, or of those that follow it as C2 80 to C2 9F. */
static bool
has_control(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;

	for (; *p != '\0'; p++)
		if (*p < ' ' || *p == 0x7f ||
		    (*p == 0xc2 && p[1] >= 0x80 && p[1] <= 0x9f))
			return true;
	return false;
}

/* Blanks of Unicode that a reader may part words at. */
static bool
has_blank(const char *text)
{
	static const char *const blanks[] = {" ", "\u00a0", "\u1680", "\u2000",
	    "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006",
	    "\u2007", "\u2008", "\u2009", "\u200a", "\u2028", "\u2029",
	    "\u202f", "\u205f", "\u3000", "\ufeff"};

	for (size_t i = 0; i < sizeof(blanks) / sizeof(*blanks); i++)
		if (strstr(text, blanks[i]) != NULL)
			return true;
	return false;
}

static const char *
field_refuses(const char *text)
{
	if (has_control(text))
		return control;
	return strchr(text, ':') != NULL ? "has a ':'" : NULL;
}

static const char *
word_refuses(const char *text)
{
	const char *wrong = field_refuses(text);

	if (wrong != NULL)
		return wrong;
	if (text[0] == '\0')
		return empty;
	if (has_blank(text))
		return "has a blank";
	if (strpbrk(text, "\"'`\\") != NULL)
		return "has a quote or a backslash";
	return strchr(text, '#') != NULL ? "has a '#'" : NULL;
}

/* As JSON has it, too: no zero before others, which YAML takes for octal. */
static const char *
number_refuses(const char *text)
{
	if (text[0] == '\0' || text[strspn(text, "0123456789")] != '\0')
		return "is no number";
	return text[0] == '0' && text[1] != '\0' ? "begins with a 0" : NULL;
}

/* What ends the line, goes on in the next one, or is an escape at its reader.
 */
static const char *
line_refuses(const char *text)
{
	size_t n = strlen(text);

	if (n == 0)
		return empty;
	if (has_control(text))
		return control;
	if (strchr(text, '\\') != NULL)
		return "has a backslash";
	return text[0] == ' ' || text[n - 1] == ' ' ? blank_at_end : NULL;
}

static const char *
ascii_refuses(const char *text)
{
	size_t n = strlen(text);

	if (n == 0)
		return empty;
	if (has_control(text))
		return control;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)text[i] > '~')
			return "has a character that is not ASCII";
	return text[0] == ' ' || text[n - 1] == ' ' ? blank_at_end : NULL;
}

/* What the library that writes JSON does not take. */
static const char *
json_refuses(const char *text)
{
	return template_quote_is_text(text) ? NULL : "is not UTF-8";
}

/* What Ansible's modules put in, whatever the YAML said. */
static const char *
ansible_refuses(const char *text)
{
	if (strchr(text, '$') != NULL)
		return "has a '$', which Ansible would expand";
	if (text[0] == '~')
		return "begins with '~', which Ansible would expand";
	return json_refuses(text);
}

static const struct {
	const char *name;
	const char *(*refuses)(const char *text); /* NULL: nothing */
	int (*put)(const char *text, struct output *out);
	const char *none; /* what an absent one is; NULL: it is refused */
	bool is_list;
} filters[TEMPLATE_FILTERS] = {
    [TEMPLATE_FIELD] = {"field", field_refuses, template_quote_none, "", false},
    [TEMPLATE_WORD] = {"word", word_refuses, template_quote_none, NULL, false},
    [TEMPLATE_WORDS] = {"words", word_refuses, template_quote_words, NULL,
	false},
    [TEMPLATE_NUMBER] = {"number", number_refuses, template_quote_none, NULL,
	false},
    [TEMPLATE_LINE] = {"line", line_refuses, template_quote_none, NULL, false},
    [TEMPLATE_ASCII] = {"ascii", ascii_refuses, template_quote_none, NULL,
	false},
    [TEMPLATE_SHELL] = {"shell", NULL, template_quote_shell, NULL, false},
    [TEMPLATE_SQL] = {"sql", NULL, template_quote_sql, NULL, false},
    [TEMPLATE_ANSIBLE] = {"ansible", ansible_refuses, template_quote_ansible,
	"null", false},
    [TEMPLATE_YAML] = {"yaml", json_refuses, template_quote_yaml, "null",
	false},
    [TEMPLATE_YAML_LIST] = {"yaml-list", json_refuses, template_quote_yaml,
	"[]", true},
    [TEMPLATE_JSON] = {"json", json_refuses, template_quote_json, "null",
	false},
    [TEMPLATE_JSON_LIST] = {"json-list", json_refuses, template_quote_json,
	"[]", true},
    [TEMPLATE_CSV] = {"csv", NULL, template_quote_csv, "", false},
    [TEMPLATE_LDIF] = {"ldif", NULL, template_quote_ldif, NULL, false},
    [TEMPLATE_DN] = {"dn", NULL, template_quote_dn, NULL, false},
};

enum template_filter
template_filter_find(const char *name, size_t n)
{
	for (unsigned i = TEMPLATE_FIELD; i < TEMPLATE_FILTERS; i++)
		if (strlen(filters[i].name) == n &&
		    memcmp(filters[i].name, name, n) == 0)
			return (enum template_filter)i;
	return TEMPLATE_FILTER_NONE;
}

bool
template_filter_is_list(enum template_filter filter)
{
	return filters[filter].is_list || filter == TEMPLATE_WORDS;
}

bool
template_filter_takes_none(enum template_filter filter)
{
	return filters[filter].none != NULL;
}

const char *
template_filter_refuses(enum template_filter filter, const char *text)
{
	if (text == NULL)
		return filters[filter].none == NULL ? absent : NULL;
	if (filters[filter].refuses == NULL)
		return NULL;
	return filters[filter].refuses(text);
}

int
template_filter_put(
    enum template_filter filter, const char *text, struct output *out)
{
	if (template_filter_refuses(filter, text) != NULL)
		return -EINVAL;
	if (text == NULL)
		return output_text(out, filters[filter].none);
	if (filters[filter].is_list)
		return template_quote_list(text, filters[filter].put, out);
	return filters[filter].put(text, out);
}
