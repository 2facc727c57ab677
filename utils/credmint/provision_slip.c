/* provision_slip - a temporary password on paper */

#include "provision_slip.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/clock.h"
#include "core/secret.h"

/* Slips of nine lines: 54 of the 60 that every paper has room for. */
#define SLIPS_ON_A_PAGE 6
/* A name that is longer is cut: the account's stands beside it. */
#define GECOS_MAX 160

#define CUT \
	"8< - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -\n"

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

static void
lines(struct slip *s, const struct provision_record *r)
{
	const char *gecos = r->account->field[PROVISION_GECOS];
	char expires[CLOCK_TEXT_SIZE] = "";

	if (r->expires != 0)
		clock_text(r->expires, expires);
	text(s, "\n  Account     ");
	text(s, r->account->field[PROVISION_NAME]);
	if (gecos != NULL)
		person(s, gecos);
	text(s, "\n  Computer    ");
	text(s, r->host != NULL ? r->host : "");
	text(s, "\n  Password    ");
	text(s, r->password);
	text(s, "\n  in fours    ");
	groups(s, r->password);
	text(s, "   (type no blanks)\n  Good until  ");
	/* "2026-11-28T13:59:59Z": people read minutes, and blanks. */
	put(s, expires, strnlen(expires, 10));
	if (expires[0] != '\0') {
		text(s, " ");
		put(s, expires + 11, 5);
		text(s, " UTC");
	}
	text(s,
	    "\n  Keep it to yourself; choose a new one at the first login.\n");
}

int
provision_slip(
    const struct provision_record *record, char *out, size_t size, size_t *n)
{
	struct slip s = {out, size, 0};

	lines(&s, record);
	text(&s, "\n");
	text(&s, record->number % SLIPS_ON_A_PAGE == 0 ? "\f" : CUT);
	*n = s.n <= size ? s.n : 0;
	return s.n <= size ? 0 : -ERANGE;
}
