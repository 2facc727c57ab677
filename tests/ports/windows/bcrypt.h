/* bcrypt - what Windows declares, for compiling and for a stand-in */

#ifndef STUB_BCRYPT_H
#define STUB_BCRYPT_H

#include <windows.h>

#define BCRYPT_USE_SYSTEM_PREFERRED_RNG 2u

LONG BCryptGenRandom(void *, unsigned char *, ULONG, ULONG);

#endif
