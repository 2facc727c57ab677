/*
 * overlap - whether two draws have something in common
 */

#ifndef TESTS_SECRETS_OVERLAP_H
#define TESTS_SECRETS_OVERLAP_H

#include <stdbool.h>

#define OVERLAP_BYTES 64

/* Whether two strings of OVERLAP_BYTES have 8 bytes in a row in common. */
bool overlap(const unsigned char *a, const unsigned char *b);

#endif
