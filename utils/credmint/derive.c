/* derive - make a key from a password */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/secret.h"
#include "credmint.h"

#include "argument.h"
#include "byte_format.h"
#include "command.h"
#include "input.h"
#include "stop.h"

#define ROUNDS 600000
#define KEY_BYTES 32

static const struct {
	const char *name;
	enum credmint_digest digest;
} digests[] = {
    {"sha256", CREDMINT_SHA256},
    {"sha512", CREDMINT_SHA512},
    {"sha1", CREDMINT_SHA1},
};

/* What is asked for. */
struct wanted {
	enum credmint_digest digest;
	const struct byte_format *format;
	uint64_t rounds;
	uint64_t nbytes;
	struct input salt;
};

static int
format_read(
    const char *name, const struct byte_format **format, struct fault *f)
{
	*format = byte_format_named(name != NULL ? name : "hex");
	if (*format != NULL)
		return 0;
	return fault_set(
	    f, CALL_USAGE, "-f takes hex, urlsafe, base32, base64 or raw");
}

/* The first one is the default. */
static int
digest_read(const char *name, enum credmint_digest *digest, struct fault *f)
{
	for (size_t i = 0; i < sizeof(digests) / sizeof(digests[0]); i++) {
		if (name == NULL || strcmp(digests[i].name, name) == 0) {
			*digest = digests[i].digest;
			return 0;
		}
	}
	return fault_set(
	    f, CALL_USAGE, "--digest takes sha256, sha512 or sha1");
}

static int
options_read(const struct options *options, struct wanted *w, struct fault *f)
{
	int rc = digest_read(options->value[OPTION_DIGEST], &w->digest, f);

	if (rc == 0)
		rc = format_read(options->value[OPTION_FORMAT], &w->format, f);
	if (rc == 0)
		rc = argument_number("--iterations",
		    options->value[OPTION_ITERATIONS], 1, UINT32_MAX,
		    &w->rounds, f);
	if (rc == 0)
		rc = argument_number("-l", options->value[OPTION_LENGTH], 1,
		    ARGUMENT_BYTES_MAX, &w->nbytes, f);
	if (rc == 0 && options->value[OPTION_SALT_FILE] == NULL)
		rc = fault_set(f, CALL_USAGE,
		    "give the salt by --salt-file; \"credmint salt --raw 16 "
		    "-o file\" makes one");
	return rc == 0 ? byte_format_check(w->format, options, f) : rc;
}

static int
salt_read(struct input *salt, const char *file, struct fault *f)
{
	char what[sizeof(f->text)];
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	int rc;

	if (fd < 0)
		return fault_set(
		    f, -errno, "cannot open %s: %s", file, strerror(errno));
	(void)snprintf(what, sizeof(what), "the salt in %s", file);
	rc = input_bytes(salt, fd, what, f);
	(void)close(fd); /* only read */
	if (rc == 0 && salt->n == 0)
		rc = fault_set(f, -EINVAL,
		    "%s is empty; a salt has 16 random bytes", file);
	return rc;
}

static int
key_make(
    struct call *call, const struct wanted *w, const struct input *password)
{
	unsigned char *key = secret_map((size_t)w->nbytes, NULL);
	int rc;

	if (key == NULL)
		return fault_set(&call->fault, -ENOMEM, "out of memory");
	rc = credmint_pbkdf2(w->digest, password->text, password->n,
	    w->salt.text, w->salt.n, (uint32_t)w->rounds, key,
	    (size_t)w->nbytes);
	if (rc != 0)
		(void)fault_set(
		    &call->fault, rc, "cannot derive a key: %s", strerror(-rc));
	/* Told to end while it was made, which nothing interrupts. */
	if (rc == 0 && stop_asked() != 0)
		rc = -EINTR;
	if (rc == 0)
		rc = byte_format_write(
		    w->format, call, "key", key, (size_t)w->nbytes);
	secret_unmap(key, (size_t)w->nbytes);
	return rc;
}

int
command_derive(struct call *call)
{
	struct wanted wanted = {.rounds = ROUNDS, .nbytes = KEY_BYTES};
	struct input password = {0};
	int rc = options_read(&call->options, &wanted, &call->fault);

	if (rc == 0)
		rc = salt_read(&wanted.salt,
		    call->options.value[OPTION_SALT_FILE], &call->fault);
	if (rc == 0)
		rc = input_password(
		    &password, &call->options, true, &call->fault);
	if (rc == 0 && password.n == 0)
		rc = fault_set(&call->fault, -EINVAL,
		    "the password is empty; anybody could derive its key");
	if (rc == 0)
		rc = key_make(call, &wanted, &password);
	input_wipe(&wanted.salt);
	input_wipe(&password);
	return rc;
}
