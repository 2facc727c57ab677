/*
 * hash_method - how this host hashes passwords
 */

#ifndef HOST_HASH_METHOD_H
#define HOST_HASH_METHOD_H

#include "core/fault.h"

/* Room for the name of a method, with the NUL. */
#define HASH_METHOD_SIZE 32

/*
 * The method that passwd(1) would use below a root ("" is this host): what
 * the password line of pam_unix says, else login.defs, else yescrypt, which is
 * what libxcrypt prefers. Methods that nobody should use any more (DES, MD5)
 * are yescrypt as well. *cost is the one that stands there, 0 when none does
 * or it is out of the method's range: credmint's own.
 *
 * method is "yescrypt", "gost-yescrypt", "bcrypt", "sha512crypt" or
 * "sha256crypt", and both are for credmint_salt_make(). 0 or a negative errno:
 * files that are there and cannot be read.
 */
int hash_method(const char *root, char method[HASH_METHOD_SIZE],
    unsigned long *cost, struct fault *f) __attribute__((warn_unused_result));

#endif
