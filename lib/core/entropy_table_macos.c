/*
 * entropy_table_macos - macOS
 */

#include "core/entropy_door.h"

const struct entropy_door entropy_table[] = {
    {"SecRandomCopyBytes", entropy_security},
    {0},
};
