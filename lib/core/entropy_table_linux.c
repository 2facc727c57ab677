/*
 * entropy_table_linux - getrandom(2), and the device where that is not
 */

#include "core/entropy_door.h"

const struct entropy_door entropy_table[] = {
    {"getrandom(2)", entropy_getrandom},
    {"/dev/urandom", entropy_urandom},
    {0},
};
