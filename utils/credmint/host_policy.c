/*
 * host_policy - a password that the host's own rules take
 *
 * A draw is uniform over all passwords that the wish allows; those that a
 * judge refuses are thrown away, so that it stays uniform over those that all
 * take.
 */

#include "host_policy.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"
#include "credmint.h"
#include "host/pam_line.h"

#include "policy.h"
#include "words.h"

#define DRAFTS 100
/* A judge's libraries have taken a tenth of this. */
#define STACK_FRAMES 32
#define STACK_FRAME 2048

static const struct policy_kind *const kinds[] = {
    &policy_pwquality, &policy_passwdqc};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* The judges of a root, those that there are. */
struct bench {
	struct policy judge[KINDS];
	size_t n;
	size_t named; /* lines that name one, whether it could come or not */
	struct policy_wish wish;
};

bool
policy_bind(const struct policy *policy, const char *const *symbols, size_t n,
    void *functions)
{
	for (size_t i = 0; i < n; i++) {
		void *one = dlsym(policy->library, symbols[i]);

		if (one == NULL)
			return false;
		memcpy((char *)functions + i * sizeof(one), &one, sizeof(one));
	}
	return true;
}

static void
dismiss(struct policy *judge)
{
	judge->kind->close(judge);
	if (judge->library != NULL)
		(void)dlclose(judge->library);
	judge->library = NULL;
}

/* Have one sit: 0, an outcome of its open(), or a negative errno. */
static int
call_in(struct bench *bench, const struct policy_kind *kind, const char *root,
    const char *user, const struct pam_line *line, struct fault *f)
{
	struct policy *judge = &bench->judge[bench->n];
	int r = POLICY_NOT_INSTALLED;

	*judge = (struct policy){.kind = kind};
	if (line != NULL)
		(void)snprintf(judge->place, sizeof(judge->place), "%s%s:%u",
		    root, line->file, line->line);
	judge->library = dlopen(kind->library, RTLD_NOW | RTLD_LOCAL);
	if (judge->library != NULL)
		r = kind->open(judge, root, user, line, &bench->wish, f);
	if (r == POLICY_NOT_INSTALLED && line != NULL)
		words_say("%s names %s, but %s is not installed: the password "
			  "follows credmint's own rules",
		    judge->place, kind->name, kind->library);
	if (r == 0)
		bench->n++;
	else
		dismiss(judge);
	return r;
}

/* Those that lines of PAM name. */
static int
call_named(struct bench *bench, const char *root, const char *user,
    struct pam_line *line, struct fault *f)
{
	int r = 0;

	for (size_t i = 0; r >= 0 && i < KINDS; i++) {
		r = pam_line_find(root, kinds[i]->module, line, f);
		if (r != 0)
			continue;
		bench->named++;
		r = call_in(bench, kinds[i], root, user, line, f);
	}
	return r < 0 ? r : 0;
}

/* pam_unix says no more than how short a password may be. */
static int
hear_unix(struct bench *bench, const char *root, struct pam_line *line,
    struct fault *f)
{
	int r = pam_line_find(root, "pam_unix.so", line, f);
	const char *argument = NULL;
	long n;

	while (r == 0 && (argument = pam_line_next(line, argument)) != NULL) {
		if (strncmp(argument, "minlen=", 7) != 0)
			continue;
		n = strtol(argument + 7, NULL, 10);
		if (n > bench->wish.shortest)
			bench->wish.shortest = n < INT_MAX ? (int)n : INT_MAX;
	}
	return r < 0 ? r : 0;
}

static int
bench_open(
    struct bench *bench, const char *root, const char *user, struct fault *f)
{
	struct pam_line *line = malloc(sizeof(*line));
	int r;

	*bench = (struct bench){.wish = {CREDMINT_PASSWORD_LENGTH,
				    CREDMINT_PASSWORD_MAX, 1, 1, 1, 1}};
	if (line == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	r = hear_unix(bench, root, line, f);
	if (r == 0)
		r = call_named(bench, root, user, line, f);
	free(line);
	for (size_t i = 0; r == 0 && bench->named == 0 && i < KINDS; i++)
		if (kinds[i]->unasked)
			r = call_in(bench, kinds[i], root, user, NULL, f);
	return r < 0 ? r : 0;
}

static void
bench_close(struct bench *bench)
{
	while (bench->n > 0)
		dismiss(&bench->judge[--bench->n]);
}

/* Where the rules stand, for a fault. */
static const char *
place(const struct bench *bench)
{
	return bench->n > 0 ? bench->judge[bench->n - 1].place
			    : "the password line of pam_unix";
}

/* The wish as a policy of the library's; what is longer may have to be short.
 */
static int
settle(const struct bench *bench, struct credmint_password *policy,
    struct fault *f)
{
	const struct policy_wish *wish = &bench->wish;
	int length = wish->lower + wish->upper + wish->digits + wish->symbols;

