/* main - find the command, read its options, do it, say how it ended */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/fault.h"
#include "credmint.h"
#include "host/drop.h"

#include "argument.h"
#include "command.h"
#include "output.h"
#include "stop.h"
#include "usage.h"
#include "words.h"

/*
 * A caller may have closed 0, 1 or 2. A file opened later would take that
 * number, and what is meant for a person or a pipe would go into it. O_PATH
 * can be neither read nor written, so a closed stdout stays a failure.
 */
static int
standard_fds_hold(struct fault *f)
{
	for (int fd = 0; fd <= 2; fd++) {
		if (fcntl(fd, F_GETFD) >= 0)
			continue;

		int held = open("/", O_PATH);
		if (held != fd)
			return fault_set(f, -EBADF,
			    "cannot hold the place of descriptor %d", fd);
	}
	return 0;
}

/*
 * What stands in the place of a verb is not repeated: somebody may have typed
 * a password there.
 */
static void
verb_refuse(const char *noun, bool given, struct fault *f)
{
	const struct command *c = command_next(noun, NULL, NULL);
	char verbs[128] = "";
	size_t n = 0;

	for (; c != NULL; c = command_next(noun, NULL, c)) {
		int more = snprintf(verbs + n, sizeof(verbs) - n, "%s%s",
		    n > 0 ? ", " : "", c->verb);

		if (more > 0 && (size_t)more < sizeof(verbs) - n)
			n += (size_t)more;
	}
	(void)fault_set(f, CALL_USAGE,
	    given ? "%s has no such verb; it has %s, and credmint help %s "
		    "shows them"
		  : "%s needs a verb: %s; credmint help %s shows them",
	    noun, verbs, noun);
}

/* The command that words begin with; *used: how many of them name it. */
static const struct command *
find(char **words, size_t *used, struct fault *f)
{
	const struct command *c = command_next(words[0], NULL, NULL);
	const struct command *plain = NULL;
	bool has_verbs = false;

	if (c == NULL) {
		(void)fault_set(f, CALL_USAGE,
		    "no command %.32s; credmint help lists them", words[0]);
		return NULL;
	}
	for (; c != NULL; c = command_next(words[0], NULL, c)) {
		if (c->verb == NULL)
			plain = c;
		else if (words[1] != NULL && strcmp(c->verb, words[1]) == 0) {
			*used = 2;
			return c;
		} else {
			has_verbs = true;
		}
	}
	*used = 1;
	/* Its options are those of the verb that was mistyped. */
	if (plain != NULL && plain->operands == NULL && has_verbs &&
	    words[1] != NULL && words[1][0] != '-' && words[1][0] != '\0') {
		(void)fault_set(f, CALL_USAGE,
		    "%s takes options only, or a verb; credmint help %s lists "
		    "them",
		    words[0], words[0]);
		return NULL;
	}
	if (plain == NULL)
		verb_refuse(
		    words[0], words[1] != NULL && words[1][0] != '-', f);
	return plain;
}

/*
 * The operands themselves are not repeated: somebody may have typed a
 * password there.
 */
static int
operands_check(const struct call *call, struct fault *f)
{
	const struct command *c = call->command;
	size_t n = call->options.noperands;
	const char *verb = c->verb != NULL ? c->verb : "";
	const char *space = c->verb != NULL ? " " : "";

	if (n > c->operands_max && c->operands == NULL)
		return fault_set(f, CALL_USAGE,
		    "%s%s%s takes options only; -h lists them", c->name, space,
		    verb);
	if (n < c->operands_min || n > c->operands_max)
		return fault_set(f, CALL_USAGE, "%s%s%s takes: %s; %zu %s",
		    c->name, space, verb, c->operands, n,
		    n == 1 ? "was given" : "were given");
	return 0;
}

/*
 * Before a file of ours takes a number that the caller has not opened: what was
 * meant to be read would be ours. The line of it is read later.
 */
static int
code_fd_check(const struct options *options, struct fault *f)
{
	const char *text = options->value[OPTION_CODE_FD];
	uint64_t fd = 0;
	int rc = argument_number("--code-fd", text, 0, INT_MAX, &fd, f);

	if (rc != 0 || text == NULL || fcntl((int)fd, F_GETFD) >= 0)
		return rc;
	return fault_set(f, CALL_USAGE,
	    "--code-fd %s: no descriptor of this number is open", text);
}

static int
help_or_run(struct call *call, const char *noun)
{
	const char *const *value = call->options.value;

	if (value[OPTION_VERSION] != NULL)
		return output_text(
		    call->out, "credmint " CREDMINT_VERSION "\n");
	if (call->command != NULL && value[OPTION_HELP] == NULL)
		return call->command->run(call);
	if (call->command != NULL)
		return usage_command(call->command, call->out);
	return noun != NULL ? usage_commands(noun, NULL, call->out)
			    : usage_program(call->out);
}

/*
 * Run with the output open; half an output does not stay. Without a command
 * it is the version or the help of a noun (NULL: of the program).
 */
static int
run(struct call *call, const char *noun)
{
	int rc = output_open(&call->out, &call->options, &call->fault);

	if (rc != 0)
		return rc;
	rc = help_or_run(call, noun);

	/*
	 * A no that says nothing leaves no file, as a failure does; but some of
	 * several items are no failure of the others.
	 */
	bool good = rc == CALL_YES || rc == CALL_FAILURE ||
	    (rc == CALL_NO && output_any(call->out));
	int closed = output_close(call->out, good);
	return good && closed != 0 ? closed : rc;
}

static int
perform(struct call *call, char **words)
{
	struct fault *f = &call->fault;
	size_t used = 0;
	int rc = options_parse(&call->options, command_leading, true, words, f);

	if (rc != 0)
		return rc;
	call->config = call->options.value[OPTION_CONFIG];
	if (call->config == NULL)
		call->config = secure_getenv("CREDMINT_CONFIG");
	words = call->options.operands;
	if (call->options.value[OPTION_VERSION] != NULL ||
	    call->options.value[OPTION_HELP] != NULL)
		return run(call, NULL);
	if (words[0] == NULL)
		return fault_set(f, CALL_USAGE,
		    "no command given; credmint help lists them");

	/* "code -h" is about all of its verbs. */
	if (words[1] != NULL && command_next(words[0], NULL, NULL) != NULL &&
	    (strcmp(words[1], "-h") == 0 || strcmp(words[1], "--help") == 0))
		return run(call, words[0]);

	const struct command *command = find(words, &used, f);
	if (command == NULL)
		return CALL_USAGE;
	rc = options_parse(
	    &call->options, command->options, false, words + used, f);
	if (rc != 0)
		return rc;
	call->command = command;
	if (call->options.value[OPTION_HELP] == NULL)
		rc = operands_check(call, f);
	if (rc == 0)
		rc = code_fd_check(&call->options, f);
	return rc != 0 ? rc : run(call, NULL);
}

int
main(int argc, char **argv)
{
	struct call call = {0};
	int rc = drop_dumps(&call.fault);

	if (rc == 0)
		rc = standard_fds_hold(&call.fault);
	if (rc == 0)
		rc = stop_install(&call.fault);
	if (rc == 0)
		rc = perform(&call, argc > 0 ? argv + 1 : argv);
	if (rc < 0 && stop_asked() != 0)
		stop_die();
	if (rc < 0 && call.fault.text[0] == '\0')
		(void)fault_set(&call.fault, rc, "%s", strerror(-rc));
	if (rc < 0 || rc == CALL_USAGE)
		words_say("%s", call.fault.text);
	return rc < 0 ? CALL_FAILURE : rc;
}
