/*
 * import_oath - a line of /etc/users.oath, as pam_oath keeps it
 *
 * Counters: of HOTP the counter is that of LAST_OTP, where there is one, and
 * pam_oath tells it from the next code by LAST_OTP alone; so the next one is
 * good. Of TOTP the counter says nothing; the step is found by LAST_OTP.
 */

#include "import_oath.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "core/encode.h"
#include "core/secret.h"
#include "registry/authenticator.h"

struct kind {
	const char *name;
	unsigned type;
	uint32_t step;
};

static const struct kind kinds[] = {
    {"HOTP", CREDMINT_HOTP, 0},
    {"HOTP/E", CREDMINT_HOTP, 0},
    {"HOTP/T30", CREDMINT_TOTP, 30},
    {"HOTP/T60", CREDMINT_TOTP, 60},
};

/* Of a type, a name, a key of 1024 bytes and the rest. */
#define LINE_MAX_BYTES 4096
#define HOUR 3600

#define KINDS (sizeof(kinds) / sizeof(*kinds))

/* The columns behind USER. */
struct columns {
	struct import_word password, key, counter, last, time, more;
};

static bool
is(const struct import_word *w, const char *text)
{
	return w->n == strlen(text) && memcmp(w->text, text, w->n) == 0;
}

/* Plain HOTP has no digits behind it. */
static int
kind_read(struct import_word w, struct import_device *d)
{
	d->digits = 6;
	if (w.n > 6 && w.text[w.n - 2] == '/' && w.text[w.n - 1] >= '6' &&
	    w.text[w.n - 1] <= '8') {
		d->digits = (unsigned)(w.text[w.n - 1] - '0');
		w.n -= 2;
	}
	for (size_t i = 0; i < KINDS; i++) {
		if (!is(&w, kinds[i].name))
			continue;
		d->type = kinds[i].type;
		d->step = kinds[i].step;
		return 0;
	}
	return -EINVAL;
}

/* Either case, without a branch that depends on a digit. */
static int
key_read(const struct import_word *w, struct import_device *d, struct fault *f)
{
	char hex[2 * CREDMINT_OTP_KEY_MAX];
	int rc = -ERANGE;

	if (w->n <= sizeof(hex)) {
		for (size_t i = 0; i < w->n; i++) {
			unsigned c = (unsigned char)w->text[i];

			c += (unsigned)(c - 'A' < 26u) << 5;
			hex[i] = (char)c;
		}
		rc = encode_read(
		    ENCODE_HEX, hex, w->n, d->key, sizeof(d->key), &d->nkey);
		SECRET_WIPE_ARRAY(hex);
	}
	if (rc == -EILSEQ)
		return fault_set(f, -EINVAL,
		    "the fourth column is no key: it is hex, two digits a "
		    "byte; is the third one missing?");
	if (rc != 0 || d->nkey < REGISTRY_SEED_MIN)
		return fault_set(f, -EINVAL,
		    "the key in the fourth column has %zu bytes; credmint "
		    "takes %d to %d: enroll this one anew",
		    w->n / 2, REGISTRY_SEED_MIN, CREDMINT_OTP_KEY_MAX);
	return 0;
}

/* "2026-01-31T23:59:59L" in this host's zone. -EINVAL: it is no such time. */
static int
time_read(const struct import_word *w, int64_t *when)
{
	struct tm tm = {.tm_isdst = -1};
	char text[32];
	const char *end;

	*when = 0;
	if (w->n >= sizeof(text))
		return -EINVAL;
	memcpy(text, w->text, w->n);
	text[w->n] = '\0';
	end = strptime(text, "%Y-%m-%dT%H:%M:%SL", &tm);
	if (end == NULL || *end != '\0')
		return -EINVAL;
	tm.tm_isdst = -1;
	*when = (int64_t)mktime(&tm);
	return *when < 0 ? -EINVAL : 0;
}

/* What the tool has written behind the key. */
static int
spent_read(const struct columns *c, const struct import_device *d,
    int64_t *counter, int64_t *when, struct fault *f)
{
	const int64_t most =
	    d->type == CREDMINT_HOTP ? INT64_MAX - 1 : INT64_MAX;
	int64_t last;

	*counter = 0;
	*when = 0;
	if (c->counter.n > 0 &&
	    import_number(c->counter.text, c->counter.n, most, counter) != 0)
		return fault_set(f, -EINVAL,
		    "the counter in the fifth column is no number, or too "
		    "large");
	if (c->last.n > 0 &&
	    (c->last.n != d->digits ||
		import_number(c->last.text, c->last.n, INT64_MAX, &last) != 0))
		return fault_set(f, -EINVAL,
		    "the sixth column is no code of %u digits, the one that "
		    "was used last",
		    d->digits);
	if (c->time.n > 0 && time_read(&c->time, when) != 0)
		return fault_set(f, -EINVAL,
		    "the time in the seventh column is none; it is such as "
		    "2026-01-31T23:59:59L");
	return 0;
}

