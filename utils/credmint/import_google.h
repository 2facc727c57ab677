/*
 * import_google - ~/.google_authenticator, as pam_google_authenticator keeps it
 *
 * The first line is the secret in base32. Lines that begin with a quote are
 * options, the others scratch codes of 8 digits.
 */

#ifndef CREDMINT_IMPORT_GOOGLE_H
#define CREDMINT_IMPORT_GOOGLE_H

#include "import_device.h"

/* What stands in a file and has no place in a registry, as bits. */
#define IMPORT_GOOGLE_WINDOW 1u /* WINDOW_SIZE */
#define IMPORT_GOOGLE_RATE 2u   /* RATE_LIMIT */
#define IMPORT_GOOGLE_SKEW 4u   /* RESETTING_TIME_SKEW */
#define IMPORT_GOOGLE_LAST 8u   /* LAST0 to LAST9 */
#define IMPORT_GOOGLE_REUSE 16u /* without DISALLOW_REUSE */
#define IMPORT_GOOGLE_BOTH 32u  /* TOTP_AUTH is there, too, and not used */

/* Lies in memory of secret_map(). */
struct import_google {
	/* What was read: options by their place in a table. */
	unsigned seen;
	bool secret;
	bool wrong; /* of what the authenticator is made of */
	int64_t counter;
	int64_t last;  /* highest used step; -1: none is told */
	int64_t ahead; /* steps ahead of its clock that it takes codes of */

	/* After import_google_end(). */
	struct import_device device;
	unsigned left; /* IMPORT_GOOGLE_..., what is left out */
};

void import_google_begin(struct import_google *g);

/* What a line is. */
#define IMPORT_GOOGLE_NOTHING 1 /* blank, or a comment */
#define IMPORT_GOOGLE_OPTION 2
#define IMPORT_GOOGLE_CODE 3 /* *code, of 8 digits, is part of the line */

/*
 * Read n bytes of the next line, without its newline. One of those above, 0
 * for the secret, or -EINVAL with what is wrong, which holds nothing of the
 * line.
 */
int import_google_read(struct import_google *g, const char *line, size_t n,
    struct import_word *code, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * Make the authenticator of what was read; now is the wall time. 0; -EINVAL
 * with what is missing; -ECANCELED: a line of it was refused, which has said it
 * all.
 */
int import_google_end(struct import_google *g, int64_t now, struct fault *f)
    __attribute__((warn_unused_result));

#endif
