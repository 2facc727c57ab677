/*
 * words - text put together from our own words and those of strangers
 */

#include "auth/words.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static void
add(struct words *w, const char *text, size_t n)
{
	size_t room = sizeof(w->text) - 1 - w->n;

	if (n > room)
		n = room;
	memcpy(w->text + w->n, text, n);
	w->n += n;
	w->text[w->n] = '\0';
}

void
words_ours(struct words *w, const char *text)
{
	add(w, text, strlen(text));
}

void
words_theirs(struct words *w, const char *text)
{
	char one[5];
	size_t n, used = 0;

	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;
		bool plain = c > ' ' && c < 0x7f && c != '\\';

		n = plain ? 1 : 4;
		/* Cut between characters, never inside one. */
		if (used + n > WORDS_THEIRS_MAX)
			return;
		(void)snprintf(
		    one, sizeof(one), plain ? "%c" : "\\%03o", (unsigned)c);
		add(w, one, n);
		used += n;
	}
}
