/* SecRandom - what macOS declares, for compiling and for a stand-in */

#ifndef STUB_SECRANDOM_H
#define STUB_SECRANDOM_H

#include <stddef.h>

typedef const struct stub_sec_random *SecRandomRef;

#define kSecRandomDefault ((SecRandomRef)0)

int SecRandomCopyBytes(SecRandomRef, size_t, void *)
    __attribute__((warn_unused_result));

#endif
