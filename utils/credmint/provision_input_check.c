/* provision_input_check - whether what a line says can be an account */

#include "provision_input_check.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "core/clock.h"

#include "json_line.h"

#define DIGITS "0123456789"
#define LOWER "abcdefghijklmnopqrstuvwxyz"

/* -1 as a 32-bit number is no uid and no gid. */
#define ID_LIMIT 4294967295u

static size_t
span(const struct provision_text *t, const char *set)
{
	size_t n = 0;

	while (n < t->n && t->p[n] != '\0' && strchr(set, t->p[n]) != NULL)
		n++;
	return n;
}

/* A control character of ASCII, or of Latin-1 as UTF-8 has it. */
static bool
is_control(const unsigned char *p, size_t left)
{
	return p[0] < 0x20 || p[0] == 0x7f ||
	    (p[0] == 0xc2 && left > 1 && p[1] < 0xa0);
}

static int
check_control(const char *name, const struct provision_text *t, struct fault *f)
{
	const unsigned char *p = (const unsigned char *)t->p;

	for (size_t i = 0; i < t->n; i++) {
		if (t->p[i] == ':')
			return fault_set(f, -EINVAL,
			    "%s has a ':', which ends a field in passwd(5): "
			    "remove it",
			    name);
		if (is_control(p + i, t->n - i))
			return fault_set(f, -EINVAL,
			    "%s has the control character U+%04X at byte %zu: "
			    "remove it",
			    name, (unsigned)(p[i] == 0xc2 ? p[i + 1] : p[i]),
			    i + 1);
	}
	return 0;
}

/* What holds for all of them. */
static int
check_text(
    enum provision_field field, const struct provision_text *t, struct fault *f)
{
	const char *name = provision_field_names[field];
	size_t max = field == PROVISION_GROUPS ? PROVISION_GROUPS_MAX
					       : PROVISION_FIELD_MAX;
	bool ascii = true;

	if (t->n > max)
		return fault_set(f, -EINVAL,
		    "%s has %zu bytes; it takes up to %zu", name, t->n, max);
	for (size_t i = 0; i < t->n; i++)
		ascii &= (unsigned char)t->p[i] - 1u < 0x7f;
	if (!ascii && memchr(t->p, '\0', t->n) == NULL &&
	    !json_line_is_text(t->p, t->n))
		return fault_set(f, -EINVAL,
		    "%s is not UTF-8: convert the file, as by iconv -f LATIN1 "
		    "-t UTF-8",
		    name);
	return check_control(name, t, f);
}

/* As useradd and groupadd take it: ^[a-z_][a-z0-9_-]*\$?$ */
static bool
is_name(const struct provision_text *t)
{
	size_t n = span(t, LOWER DIGITS "_-");

	return n > 0 && t->n <= PROVISION_NAME_MAX && t->p[0] != '-' &&
	    strchr(DIGITS, t->p[0]) == NULL &&
	    (n == t->n || (n + 1 == t->n && t->p[n] == '$'));
}

#define NAME_TAKES                                                            \
	"1 to 32 characters of a-z, 0-9, '_' and '-', a letter or '_' first " \
	"('$' may be the last)"

static int
check_name(const struct provision_text *t, struct fault *f)
{
	if (t->n == 0)
		return fault_set(
		    f, -EINVAL, "the name is missing: it takes " NAME_TAKES);
	if (!is_name(t))
		return fault_set(f, -EINVAL, "name takes " NAME_TAKES);
	return 0;
}

/* Decimal digits, in one way alone. */
static bool
number(const struct provision_text *t, uint64_t *out)
{
	*out = 0;
	if (t->n == 0 || t->n > 10 || span(t, DIGITS) != t->n ||
	    (t->p[0] == '0' && t->n > 1))
		return false;
	for (size_t i = 0; i < t->n; i++)
		*out = *out * 10 + (uint64_t)(t->p[i] - '0');
	return true;
}

static int
check_id(
    enum provision_field field, const struct provision_text *t, struct fault *f)
{
	const char *name = provision_field_names[field];
	uint64_t id;

