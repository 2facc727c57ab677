/* template_quote - texts as shells, YAML, JSON, CSV and LDIF take them */

#include "template_quote.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/encode.h"

#include "json_line.h"
#include "output.h"

bool
template_quote_is_text(const char *text)
{
	return json_line_is_text(text, strlen(text));
}

int
template_quote_none(const char *text, struct output *out)
{
	return output_text(out, text);
}

/* A text between two quotes, with what stands for a quote in it. */
static int
between(
    const char *quote, const char *text, const char *inside, struct output *out)
{
	int rc = output_text(out, quote);

	while (rc == 0) {
		size_t n = strcspn(text, quote);

		rc = output_put(out, text, n);
		text += n;
		if (*text == '\0')
			break;
		text++;
		if (rc == 0)
			rc = output_text(out, inside);
	}
	return rc != 0 ? rc : output_text(out, quote);
}

int
template_quote_shell(const char *text, struct output *out)
{
	return between("'", text, "'\\''", out);
}

/*
 * A backslash escapes or not, as the server is set: doubled, with the E that
 * says so, it is one for PostgreSQL, and ends the text for none.
 */
int
template_quote_sql(const char *text, struct output *out)
{
	int rc;

	if (strchr(text, '\\') == NULL)
		return between("'", text, "''", out);
	rc = output_text(out, "E'");
	while (rc == 0 && *text != '\0') {
		size_t n = strcspn(text, "\\'");

		rc = output_put(out, text, n);
		text += n;
		if (rc == 0 && *text != '\0')
			rc = output_put(out, text, 1);
		if (rc == 0 && *text != '\0')
			rc = output_put(out, text++, 1);
	}
	return rc != 0 ? rc : output_text(out, "'");
}

int
template_quote_words(const char *text, struct output *out)
{
	int rc = 0;

	while (rc == 0 && *text != '\0') {
		size_t n = strcspn(text, ",");

		rc = output_put(out, text, n);
		text += n;
		if (rc == 0 && *text == ',') {
			rc = output_text(out, " ");
			text++;
		}
	}
	return rc;
}

/*
 * The character at p when YAML must not have it as it is, with its bytes in *n:
 * controls (to 9F, with NEL), the ends of lines U+2028 and U+2029, a byte order
 * mark, U+FFFE and U+FFFF. 0: it is none of these. Surrogates are not UTF-8.
 */
static unsigned
yaml_hidden(const unsigned char *p, size_t *n)
{
	*n = 1;
	if (*p < ' ' || *p == 0x7f)
		return *p;
	*n = 2;
	if (*p == 0xc2 && p[1] <= 0x9f)
		return p[1];
	*n = 3;
	if (*p == 0xe2 && p[1] == 0x80 && (p[2] == 0xa8 || p[2] == 0xa9))
		return 0x2000u + (p[2] & 0x3fu);
	if (*p == 0xef && p[1] == 0xbb && p[2] == 0xbf)
		return 0xfeff;
	if (*p == 0xef && p[1] == 0xbf && p[2] >= 0xbe)
		return 0xffc0u + (p[2] & 0x3fu);
	return 0;
}

static bool
yaml_has_hidden(const char *text)
{
	size_t n;

	for (; *text != '\0'; text++)
		if (yaml_hidden((const unsigned char *)text, &n) != 0)
			return true;
	return false;
}

static int
yaml_escaped(const char *text, struct output *out)
{
	int rc = output_text(out, "\"");

	while (*text != '\0' && rc == 0) {
		char escape[16];
		size_t n;
		unsigned c = yaml_hidden((const unsigned char *)text, &n);

		if (c != 0) {
			(void)snprintf(escape, sizeof(escape), "\\u%04x", c);
			rc = output_text(out, escape);
		} else {
			n = 1;
			if (*text == '"' || *text == '\\')
				rc = output_text(out, "\\");
			if (rc == 0)
				rc = output_put(out, text, 1);
		}
		text += n;
	}
	return rc != 0 ? rc : output_text(out, "\"");
}

