/*
 * drive_enrol - an authenticator on record, as an enrolment leaves it
 *
 *	drive_enrol USER [WORD...]
 *
 * Its secret, in base32, is a line on standard input. Words: type=totp or
 * hotp, algorithm=sha1, sha256 or sha512, digits=N, step=SECONDS, next=N,
 * drift=N, replace=ID, label=TEXT. Prints the id. Run as the service user.
 */

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/encode.h"
#include "core/secret.h"
#include "credmint.h"
#include "host/account.h"
#include "host/conf.h"
#include "registry/authenticator.h"

static struct credmint_otp otp = CREDMINT_OTP_INIT;
static struct registry_enrolment what = {
    .name = REGISTRY_AUTHENTICATOR_NAME, .by = "test", .act = "enroll"};

static bool
take_type(const char *value)
{
	otp.type = strcmp(value, "hotp") == 0 ? CREDMINT_HOTP : CREDMINT_TOTP;
	return otp.type == CREDMINT_HOTP || strcmp(value, "totp") == 0;
}

static bool
take_algorithm(const char *value)
{
	static const char *const names[] = {
	    [CREDMINT_SHA1] = "sha1",
	    [CREDMINT_SHA256] = "sha256",
	    [CREDMINT_SHA512] = "sha512",
	};

	for (unsigned i = CREDMINT_SHA1; i <= CREDMINT_SHA512; i++)
		if (strcmp(value, names[i]) == 0)
			otp.digest = (enum credmint_digest)i;
	return otp.digest != 0;
}

/* NAME=VALUE, in place: whether there is such a name. */
static bool
take_word(const char *word)
{
	const char *value = strchr(word, '=');
	size_t n;

	if (value++ == NULL)
		return false;
	n = (size_t)(value - word);
#define IS(name) (n == sizeof(name) && strncmp(word, name "=", n) == 0)
	if (IS("type"))
		return take_type(value);
	if (IS("algorithm"))
		return take_algorithm(value);
	if (IS("digits"))
		otp.digits = (unsigned)strtoul(value, NULL, 10);
	else if (IS("step"))
		otp.step = (uint32_t)strtoul(value, NULL, 10);
	else if (IS("next"))
		what.next = strtoll(value, NULL, 10);
	else if (IS("drift"))
		what.drift = strtoll(value, NULL, 10);
	else if (IS("replace"))
		what.replace = strtoll(value, NULL, 10);
	else if (IS("label"))
		what.name = value;
	else
		return false;
	return true;
}

static int
enrol(struct registry *r, const char *user, struct fault *f)
{
	struct registry_authenticator made;
	struct account account;
	int rc = account_find(user, &account, f);

	if (rc != 0)
		return rc < 0 ? rc : fault_set(f, -ENOENT, "no such user");
	what.account = &account;
	what.otp = &otp;
	rc = registry_enroll(r, &what, &made, f);
	if (rc > 0)
		return fault_set(f, -EEXIST, "outcome %d", rc);
	if (rc == 0 && printf("%" PRId64 "\n", made.id) < 0)
		rc = -EIO;
	return rc;
}

/* The secret of standard input, as bytes. */
static int
read_key(unsigned char *key, size_t size, struct fault *f)
{
	char line[2 * CREDMINT_OTP_KEY_MAX];
	int rc = -EINVAL;

	if (fgets(line, sizeof(line), stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		rc = encode_read(
		    ENCODE_BASE32, line, strlen(line), key, size, &otp.nkey);
	}
	otp.key = key;
	SECRET_WIPE_ARRAY(line);
	return rc == 0 ? 0 : fault_set(f, rc, "no secret in base32");
}

int
main(int argc, char **argv)
{
	static unsigned char key[CREDMINT_OTP_KEY_MAX];
	struct conf *conf = malloc(sizeof(*conf));
	struct registry *r = NULL;
	struct fault f = {""};
	int rc;

	if (argc < 2 || conf == NULL)
		return 2;
	for (int i = 2; i < argc; i++)
		if (!take_word(argv[i])) {
			(void)fprintf(stderr, "drive_enrol: %s\n", argv[i]);
			return 2;
		}
	rc = read_key(key, sizeof(key), &f);
	if (rc == 0)
		rc = conf_read(conf, NULL, &f);
	if (rc == 0)
		rc = registry_open(&r, conf, &f);
	if (rc == 0)
		rc = enrol(r, argv[1], &f);
	if (r != NULL)
		registry_close(r);
	free(conf);
	SECRET_WIPE_ARRAY(key);
	if (rc != 0)
		(void)fprintf(stderr, "drive_enrol: %s\n", f.text);
	return rc == 0 ? 0 : 1;
}
