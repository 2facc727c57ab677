/*
 * completion - what a shell completes on a line that starts with credmint
 *
 * All of it is said by the command table: the commands, their options, and
 * what stands after one. An option whose help is, or ends after ": " in, a
 * list like "hex, base32 or raw" takes these words.
 */

#ifndef CREDMINT_COMPLETION_H
#define CREDMINT_COMPLETION_H

#include <stddef.h>

struct command;
struct option;
struct output;

/* A script that is being written; the first failure stays. */
struct script {
	struct output *out;
	int rc;
};

void script_add(struct script *script, const char *text);
/* The text within single quotes. */
void script_quoted(struct script *script, const char *text);

/* What stands after an option, or as an operand. */
enum completion_kind {
	COMPLETION_NOTHING = 0, /* a flag, or no operand */
	COMPLETION_ANY,         /* that no shell can know */
	COMPLETION_FILE,
	COMPLETION_USER,
	COMPLETION_COMMAND,
	COMPLETION_WORDS,
};

/* words, of size bytes: those of COMPLETION_WORDS, a space between them. */
enum completion_kind completion_of_option(
    const struct option *option, char *words, size_t size);
enum completion_kind completion_of_operands(const struct command *command);

/*
 * The first command of the noun after that of c, or of the first noun when c
 * is NULL. NULL: no more.
 */
const struct command *completion_next_noun(const struct command *c);

/* Write the script of a shell. 0, -ENOTSUP: not for this one; or an errno. */
int completion_write(const char *shell, struct output *out)
    __attribute__((warn_unused_result));

/* The scripts; see the table in completion.c. */
void completion_bash(struct script *script);
void completion_zsh(struct script *script);

#endif
