/* provision_input_json - accounts as JSON lines: an object a line */

#include "provision_input_json.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "json_line.h"

/* What a member may be, besides null for one that is not given. */
static const unsigned types[PROVISION_FIELDS] = {
    [PROVISION_NAME] = JSON_READ_TEXT,
    [PROVISION_UID] = JSON_READ_TEXT | JSON_READ_NUMBER,
    [PROVISION_GID] = JSON_READ_TEXT | JSON_READ_NUMBER,
    [PROVISION_GECOS] = JSON_READ_TEXT,
    [PROVISION_HOME] = JSON_READ_TEXT,
    [PROVISION_SHELL] = JSON_READ_TEXT,
    [PROVISION_GROUPS] = JSON_READ_TEXT | JSON_READ_LIST,
    [PROVISION_EXPIRY] = JSON_READ_TEXT,
    [PROVISION_LENGTH] = JSON_READ_TEXT | JSON_READ_NUMBER,
    [PROVISION_METHOD] = JSON_READ_TEXT,
};

/* A list of names as one text, "a,b". */
static int
take_list(struct provision_json *json, const struct json_member *list,
    struct provision_text *out, struct fault *why)
{
	struct json_member item;
	size_t n = 0;

	for (size_t i = 0; json_read_item(list, i, &item); i++) {
		/* An item may not be two, or none. */
		if (item.type != JSON_READ_TEXT || item.n == 0 ||
		    memchr(item.text, ',', item.n) != NULL)
			return fault_set(why, -EINVAL,
			    "groups takes a list of names, each in quotes of "
			    "its own");
		if (item.n > sizeof(json->groups) - 1 - n)
			return fault_set(why, -EINVAL,
			    "groups takes up to %d bytes",
			    PROVISION_GROUPS_MAX);
		if (i > 0)
			json->groups[n++] = ',';
		memcpy(json->groups + n, item.text, item.n);
		n += item.n;
	}
	*out = (struct provision_text){json->groups, n};
	return 0;
}

static int
take(struct provision_json *json, const struct json_member *m,
    struct provision_read *out, struct fault *why)
{
	enum provision_field field =
	    provision_field_named(m->name, strlen(m->name));

	if (field == PROVISION_FIELDS)
		return fault_set(why, -EINVAL,
		    "there is no member %.32s: it takes name, uid, gid, "
		    "gecos, home, shell, groups, expiry, length and method",
		    json_line_is_text(m->name, strnlen(m->name, 32))
			? m->name
			: "of that name");
	if (m->type == JSON_READ_NULL)
		return 0;
	if ((types[field] & m->type) == 0)
		return fault_set(why, -EINVAL, "%s takes %s", m->name,
		    field == PROVISION_GROUPS ? "a list of texts, or a text"
			: types[field] == JSON_READ_TEXT
			? "a text"
			: "an integer, or a text");
	if (m->type == JSON_READ_LIST)
		return take_list(json, m, &out->field[field], why);
	out->field[field] = (struct provision_text){m->text, m->n};
	if (m->type == JSON_READ_NUMBER) {
		int n = snprintf(json->number[field],
		    sizeof(json->number[field]), "%" PRId64, m->number);

		out->field[field] = (struct provision_text){
		    json->number[field], n > 0 ? (size_t)n : 0};
	}
	return 0;
}

static int
take_members(
    struct provision_json *json, struct provision_read *out, struct fault *why)
{
	struct json_member m;
	int rc = 0;

	while (rc == 0 && json_read_next(&json->in, &m))
		rc = take(json, &m, out, why);
	return rc;
}

int
provision_json_line(struct provision_json *json,
    const struct provision_line *line, struct provision_read *out,
    struct fault *why)
{
	size_t blank = 0;
	int rc;

	*out = (struct provision_read){.line = line->number};
	if (!line->whole)
		return fault_set(why, -EINVAL,
		    "the line has more than %d bytes", PROVISION_LINE_MAX);
	while (blank < line->n && strchr(" \t", line->text[blank]) != NULL &&
	    line->text[blank] != '\0')
		blank++;
	if (blank == line->n)
		return 0;
	if (!line->newline)
		return fault_set(why, -EINVAL, PROVISION_LINE_CUT);
	rc = json_read_begin(&json->in, line->text, line->n);
	if (rc == -EINVAL && memchr(line->text, '\0', line->n) == NULL &&
	    !json_line_is_text(line->text, line->n))
		return fault_set(why, rc,
		    "it is not UTF-8: convert the file, as by iconv -f LATIN1 "
		    "-t UTF-8");
	if (rc == -EINVAL && json->in.too_big)
		return fault_set(why, rc,
		    "it has a number that is too big: uid and gid take up to "
		    "4294967294, and length up to 256");
	if (rc == -EINVAL)
		return fault_set(why, rc,
		    "it is not one object in JSON, on one line, with each "
		    "member once");
	if (rc != 0)
		return rc;
	rc = take_members(json, out, why);
	if (rc == 0)
		return 1;
	provision_json_end(json);
	return rc;
}

void
provision_json_end(struct provision_json *json)
{
	json_read_end(&json->in);
}
