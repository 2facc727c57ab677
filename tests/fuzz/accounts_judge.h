/*
 * accounts_judge - what comes out of any file, judged in the plain way
 */

#ifndef TESTS_FUZZ_ACCOUNTS_JUDGE_H
#define TESTS_FUZZ_ACCOUNTS_JUDGE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Read head and n bytes behind it as the file of credmint provision: what
 * comes out can be accounts, and each line comes out, is named, or is blank.
 */
void accounts_judge(const char *head, const uint8_t *in, size_t n);

#endif
