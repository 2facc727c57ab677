/*
 * template_text - a template that was read: pieces of text and places
 *
 * MUSTs:
 *
 *  1. Whatever is not of the language is refused, with the line it stands in:
 *     no guess is made at what was meant.
 *  2. Every name is known when a template is read, so that a slip is not a
 *     field that is never given.
 *  3. What pieces say never depends on an account: neither a text nor a value
 *     is read again as language.
 */

#ifndef CREDMINT_TEMPLATE_TEXT_H
#define CREDMINT_TEMPLATE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/fault.h"

#include "template_filter.h"
#include "template_place.h"
#include "template_set.h"

/* %if in %if. */
#define TEMPLATE_DEPTH 8
#define TEMPLATE_METHODS_MAX 32

enum template_kind {
	TEMPLATE_TEXT = 1,
	TEMPLATE_VALUE,
	TEMPLATE_IF,
	TEMPLATE_ELSE,
	TEMPLATE_END,
};

struct template_piece {
	enum template_kind kind;
	enum template_filter filter; /* of a value */
	unsigned place;              /* of a value, %if and its %else */
	unsigned line;
	size_t at, n; /* a text's bytes */
	size_t jump;  /* the piece behind %else or %end, from %if; behind %end,
		       * from %else */
};

enum template_section {
	TEMPLATE_HEAD,
	TEMPLATE_ACCOUNT,
	TEMPLATE_BETWEEN,
	TEMPLATE_MIDDLE,
	TEMPLATE_AGAIN,
	TEMPLATE_TAIL,
	TEMPLATE_SECTIONS /* also: outside of all */
};

struct template_text {
	const char *name; /* as lines of faults begin; not ours */
	char *text;       /* n bytes, ours */
	size_t n;
	struct template_piece *piece;
	size_t pieces, room;
	struct {
		bool is_there;
		size_t first, end; /* pieces */
	} section[TEMPLATE_SECTIONS];
	struct template_sets sets;
	bool is_required[PROVISION_FIELDS];
	uint64_t accounts; /* that it is for at most; 0: any number */
	char *method[TEMPLATE_METHODS_MAX];
	size_t methods;
};

/*
 * Read out->text, of out->name, whose names given are out->sets. 0, CALL_USAGE,
 * or -ENOMEM; then there is still what template_text_free() frees.
 */
int template_text_read(struct template_text *out, struct fault *f)
    __attribute__((warn_unused_result));

/* One piece more, for the reader. NULL: no memory. */
struct template_piece *template_text_add(struct template_text *t);

/* One that is all zero is good. */
void template_text_free(struct template_text *t);

#endif
