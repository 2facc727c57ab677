/*
 * words - what is said to the person, on standard error
 */

#ifndef CREDMINT_WORDS_H
#define CREDMINT_WORDS_H

/*
 * One line "credmint: ...", cut and cleaned as a fault's text is. That it
 * cannot be written is nothing anybody could be told, so nothing is returned.
 */
void words_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * From now on wait for at most ms milliseconds until standard error takes a
 * line; then that line and those that are not taken at once are left out.
 */
void words_patience(int ms);

#endif
