/* completion - what the command table says to a shell that completes */

#include "completion.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "secrets/method.h"

#include "command.h"
#include "output.h"

void
script_add(struct script *script, const char *text)
{
	if (script->rc == 0)
		script->rc = output_text(script->out, text);
}

void
script_quoted(struct script *script, const char *text)
{
	script_add(script, "'");
	for (; script->rc == 0 && *text != '\0'; text++)
		script->rc = *text == '\'' ? output_text(script->out, "'\\''")
					   : output_put(script->out, text, 1);
	script_add(script, "'");
}

/* Append a word of n bytes. */
static bool
word_add(char *words, size_t size, const char *word, size_t n)
{
	size_t used = strlen(words);

	if (used + n + 2 > size)
		return false;
	if (used > 0)
		words[used++] = ' ';
	memcpy(words + used, word, n);
	words[used + n] = '\0';
	return true;
}

/* "a, b or c" as words. */
static bool
list_read(const char *text, char *words, size_t size)
{
	bool last = false;

	for (;;) {
		size_t n =
		    strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-");

		if (n == 0 || !word_add(words, size, text, n))
			return false;
		text += n;
		if (*text == '\0' || last)
			return *text == '\0' && last;
		last = strncmp(text, " or ", 4) == 0;
		if (!last && strncmp(text, ", ", 2) != 0)
			return false;
		text += last ? 4 : 2;
	}
}

static bool
methods(char *words, size_t size)
{
	const struct method *m;

	for (size_t i = 0; (m = method_at(i)) != NULL; i++)
		if (!word_add(words, size, m->name, strlen(m->name)))
			return false;
	return true;
}

enum completion_kind
completion_of_option(const struct option *option, char *words, size_t size)
{
	const char *list = option->help;

	words[0] = '\0';
	if (option->argument == NULL)
		return COMPLETION_NOTHING;
	if (strcmp(option->argument, "file") == 0 ||
	    strcmp(option->argument, "directory") == 0)
		return COMPLETION_FILE;
	if (strcmp(option->argument, "user") == 0)
		return COMPLETION_USER;
	if (option->key == OPTION_METHOD && methods(words, size))
		return COMPLETION_WORDS;
	for (const char *colon; (colon = strstr(list, ": ")) != NULL;)
		list = colon + 2;
	words[0] = '\0';
	return list_read(list, words, size) ? COMPLETION_WORDS : COMPLETION_ANY;
}

enum completion_kind
completion_of_operands(const struct command *command)
{
	const char *operands = command->operands;

	if (operands == NULL)
		return COMPLETION_NOTHING;
	operands += strspn(operands, "[");
	if (strncmp(operands, "command", strlen("command")) == 0)
		return COMPLETION_COMMAND;
	if (strncmp(operands, "user", strlen("user")) == 0)
		return COMPLETION_USER;
	if (strncmp(operands, "file", strlen("file")) == 0)
		return COMPLETION_FILE;
	return COMPLETION_ANY;
}

const struct command *
completion_next_noun(const struct command *c)
{
	const struct command *next = command_next(NULL, NULL, c);

	/* The commands of a noun need not stand together. */
	while (next != NULL && command_next(next->name, NULL, NULL) != next)
		next = command_next(NULL, NULL, next);
	return next;
}

int
completion_write(const char *shell, struct output *out)
{
	static const struct {
		const char *name;
		void (*write)(struct script *script);
	} shells[] = {
	    {"bash", completion_bash},
	    {"zsh", completion_zsh},
	};
	struct script script = {out, 0};

	for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++) {
		if (strcmp(shells[i].name, shell) != 0)
			continue;
		shells[i].write(&script);
		return script.rc;
	}
	return -ENOTSUP;
}
