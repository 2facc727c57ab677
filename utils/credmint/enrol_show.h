/*
 * enrol_show - a new authenticator's secret, shown once, and the code typed
 *
 * For both ways to enrol: by an administrator, and by oneself.
 */

#ifndef CREDMINT_ENROL_SHOW_H
#define CREDMINT_ENROL_SHOW_H

#include <stdbool.h>

#include "core/fault.h"

#include "enrol_wish.h"
#include "input.h"
#include "options.h"
#include "output.h"
#include "qr_file.h"

/* How often the code may be typed. */
#define ENROL_TRIES 3

struct enrol_show {
	const char *secret;            /* base32, upper case, without padding */
	const char *uri;               /* of credmint_otp_uri() */
	const char *user;              /* for --json */
	const struct enrol_wish *wish; /* for --json */
	const struct qr_file *qr_file; /* begun, where --qr is given; or NULL */
	struct output *out;
	bool json; /* one object instead of lines */
};

/*
 * Write secret and URI, a line each; to a terminal the secret in groups of
 * four, and the QR code of the URI first. The picture goes into qr_file.
 * Written when it returns: 0, or a negative errno with its line. That a QR code
 * cannot be shown on the terminal (no library, too narrow) is said on standard
 * error and is no fault; that the picture cannot be made is one.
 */
int enrol_show(const struct enrol_show *show, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * The next code typed, whatever it is: a line of --code-fd; or of the terminal,
 * where question is asked, with echo when shown; or, where there is no
 * terminal, of standard input. No more is read than the line. The caller wipes
 * it. 0; CALL_USAGE; -ENODATA with a line: there is none; or another negative
 * errno.
 */
int enrol_code(struct input *out, const struct options *options,
    const char *question, bool shown, struct fault *f)
    __attribute__((warn_unused_result));

#endif
