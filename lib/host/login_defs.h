/*
 * login_defs - what /etc/login.defs says
 */

#ifndef HOST_LOGIN_DEFS_H
#define HOST_LOGIN_DEFS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/fault.h"

/* Bytes of the file; longer ones are refused. */
#define LOGIN_DEFS_MAX 65536

/* The text of it; free(3) it. */
struct login_defs {
	char *text;
};

/*
 * Read ROOT/etc/login.defs, or where there is none ROOT/usr/etc/login.defs,
 * the packager's; where there is neither, nothing is said. 0 or a negative
 * errno. Close it in either case.
 */
int login_defs_open(struct login_defs *out, const char *root, struct fault *f)
    __attribute__((warn_unused_result));
void login_defs_close(struct login_defs *defs);

/*
 * The value of a key, as its last line says it, without quotes. Whether there
 * is one, of fewer than size bytes; value is "" otherwise.
 */
bool login_defs_text(
    const struct login_defs *defs, const char *key, char *value, size_t size);

/* The same for a number, decimal, octal (0...) or hexadecimal (0x...). */
bool login_defs_number(
    const struct login_defs *defs, const char *key, unsigned long *out);

#endif
