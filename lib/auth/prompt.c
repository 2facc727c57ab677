/*
 * prompt - the question of a login
 */

#include "auth/prompt.h"

#include <strings.h>

/* By what is asked for, and whether a word has a code sent. */
static const char *const texts[2][2] = {
    {"One-time code: ", "One-time code, or \"send\" for one to be sent: "},
    {"Password and one-time code: ",
	"Password and one-time code, or \"send\" for a code to be sent: "},
};

/* Typed instead of a code. */
static const char *const words[] = {"send", "resend"};

enum prompt_sends
prompt_sends(const struct login *l)
{
	const struct conf_ways *asked = &l->rule.asked;

	if (l->conf->delivery_program[0] == '\0' ||
	    !conf_ways_has(asked, CONF_WAY_DELIVERED))
		return PROMPT_SENDS_NONE;
	for (size_t i = 0; asked->way[i] != CONF_WAY_DELIVERED; i++)
		if (asked->way[i] == CONF_WAY_AUTHENTICATOR ||
		    asked->way[i] == CONF_WAY_RECOVERY)
			return PROMPT_SENDS_ASKED;
	return PROMPT_SENDS_FIRST;
}

static const char *
text_of(const struct login *l)
{
	const uint32_t options = l->hello.u.hello.options;

	return texts[(options & (uint32_t)WIRE_FORWARD) != 0]
		    [prompt_sends(l) == PROMPT_SENDS_ASKED];
}

/* Control characters, those of Latin-1 too, alone or in UTF-8. */
void
prompt_put(const struct login *l, char out[WIRE_PROMPT_MAX + 1])
{
	const char *text = l->hello.u.hello.prompt;
	unsigned char before = 0;
	size_t i;

	if (text[0] == '\0')
		text = text_of(l);
	for (i = 0; i < WIRE_PROMPT_MAX && text[i] != '\0'; i++) {
		unsigned char c = (unsigned char)text[i];
		bool high = c >= 0x80 && c < 0xa0;
		bool control = c < ' ' || c == 0x7f ||
		    (high && (before < 0x80 || before == 0xc2));

		out[i] = text[i];
		if (control)
			out[i] = '?';
		before = c;
	}
	out[i] = '\0';
}

bool
prompt_wants_code(const char *answer)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcasecmp(answer, words[i]) == 0)
			return true;
	return false;
}
