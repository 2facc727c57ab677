/*
 * template_filter - how a value is written where a template has a place for it
 *
 * MUSTs, for any text in UTF-8 without a NUL:
 *
 *  1. What is written is read back as that very text by whatever reads the
 *     form, or it is refused before: nothing is cut, replaced or left out.
 *  2. No value ends its place: what stands behind it is the template's.
 */

#ifndef CREDMINT_TEMPLATE_FILTER_H
#define CREDMINT_TEMPLATE_FILTER_H

#include <stdbool.h>
#include <stddef.h>

struct output;

enum template_filter {
	TEMPLATE_FILTER_NONE = 0,
	TEMPLATE_FIELD,     /* between ':'; absent: nothing */
	TEMPLATE_WORD,      /* one word of a line; never absent */
	TEMPLATE_WORDS,     /* a list, as words with blanks; never absent */
	TEMPLATE_NUMBER,    /* decimal; never absent */
	TEMPLATE_LINE,      /* the rest of a line; never absent */
	TEMPLATE_ASCII,     /* printable ASCII; never absent */
	TEMPLATE_SHELL,     /* POSIX, in single quotes; never absent */
	TEMPLATE_SQL,       /* standard SQL, in single quotes; never absent */
	TEMPLATE_ANSIBLE,   /* YAML's scalar that is no expression, of what its
			     * modules do not expand; absent: null */
	TEMPLATE_YAML,      /* a scalar; absent: null */
	TEMPLATE_YAML_LIST, /* of what commas part; absent: [] */
	TEMPLATE_JSON,      /* a string, RFC 8259; absent: null */
	TEMPLATE_JSON_LIST, /* as yaml-list */
	TEMPLATE_CSV,       /* RFC 4180; absent: nothing */
	TEMPLATE_LDIF, /* with its ':', behind an attribute; never absent */
	TEMPLATE_DN,   /* a value in a name, RFC 4514; never absent */
	TEMPLATE_FILTERS
};

/* All their names, as a line of a fault lists them. */
#define TEMPLATE_FILTER_NAMES                                                  \
	"field, word, words, number, line, ascii, shell, sql, ansible, yaml, " \
	"yaml-list, json, json-list, csv, ldif or dn"

/* The filter of a name of n bytes; TEMPLATE_FILTER_NONE: there is none. */
enum template_filter template_filter_find(const char *name, size_t n);

/* Whether the filter is of lists alone. */
bool template_filter_is_list(enum template_filter filter);

/* Whether a value that is absent can go through. */
bool template_filter_takes_none(enum template_filter filter);

/* What is wrong with a text there, as in "has a ':'"; NULL: nothing is. */
const char *template_filter_refuses(
    enum template_filter filter, const char *text);

/*
 * Write a text, or NULL for an absent one. 0; -EINVAL: the filter refuses it,
 * and nothing was written; or the output's negative errno.
 */
int template_filter_put(enum template_filter filter, const char *text,
    struct output *out) __attribute__((warn_unused_result));

#endif
