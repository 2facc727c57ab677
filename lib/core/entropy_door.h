/*
 * entropy_door - what a door to the operating system's generator looks like
 *
 * A door fills out with n bytes, n above 0, and returns 0 or a negative
 * errno; after an error out may hold anything, its caller wipes it. -ENOSYS
 * and -EPERM say that this door is absent or filtered here.
 */

#ifndef CORE_ENTROPY_DOOR_H
#define CORE_ENTROPY_DOOR_H

#include <stddef.h>

/* A row of the table of this platform's doors. */
struct entropy_door {
	const char *name; /* as a person knows it: a call or a device */
	int (*fill)(unsigned char *out, size_t n);
};

/*
 * The doors of the platform that the build is for, in the order in which they
 * are tried; the last row is empty. entropy_table_PLATFORM.c holds it.
 */
extern const struct entropy_door entropy_table[];

/* getrandom(2): waits until the generator has been seeded. */
int entropy_getrandom(unsigned char *out, size_t n)
    __attribute__((warn_unused_result));

/*
 * The device /dev/urandom, for systems where getrandom(2) is missing or
 * filtered. It is opened once, by any thread, and kept.
 */
int entropy_urandom(unsigned char *out, size_t n)
    __attribute__((warn_unused_result));

/* getentropy(2) of OpenBSD, FreeBSD and NetBSD. */
int entropy_getentropy(unsigned char *out, size_t n)
    __attribute__((warn_unused_result));

/* SecRandomCopyBytes of macOS, in its framework Security. */
int entropy_security(unsigned char *out, size_t n)
    __attribute__((warn_unused_result));

/* BCryptGenRandom of Windows, in its library bcrypt. */
int entropy_bcrypt(unsigned char *out, size_t n)
    __attribute__((warn_unused_result));

#endif
