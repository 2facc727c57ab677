/* provision_secrets_form - an account and its password as text, and back */

#include "provision_secrets_form.h"

#include <csv.h>
#include <errno.h>
#include <string.h>

#include "core/clock.h"
#include "core/secret.h"

#include "json_line.h"
#include "json_memory.h"
#include "json_read.h"
#include "provision_secrets.h"
#include "provision_slip.h"

#define CSV_HEAD "name,password,expires"

/* Text that is put together in a place that has room for any record. */
struct text {
	char *at;
	size_t n;
};

static int
text_put(const char *bytes, size_t n, void *arg)
{
	struct text *to = arg;

	if (n > PROVISION_RECORD_SIZE - to->n)
		return -ERANGE;
	memcpy(to->at + to->n, bytes, n);
	to->n += n;
	return 0;
}

static void
expires_text(int64_t expires, char out[CLOCK_TEXT_SIZE])
{
	out[0] = '\0';
	if (expires != 0)
		clock_text(expires, out);
}

static int
expires_read(const char *text, int64_t *expires)
{
	*expires = 0;
	return text[0] == '\0' ? 0 : clock_parse(text, expires);
}

static int
csv_field(struct text *to, const char *field, char end)
{
	size_t room = PROVISION_RECORD_SIZE - to->n;
	size_t n = csv_write(to->at + to->n, room, field, strlen(field));

	if (n >= room)
		return -ERANGE;
	to->n += n;
	to->at[to->n++] = end;
	return 0;
}

/* Always quoted: no spreadsheet takes a password for a number. */
static int
csv_record(char *out, size_t *n, const struct provision_record *r)
{
	struct text to = {out, 0};
	char expires[CLOCK_TEXT_SIZE];
	int rc;

	expires_text(r->expires, expires);
	rc = csv_field(&to, r->account->field[PROVISION_NAME], ',');
	if (rc == 0)
		rc = csv_field(&to, r->password, ',');
	if (rc == 0)
		rc = csv_field(&to, expires, '\n');
	*n = to.n;
	return rc;
}

static int
json_record(char *out, size_t *n, const struct provision_record *r)
{
	struct text to = {out, 0};
	struct json_line line;
	char expires[CLOCK_TEXT_SIZE];
	int rc;

	expires_text(r->expires, expires);
	json_line_begin(&line);
	json_line_text(&line, "name", r->account->field[PROVISION_NAME]);
	json_line_text(&line, "password", r->password);
	if (expires[0] != '\0')
		json_line_text(&line, "expires", expires);
	rc = json_line_end_by(&line, text_put, &to);
	*n = to.n;
	return rc;
}

static int
slip_record(char *out, size_t *n, const struct provision_record *r)
{
	return provision_slip(r, out, PROVISION_RECORD_SIZE, n);
}

static size_t
line_whole(const char *text, size_t n)
{
	const char *end = memchr(text, '\n', n);

	return end == NULL ? 0 : (size_t)(end - text) + 1;
}

/* The fields of a line, as libcsv hands them on. */
struct csv_line {
	char *out[3]; /* NULL: not asked for */
	size_t room[3];
	size_t fields;
	bool bad;
};

static void
csv_take(void *field, size_t n, void *arg)
{
	struct csv_line *line = arg;
	size_t i = line->fields++;

	if (i >= 3) {
		line->bad = true;
	} else if (line->out[i] != NULL) {
		if (n >= line->room[i] || memchr(field, '\0', n) != NULL) {
			line->bad = true;
			return;
		}
		memcpy(line->out[i], field, n);
		line->out[i][n] = '\0';
	}
}

/* libcsv's buffer holds a password: it gets all it needs at once, wiped. */
static void *
csv_memory(void *had, size_t n)
{
	return had == NULL && n <= PROVISION_RECORD_SIZE
	    ? secret_map(PROVISION_RECORD_SIZE, NULL)
	    : NULL;
}

static void
csv_memory_back(void *p)
{
	secret_unmap(p, PROVISION_RECORD_SIZE);
}

static int
csv_read(
    const char *line, size_t n, char *name, char *password, int64_t *expires)
{
	char end[CLOCK_TEXT_SIZE] = "";
	struct csv_line to = {{name, password, end},
	    {PROVISION_NAME_SIZE, PROVISION_PASSWORD_SIZE, sizeof(end)}, 0,
	    false};
	struct csv_parser parser;
	int rc = 0;

	if (n >= PROVISION_RECORD_SIZE)
		return -EINVAL;
	if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return -ENOMEM;
	csv_set_realloc_func(&parser, csv_memory);
	csv_set_free_func(&parser, csv_memory_back);
	csv_set_blk_size(&parser, PROVISION_RECORD_SIZE);
	if (csv_parse(&parser, line, n, csv_take, NULL, &to) != n ||
	    csv_fini(&parser, csv_take, NULL, &to) != 0)
		rc = csv_error(&parser) == CSV_ENOMEM ? -ENOMEM : -EINVAL;
	csv_free(&parser);
	if (rc == 0 && (to.bad || to.fields != 3))
		rc = -EINVAL;
	return rc == 0 ? expires_read(end, expires) : rc;
}

static int
json_take(
    const struct json_read *in, const char *member, char *out, size_t size)
{
	struct json_member m;

	if (!json_read_find(in, member, &m) || m.type != JSON_READ_TEXT ||
	    m.n >= size || memchr(m.text, '\0', m.n) != NULL)
		return -EINVAL;
	memcpy(out, m.text, m.n + 1);
	return 0;
}

static int
json_read(
    const char *line, size_t n, char *name, char *password, int64_t *expires)
{
	char end[CLOCK_TEXT_SIZE] = "";
	struct json_member m;
	struct json_read in;
	int rc;

	json_memory_wiped();
	rc = json_read_begin(&in, line, n);
	if (rc != 0)
		return rc;
	rc = json_take(&in, "name", name, PROVISION_NAME_SIZE);
	if (rc == 0 && password != NULL)
		rc = json_take(
		    &in, "password", password, PROVISION_PASSWORD_SIZE);
	if (rc == 0 && json_read_find(&in, "expires", &m))
		rc = json_take(&in, "expires", end, sizeof(end));
	json_read_end(&in);
	return rc == 0 ? expires_read(end, expires) : rc;
}

static const struct provision_secrets_form forms[] = {
    {"csv", CSV_HEAD "\n", CSV_HEAD "\n", csv_record, line_whole, csv_read},
    {"json", "", "{\"name\":\"", json_record, line_whole, json_read},
    {"slips", "", PROVISION_SLIP_BEGINS, slip_record, provision_slip_whole,
	provision_slip_read},
};

const struct provision_secrets_form *
provision_secrets_form(const char *name)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (strcmp(forms[i].name, name) == 0)
			return &forms[i];
	return NULL;
}
