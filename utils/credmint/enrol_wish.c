/* enrol_wish - what kind of authenticator is asked for */

#include "enrol_wish.h"

#include <string.h>

#include "registry/authenticator.h"

#include "argument.h"
#include "command.h"
#include "json_line.h"

/* The first one of each is the default. */
static const char *const types[] = {"totp", "hotp"};
static const struct {
	const char *name;
	enum credmint_digest digest;
} digests[] = {
    {"sha1", CREDMINT_SHA1},
    {"sha256", CREDMINT_SHA256},
    {"sha512", CREDMINT_SHA512},
};
#define DIGESTS (sizeof(digests) / sizeof(digests[0]))

#define DIGITS 6
#define STEP 30

const char *
enrol_type_name(unsigned type)
{
	return types[type == CREDMINT_HOTP];
}

const char *
enrol_digest_name(enum credmint_digest digest)
{
	for (size_t i = 0; i < DIGESTS; i++)
		if (digests[i].digest == digest)
			return digests[i].name;
	return digests[0].name;
}

static int
type_read(const char *name, unsigned *type, struct fault *f)
{
	if (name == NULL || strcmp(name, types[0]) == 0)
		*type = CREDMINT_TOTP;
	else if (strcmp(name, types[1]) == 0)
		*type = CREDMINT_HOTP;
	else
		return fault_set(f, CALL_USAGE, "--type takes totp or hotp");
	return 0;
}

static int
digest_read(const char *name, enum credmint_digest *digest, struct fault *f)
{
	for (size_t i = 0; i < DIGESTS; i++) {
		if (name == NULL || strcmp(digests[i].name, name) == 0) {
			*digest = digests[i].digest;
			return 0;
		}
	}
	return fault_set(
	    f, CALL_USAGE, "--algorithm takes sha1, sha256 or sha512");
}

/* A text that lists, apps and terminals show as it is. */
static int
text_check(const char *option, const char *text, size_t max, struct fault *f)
{
	if (text == NULL)
		return 0;
	if (text[0] == '\0' || strlen(text) > max)
		return fault_set(
		    f, CALL_USAGE, "%s takes 1 to %zu bytes", option, max);
	if (argument_text(option, text, f) != 0)
		return CALL_USAGE;
	if (!json_line_is_text(text, strlen(text)))
		return fault_set(
		    f, CALL_USAGE, "%s takes text in UTF-8", option);
	/* C1, which some terminals obey: C2 80 to C2 9F. */
	for (const unsigned char *p = (const unsigned char *)text; *p != '\0';
	     p++)
		if (p[0] == 0xc2 && p[1] < 0xa0)
			return fault_set(f, CALL_USAGE,
			    "%s takes no control characters", option);
	return 0;
}

/* A name is kept, and shown on every terminal: ASCII, and no escape of ours. */
static int
label_check(const char *text, struct fault *f)
{
	int rc = text_check(
	    "--label", text, REGISTRY_AUTHENTICATOR_NAME_SIZE - 1, f);

	for (; rc == 0 && text != NULL && *text != '\0'; text++)
		if ((unsigned char)*text > '~' || *text == '\\')
			rc = fault_set(f, CALL_USAGE,
			    "--label takes ASCII without backslashes");
	return rc;
}

/* A ':' parts issuer and account in the app. */
static int
names_read(
    struct enrol_wish *out, const struct options *options, struct fault *f)
{
	const char *label = options->value[OPTION_LABEL];
	int rc = label_check(label, f);

	out->name = label != NULL ? label : REGISTRY_AUTHENTICATOR_NAME;
	out->issuer = options->value[OPTION_ISSUER];
	if (rc == 0)
		rc = text_check(
		    "--issuer", out->issuer, CREDMINT_OTP_LABEL_MAX, f);
	if (rc == 0 && out->issuer != NULL && strchr(out->issuer, ':') != NULL)
		rc = fault_set(f, CALL_USAGE, "--issuer takes no colon");
	return rc;
}

int
enrol_wish_read(
    struct enrol_wish *out, const struct options *options, struct fault *f)
{
	uint64_t digits = DIGITS, step = STEP;
	int rc;

	*out = (struct enrol_wish){0};
	rc = type_read(options->value[OPTION_TYPE], &out->type, f);
	if (rc == 0)
		rc = digest_read(
		    options->value[OPTION_ALGORITHM], &out->digest, f);
	if (rc == 0)
		rc = argument_number("--digits", options->value[OPTION_DIGITS],
		    6, CREDMINT_OTP_SIZE - 1, &digits, f);
	if (rc == 0)
		rc = argument_number("--step", options->value[OPTION_STEP], 1,
		    REGISTRY_STEP_MAX, &step, f);
	if (rc == 0 && out->type == CREDMINT_HOTP &&
	    options->value[OPTION_STEP] != NULL)
		rc = fault_set(f, CALL_USAGE,
		    "--step is of totp; a hotp authenticator counts");
	if (rc == 0)
		rc = names_read(out, options, f);
	out->digits = (unsigned)digits;
	out->step = out->type == CREDMINT_TOTP ? (uint32_t)step : 0;
	return rc;
}
