/* token_answer - what the registry said of a kept token */

#include "token_answer.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/clock.h"

#include "json_line.h"
#include "output.h"

static const struct {
	enum registry_token_answer answer;
	const char *reason;
	const char *words;
} answers[] = {
    {REGISTRY_TOKEN_YES, "", "yes"},
    {REGISTRY_TOKEN_UNKNOWN, "unknown", "there is no such token"},
    {REGISTRY_TOKEN_EXPIRED, "expired", "the token has expired"},
    {REGISTRY_TOKEN_USED, "used", "the token is used up"},
    {REGISTRY_TOKEN_REVOKED, "revoked", "the token was revoked"},
    {REGISTRY_TOKEN_OTHER_KIND, "other-kind", "the token is of another kind"},
    {REGISTRY_TOKEN_CSRF, "csrf", "the CSRF token is not this session's"},
    {REGISTRY_TOKEN_UNLIMITED, "unlimited",
	"the token has no uses to take; verify it"},
    {REGISTRY_TOKEN_NOT_LIVE, "not-live", "the token was not live any more"},
};

#define ANSWERS (sizeof(answers) / sizeof(answers[0]))

const char *
token_answer_reason(enum registry_token_answer answer)
{
	for (size_t i = 0; i < ANSWERS; i++)
		if (answers[i].answer == answer)
			return answers[i].reason;
	return "unknown";
}

const char *
token_answer_words(enum registry_token_answer answer)
{
	for (size_t i = 0; i < ANSWERS; i++)
		if (answers[i].answer == answer)
			return answers[i].words;
	return token_answer_words(REGISTRY_TOKEN_UNKNOWN);
}

void
token_answer_add(struct json_line *line, const struct registry_token *is)
{
	char issued[CLOCK_TEXT_SIZE], expires[CLOCK_TEXT_SIZE];

	clock_text(is->issued, issued);
	clock_text(is->expires, expires);
	json_line_number(line, "id", is->id);
	json_line_text(line, "kind", is->kind);
	json_line_text(line, "user", is->subject);
	json_line_text(line, "label", is->label);
	json_line_text(line, "issued", issued);
	json_line_text(line, "expires", expires);
	json_line_number(line, "idle", is->idle);
	if (!is->unlimited)
		json_line_number(line, "uses", is->uses);
}

const char *
token_answer_state(const struct registry_token *is)
{
	return is->now == REGISTRY_TOKEN_YES ? "live"
					     : token_answer_reason(is->now);
}

void
token_answer_add_row(struct json_line *line, const struct registry_token *is)
{
	char seen[CLOCK_TEXT_SIZE];

	clock_text(is->seen, seen);
	token_answer_add(line, is);
	json_line_text(line, "seen", seen);
	json_line_yes(line, "csrf", is->csrf);
	json_line_text(line, "by", is->by);
	json_line_text(line, "state", token_answer_state(is));
}

static int
line_write(struct output *out, const char *name, const char *value)
{
	char line[16 + REGISTRY_TEXT_SIZE];
	int n = snprintf(line, sizeof(line), "%-8s  %s", name, value);

	return n < 0 ? 0 : output_item(out, line, (size_t)n);
}

int
token_answer_lines(const struct registry_token *is, struct output *out)
{
	char id[24], uses[16], expires[CLOCK_TEXT_SIZE];
	int rc;

	(void)snprintf(id, sizeof(id), "%" PRId64, is->id);
	(void)snprintf(uses, sizeof(uses), "%u", is->uses);
	clock_text(is->expires, expires);
	rc = line_write(out, "user", is->subject);
	if (rc == 0)
		rc = line_write(out, "kind", is->kind);
	if (rc == 0)
		rc = line_write(out, "expires", expires);
	if (rc == 0 && is->label[0] != '\0')
		rc = line_write(out, "label", is->label);
	if (rc == 0 && !is->unlimited)
		rc = line_write(out, "uses", uses);
	return rc != 0 ? rc : line_write(out, "id", id);
}

/* As --idle takes it: 30m, 12h. */
static void
span_text(int64_t seconds, char out[32])
{
	static const struct {
		int64_t seconds;
		char unit;
	} units[] = {{INT64_C(24) * 60 * 60, 'd'}, {INT64_C(60) * 60, 'h'},
	    {60, 'm'}, {1, 's'}};
	size_t i = 0;

	while (seconds % units[i].seconds != 0)
		i++;
	(void)snprintf(out, 32, "%" PRId64 "%c", seconds / units[i].seconds,
	    units[i].unit);
}

void
token_answer_life(
    const struct registry_token *is, char out[TOKEN_ANSWER_LIFE_SIZE])
{
	char until[CLOCK_TEXT_SIZE], times[32] = "", idle[32] = "";
	bool slides = is->idle > 0;

	clock_text(is->expires, until);
	if (slides)
		span_text(is->idle, idle);
	if (!is->unlimited && is->uses == 1)
		(void)snprintf(times, sizeof(times), "once ");
	else if (!is->unlimited)
		(void)snprintf(times, sizeof(times), "%u times ", is->uses);
	(void)snprintf(out, TOKEN_ANSWER_LIFE_SIZE, "good %suntil %s%s%s",
	    times, until, slides ? ", if verified every " : "", idle);
}
