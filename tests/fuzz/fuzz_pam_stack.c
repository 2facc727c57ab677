/*
 * fuzz_pam_stack - a PAM service and what it includes, of any bytes
 *
 * "\n%%\n" parts the service from the files "a" and "b". What is read is whole,
 * what is refused says why, and a stack ends in an answer that there is.
 */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/pam_stack.h"
#include "tests/fuzz/frames.h"

#define FILES 3
#define PART "\n%%\n"

static char dir[PATH_MAX - 64];

static const char *
path(const char *below)
{
	static char whole[PATH_MAX];

	(void)snprintf(whole, sizeof(whole), "%s%s", dir, below);
	return whole;
}

static const char *const files[FILES] = {
    "/etc/pam.d/one", "/etc/pam.d/a", "/etc/pam.d/b"};

static void
clear(void)
{
	for (size_t i = 0; i < FILES; i++)
		(void)unlink(path(files[i]));
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
	return atexit(clear);
}

static void
write_file(const char *name, const uint8_t *in, size_t n)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd == -1 || write(fd, in, n) != (ssize_t)n || close(fd) != 0)
		abort();
}

static void
write_files(const uint8_t *in, size_t n)
{
	size_t i = 0;

	for (; i < FILES && in != NULL; i++) {
		const uint8_t *part = memmem(in, n, PART, strlen(PART));
		size_t size = part == NULL ? n : (size_t)(part - in);

		write_file(path(files[i]), in, size);
		in = part == NULL ? NULL : part + strlen(PART);
		n -= part == NULL ? n : size + strlen(PART);
	}
	for (; i < FILES; i++)
		(void)unlink(path(files[i]));
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

	write_files(in, n);
	r = pam_stack_read(dir, "one", &stack, &f);
	if (r == 0)
		look_at(stack);
	else if (r > 0 || stack != NULL || f.text[0] == '\0')
		frames_wrong("a fault without a reason");
	pam_stack_free(stack);
	return 0;
}
