/*
 * enrol_wish - what kind of authenticator is asked for
 */

#ifndef CREDMINT_ENROL_WISH_H
#define CREDMINT_ENROL_WISH_H

#include <stddef.h>
#include <stdint.h>

#include "core/fault.h"
#include "credmint.h"

#include "options.h"

struct enrol_wish {
	unsigned type; /* CREDMINT_TOTP or CREDMINT_HOTP */
	enum credmint_digest digest;
	unsigned digits;
	uint32_t step;      /* 0 of HOTP */
	const char *name;   /* --label, or what it is without */
	const char *issuer; /* --issuer, or NULL */
};

/*
 * What --type, --algorithm, --digits, --step, --label and --issuer ask for.
 * The texts are those of the options. 0, or CALL_USAGE with a line.
 */
int enrol_wish_read(struct enrol_wish *out, const struct options *options,
    struct fault *f) __attribute__((warn_unused_result));

/* "totp" or "hotp"; "sha1", "sha256" or "sha512". */
const char *enrol_type_name(unsigned type);
const char *enrol_digest_name(enum credmint_digest digest);

#endif
