/*
 * command_option_sets - options that many commands have, for their lists
 */

#ifndef CREDMINT_COMMAND_OPTION_SETS_H
#define CREDMINT_COMMAND_OPTION_SETS_H

#include "command_options.h"

/* A table is read by its columns: the formatter would fill its lines. */
/* clang-format off */
#define OUTPUT_OPTIONS \
	{ OPTION_OUTPUT, 'o', "output", "file", \
	    "write to a new file, mode 0600" }, \
	{ OPTION_OUTPUT_FD, 0, "output-fd", "number", \
	    "write to an open descriptor" }

#define DATA_OPTIONS \
	{ OPTION_ZERO, '0', NULL, NULL, \
	    "end items with NUL instead of a newline" }, \
	OUTPUT_OPTIONS, \
	{ OPTION_JSON, 0, "json", NULL, "one JSON object a line" }

#define COUNT_OPTION \
	{ OPTION_COUNT, 'n', "count", "count", "make this many" }

#define URL_OPTIONS \
	{ OPTION_URL, 0, "url", "template", \
	    "put it where %s stands in a URL" }, \
	{ OPTION_ALLOW_HTTP, 0, "allow-http", NULL, \
	    "let that begin with http://" }

/* Every list ends with these. */
#define LAST_OPTIONS \
	{ OPTION_HELP, 'h', "help", NULL, "show this" }, \
	{ OPTION_END, 0, NULL, NULL, NULL }

#endif
