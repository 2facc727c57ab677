/*
 * entropy_table_windows - Windows
 */

#include "core/entropy_door.h"

const struct entropy_door entropy_table[] = {
    {"BCryptGenRandom", entropy_bcrypt},
    {0},
};
