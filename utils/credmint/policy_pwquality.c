/*
 * policy_pwquality - what pam_pwquality takes, by libpwquality
 */

#include <errno.h>
#include <fcntl.h>
#include <pwquality.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy.h"

#define CONF "/etc/security/pwquality.conf"

/* The library's functions, in the order of their names below. */
struct calls {
	__typeof__(pwquality_default_settings) *make;
	__typeof__(pwquality_free_settings) *free;
	__typeof__(pwquality_read_config) *read;
	__typeof__(pwquality_set_option) *set;
	__typeof__(pwquality_set_str_value) *set_text;
	__typeof__(pwquality_get_int_value) *get;
	__typeof__(pwquality_get_str_value) *get_text;
	__typeof__(pwquality_check) *check;
	__typeof__(pwquality_strerror) *explain;
};
static const char *const names[] = {
    "pwquality_default_settings",
    "pwquality_free_settings",
    "pwquality_read_config",
    "pwquality_set_option",
    "pwquality_set_str_value",
    "pwquality_get_int_value",
    "pwquality_get_str_value",
    "pwquality_check",
    "pwquality_strerror",
};
#define CALLS (sizeof(names) / sizeof(names[0]))
_Static_assert(sizeof(struct calls) == CALLS * sizeof(void *),
    "a name for each function and no more");

struct state {
	struct calls calls;
	pwquality_settings_t *settings;
};

/*
 * The file and its drop-ins. As in the module, what cannot be read of it is
 * left out: then passwd(1) judges so as well.
 */
static bool
read_file(struct state *state, const char *root)
{
	char path[POLICY_PATH_SIZE], drop_ins[POLICY_PATH_SIZE + 2];
	char scrap[POLICY_REASON_SIZE];
	void *detail = NULL;
	int n = snprintf(path, sizeof(path), "%s" CONF, root), r;

	if (n < 0 || (size_t)n >= sizeof(path))
		return false;
	(void)snprintf(drop_ins, sizeof(drop_ins), "%s.d", path);
	/* Of the host, the library knows where it is. */
	r = state->calls.read(
	    state->settings, root[0] == '\0' ? NULL : path, &detail);
	if (r != 0)
		(void)state->calls.explain(scrap, sizeof(scrap), r, detail);
	return access(path, F_OK) == 0 || access(drop_ins, F_OK) == 0;
}

/* Whether a dictionary is the one that the library takes by itself. */
static bool
is_usual(const struct state *state, const char *path)
{
	pwquality_settings_t *fresh = state->calls.make();
	const char *usual = NULL;
	bool is;

	is = fresh != NULL &&
	    state->calls.get_text(fresh, PWQ_SETTING_DICT_PATH, &usual) == 0 &&
	    usual != NULL && strcmp(usual, path) == 0;
	if (fresh != NULL)
		state->calls.free(fresh);
	return is;
}

/*
 * A dictionary that the rules of an image name lies in the image. The usual
 * one may lie there as well, and if not, that of the host is as good.
 */
static int
move_dictionary(struct state *state, const char *root)
{
	const char *now = NULL;
	char *path = NULL;
	int r = 0;

	if (root[0] == '\0' ||
	    state->calls.get_text(
		state->settings, PWQ_SETTING_DICT_PATH, &now) != 0 ||
	    now == NULL)
		return 0;
	if (asprintf(&path, "%s%s.pwd", root, now) < 0)
		return -ENOMEM;
	if (access(path, F_OK) == 0 || !is_usual(state, now)) {
		path[strlen(path) - strlen(".pwd")] = '\0';
		r = state->calls.set_text(
		    state->settings, PWQ_SETTING_DICT_PATH, path);
	}
	free(path);
	return r == 0 ? 0 : -ENOMEM;
}

static int
value(const struct state *state, int setting)
{
	int n = 0;

	return state->calls.get(state->settings, setting, &n) == 0 ? n : 0;
}

