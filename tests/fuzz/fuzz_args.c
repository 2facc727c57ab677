/*
 * fuzz_args - a PAM line of any words
 *
 * An argument a line. What is taken must be what was asked for.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pam_module/args.h"
#include "tests/fuzz/frames.h"
#include "tests/fuzz/played_pam.h"

#define ARGUMENTS_MAX 16

int
LLVMFuzzerTestOneInput(const uint8_t *in, size_t n)
{
	char *words[ARGUMENTS_MAX] = {NULL}, *text = malloc(n + 1), *at;
	const char *argv[ARGUMENTS_MAX];
	pam_handle_t pamh;
	struct args args;
	int argc = 0, r;

	if (text == NULL)
		abort();
	memset(&pamh, 0, sizeof(pamh));
	memcpy(text, in, n);
	text[n] = '\0';
	/* Each in memory of its own, so that reading past it is seen. */
	for (at = strtok(text, "\n"); at != NULL && argc < ARGUMENTS_MAX;
	     at = strtok(NULL, "\n"), argc++)
		argv[argc] = words[argc] = strdup(at);
	memset(&args, 0xa5, sizeof(args));
	r = args_read(&pamh, argc, argv, &args);
	if (r != 0 && r != -EINVAL)
		frames_wrong("another result");
	if (r == 0 && args.conf[0] != '\0' && args.conf[0] != '/')
		frames_wrong("a configuration that is no path");
	for (int i = 0; i < argc; i++)
		free(words[i]);
	free(text);
	played_pam_end(&pamh, 0);
	return 0;
}
