/*
 * policy_passwdqc - what pam_passwdqc takes, by libpasswdqc
 */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <passwdqc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/secret.h"
#include "host/root_file.h"

#include "policy.h"

/* An argument that names a file. */
#define CONFIG "config="
#define ARGUMENTS_MAX 64
#define LINE_SIZE 4096

/* The library's functions, in the order of their names below. */
struct calls {
	__typeof__(passwdqc_params_reset) *reset;
	__typeof__(passwdqc_params_parse) *parse;
	__typeof__(passwdqc_params_free) *free;
	__typeof__(passwdqc_check) *check;
};
static const char *const names[] = {
    "passwdqc_params_reset",
    "passwdqc_params_parse",
    "passwdqc_params_free",
    "passwdqc_check",
};
#define CALLS (sizeof(names) / sizeof(names[0]))
_Static_assert(sizeof(struct calls) == CALLS * sizeof(void *),
    "a name for each function and no more");

struct state {
	struct calls calls;
	bool reset;
	passwdqc_params_t params;
	struct passwd account; /* a password must not be like it */
	char line[LINE_SIZE];
};

/* The account's line of passwd, whose words make bad passwords. */
static void
read_account(struct state *state, const char *root, const char *user)
{
	static char none[] = "";
	struct passwd *entry = NULL;
	int fd = root_file_open(root, "/etc/passwd", NULL), r = -1;
	FILE *stream = fd < 0 ? NULL : fdopen(fd, "re");

	if (stream != NULL) {
		do
			r = fgetpwent_r(stream, &state->account, state->line,
			    sizeof(state->line), &entry);
		while (r == 0 && strcmp(entry->pw_name, user) != 0);
		(void)fclose(stream);
	} else if (fd >= 0) {
		(void)close(fd);
	}
	if (r == 0)
		return;
	(void)snprintf(state->line, sizeof(state->line), "%s", user);
	state->account = (struct passwd){.pw_name = state->line,
	    .pw_passwd = none,
	    .pw_gecos = none,
	    .pw_dir = none,
	    .pw_shell = none};
}

/* One argument, a file of it below the root. */
static int
parse_one(
    struct state *state, const char *root, const char *argument, char **reason)
{
	char *moved = NULL;
	int r;

	if (root[0] != '\0' &&
	    strncmp(argument, CONFIG, sizeof(CONFIG) - 1) == 0) {
		if (asprintf(&moved, CONFIG "%s%s", root,
			argument + sizeof(CONFIG) - 1) < 0)
			return -1;
		argument = moved;
	}
	r = state->calls.parse(&state->params, reason, 1, &argument);
	free(moved);
	return r;
}

/* Files that the rules of an image name lie in the image. */
static int
move_file(char **path, const char *root)
{
	char *moved = NULL;

	if (*path == NULL || root[0] == '\0')
		return 0;
	if (asprintf(&moved, "%s%s", root, *path) < 0)
		return -ENOMEM;
	free(*path);
	*path = moved;
	return 0;
}

static int
parse(struct policy *policy, const char *root, const struct pam_line *line,
    struct fault *f)
{
	struct state *state = policy->state;
	const char *argument = NULL;
	char *reason = NULL;
	int r = 0;

	while (r == 0 && (argument = pam_line_next(line, argument)) != NULL)
		r = parse_one(state, root, argument, &reason);
	/* The module refuses every password then. */
	if (r != 0)
		r = fault_set(f, -EINVAL,
		    "%s: pam_passwdqc cannot read its rules: %s; mend them",
		    policy->place, reason != NULL ? reason : "no memory");
	free(reason);
	if (r == 0 &&
	    (move_file(&state->params.qc.wordlist, root) != 0 ||
		move_file(&state->params.qc.denylist, root) != 0 ||
		move_file(&state->params.qc.filter, root) != 0))
		r = fault_set(f, -ENOMEM, "out of memory");
	return r;
}

static int
passwdqc_open(struct policy *policy, const char *root, const char *user,
    const struct pam_line *line, struct policy_wish *wish, struct fault *f)
{
	struct state *state = calloc(1, sizeof(*state));
	const passwdqc_params_qc_t *qc;
	int r;

	policy->state = state;
	if (state == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	if (!policy_bind(policy, names, CALLS, &state->calls))
		return POLICY_NOT_INSTALLED;
	state->calls.reset(&state->params);
	state->reset = true;
	r = parse(policy, root, line, f);
	if (r != 0)
		return r;
	read_account(state, root, user);
	qc = &state->params.qc;
	/* The last length is that of passwords of all four classes. */
	if (wish->shortest < qc->min[4])
		wish->shortest = qc->min[4];
	if (wish->longest > qc->max)
		wish->longest = qc->max;
	return 0;
}

static bool
passwdqc_takes(const struct policy *policy, const char *password,
    const char *user, char reason[POLICY_REASON_SIZE])
{
	const struct state *state = policy->state;
	const char *why;

	(void)user;
	why = state->calls.check(
	    &state->params.qc, password, NULL, &state->account);
	if (why == NULL)
		return true;
	(void)snprintf(reason, POLICY_REASON_SIZE, "%s", why);
	return false;
}

static void
passwdqc_close(struct policy *policy)
{
	struct state *state = policy->state;

	if (state != NULL && state->reset)
		state->calls.free(&state->params);
	secret_free(state, sizeof(*state));
	policy->state = NULL;
}

const struct policy_kind policy_passwdqc = {
    .name = "pam_passwdqc",
    .module = "pam_passwdqc.so",
    .library = "libpasswdqc.so.1",
    .unasked = false,
    .open = passwdqc_open,
    .takes = passwdqc_takes,
    .close = passwdqc_close,
};
