/* template_check - what a template takes, and what it has no place for */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "template.h"
#include "template_filter.h"
#include "template_inside.h"

const char *
template_text_of(const struct template *t, const struct template_values *values,
    unsigned place, char room[TEMPLATE_PLACE_SIZE])
{
	return template_place_text(place, &t->text.sets, values, room);
}

/* Whether what is between %if and %else counts. */
static bool
is_given(const struct template *t, const struct template_values *values,
    unsigned place)
{
	char room[TEMPLATE_PLACE_SIZE];
	const char *text = template_text_of(t, values, place, room);

	return text != NULL && text[0] != '\0';
}

size_t
template_step(
    const struct template *t, const struct template_values *values, size_t i)
{
	const struct template_piece *piece = &t->text.piece[i];

	if (piece->kind == TEMPLATE_ELSE)
		return piece->jump;
	if (piece->kind == TEMPLATE_IF && !is_given(t, values, piece->place))
		return piece->jump;
	return i + 1;
}

bool
template_hash_fits(const struct template *t, const char *hash)
{
	for (size_t i = 0; i < t->text.pieces; i++) {
		const struct template_piece *piece = &t->text.piece[i];

		if (piece->kind == TEMPLATE_VALUE &&
		    piece->place == TEMPLATE_PLACE_HASH &&
		    template_filter_refuses(piece->filter, hash) != NULL)
			return false;
	}
	return true;
}

bool
template_takes(const struct template *t, const char *method)
{
	if (t->text.methods == 0)
		return strcmp(method, "scram-sha-256") != 0 ||
		    template_hash_fits(
			t, "SCRAM-SHA-256$4096:c2FsdA==$a2V5:a2V5");
	for (size_t i = 0; i < t->text.methods; i++)
		if (strcmp(t->text.method[i], method) == 0)
			return true;
	return false;
}

void
template_methods(const struct template *t, char *text, size_t size)
{
	size_t n = 0;

	(void)snprintf(text, size, "others");
	for (size_t i = 0; i < t->text.methods && n < size; i++)
		n += (size_t)snprintf(text + n, size - n, "%s%s",
		    i == 0                         ? ""
			: i == t->text.methods - 1 ? " and "
						   : ", ",
		    t->text.method[i]);
}

static int __attribute__((format(printf, 2, 3)))
refused(char reason[TEMPLATE_REASON_SIZE], const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vsnprintf(reason, TEMPLATE_REASON_SIZE, format, args);
	va_end(args);
	return -EINVAL;
}

static int
section_check(const struct template *t, enum template_section section,
    const struct template_values *values, char reason[TEMPLATE_REASON_SIZE])
{
	const struct template_text *text = &t->text;
	char room[TEMPLATE_PLACE_SIZE];

	for (size_t i = text->section[section].first;
	     i < text->section[section].end; i = template_step(t, values, i)) {
		const struct template_piece *piece = &text->piece[i];
		const char *wrong;

		if (piece->kind != TEMPLATE_VALUE)
			continue;
		wrong = template_filter_refuses(piece->filter,
		    template_text_of(t, values, piece->place, room));
		if (wrong != NULL)
			return refused(reason,
			    "%s %s, which %.100s does not take (its line %u)",
			    template_place_name(piece->place, &text->sets),
			    wrong, t->called, piece->line);
	}
	return 0;
}

static int
account_check(const struct template *t, const struct template_values *values,
    char reason[TEMPLATE_REASON_SIZE])
{
	int rc = section_check(t, TEMPLATE_ACCOUNT, values, reason);

	return rc != 0 ? rc : section_check(t, TEMPLATE_AGAIN, values, reason);
}

int
template_check(const struct template *t,
    const struct provision_account *account, char reason[TEMPLATE_REASON_SIZE])
{
	const char *method = account->field[PROVISION_METHOD];
	/* What is not known yet is refused by no filter: a method's name, a
	 * hash that is taken, and a time, which may be there or not. */
	struct template_values values = {
	    account, "$", method == NULL ? "method" : method, 0, 0, 1};
	int rc;

	reason[0] = '\0';
	for (unsigned i = 0; i < PROVISION_FIELDS; i++)
		if (t->text.is_required[i] && account->field[i] == NULL)
			return refused(reason,
			    "%s is not given, which %.100s needs",
			    provision_field_names[i], t->called);
	if (method != NULL && !template_takes(t, method))
		return refused(
		    reason, "%.100s takes no hash of %.64s", t->called, method);
	rc = account_check(t, &values, reason);
	values.expires = 1;
	return rc != 0 ? rc : account_check(t, &values, reason);
}

/* The fields that are written or asked for in one section, as bits. */
static unsigned
section_uses(const struct template *t, enum template_section section,
    const struct template_values *values)
{
	const struct template_text *text = &t->text;
	unsigned uses = 0;

	for (size_t i = text->section[section].first;
	     i < text->section[section].end; i = template_step(t, values, i)) {
		const struct template_piece *piece = &text->piece[i];

		if (piece->kind != TEMPLATE_VALUE && piece->kind != TEMPLATE_IF)
			continue;
		if (piece->place < PROVISION_FIELDS)
			uses |= 1u << piece->place;
		else if (piece->place == TEMPLATE_PLACE_EXPIRE_DAYS)
			uses |= 1u << PROVISION_EXPIRY;
	}
	return uses;
}

unsigned
template_left_out(
    const struct template *t, const struct provision_account *account)
{
	struct template_values values = {account, "$", "method", 0, 0, 1};
	/* These are for what makes the hash. */
	unsigned uses = 1u << PROVISION_LENGTH | 1u << PROVISION_METHOD;
	unsigned given = 0;

	for (values.expires = 0; values.expires <= 1; values.expires++)
		uses |= section_uses(t, TEMPLATE_ACCOUNT, &values) |
		    section_uses(t, TEMPLATE_AGAIN, &values);
	for (unsigned i = 0; i < PROVISION_FIELDS; i++)
		if (account->field[i] != NULL)
			given |= 1u << i;
	return given & ~uses;
}