	if (length < wish->shortest)
		length = wish->shortest;
	/* Ours is a wish only: shorter ones may be all that is taken. */
	if (length == CREDMINT_PASSWORD_LENGTH && length > wish->longest)
		length = wish->longest;
	if (length > wish->longest && length == INT_MAX)
		return fault_set(f, -EINVAL,
		    "the host's password policy (%s) takes no password of any "
		    "length; change it",
		    place(bench));
	if (length > wish->longest)
		return fault_set(f, -EINVAL,
		    "the host's password policy (%s) wants %d characters, and "
		    "no more than %d can be; change it",
		    place(bench), length, wish->longest);
	policy->length = (size_t)length;
	policy->lower = wish->lower;
	policy->upper = wish->upper;
	policy->digits = wish->digits;
	policy->symbols = wish->symbols;
	policy->flags = CREDMINT_PASSWORD_NO_LOOKALIKES;
	return 0;
}

/* The judge that refuses a password; NULL: all take it. */
static const struct policy *
refuser(const struct bench *bench, const char *password, const char *user,
    char reason[POLICY_REASON_SIZE])
{
	for (size_t i = 0; i < bench->n; i++) {
		const struct policy *judge = &bench->judge[i];

		if (judge->kind->takes(judge, password, user, reason))
			continue;
		/* None is known to repeat it, and none may. */
		if (strstr(reason, password) != NULL)
			reason[0] = '\0';
		return judge;
	}
	return NULL;
}

static int
draw(const struct bench *bench, const struct credmint_password *policy,
    const char *user, char *out, size_t size, struct fault *f)
{
	char reason[POLICY_REASON_SIZE] = "";
	const struct policy *judge = NULL;
	int r;

	for (int i = 0; i < DRAFTS; i++) {
		r = credmint_password_make(NULL, policy, out, size);
		if (r != 0)
			return fault_set(
			    f, r, "cannot make a password: %s", strerror(-r));
		judge = refuser(bench, out, user, reason);
		if (judge == NULL)
			return 0;
	}
	secret_wipe(out, size);
	return fault_set(f, -EINVAL,
	    "the host's password policy (%s) takes none of %d passwords of %zu "
	    "characters: %s",
	    judge->place, DRAFTS, policy->length,
	    reason[0] != '\0' ? reason : "it does not say why");
}

/*
 * Judges leave the password below us on the stack, where any child of ours
 * would find it. What is called again takes the room below.
 */
__attribute__((noinline)) static void
stack_wipe(unsigned int frames)
{
	unsigned char frame[STACK_FRAME];

	if (frames > 1)
		stack_wipe(frames - 1);
	SECRET_WIPE_ARRAY(frame);
}

int
host_policy_password(
    const char *root, const char *user, char *out, size_t size, struct fault *f)
{
	struct credmint_password policy = CREDMINT_PASSWORD_INIT;
	struct bench bench;
	int r;

	if (size > 0)
		out[0] = '\0';
	r = bench_open(&bench, root, user, f);
	if (r == 0)
		r = settle(&bench, &policy, f);
	if (r == 0)
		r = draw(&bench, &policy, user, out, size, f);
	bench_close(&bench);
	stack_wipe(STACK_FRAMES);
	return r;
}

int
host_policy_find(const char *root, const char *user,
    char text[HOST_POLICY_SIZE], struct fault *f)
{
	struct credmint_password policy = CREDMINT_PASSWORD_INIT;
	struct bench bench;
	size_t used = 0;
	int r;

	text[0] = '\0';
	r = bench_open(&bench, root, user, f);
	if (r == 0)
		r = settle(&bench, &policy, f);
	for (size_t i = 0; r == 0 && i < bench.n; i++) {
		const struct policy *judge = &bench.judge[i];
		int n = snprintf(text + used, HOST_POLICY_SIZE - used,
		    "%s (%s), ", judge->kind->name, judge->place);

		if (n > 0 && (size_t)n < HOST_POLICY_SIZE - used)
			used += (size_t)n;
	}
	if (r == 0)
		(void)snprintf(text + used, HOST_POLICY_SIZE - used,
		    "%s%zu characters", bench.n > 0 ? "" : "credmint, ",
		    policy.length);
	bench_close(&bench);
	return r;
}
