/*
 * import_device - an authenticator as another tool's file tells of it
 */

#ifndef CREDMINT_IMPORT_DEVICE_H
#define CREDMINT_IMPORT_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/fault.h"
#include "credmint.h"

/*
 * Steps around a time in which a tool may have taken a code: its window, and
 * more than any sensible one.
 */
#define IMPORT_WINDOW 20
/* Of a step that is told, and of a drift: beyond it is no clock's. */
#define IMPORT_DRIFT_MAX 1000000
/* Seconds that a time in a file may be ahead of this host's clock. */
#define IMPORT_AHEAD_MAX (24 * 60 * 60)

/* Lies in memory of secret_map(). */
struct import_device {
	unsigned type; /* CREDMINT_TOTP, CREDMINT_HOTP */
	unsigned digits;
	uint32_t step; /* seconds; HOTP: 0 */
	int64_t next;  /* the lowest counter or step that is still good */
	int64_t drift; /* in steps; HOTP: 0 */
	bool known;    /* next is what the tool took last, not a guess */
	size_t nkey;   /* 10 to CREDMINT_OTP_KEY_MAX */
	unsigned char key[CREDMINT_OTP_KEY_MAX];
};

/* As the library takes it; key and all are d's. */
struct credmint_otp import_device_otp(const struct import_device *d);

/*
 * The step behind those that a tool may have taken by now: that of now, by the
 * device's clock, and so many ahead of it. Whatever was used there is spent.
 */
int64_t import_device_after(
    const struct import_device *d, int64_t now, int64_t ahead);

/*
 * The highest step from first to last that has this code of n digits; -1:
 * none has. Each is computed.
 */
int64_t import_device_step(const struct import_device *d, const char *code,
    size_t n, int64_t first, int64_t last);

/*
 * n decimal digits as a number of up to most. 0; -EINVAL: it is empty, holds
 * another character or is larger.
 */
int import_number(const char *text, size_t n, int64_t most, int64_t *out)
    __attribute__((warn_unused_result));

/* A blank, as both tools read their lines: space, tab or carriage return. */
bool import_blank(char c);

/* The next word of *n bytes at *text, which are those behind it then. */
struct import_word {
	const char *text;
	size_t n; /* 0: there is none */
};
struct import_word import_word_next(const char **text, size_t *n);

#endif