int
template_quote_yaml(const char *text, struct output *out)
{
	return yaml_has_hidden(text) ? yaml_escaped(text, out)
				     : between("'", text, "''", out);
}

int
template_quote_ansible(const char *text, struct output *out)
{
	int rc = output_text(out, "!unsafe ");

	return rc != 0 ? rc : template_quote_yaml(text, out);
}

static int
json_piece(const char *piece, size_t n, void *out)
{
	return output_put(out, piece, n) == 0 ? 0 : -1;
}

int
template_quote_json(const char *text, struct output *out)
{
	json_t *string = json_string(text);
	int rc;

	if (string == NULL)
		return -ENOMEM;
	rc = json_dump_callback(string, json_piece, out, JSON_ENCODE_ANY);
	json_decref(string);
	if (rc == 0)
		return 0;
	/* The output's own, if it was that. */
	rc = output_put(out, "", 0);
	return rc != 0 ? rc : -ENOMEM;
}

int
template_quote_list(const char *text,
    int (*put)(const char *text, struct output *out), struct output *out)
{
	char *copy = strdup(text), *rest = copy, *item;
	int rc = copy == NULL ? -ENOMEM : output_text(out, "[");

	if (*text == '\0')
		rest = NULL;
	while (rc == 0 && (item = strsep(&rest, ",")) != NULL) {
		rc = put(item, out);
		if (rc == 0 && rest != NULL)
			rc = output_text(out, ", ");
	}
	free(copy);
	return rc != 0 ? rc : output_text(out, "]");
}

int
template_quote_csv(const char *text, struct output *out)
{
	size_t n = strlen(text);

	/* A blank at an end is the text's; some readers take away others. */
	if (strpbrk(text, "\",\r\n") == NULL &&
	    (n == 0 || (text[0] != ' ' && text[n - 1] != ' ')))
		return output_put(out, text, n);
	return between("\"", text, "\"\"", out);
}

/* A SAFE-STRING that does not end in a blank, without controls. */
static bool
ldif_is_safe(const char *text)
{
	size_t n = strlen(text);

	for (size_t i = 0; i < n; i++)
		if (text[i] < ' ' || text[i] > '~')
			return false;
	return n == 0 || (strchr(" :<", text[0]) == NULL && text[n - 1] != ' ');
}

/* In pieces whose length 3 divides, so that only the last one is padded. */
static int
base64(const char *text, struct output *out)
{
	char piece[769];
	size_t left = strlen(text);
	int rc = 0;

	while (left > 0 && rc == 0) {
		size_t n = left < 576 ? left : 576;

		rc = encode_text(ENCODE_BASE64, text, n, piece, sizeof(piece));
		if (rc == 0)
			rc = output_text(out, piece);
		text += n;
		left -= n;
	}
	return rc;
}

int
template_quote_ldif(const char *text, struct output *out)
{
	bool safe = ldif_is_safe(text);
	int rc = output_text(out, *text == '\0' ? ":" : safe ? ": " : ":: ");

	if (rc != 0)
		return rc;
	return safe ? output_text(out, text) : base64(text, out);
}

int
template_quote_dn(const char *text, struct output *out)
{
	size_t n = strlen(text);
	int rc = 0;

	for (size_t i = 0; i < n && rc == 0; i++) {
		char pair[4] = {'\\', text[i], '\0'};
		bool at_end = i == 0 || i == n - 1;

		if (text[i] < ' ' || text[i] > '~') {
			(void)snprintf(pair, sizeof(pair), "\\%02X",
			    (unsigned)(unsigned char)text[i]);
			rc = output_text(out, pair);
		} else if (strchr("\"+,;<>\\=", text[i]) != NULL ||
		    (text[i] == ' ' && at_end) || (text[i] == '#' && i == 0)) {
			rc = output_text(out, pair);
		} else {
			rc = output_put(out, text + i, 1);
		}
	}
	return rc;
}
