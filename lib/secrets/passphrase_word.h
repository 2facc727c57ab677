/*
 * passphrase_word - a word as it stands in a passphrase: with CAPITAL, after
 * its first letter became upper case
 */

#ifndef SECRETS_PASSPHRASE_WORD_H
#define SECRETS_PASSPHRASE_WORD_H

#include <stdbool.h>

/* What a word's first character becomes. In place, as a draw is not to call. */
static inline char
passphrase_word_first(char c, bool capital)
{
	if (capital && c >= 'a' && c <= 'z')
		return (char)(c - ('a' - 'A'));
	return c;
}

/* strcmp(3) of two words. */
int passphrase_word_compare(const char *a, const char *b, bool capital);

/* Whether a word, which is not empty, begins another one or is it. */
bool passphrase_word_begins(
    const char *beginning, const char *word, bool capital);

#endif
