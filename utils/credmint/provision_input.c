/* provision_input - the file of credmint provision, read and checked whole */

#include "provision_input.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "json_memory.h"
#include "provision_input_check.h"
#include "provision_input_csv.h"
#include "provision_input_json.h"
#include "provision_input_lines.h"
#include "provision_input_spool.h"
#include "words.h"

/* Bytes of a file's name that stand before a line's number: the last ones. */
#define SHOWN_MAX 160

struct provision_input {
	const char *path; /* as it is shown, "..." before it where cut */
	const char *dots;
	char *copy;
	struct provision_spool *spool;
	uint64_t good;
	uint64_t bad;
	uint64_t said;   /* lines that were named */
	uint64_t unsaid; /* and those that were only counted */
};

/* What is there while the file is read. */
struct reading {
	struct provision_input *in;
	struct provision_csv *csv; /* NULL: JSON lines */
	struct provision_json json;
	struct provision_lines lines;
	struct fault why; /* of the line, and then of it all */
};

static void
say(struct provision_input *in, uint64_t line, const char *why)
{
	in->bad++;
	if (in->said >= PROVISION_REPORTS_MAX) {
		in->unsaid++;
		return;
	}
	in->said++;
	words_say("%s%s:%" PRIu64 ": %s", in->dots, in->path, line, why);
}

/* How many more there are, once it is known. */
static void
say_rest(struct provision_input *in)
{
	if (in->unsaid > 0)
		words_say("%s%s: %" PRIu64 " more lines fail", in->dots,
		    in->path, in->unsaid);
	in->unsaid = 0;
}

static bool
is_utf16(const struct provision_line *line)
{
	return line->n >= 2 &&
	    (memcmp(line->text, "\xff\xfe", 2) == 0 ||
		memcmp(line->text, "\xfe\xff", 2) == 0);
}

/* The first line that is not blank: a header, or an object already. */
static int
begin(struct reading *r, const struct provision_line *line, bool *is_header)
{
	size_t i = 0;

	*is_header = false;
	if (line->number == 1 && is_utf16(line))
		return fault_set(&r->why, -EINVAL,
		    "it is UTF-16: convert the file, as by iconv -f UTF-16 -t "
		    "UTF-8");
	while (i < line->n && (line->text[i] == ' ' || line->text[i] == '\t'))
		i++;
	if (i < line->n && line->text[i] == '{')
		return json_memory_seed();
	*is_header = true;
	return provision_csv_open(&r->csv, line, &r->why);
}

static bool
is_blank(const struct provision_line *line)
{
	size_t i = 0;

	while (i < line->n &&
	    (line->text[i] == ' ' || line->text[i] == '\t' ||
		line->text[i] == '\r'))
		i++;
	return line->whole && i == line->n;
}

/* Check a record that was read, or that reading it gave rc; keep or refuse. */
static int
settle(struct reading *r, const struct provision_read *record, int rc)
{
	if (rc == 1)
		rc = provision_input_check(record, &r->why);
	else if (rc == 0)
		return 0;
	if (rc == 0)
		rc = provision_spool_add(r->in->spool, record, &r->why);
	if (rc == 0)
		r->in->good++;
	else if (rc == -EINVAL)
		say(r->in, record->line, r->why.text);
	if (rc != -EINVAL)
		return rc;
	r->why.text[0] = '\0';
	return 0;
}

static int
take(struct reading *r, const struct provision_line *line)
{
	struct provision_read record;
	int rc;

	if (r->csv != NULL)
		return settle(r, &record,
		    provision_csv_line(r->csv, line, &record, &r->why));
	rc = provision_json_line(&r->json, line, &record, &r->why);

	bool read = rc == 1;
	rc = settle(r, &record, rc);
	if (read)
		provision_json_end(&r->json);
	return rc;
}

/*
 * All lines; *first: the number of the one that came first, or 0, or, with
 * -EINVAL, of the one that spoils the file.
 */
static int
read_lines(struct reading *r, uint64_t *first)
{
	struct provision_line line;
	struct provision_read record;
	uint64_t doubt;
	int rc, more;

	*first = 0;
	while ((more = provision_lines_next(&r->lines, &line)) == 1) {
		bool done = *first == 0 && is_blank(&line);

		rc = 0;
		if (!done && *first == 0) {
			*first = line.number;
			rc = begin(r, &line, &done);
		}
		if (rc == 0 && !done)
			rc = take(r, &line);
		if (rc != 0)
			return rc;
	}
	if (more != 0 || r->csv == NULL)
		return more;
	rc = provision_csv_end(r->csv, r->lines.number, &record, &r->why);
	rc = settle(r, &record, rc);
	if (rc != 0)
		return rc;
	doubt = provision_csv_doubt(r->csv, r->lines.number);
	if (doubt != 0) {
		*first = doubt;
		rc = fault_set(&r->why, -EINVAL,
		    "a quoted field of this line may go on behind it, so that "
		    "it is not known what is an account: mend the line; until "
		    "then nothing of the file is made, nor with --keep-going");
	}
	return rc;
}

