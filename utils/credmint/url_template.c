/* url_template - a link in which a token stands where %s does */

#include "url_template.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "command.h"

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"
#define HEX "0123456789ABCDEFabcdef"

/* What a host's name is written with, and an IPv6 address in its brackets. No
 * '@': nobody should take what stands before it for the host. */
#define NAME LETTERS DIGITS "-"
#define IPV6 HEX ":."
/* Bytes of a host's name and of its parts, as RFC 1035 has them. */
#define HOST_MAX 253
#define LABEL_MAX 63
#define PORT_MAX 65535

/* Behind "https://" or "http://"; NULL: another scheme, or one not allowed. */
static const char *
scheme_skip(const char *text, bool allow_http)
{
	static const char https[] = "https://", http[] = "http://";

	if (strncasecmp(text, https, sizeof(https) - 1) == 0)
		return text + sizeof(https) - 1;
	if (allow_http && strncasecmp(text, http, sizeof(http) - 1) == 0)
		return text + sizeof(http) - 1;
	return NULL;
}

/* The one %s; NULL: there is none, or more. */
static const char *
place_find(const char *text)
{
	const char *place = strstr(text, "%s");

	return place == NULL || strstr(place + 2, "%s") != NULL ? NULL : place;
}

/* Whether all but the place is what a URL may be written with. */
static bool
is_written_well(const char *text, const char *place)
{
	for (const char *p = text; *p != '\0'; p++) {
		if ((unsigned char)*p <= ' ' || (unsigned char)*p >= 0x7f ||
		    strchr("\"<>\\^`{|}", *p) != NULL)
			return false;
		if (*p == '%' && p != place &&
		    (p[1] == '\0' || strchr(HEX, p[1]) == NULL ||
			p[2] == '\0' || strchr(HEX, p[2]) == NULL))
			return false;
	}
	return true;
}

/* Bytes of an address of the family at the beginning of text; 0: it is none. */
static size_t
address_span(int family, const char *text, const char *letters)
{
	unsigned char address[sizeof(struct in6_addr)];
	char copy[INET6_ADDRSTRLEN] = "";
	size_t n = strspn(text, letters);

	if (n >= sizeof(copy))
		return 0;
	memcpy(copy, text, n);
	return inet_pton(family, copy, address) == 1 ? n : 0;
}

/* The same, of a name: parts between dots, with or without a last one. What
 * ends in a number is an IPv4 address, or nothing. */
static size_t
name_span(const char *text)
{
	const char *p = text;

	for (;;) {
		size_t n = strspn(p, NAME);

		if (n == 0 || n > LABEL_MAX || p[0] == '-' || p[n - 1] == '-')
			return 0;
		if (p[n] == '.' && strchr(NAME, p[n + 1]) != NULL &&
		    p[n + 1] != '\0') {
			p += n + 1;
			continue;
		}
		if (strspn(p, DIGITS) == n)
			return address_span(AF_INET, text, DIGITS ".");
		p += n + (p[n] == '.');
		return p - text <= HOST_MAX ? (size_t)(p - text) : 0;
	}
}

/* RFC 3986's host, and its port where there is one; NULL: it is none. */
static const char *
host_skip(const char *text)
{
	size_t n, digits;

	if (*text == '[') {
		n = address_span(AF_INET6, text + 1, IPV6);
		if (n == 0 || text[n + 1] != ']')
			return NULL;
		n += 2;
	} else {
		n = name_span(text);
		if (n == 0)
			return NULL;
	}
	text += n;
	if (*text != ':')
		return text;
	digits = strspn(++text, DIGITS);
	if (digits < 1 || digits > 5 || strtoul(text, NULL, 10) < 1 ||
	    strtoul(text, NULL, 10) > PORT_MAX)
		return NULL;
	return text + digits;
}

int
url_template_read(struct url_template *out, const char *name, const char *text,
    bool allow_http, struct fault *f)
{
	const char *host, *place;

	*out = (struct url_template){0};
	if (text == NULL)
		return 0;
	if (strlen(text) > URL_TEMPLATE_MAX)
		return fault_set(f, CALL_USAGE, "%s takes up to %d bytes", name,
		    URL_TEMPLATE_MAX);
	place = place_find(text);
	if (place == NULL)
		return fault_set(f, CALL_USAGE,
		    "%s takes one %%s, where the token goes", name);
	host = scheme_skip(text, allow_http);
	if (host == NULL)
		return fault_set(f, CALL_USAGE,
		    "%s takes a URL that begins with https://%s", name,
		    allow_http ? " or http://"
			       : "; or http:// if that is allowed by name");
	host = host_skip(host);
	if (host == NULL || *host == '\0' || strchr("/?#", *host) == NULL)
		return fault_set(f, CALL_USAGE,
		    "%s takes a host behind //, a name or an address, with or "
		    "without :port, and %%s behind that, as in "
		    "https://host/path?token=%%s",
		    name);
	if (!is_written_well(text, place))
		return fault_set(f, CALL_USAGE,
		    "%s takes what URLs are written with: no space, and of "
		    "anything else the %%XX",
		    name);
	*out = (struct url_template){
	    text, (size_t)(place - text), strlen(place + 2)};
	return 0;
}

size_t
url_template_size(const struct url_template *t, size_t n)
{
	/* Every character may become three. */
	return t->before + 3 * n + t->after + 1;
}

/* One of a range; a token's digits take no branches of their own. */
static unsigned int
within(unsigned int c, unsigned int first, unsigned int last)
{
	return c - first <= last - first;
}

static bool
is_unreserved(unsigned int c)
{
	return (within(c, 'A', 'Z') | within(c, 'a', 'z') |
		   within(c, '0', '9') | (c == '-') | (c == '.') | (c == '_') |
		   (c == '~')) != 0;
}

size_t
url_template_fill(
    const struct url_template *t, const char *token, size_t n, char *out)
{
	static const char digits[] = "0123456789ABCDEF";
	char *to = out;

	memcpy(to, t->text, t->before);
	to += t->before;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)token[i];

		if (is_unreserved(c)) {
			*to++ = (char)c;
		} else {
			*to++ = '%';
			*to++ = digits[c >> 4];
			*to++ = digits[c & 15];
		}
	}
	/* With its NUL. */
	memcpy(to, t->text + t->before + 2, t->after + 1);
	return (size_t)(to - out) + t->after;
}