	if (field == PROVISION_GID && is_name(t))
		return 0;
	if (!number(t, &id) || id >= ID_LIMIT)
		return fault_set(f, -EINVAL,
		    "%s takes %s1 to 4294967294 in decimal digits, without a 0 "
		    "in front",
		    name, field == PROVISION_GID ? "a group's name, or " : "");
	if (id == 0 || id == 65534 || id == 65535)
		return fault_set(f, -EINVAL, "%s %u is %s: choose another",
		    name, (unsigned)id,
		    id == 0           ? "root's"
			: id == 65534 ? "nobody's"
				      : "taken for none by some programs");
	return 0;
}

static int
check_path(
    enum provision_field field, const struct provision_text *t, struct fault *f)
{
	if (t->p[0] != '/')
		return fault_set(f, -EINVAL,
		    "%s takes an absolute path: it starts with '/'",
		    provision_field_names[field]);
	return 0;
}

static int
check_groups(const struct provision_text *t, struct fault *f)
{
	struct provision_text left = *t, one;

	do {
		const char *comma = memchr(left.p, ',', left.n);

		one = left;
		if (comma != NULL)
			one.n = (size_t)(comma - left.p);
		if (!is_name(&one))
			return fault_set(f, -EINVAL,
			    "groups takes names of groups with ',' between, "
			    "each " NAME_TAKES);
		left.p += one.n;
		left.n -= one.n;
		if (left.n > 0) {
			left.p++;
			left.n--;
		}
	} while (one.p + one.n < t->p + t->n);
	return 0;
}

static int
check_expiry(const struct provision_text *t, struct fault *f)
{
	char text[] = "YYYY-MM-DDT00:00:00Z";
	int64_t wall;

	if (t->n == 10) {
		memcpy(text, t->p, t->n);
		/* Day 0 and those before it mean never in shadow(5). */
		if (clock_parse(text, &wall) == 0 && wall > 0)
			return 0;
	}
	return fault_set(f, -EINVAL,
	    "expiry takes a day that there is, as YYYY-MM-DD, from 1970-01-02 "
	    "on");
}

static int
check_length(const struct provision_text *t, struct fault *f)
{
	uint64_t length;

	if (!number(t, &length) || length < 8 || length > 256)
		return fault_set(f, -EINVAL,
		    "length takes 8 to 256, the characters of the password");
	return 0;
}

static int
check_method(const struct provision_text *t, struct fault *f)
{
	if (t->n > PROVISION_NAME_MAX || span(t, LOWER DIGITS "-") != t->n)
		return fault_set(f, -EINVAL,
		    "method takes the name of one, such as yescrypt");
	return 0;
}

static int
check_field(
    enum provision_field field, const struct provision_text *t, struct fault *f)
{
	switch (field) {
	case PROVISION_UID:
	case PROVISION_GID:
		return check_id(field, t, f);
	case PROVISION_HOME:
	case PROVISION_SHELL:
		return check_path(field, t, f);
	case PROVISION_GROUPS:
		return check_groups(t, f);
	case PROVISION_EXPIRY:
		return check_expiry(t, f);
	case PROVISION_LENGTH:
		return check_length(t, f);
	case PROVISION_METHOD:
		return check_method(t, f);
	case PROVISION_NAME:
	case PROVISION_GECOS:
	case PROVISION_FIELDS:
		break;
	}
	return 0;
}

enum provision_field
provision_field_named(const char *name, size_t n)
{
	unsigned i = 0;

	while (i < PROVISION_FIELDS &&
	    (strlen(provision_field_names[i]) != n ||
		memcmp(provision_field_names[i], name, n) != 0))
		i++;
	return (enum provision_field)i;
}

int
provision_input_check(const struct provision_read *record, struct fault *why)
{
	int rc = 0;

	for (unsigned i = 0; i < PROVISION_FIELDS && rc == 0; i++)
		rc =
		    check_text((enum provision_field)i, &record->field[i], why);
	if (rc == 0)
		rc = check_name(&record->field[PROVISION_NAME], why);
	for (unsigned i = 0; i < PROVISION_FIELDS && rc == 0; i++)
		if (record->field[i].n > 0)
			rc = check_field(
			    (enum provision_field)i, &record->field[i], why);
	return rc;
}
