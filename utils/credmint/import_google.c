/*
 * import_google - ~/.google_authenticator, as pam_google_authenticator keeps it
 *
 * HOTP_COUNTER is the next one. The steps of DISALLOW_REUSE are those of the
 * codes, TIME_SKEW among them. With both HOTP_COUNTER and TOTP_AUTH it counts.
 * A window of N codes is (N - 1) / 2 steps behind its clock to N / 2 ahead, and
 * of the ones ahead any may have been used where the file names no used step.
 * The code that ends RESETTING_TIME_SKEW lets in and is not written down: it is
 * of its clock's step then, TIME_SKEW among it.
 */

#include "import_google.h"

#include <errno.h>
#include <string.h>

#include "core/secret.h"
#include "registry/authenticator.h"

#include "base32_text.h"

#define CODE_DIGITS 8
#define LINE_BYTES 4096
/* Its own limits. */
#define STEP_MAX 60
#define WINDOW_MAX 100
#define STEP_DEFAULT 30
#define WINDOW_DEFAULT 3

enum option {
	DISALLOW_REUSE,
	RATE_LIMIT,
	TOTP_AUTH,
	HOTP_COUNTER,
	STEP_SIZE,
	WINDOW_SIZE,
	TIME_SKEW,
	RESETTING,
	OPTIONS,
	LAST_HOSTS = OPTIONS
};

static const char *const names[OPTIONS] = {
    [DISALLOW_REUSE] = "DISALLOW_REUSE",
    [RATE_LIMIT] = "RATE_LIMIT",
    [TOTP_AUTH] = "TOTP_AUTH",
    [HOTP_COUNTER] = "HOTP_COUNTER",
    [STEP_SIZE] = "STEP_SIZE",
    [WINDOW_SIZE] = "WINDOW_SIZE",
    [TIME_SKEW] = "TIME_SKEW",
    [RESETTING] = "RESETTING_TIME_SKEW",
};

void
import_google_begin(struct import_google *g)
{
	memset(g, 0, sizeof(*g));
	g->last = -1;
	g->device.digits = 6;
	g->device.step = STEP_DEFAULT;
	g->ahead = WINDOW_DEFAULT / 2;
}

static bool
has(const struct import_google *g, enum option option)
{
	return (g->seen & 1u << option) != 0;
}

static int
secret_read(
    struct import_google *g, const char *line, size_t n, struct fault *f)
{
	struct import_device *d = &g->device;
	struct fault why = {""};
	int rc;

	while (n > 0 && import_blank(line[n - 1]))
		n--;
	rc = base32_text_read(line, n, d->key, sizeof(d->key), &d->nkey, &why);
	if (rc != 0)
		return fault_set(
		    f, -EINVAL, "the first line is no secret: %s", why.text);
	if (d->nkey < REGISTRY_SEED_MIN)
		return fault_set(f, -EINVAL,
		    "the secret has %zu bytes; credmint takes %d to %d: enroll "
		    "this one anew",
		    d->nkey, REGISTRY_SEED_MIN, CREDMINT_OTP_KEY_MAX);
	return 0;
}

/* The steps that were used; -EINVAL: one is none. */
static int
steps_read(struct import_google *g, const char *text, size_t n)
{
	struct import_word w = import_word_next(&text, &n);
	int64_t step;

	for (; w.n > 0; w = import_word_next(&text, &n)) {
		if (import_number(w.text, w.n, INT64_MAX - 1, &step) != 0)
			return -EINVAL;
		if (step > g->last)
			g->last = step;
	}
	return 0;
}

/* One number and no more. */
static int
number_read(const char *text, size_t n, int64_t most, int64_t *out)
{
	struct import_word w = import_word_next(&text, &n);

	return import_word_next(&text, &n).n > 0
	    ? -EINVAL
	    : import_number(w.text, w.n, most, out);
}

static int
skew_read(struct import_google *g, const char *text, size_t n)
{
	struct import_word w = import_word_next(&text, &n);
	bool back = w.n > 0 && w.text[0] == '-';
	int64_t skew;

	if (import_number(w.text + back, w.n - back, IMPORT_DRIFT_MAX, &skew) !=
		0 ||
	    import_word_next(&text, &n).n > 0)
		return -EINVAL;
	g->device.drift = back ? -skew : skew;
	return 0;
}

/* What an option is given, where that says something about codes. */
static int
value_read(
    struct import_google *g, enum option option, const char *text, size_t n)
{
	int64_t number = 0;
	int rc = 0;

	switch (option) {
	case DISALLOW_REUSE:
		return steps_read(g, text, n);
	case HOTP_COUNTER:
		rc = number_read(text, n, INT64_MAX - 1, &g->counter);
		return rc == 0 && g->counter < 1 ? -EINVAL : rc;
	case STEP_SIZE:
		rc = number_read(text, n, STEP_MAX, &number);
		g->device.step = rc == 0 ? (uint32_t)number : 0;
		return g->device.step == 0 ? -EINVAL : 0;
	case WINDOW_SIZE:
		rc = number_read(text, n, WINDOW_MAX, &number);
		if (rc == 0 && number < 1)
			rc = -EINVAL;
		g->ahead = (rc == 0 ? number : WINDOW_MAX) / 2;
		return rc;
	case TIME_SKEW:
		return skew_read(g, text, n);
	case RATE_LIMIT:
	case TOTP_AUTH:
	case RESETTING:
	case OPTIONS:
	default:
		return 0;
	}
}

