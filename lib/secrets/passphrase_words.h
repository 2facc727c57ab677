/*
 * passphrase_words - the shipped list of words
 */

#ifndef SECRETS_PASSPHRASE_WORDS_H
#define SECRETS_PASSPHRASE_WORDS_H

/* 12 bits a word. */
#define PASSPHRASE_WORDS 4096
/* The longest one's 8 letters and the NUL. */
#define PASSPHRASE_WORD_SIZE 9

/*
 * Distinct words of 3 to 8 letters a-z in the order of strcmp(3), none of
 * which begins another.
 */
extern const char passphrase_words[PASSPHRASE_WORDS][PASSPHRASE_WORD_SIZE];

#endif
