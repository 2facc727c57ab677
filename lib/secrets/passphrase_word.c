/*
 * passphrase_word - a word as it stands in a passphrase
 */

#include "secrets/passphrase_word.h"

#include <string.h>

int
passphrase_word_compare(const char *a, const char *b, bool capital)
{
	unsigned char x = (unsigned char)passphrase_word_first(*a, capital);
	unsigned char y = (unsigned char)passphrase_word_first(*b, capital);

	if (x != y || x == '\0')
		return x < y ? -1 : x > y;
	return strcmp(a + 1, b + 1);
}

bool
passphrase_word_begins(const char *beginning, const char *word, bool capital)
{
	if (passphrase_word_first(*beginning, capital) !=
	    passphrase_word_first(*word, capital))
		return false;
	do {
		beginning++;
		word++;
	} while (*beginning != '\0' && *beginning == *word);
	return *beginning == '\0';
}
