/* usage - what the command table says, as a person reads it */

#include "usage.h"

#include <stdio.h>
#include <string.h>

#include "command.h"
#include "output.h"

#define WIDTH 78
#define INDENT 8

/* A line that breaks between words, when it may. */
struct flow {
	struct output *out;
	size_t column;
	bool breaks;
	int rc;
};

static void
flow_word(struct flow *flow, const char *word)
{
	size_t n = strlen(word);

	if (flow->rc != 0)
		return;
	if (flow->breaks && flow->column + 1 + n > WIDTH) {
		flow->rc = output_text(flow->out, "\n        ");
		flow->column = INDENT;
	} else if (flow->column > 0) {
		flow->rc = output_text(flow->out, " ");
		flow->column++;
	}
	if (flow->rc == 0)
		flow->rc = output_text(flow->out, word);
	flow->column += n;
}

/* Wherever they stand, the command does not go without them. */
static bool
is_needed(const struct option *o)
{
	return o->key == OPTION_KEY_FILE || o->key == OPTION_SALT_FILE ||
	    o->key == OPTION_KIND || o->key == OPTION_SUBJECT;
}

static void
flow_options(struct flow *flow, const struct option *list)
{
	char word[80] = "[-";
	size_t n = 2;

	/* Flags of one letter share a bracket; -h is not worth naming. */
	for (const struct option *o = list; o->key != OPTION_END; o++)
		if (o->letter != 0 && o->argument == NULL &&
		    o->key != OPTION_HELP && n < sizeof(word) - 2)
			word[n++] = o->letter;
	word[n++] = ']';
	word[n] = '\0';
	if (n > 3)
		flow_word(flow, word);
	for (; list->key != OPTION_END; list++) {
		const char *space = list->argument == NULL ? "" : " ";
		const char *argument =
		    list->argument == NULL ? "" : list->argument;
		char letter[2] = {list->letter, '\0'};
		bool needed = is_needed(list);

		if (list->key == OPTION_HELP ||
		    (list->letter != 0 && list->argument == NULL))
			continue;
		(void)snprintf(word, sizeof(word), "%s%s%s%s%s%s",
		    needed ? "" : "[", list->letter != 0 ? "-" : "--",
		    list->letter != 0 ? letter : list->name, space, argument,
		    needed ? "" : "]");
		flow_word(flow, word);
	}
}

static int
synopsis(const struct command *command, struct flow *flow)
{
	flow_word(flow, "credmint");
	flow_word(flow, command->name);
	if (command->verb != NULL)
		flow_word(flow, command->verb);
	flow_options(flow, command->options);
	if (command->operands != NULL)
		flow_word(flow, command->operands);
	return flow->rc != 0 ? flow->rc : output_text(flow->out, "\n");
}

int
usage_synopsis(const struct command *command, struct output *out)
{
	struct flow flow = {.out = out};

	return synopsis(command, &flow);
}

static int
options_write(const struct option *list, struct output *out)
{
	char left[64], line[256];
	int rc = 0;

	for (; rc == 0 && list->key != OPTION_END; list++) {
		char letter[3] = {'-', list->letter, '\0'};

		if (list->letter == 0)
			letter[0] = '\0';
		(void)snprintf(left, sizeof(left), "%s%s%s%s%s%s", letter,
		    list->letter != 0 && list->name != NULL ? ", " : "",
		    list->name != NULL ? "--" : "",
		    list->name != NULL ? list->name : "",
		    list->argument != NULL ? " " : "",
		    list->argument != NULL ? list->argument : "");
		(void)snprintf(
		    line, sizeof(line), "  %-24s  %s\n", left, list->help);
		rc = output_text(out, line);
	}
	return rc;
}

int
usage_command(const struct command *command, struct output *out)
{
	struct flow flow = {.out = out, .breaks = true};
	char line[128];
	int rc;

	flow_word(&flow, "usage:");
	rc = synopsis(command, &flow);
	if (rc != 0)
		return rc;
	(void)snprintf(line, sizeof(line), "\n%s\n\n", command->summary);
	rc = output_text(out, line);
	if (rc == 0)
		rc = options_write(command->options, out);
	(void)snprintf(
	    line, sizeof(line), "\nMore in credmint-%s(1).\n", command->name);
	return rc != 0 ? rc : output_text(out, line);
}

int
usage_commands(const char *name, const char *verb, struct output *out)
{
	const struct command *command = NULL;
	bool first = true;
	int rc = 0;

	while (
	    rc == 0 && (command = command_next(name, verb, command)) != NULL) {
		if (!first)
			rc = output_text(out, "\n");
		if (rc == 0)
			rc = usage_command(command, out);
		first = false;
	}
	return rc;
}

int
usage_program(struct output *out)
{
	char left[32], line[128];
	int rc = output_text(
	    out, "usage: credmint [--config file] command [options]\n\n");

	for (const struct command *c = command_table;
	     rc == 0 && c->name != NULL; c++) {
		(void)snprintf(left, sizeof(left), "%s%s%s", c->name,
		    c->verb != NULL ? " " : "", c->verb != NULL ? c->verb : "");
		(void)snprintf(
		    line, sizeof(line), "  %-20s  %s\n", left, c->summary);
		rc = output_text(out, line);
	}
	if (rc == 0)
		rc = output_text(out, "\n");
	if (rc == 0)
		rc = options_write(command_leading, out);
	return rc != 0 ? rc
		       : output_text(out,
			     "\ncredmint help command tells about one; "
			     "credmint(1) about all.\n");
}
