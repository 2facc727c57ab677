/* recovery_sheet - recovery codes as a page to print */

#include "recovery_sheet.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/secret.h"

#include "output.h"

#define PAGE 80
/* Of a time, its day. */
#define DAY 10

static const char advice[] =
    "Each code lets you in once, where a one-time code is asked for and your\n"
    "authenticator is not at hand. Strike out what you have used. Keep this\n"
    "page away from your telephone and your computer, as you would keep a key.\n"
    "When few are left, or the page is lost, ask your administrator for a new\n"
    "one: these codes are of no use then.\n\f";

/* Two cells of a row: down the first column, then down the second. */
static int
row_write(const struct recovery_sheet *sheet, size_t left, size_t right,
    size_t end, struct output *out)
{
	char line[80];
	int n = snprintf(
	    line, sizeof(line), "  %5zu.  %s", left + 1, sheet->codes[left]);
	int rc = output_put(out, line, (size_t)n);

	if (rc == 0 && right < end) {
		n = snprintf(line, sizeof(line), "          %5zu.  %s",
		    right + 1, sheet->codes[right]);
		rc = output_put(out, line, (size_t)n);
	}
	SECRET_WIPE_ARRAY(line);
	return rc != 0 ? rc : output_put(out, "\n", 1);
}

static int
page_write(const struct recovery_sheet *sheet, size_t first,
    const char *heading, struct output *out)
{
	size_t end = sheet->n - first < PAGE ? sheet->n : first + PAGE;
	size_t rows = (end - first + 1) / 2;
	int rc = output_text(out, heading);

	for (size_t i = 0; rc == 0 && i < rows; i++)
		rc = row_write(sheet, first + i, first + rows + i, end, out);
	if (rc == 0)
		rc = output_put(out, "\n", 1);
	return rc != 0 ? rc : output_text(out, advice);
}

int
recovery_sheet_write(
    const struct recovery_sheet *sheet, struct output *out, struct fault *f)
{
	char host[HOST_NAME_MAX + 1] = "", day[CLOCK_TEXT_SIZE];
	char heading[HOST_NAME_MAX + 512];
	struct clock_reading now;
	int rc = 0;

	if (clock_read(&now) != 0)
		return fault_set(f, -EIO, "cannot read the clock");
	if (gethostname(host, sizeof(host) - 1) != 0)
		return fault_set(f, -errno, "cannot read the host's name");
	clock_text(now.wall, day);
	day[DAY] = '\0';
	(void)snprintf(heading, sizeof(heading),
	    "Recovery codes\n\n  account   %s\n  host      %s\n"
	    "  issued    %s\n\n",
	    sheet->user, host, day);
	for (size_t i = 0; rc == 0 && i < sheet->n; i += PAGE)
		rc = page_write(sheet, i, heading, out);
	return rc;
}
