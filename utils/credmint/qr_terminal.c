/*
 * qr_terminal - a QR code in the characters of a terminal
 *
 * A camera wants dark on light, with some light around. Colours are said for
 * each line, since a terminal's own may be the other way round; 107 is the
 * white of those that know it, and 47 that of the others.
 */

#include <errno.h>

#include "output.h"
#include "qr.h"

#define MARGIN 4
#define MARGIN_MIN 1

#define PLAIN "\033[0m"
#define ON_WHITE "\033[30;47;107m"
#define ON_BLACK "\033[30;40m"

static bool
is_dark(const struct qr *qr, int x, int y)
{
	int width = (int)qr->width;

	return x >= 0 && y >= 0 && x < width && y < width &&
	    qr->module[y * width + x] != 0;
}

/* Two rows in a line: each character has an upper and a lower half. */
static int
halves_line(const struct qr *qr, int y, int margin, struct output *out)
{
	static const char *const shape[] = {" ", "\u2584", "\u2580", "\u2588"};
	int end = (int)qr->width + margin;
	int rc = output_text(out, ON_WHITE);

	for (int x = -margin; rc == 0 && x < end; x++)
		rc = output_text(
		    out, shape[2 * is_dark(qr, x, y) + is_dark(qr, x, y + 1)]);
	return rc != 0 ? rc : output_text(out, PLAIN "\n");
}

/* One row: two characters a module, dark ones black on black. */
static int
signs_line(const struct qr *qr, int y, int margin, struct output *out)
{
	int end = (int)qr->width + margin;
	int rc = output_text(out, ON_WHITE);
	bool was = false;

	for (int x = -margin; rc == 0 && x < end; x++) {
		bool dark = is_dark(qr, x, y);

		if (dark != was)
			rc = output_text(out, dark ? ON_BLACK : ON_WHITE);
		if (rc == 0)
			rc = output_text(out, dark ? "##" : "  ");
		was = dark;
	}
	return rc != 0 ? rc : output_text(out, PLAIN "\n");
}

size_t
qr_columns(const struct qr *qr, bool halves)
{
	return (halves ? 1 : 2) * ((size_t)qr->width + 2 * MARGIN_MIN);
}

int
qr_write(const struct qr *qr, bool halves, size_t columns, struct output *out)
{
	size_t room = columns / (halves ? 1 : 2);
	int margin = MARGIN, rc = 0;

	while (margin > MARGIN_MIN && qr->width + 2 * (size_t)margin > room)
		margin--;
	for (int y = -margin; rc == 0 && y < (int)qr->width + margin;
	     y += halves ? 2 : 1)
		rc = halves ? halves_line(qr, y, margin, out)
			    : signs_line(qr, y, margin, out);
	return rc;
}
