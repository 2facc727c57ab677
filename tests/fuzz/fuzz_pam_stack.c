/*
 * fuzz_pam_stack - a PAM service and what it includes, of any bytes
 *
 * "\n%%\n" parts the service from the files "a" and "b". What is read is whole,
 * what is refused says why, and a stack ends in an answer that there is.
 */

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/pam_stack.h"
#include "tests/fuzz/frames.h"
#include "tests/fuzz/parts.h"

#define FILES 3

static char dir[PATH_MAX - 64];
static char paths[FILES][PATH_MAX];

static const char *
path(const char *below)
{
	static char whole[PATH_MAX];

	(void)snprintf(whole, sizeof(whole), "%s%s", dir, below);
	return whole;
}

static void
clear(void)
{
	for (size_t i = 0; i < FILES; i++)
		(void)unlink(paths[i]);
	(void)rmdir(path("/etc/pam.d"));
	(void)rmdir(path("/etc"));
	(void)rmdir(dir);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *tmp = getenv("TMPDIR");

	(void)argc;
	(void)argv;
	(void)snprintf(
	    dir, sizeof(dir), "%s/fuzz-pam.XXXXXX", tmp != NULL ? tmp : "/tmp");
	if (mkdtemp(dir) == NULL || mkdir(path("/etc"), 0700) != 0 ||
	    mkdir(path("/etc/pam.d"), 0700) != 0)
		abort();
	(void)snprintf(paths[0], PATH_MAX, "%s/etc/pam.d/one", dir);
	(void)snprintf(paths[1], PATH_MAX, "%s/etc/pam.d/a", dir);
	(void)snprintf(paths[2], PATH_MAX, "%s/etc/pam.d/b", dir);
	return atexit(clear);
}

/* As many answers as there are lines, whatever they are. */
static int
answer(const struct pam_stack_line *line, void *arg)
{
	unsigned *asked = arg;

	if (++*asked > PAM_STACK_LINES_MAX)
		frames_wrong("a line was asked twice");
	return (int)((line->number * 7 + *asked) % PAM_STACK_CODES);
}

static void
look_at_line(const struct pam_stack_line *line)
{
	const char *word = NULL;
	size_t n = 0;

	while ((word = pam_stack_argument(line, word)) != NULL)
		n += strlen(word) + 1;
	if (line->type < PAM_STACK_AUTH || line->type > PAM_STACK_PASSWORD ||
	    line->kind < PAM_STACK_MODULE || line->kind > PAM_STACK_MUST_FAIL ||
	    line->level > PAM_STACK_DEPTH_MAX || line->number == 0 ||
	    strlen(line->control) + strlen(line->module) + n >
		2 * PAM_STACK_LINE_SIZE)
		frames_wrong("a line that is none");
	if (line->kind == PAM_STACK_MUST_FAIL && line->wrong == NULL)
		frames_wrong("a failure without a reason");
	if (line->kind == PAM_STACK_MODULE)
		for (size_t i = 0; i < PAM_STACK_CODES; i++)
			if (line->action[i] < PAM_STACK_RESET)
				frames_wrong("an action that is none");
}

static void
look_at(const struct pam_stack *stack)
{
	for (size_t i = 0; i < stack->n; i++)
		look_at_line(stack->lines[i]);
	for (unsigned i = 1; i < PAM_STACK_TYPES; i++) {
		unsigned asked = 0;
		int said = pam_stack_run(
		    stack, (enum pam_stack_type)i, answer, &asked);

		if (said < 0 || said >= PAM_STACK_CODES ||
		    (asked == 0 && said == 0))
			frames_wrong("an answer that is none");
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *in, size_t n)
{
	struct fault f = {""};
	struct pam_stack *stack;
	int r;

	parts_write(paths, FILES, in, n);
	r = pam_stack_read(dir, "one", &stack, &f);
	if (r == 0)
		look_at(stack);
	else if (r > 0 || stack != NULL || f.text[0] == '\0')
		frames_wrong("a fault without a reason");
	pam_stack_free(stack);
	return 0;
}