/* A negative credit is a number that there must be. */
static void
raise(int *wish, const struct state *state, int setting)
{
	int credit = value(state, setting);

	if (credit < 0 && credit > -POLICY_PATH_SIZE && *wish < -credit)
		*wish = -credit;
	else if (credit <= -POLICY_PATH_SIZE)
		*wish = POLICY_PATH_SIZE;
}

static int
pwquality_open(struct policy *policy, const char *root, const char *user,
    const struct pam_line *line, struct policy_wish *wish, struct fault *f)
{
	struct state *state = calloc(1, sizeof(*state));
	const char *argument = NULL;
	bool rules;

	(void)user;
	policy->state = state;
	if (state == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	if (!policy_bind(policy, names, CALLS, &state->calls))
		return POLICY_NOT_INSTALLED;
	state->settings = state->calls.make();
	if (state->settings == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	rules = read_file(state, root);
	if (line == NULL && !rules)
		return POLICY_NONE;
	if (line == NULL)
		(void)snprintf(
		    policy->place, sizeof(policy->place), "%s" CONF, root);
	/* Those that are not the library's, the module knows or leaves out. */
	while (
	    line != NULL && (argument = pam_line_next(line, argument)) != NULL)
		(void)state->calls.set(state->settings, argument);
	if (move_dictionary(state, root) != 0)
		return fault_set(f, -ENOMEM, "out of memory");
	if (wish->shortest < value(state, PWQ_SETTING_MIN_LENGTH))
		wish->shortest = value(state, PWQ_SETTING_MIN_LENGTH);
	raise(&wish->lower, state, PWQ_SETTING_LOW_CREDIT);
	raise(&wish->upper, state, PWQ_SETTING_UP_CREDIT);
	raise(&wish->digits, state, PWQ_SETTING_DIG_CREDIT);
	raise(&wish->symbols, state, PWQ_SETTING_OTH_CREDIT);
	return 0;
}

/*
 * cracklib writes to standard error when it finds no dictionary, at each
 * password; the reason says it as well. What there was of it, or -1.
 */
static int
silence(void)
{
	int before = fcntl(2, F_DUPFD_CLOEXEC, 3);
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (before >= 0 && null >= 0)
		(void)dup2(null, 2);
	if (null >= 0)
		(void)close(null);
	return before;
}

static void
unsilence(int before)
{
	if (before < 0)
		return;
	(void)dup2(before, 2);
	(void)close(before);
}

static bool
pwquality_takes(const struct policy *policy, const char *password,
    const char *user, char reason[POLICY_REASON_SIZE])
{
	const struct state *state = policy->state;
	char room[PWQ_MAX_ERROR_MESSAGE_LEN];
	void *detail = NULL;
	int before, score;
	bool no_dictionary;

	before = silence();
	score =
	    state->calls.check(state->settings, password, NULL, user, &detail);
	unsilence(before);
	if (score >= 0)
		return true;
	/* Then it is what every password is told, and the text is its own. */
	no_dictionary = score == PWQ_ERROR_CRACKLIB_CHECK && detail != NULL &&
	    strstr(detail, "loading dictionary") != NULL;
	(void)snprintf(reason, POLICY_REASON_SIZE, "%s%s",
	    state->calls.explain(room, sizeof(room), score, detail),
	    no_dictionary ? "; install cracklib-runtime, which has it" : "");
	return false;
}

static void
pwquality_close(struct policy *policy)
{
	struct state *state = policy->state;

	if (state != NULL && state->settings != NULL)
		state->calls.free(state->settings);
	free(state);
	policy->state = NULL;
}

const struct policy_kind policy_pwquality = {
    .name = "pam_pwquality",
    .module = "pam_pwquality.so",
    .library = "libpwquality.so.1",
    .unasked = true,
    .open = pwquality_open,
    .takes = pwquality_takes,
    .close = pwquality_close,
};