/* The line of a fault that ends it all. */
static int
failed(struct reading *r, int rc, uint64_t first, struct fault *f)
{
	const struct provision_input *in = r->in;

	if (rc == -EINTR)
		return rc;
	if (rc == -EINVAL)
		return fault_set(f, rc, "%s%s:%" PRIu64 ": %s", in->dots,
		    in->path, first, r->why.text);
	if (rc == -ENOMEM)
		return fault_set(f, rc, "out of memory");
	if (r->why.text[0] != '\0')
		return fault_set(f, rc, "%s", r->why.text);
	return fault_set(
	    f, rc, "cannot read %s%s: %s", in->dots, in->path, strerror(-rc));
}

static int
read_all(struct provision_input *in, int fd, struct fault *f)
{
	struct reading *r = calloc(1, sizeof(*r));
	uint64_t first;
	int rc;

	if (r == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	r->in = in;
	provision_lines_begin(&r->lines, fd);
	rc = read_lines(r, &first);
	if (rc != 0)
		rc = failed(r, rc, first, f);
	else if (first == 0)
		rc = fault_set(f, -EINVAL,
		    "%s%s is empty: it needs a header and a line for each "
		    "account",
		    in->dots, in->path);
	else if (in->good + in->bad == 0)
		rc = fault_set(f, -ENODATA, "%s%s has a header and no account",
		    in->dots, in->path);
	if (rc == 0)
		rc = provision_spool_done(in->spool, f);
	provision_csv_close(r->csv);
	free(r);
	return rc;
}

static int
open_file(const struct provision_input *in, const char *path, int *fd,
    struct fault *f)
{
	*fd = STDIN_FILENO;
	if (strcmp(path, "-") == 0)
		return 0;
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (*fd >= 0)
		return 0;

	int rc = -errno;
	return fault_set(
	    f, rc, "cannot open %s%s: %s", in->dots, in->path, strerror(-rc));
}

static int
name_it(struct provision_input *in, const char *path)
{
	bool is_stdin = strcmp(path, "-") == 0;
	size_t n;

	in->copy = strdup(is_stdin ? "standard input" : path);
	if (in->copy == NULL)
		return -ENOMEM;
	n = strlen(in->copy);
	in->path = in->copy + (n > SHOWN_MAX ? n - SHOWN_MAX : 0);
	in->dots = n > SHOWN_MAX ? "..." : "";
	return 0;
}

int
provision_input_open(
    struct provision_input **out, const char *path, struct fault *f)
{
	struct provision_input *in = calloc(1, sizeof(*in));
	int fd = -1, rc;

	*out = NULL;
	if (in == NULL || name_it(in, path) != 0) {
		provision_input_close(in);
		return fault_set(f, -ENOMEM, "out of memory");
	}
	rc = open_file(in, path, &fd, f);
	if (rc == 0)
		rc = provision_spool_open(&in->spool, f);
	if (rc == 0)
		rc = read_all(in, fd, f);
	if (fd > STDERR_FILENO)
		(void)close(fd);
	say_rest(in);
	if (rc == 0)
		*out = in;
	else
		provision_input_close(in);
	return rc;
}

void
provision_input_close(struct provision_input *in)
{
	if (in == NULL)
		return;
	say_rest(in);
	provision_spool_close(in->spool);
	free(in->copy);
	free(in);
}

uint64_t
provision_input_good(const struct provision_input *in)
{
	return in->good;
}

uint64_t
provision_input_bad(const struct provision_input *in)
{
	return in->bad;
}

int
provision_input_refuse(
    struct provision_input *in, uint64_t line, const char *format, ...)
{
	struct fault raw = {""};
	va_list args;
	int rc = provision_spool_remove(in->spool, line, &raw);

	if (rc != 0)
		return rc;
	va_start(args, format);
	if (vsnprintf(raw.text, sizeof(raw.text), format, args) < 0)
		raw.text[0] = '\0';
	va_end(args);
	in->good--;
	say(in, line, raw.text);
	return 0;
}

int
provision_input_next(
    struct provision_input *in, struct provision_account *out, struct fault *f)
{
	int rc = provision_spool_next(in->spool, out, f);

	if (rc == 0)
		say_rest(in);
	return rc;
}

void
provision_input_rewind(struct provision_input *in)
{
	say_rest(in);
	provision_spool_rewind(in->spool);
}
