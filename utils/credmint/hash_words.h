/*
 * hash_words - what a hash or method is worth, in a word
 */

#ifndef CREDMINT_HASH_WORDS_H
#define CREDMINT_HASH_WORDS_H

#include "credmint.h"

/* Room for a cost as text, with the NUL. */
#define HASH_COST_TEXT 24

/* "good", "legacy", "cheap" or "invalid". */
const char *hash_word(enum credmint_advice advice);

#endif
