/*
 * import_oath - a line of /etc/users.oath, as pam_oath keeps it
 *
 *	TYPE USER PASSWORD HEXKEY [COUNTER [LAST_OTP [LAST_TIME]]]
 *
 * TYPE is HOTP, HOTP/E, HOTP/T30 or HOTP/T60, the three with /6, /7 or /8
 * behind them, too. Blanks part the columns.
 */

#ifndef CREDMINT_IMPORT_OATH_H
#define CREDMINT_IMPORT_OATH_H

#include "import_device.h"

/* Lies in memory of secret_map(). */
struct import_oath {
	struct import_word user; /* part of the line */
	struct import_word key;  /* as well, in hex */
	bool password;           /* there is one to be typed, too */
	struct import_device device;
};

#define IMPORT_OATH_NOTHING 1 /* a comment, or blank */

/*
 * Read n bytes of a line, without its newline. now is the wall time. 0;
 * IMPORT_OATH_NOTHING; -EINVAL with what is wrong, which holds nothing of the
 * line.
 */
int import_oath_read(const char *line, size_t n, int64_t now,
    struct import_oath *out, struct fault *f)
    __attribute__((warn_unused_result));

#endif
