/* provision_input_header - what is wrong with the first line of a CSV file */

#include "provision_input_header.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "provision_input_check.h"

#define COLUMNS \
	"name, uid, gid, gecos, home, shell, groups, expiry, length and method"

#define TO_LF "convert the file, as by tr '\\r' '\\n'"

int
provision_header_check(const struct provision_line *header, struct fault *why)
{
	if (!header->whole)
		return fault_set(why, -EINVAL,
		    "the header has more than %d bytes; if a CR alone ends the "
		    "lines, " TO_LF,
		    PROVISION_LINE_MAX);
	if (memchr(header->text, '\0', header->n) != NULL)
		return fault_set(why, -EINVAL,
		    "there is a NUL byte: convert the file, as by iconv -f "
		    "UTF-16 -t UTF-8");
	if (memchr(header->text, '\r', header->n) != NULL)
		return fault_set(why, -EINVAL,
		    "there is a CR without an LF behind it: if it ends the "
		    "lines, " TO_LF);
	return 0;
}

/* The field of a name with capitals in it; PROVISION_FIELDS: none. */
static enum provision_field
any_case(const char *text, size_t n)
{
	char lower[16] = "";

	if (n > sizeof(lower))
		return PROVISION_FIELDS;
	for (size_t i = 0; i < n; i++)
		lower[i] = (char)(text[i] >= 'A' && text[i] <= 'Z'
			? text[i] - 'A' + 'a'
			: text[i]);
	return provision_field_named(lower, n);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The name of what separates columns instead of commas; NULL: nothing. */
static const char *
separator(const char *text, size_t n)
{
	static const struct {
		char c;
		const char *name;
	} others[] = {
	    {';', "';'"}, {'\t', "a TAB"}, {'|', "'|'"}, {':', "':'"}};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (memchr(text, others[i].c, n) != NULL)
			return others[i].name;
	return NULL;
}

int
provision_header_unknown(
    size_t number, const char *text, size_t n, struct fault *why)
{
	const char *other;
	size_t from = 0, to = n;
	enum provision_field field;

	while (from < to && is_blank(text[from]))
		from++;
	while (to > from && is_blank(text[to - 1]))
		to--;
	field = any_case(text + from, to - from);
	if (field != PROVISION_FIELDS && to - from < n)
		return fault_set(why, -EINVAL,
		    "column %zu of the header has a blank before or behind %s: "
		    "remove it, there and in all lines, where it would belong "
		    "to the field",
		    number, provision_field_names[field]);
	if (field != PROVISION_FIELDS)
		return fault_set(why, -EINVAL,
		    "column %zu of the header has capital letters: write %s",
		    number, provision_field_names[field]);
	if (from == to)
		return fault_set(why, -EINVAL,
		    "column %zu of the header has no name: name it, or remove "
		    "it from all lines",
		    number);
	other = separator(text, n);
	if (other != NULL)
		return fault_set(why, -EINVAL,
		    "column %zu of the header has %s in its name: put commas "
		    "between the columns, in all lines",
		    number, other);
	/* It may be data: there is no header. */
	return fault_set(why, -EINVAL,
	    "column %zu of the header is none that is known: the first line "
	    "names the columns, which are " COLUMNS,
	    number);
}
