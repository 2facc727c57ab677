/* provision_slip - a temporary password on paper */

#include "provision_slip.h"

#include <errno.h>
#include <string.h>

#include "core/clock.h"

#include "provision_secrets.h"

/* Slips of ten lines: A4 and letter paper have room for 60. */
#define SLIPS_ON_A_PAGE 6
/* A name that is longer is cut: the account's stands beside it. */
#define GECOS_MAX 160

#define CUT \
	"8< - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -\n"

#define PASSWORD "\n   Password     "
#define UNTIL "\n   Good until   "

struct slip {
	char *out;
	size_t size;
	size_t n;
};

static void
put(struct slip *s, const char *text, size_t n)
{
	/* Too much stays too much: n is above size then. */
	if (s->n <= s->size && n <= s->size - s->n)
		memcpy(s->out + s->n, text, n);
	s->n += n;
}

static void
text(struct slip *s, const char *words)
{
	put(s, words, strlen(words));
}

/* The full name is what stands before the first comma; no character is cut. */
static void
person(struct slip *s, const char *gecos)
{
	size_t n = strcspn(gecos, ",");

	if (n == 0)
		return;
	if (n > GECOS_MAX)
		for (n = GECOS_MAX; n > 0 && (gecos[n] & 0xc0) == 0x80;)
			n--;
	text(s, "   (");
	put(s, gecos, n);
	text(s, ")");
}

/* In fours, as it is read out. */
static void
groups(struct slip *s, const char *password)
{
	size_t n = strlen(password);

	for (size_t i = 0; i < n; i += 4) {
		if (i > 0)
			text(s, " ");
		put(s, password + i, n - i < 4 ? n - i : 4);
	}
}

/* "2026-11-28T13:59:59Z" as people read it. */
static void
until(struct slip *s, int64_t expires)
{
	char time[CLOCK_TEXT_SIZE];

	clock_text(expires, time);
	if (time[0] == '\0')
		return;
	put(s, time, 10);
	text(s, " ");
	put(s, time + 11, 5);
	text(s, " UTC");
}

/* What is not known has no line; each slip is as high as the others. */
static void
lines(struct slip *s, const struct provision_record *r)
{
	const char *gecos = r->account->field[PROVISION_GECOS];

	text(s, PROVISION_SLIP_BEGINS);
	text(s, r->account->field[PROVISION_NAME]);
	if (gecos != NULL)
		person(s, gecos);
	if (r->host != NULL) {
		text(s, "\n   Computer     ");
		text(s, r->host);
	}
	text(s, PASSWORD);
	text(s, r->password);
	text(s, "\n   in groups    ");
	groups(s, r->password);
	text(s, "   (without the spaces)");
	if (r->expires != 0) {
		text(s, UNTIL);
		until(s, r->expires);
	}
	text(s,
	    "\n\n   For your first login. Choose a password of your own "
	    "then.\n\n");
	text(s, r->host == NULL ? "\n" : "");
	text(s, r->expires == 0 ? "\n" : "");
}

int
provision_slip(
    const struct provision_record *record, char *out, size_t size, size_t *n)
{
	struct slip s = {out, size, 0};

	lines(&s, record);
	text(&s, record->number % SLIPS_ON_A_PAGE == 0 ? "\f" : CUT);
	*n = s.n <= size ? s.n : 0;
	return s.n <= size ? 0 : -ERANGE;
}

size_t
provision_slip_whole(const char *bytes, size_t n)
{
	const char *page = memchr(bytes, '\f', n);
	const char *cut = memmem(bytes, n, "\n" CUT, sizeof("\n" CUT) - 1);

	if (cut != NULL && (page == NULL || cut < page))
		return (size_t)(cut - bytes) + sizeof("\n" CUT) - 1;
	return page == NULL ? 0 : (size_t)(page - bytes) + 1;
}

/* A word behind what stands before it. */
static int
word(const char *bytes, size_t n, const char *before, char *out, size_t size)
{
	const char *at = memmem(bytes, n, before, strlen(before)), *end;
	size_t length = 0;

	if (at == NULL)
		return -EINVAL;
	at += strlen(before);
	end = bytes + n;
	while (at + length < end && at[length] > ' ' && at[length] <= '~')
		length++;
	if (length == 0 || length >= size || at + length == end)
		return -EINVAL;
	memcpy(out, at, length);
	out[length] = '\0';
	return 0;
}

/* What until() has written: whole minutes. */
static int
until_read(const char *bytes, size_t n, int64_t *expires)
{
	const char *at = memmem(bytes, n, UNTIL, strlen(UNTIL));
	char time[] = "2026-11-28T13:59:00Z";

	*expires = 0;
	if (at == NULL)
		return 0;
	at += strlen(UNTIL);
	if (bytes + n - at < 16)
		return -EINVAL;
	memcpy(time, at, 10);
	memcpy(time + 11, at + 11, 5);
	return clock_parse(time, expires);
}

int
provision_slip_read(
    const char *bytes, size_t n, char *name, char *password, int64_t *expires)
{
	const size_t begins = strlen(PROVISION_SLIP_BEGINS);
	int rc;

	if (n < begins || memcmp(bytes, PROVISION_SLIP_BEGINS, begins) != 0)
		return -EINVAL;
	rc = word(bytes, n, PROVISION_SLIP_BEGINS, name, PROVISION_NAME_SIZE);
	if (rc == 0 && memmem(bytes, n, PASSWORD, strlen(PASSWORD)) == NULL)
		rc = -EINVAL;
	if (rc == 0 && password != NULL)
		rc =
		    word(bytes, n, PASSWORD, password, PROVISION_PASSWORD_SIZE);
	return rc == 0 ? until_read(bytes, n, expires) : rc;
}