/* OPTIONS for LAST0 to LAST9; -1: there is none of that name. */
static int
option_find(const struct import_word *w)
{
	for (int i = 0; i < OPTIONS; i++)
		if (w->n == strlen(names[i]) &&
		    memcmp(w->text, names[i], w->n) == 0)
			return i;
	return w->n == 5 && memcmp(w->text, "LAST", 4) == 0 &&
		w->text[4] >= '0' && w->text[4] <= '9'
	    ? (int)LAST_HOSTS
	    : -1;
}

static int
option_read(
    struct import_google *g, const char *line, size_t n, struct fault *f)
{
	struct import_word w;
	int option;

	if (n == 0 || *line != ' ')
		return fault_set(
		    f, -EINVAL, "behind the quote of an option comes a space");
	w = import_word_next(&line, &n);
	option = option_find(&w);
	if (option < 0)
		return fault_set(
		    f, -EINVAL, "it is no option that is known here");
	if (option != LAST_HOSTS && has(g, (enum option)option))
		return fault_set(f, -EINVAL,
		    "%s is there twice; the first one counts", names[option]);
	g->seen |= 1u << option;
	if (value_read(g, (enum option)option, line, n) == 0)
		return IMPORT_GOOGLE_OPTION;
	g->wrong = g->wrong || option != WINDOW_SIZE;
	return fault_set(f, -EINVAL,
	    "what stands behind %s is no number, or out of range",
	    names[option]);
}

/* Of 8 digits, the first of which is no zero, or the tool would not take it. */
static int
code_read(const char *line, size_t n, struct import_word *code, struct fault *f)
{
	struct import_word w = import_word_next(&line, &n);
	int64_t number;

	if (import_word_next(&line, &n).n == 0 && w.n == CODE_DIGITS &&
	    w.text[0] != '0' &&
	    import_number(w.text, w.n, INT64_MAX, &number) == 0) {
		*code = w;
		return IMPORT_GOOGLE_CODE;
	}
	return fault_set(f, -EINVAL,
	    "it is neither an option nor a scratch code of %d digits",
	    CODE_DIGITS);
}

int
import_google_read(struct import_google *g, const char *line, size_t n,
    struct import_word *code, struct fault *f)
{
	const char *text = line;
	size_t left = n;
	bool first = !g->secret;
	int rc;

	*code = (struct import_word){"", 0};
	g->secret = true;
	if (memchr(line, '\0', n) != NULL || n > LINE_BYTES) {
		g->wrong = g->wrong || first;
		return fault_set(f, -EINVAL, "%s",
		    n > LINE_BYTES ? "it is too long to be a line of it"
				   : "there is a NUL byte in it");
	}
	if (first) {
		rc = secret_read(g, line, n, f);
		g->wrong = rc != 0;
		return rc;
	}
	if (import_word_next(&text, &left).n == 0 || *line == '#')
		return IMPORT_GOOGLE_NOTHING;
	return *line == '"' ? option_read(g, line + 1, n - 1, f)
			    : code_read(line, n, code, f);
}

static void
left_out(struct import_google *g)
{
	bool totp = !has(g, HOTP_COUNTER);

	g->left = (has(g, WINDOW_SIZE) ? IMPORT_GOOGLE_WINDOW : 0) |
	    (has(g, RATE_LIMIT) ? IMPORT_GOOGLE_RATE : 0) |
	    (has(g, RESETTING) ? IMPORT_GOOGLE_SKEW : 0) |
	    ((g->seen & 1u << LAST_HOSTS) != 0 ? IMPORT_GOOGLE_LAST : 0) |
	    (totp && !has(g, DISALLOW_REUSE) ? IMPORT_GOOGLE_REUSE : 0) |
	    (!totp && has(g, TOTP_AUTH) ? IMPORT_GOOGLE_BOTH : 0);
}

static int
totp_end(struct import_google *g, int64_t now, struct fault *f)
{
	struct import_device *d = &g->device;
	int64_t after, clock;

	d->type = CREDMINT_TOTP;
	clock = import_device_after(d, now, 0);
	after = import_device_after(d, now, g->ahead);
	if (g->last > after + IMPORT_AHEAD_MAX / (int64_t)d->step)
		return fault_set(f, -EINVAL,
		    "a step of DISALLOW_REUSE is more than a day ahead of this "
		    "host's clock; set the clock, or mend the line");
	d->known = g->last >= 0;
	d->next = d->known ? g->last + 1 : after;
	if (has(g, RESETTING) && d->next < clock)
		d->next = clock;
	return 0;
}

int
import_google_end(struct import_google *g, int64_t now, struct fault *f)
{
	struct import_device *d = &g->device;

	if (!g->secret)
		return fault_set(f, -EINVAL, "it is empty");
	if (g->wrong)
		return -ECANCELED;
	left_out(g);
	if (!has(g, HOTP_COUNTER) && !has(g, TOTP_AUTH))
		return fault_set(f, -EINVAL,
		    "there is neither TOTP_AUTH nor HOTP_COUNTER in it: no "
		    "code of it was good");
	if (!has(g, HOTP_COUNTER))
		return totp_end(g, now, f);
	d->type = CREDMINT_HOTP;
	d->step = 0;
	d->drift = 0;
	d->known = true;
	d->next = g->counter;
	return 0;
}
