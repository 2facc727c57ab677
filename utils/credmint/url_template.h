/*
 * url_template - a link in which a token stands where %s does
 *
 * MUSTs:
 *
 *  1. A token leaves only by https, or by http where that was allowed by name:
 *     no other scheme, which could be a program's or a file's.
 *  2. It stands behind the host, never in it: a host is looked up by others.
 *  3. Exactly one place; all that is no %s is a URL's own: printable ASCII
 *     without spaces, every other % with its two digits.
 *  4. Whatever the token holds, the link is one word and the token one value:
 *     all but RFC 3986's unreserved characters is percent-encoded.
 */

#ifndef CREDMINT_URL_TEMPLATE_H
#define CREDMINT_URL_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/fault.h"

/* Bytes of the longest template. */
#define URL_TEMPLATE_MAX 8192

struct url_template {
	const char *text; /* the caller's; NULL: there is none */
	size_t before;    /* bytes before the place */
	size_t after;     /* ... and behind it */
};

/*
 * Read a template, which out goes on pointing to. name is what a line calls
 * it, such as "--url". text NULL is good: there is none. 0, or CALL_USAGE with
 * a line that never repeats the template, and none in out.
 */
int url_template_read(struct url_template *out, const char *name,
    const char *text, bool allow_http, struct fault *f)
    __attribute__((warn_unused_result));

/* Room for the link of a token of n bytes, and its NUL. */
size_t url_template_size(const struct url_template *t, size_t n);

/*
 * Write the link of a token of n bytes, which may hold anything, to out, which
 * has room by url_template_size(). Its length. A secret, as the token is.
 */
size_t url_template_fill(
    const struct url_template *t, const char *token, size_t n, char *out);

#endif
