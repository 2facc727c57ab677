/*
 * words - text put together from our own words and those of strangers
 *
 * For the system log and for messages that carry a code. What strangers chose
 * (names, hosts, terminals) never ends a line and never looks like a word of
 * ours: anything that is not a visible ASCII character, and the backslash, is
 * written as a backslash and three octal digits.
 */

#ifndef AUTH_WORDS_H
#define AUTH_WORDS_H

#include <stddef.h>

#define WORDS_SIZE 2560
/* Bytes a stranger's word takes at most. */
#define WORDS_THEIRS_MAX 256

/* Starts all zero. What does not fit any more is left out. */
struct words {
	size_t n;
	char text[WORDS_SIZE]; /* always ends with NUL */
};

void words_ours(struct words *w, const char *text);
void words_theirs(struct words *w, const char *text);

#endif
