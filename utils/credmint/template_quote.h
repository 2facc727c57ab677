/*
 * template_quote - texts as shells, YAML, JSON, CSV and LDIF take them
 *
 * Each writes one text without a NUL; 0 or the output's negative errno.
 */

#ifndef CREDMINT_TEMPLATE_QUOTE_H
#define CREDMINT_TEMPLATE_QUOTE_H

#include <stdbool.h>

struct output;

/* Whether it is UTF-8. */
bool template_quote_is_text(const char *text);

/* As it is. */
int template_quote_none(const char *text, struct output *out)
    __attribute__((warn_unused_result));

/* In single quotes, for a POSIX shell (XCU 2.2.2). */
int template_quote_shell(const char *text, struct output *out)
    __attribute__((warn_unused_result));

/* What commas part, with blanks. */
int template_quote_words(const char *text, struct output *out)
    __attribute__((warn_unused_result));

/* In single quotes, for SQL where a backslash is one (as the standard says). */
int template_quote_sql(const char *text, struct output *out)
    __attribute__((warn_unused_result));

/* A scalar of YAML that Ansible takes for no expression. */
int template_quote_ansible(const char *text, struct output *out)
    __attribute__((warn_unused_result));

/*
 * A scalar of YAML, on one line: in single quotes, or with escapes in double
 * ones where there is what 1.1 takes for the end of a line, or what is not to
 * be seen. UTF-8.
 */
int template_quote_yaml(const char *text, struct output *out)
    __attribute__((warn_unused_result));

/* A string of JSON (RFC 8259). UTF-8. */
int template_quote_json(const char *text, struct output *out)
    __attribute__((warn_unused_result));

/* A list of what commas part, in brackets, each by put; "" is an empty one. */
int template_quote_list(const char *text,
    int (*put)(const char *text, struct output *out), struct output *out)
    __attribute__((warn_unused_result));

/* A field (RFC 4180), in double quotes where it must be. */
int template_quote_csv(const char *text, struct output *out)
    __attribute__((warn_unused_result));

/*
 * What stands behind an attribute (RFC 2849), ": text", or ":: base64" where
 * that may not be written as it is.
 */
int template_quote_ldif(const char *text, struct output *out)
    __attribute__((warn_unused_result));

/* A value in a distinguished name (RFC 4514), in printable ASCII. */
int template_quote_dn(const char *text, struct output *out)
    __attribute__((warn_unused_result));

#endif
