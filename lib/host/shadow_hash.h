/*
 * shadow_hash - what a hash may be
 *
 * Private to the room.
 */

#ifndef HOST_SHADOW_HASH_H
#define HOST_SHADOW_HASH_H

#include <stdbool.h>

/* Whether it can stand in a line of shadow and of chpasswd. */
bool shadow_hash_fits(const char *hash);

#endif
