/* pam_stack_line - a line of a PAM service, put together and asked */

#include "host/pam_stack_line.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct pam_stack_line *
pam_stack_line_new(const struct pam_text *text, enum pam_stack_type type,
    unsigned level, size_t size)
{
	struct pam_stack_line *line = calloc(1, sizeof(*line) + size);

	if (line == NULL)
		return NULL;
	line->type = type;
	line->kind = PAM_STACK_MODULE;
	line->level = level;
	line->number = text->number;
	memcpy(line->file, text->path, sizeof(line->file));
	line->control = line->module = line->arguments = "";
	return line;
}

void
pam_stack_line_wrong(struct pam_stack_line *line, const char *why)
{
	if (line->wrong == NULL)
		line->wrong = why;
	line->kind = PAM_STACK_MUST_FAIL;
}

const char *
pam_stack_line_put(struct pam_stack_line *line, size_t *used, const char *word)
{
	size_t n = strlen(word) + 1;
	char *to = line->text + *used;

	memcpy(to, word, n);
	*used += n;
	return to;
}

int
pam_stack_line_keep(struct pam_stack *stack, struct pam_stack_line *line)
{
	if (stack->n == PAM_STACK_LINES_MAX) {
		free(line);
		return -E2BIG;
	}
	stack->lines[stack->n++] = line;
	return 0;
}

bool
pam_stack_is(const struct pam_stack_line *line, const char *module)
{
	return pam_text_is_module(line->module, module);
}

const char *
pam_stack_argument(const struct pam_stack_line *line, const char *argument)
{
	return pam_text_after(line->arguments, line->n, argument);
}