static int
hotp_read(const struct columns *c, struct import_device *d, struct fault *f)
{
	int64_t counter, when;
	int rc = spent_read(c, d, &counter, &when, f);

	d->known = c->counter.n > 0;
	d->next = counter + (c->last.n > 0 ? 1 : 0);
	return rc;
}

/*
 * The step of LAST_OTP: near LAST_TIME, or, as clocks may just have been put
 * back or forward, up to an hour from it.
 */
static int64_t
step_find(const struct columns *c, const struct import_device *d, int64_t step)
{
	const int64_t hour = HOUR / (int64_t)d->step + IMPORT_WINDOW;
	int64_t found = import_device_step(d, c->last.text, c->last.n,
	    step - IMPORT_WINDOW, step + IMPORT_WINDOW);

	return found >= 0 ? found
			  : import_device_step(d, c->last.text, c->last.n,
				step - hour, step + hour);
}

/* What the counter says, if there is one, is nothing to go by. */
static int
totp_read(const struct columns *c, int64_t now, struct import_device *d,
    struct fault *f)
{
	int64_t counter, when, found, least;
	int rc = spent_read(c, d, &counter, &when, f);

	if (rc != 0)
		return rc;
	if (when > now + IMPORT_AHEAD_MAX)
		return fault_set(f, -EINVAL,
		    "the time in the seventh column is ahead of this host's "
		    "clock; set the clock, or mend the line");
	/* A code without its time may be one of those ahead. */
	d->next = import_device_after(
	    d, now, c->last.n > 0 && c->time.n == 0 ? IMPORT_WINDOW : 0);
	if (c->time.n == 0)
		return 0;
	when /= (int64_t)d->step;
	found = c->last.n > 0 ? step_find(c, d, when) : -1;
	d->known = found >= 0;
	least = when + IMPORT_WINDOW + 1;
	if (found >= 0)
		d->next = found + 1;
	else if (d->next < least)
		d->next = least;
	return 0;
}

static int
columns_read(const char *line, size_t n, struct import_oath *out,
    struct columns *c, struct fault *f)
{
	out->user = import_word_next(&line, &n);
	c->password = import_word_next(&line, &n);
	c->key = import_word_next(&line, &n);
	c->counter = import_word_next(&line, &n);
	c->last = import_word_next(&line, &n);
	c->time = import_word_next(&line, &n);
	c->more = import_word_next(&line, &n);
	if (c->key.n == 0)
		return fault_set(f, -EINVAL,
		    "a column is missing: type, user, password and key");
	if (c->more.n > 0)
		return fault_set(
		    f, -EINVAL, "there are more than seven columns");
	out->key = c->key;
	out->password = !is(&c->password, "-");
	return 0;
}

int
import_oath_read(const char *line, size_t n, int64_t now,
    struct import_oath *out, struct fault *f)
{
	struct import_device *d = &out->device;
	struct import_word type;
	struct columns c;
	int rc;

	memset(out, 0, sizeof(*out));
	if (memchr(line, '\0', n) != NULL)
		return fault_set(f, -EINVAL, "there is a NUL byte in it");
	type = import_word_next(&line, &n);
	if (type.n == 0 || type.text[0] == '#')
		return IMPORT_OATH_NOTHING;
	if (n > LINE_MAX_BYTES)
		return fault_set(
		    f, -EINVAL, "it is too long to be a line of it");
	rc = kind_read(type, d);
	if (rc != 0)
		(void)fault_set(f, rc,
		    "it begins with no type that there is: HOTP, HOTP/E, "
		    "HOTP/T30 or HOTP/T60, and /6, /7 or /8 behind them");
	if (rc == 0)
		rc = columns_read(line, n, out, &c, f);
	if (rc == 0)
		rc = key_read(&c.key, d, f);
	if (rc == 0)
		rc = d->type == CREDMINT_HOTP ? hotp_read(&c, d, f)
					      : totp_read(&c, now, d, f);
	if (rc != 0)
		SECRET_WIPE_OBJECT(d);
	return rc;
}
