/*
 * usage - what the command table says, as a person reads it
 */

#ifndef CREDMINT_USAGE_H
#define CREDMINT_USAGE_H

struct command;
struct output;

/* Each writes to out; 0 or a negative errno. */

/* "credmint code list [-0] ... [user]", one line. */
int usage_synopsis(const struct command *command, struct output *out)
    __attribute__((warn_unused_result));
/* One command: synopsis, summary, options. */
int usage_command(const struct command *command, struct output *out)
    __attribute__((warn_unused_result));
/* All commands of a noun, or its one of a verb (NULL: all). */
int usage_commands(const char *name, const char *verb, struct output *out)
    __attribute__((warn_unused_result));
/* The program: every command with its summary. */
int usage_program(struct output *out) __attribute__((warn_unused_result));

#endif
