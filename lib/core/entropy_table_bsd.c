/*
 * entropy_table_bsd - OpenBSD, FreeBSD and NetBSD
 */

#include "core/entropy_door.h"

const struct entropy_door entropy_table[] = {
    {"getentropy(2)", entropy_getentropy},
    {0},
};
