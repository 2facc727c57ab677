/* derive - make a key from a password */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "core/encode.h"
#include "core/secret.h"
#include "credmint.h"

#include "argument.h"
#include "command.h"
#include "input.h"
#include "json_line.h"
#include "output.h"
#include "stop.h"

#define ROUNDS 600000
#define KEY_BYTES 32

/* No form of encode.h: the bytes as they are. */
#define RAW 0

static const struct {
	const char *name;
	int form;
} formats[] = {
    {"hex", ENCODE_HEX},
    {"urlsafe", ENCODE_BASE64URL},
    {"base32", ENCODE_BASE32},
    {"base64", ENCODE_BASE64},
    {"raw", RAW},
};

static const struct {
	const char *name;
	enum credmint_digest digest;
} digests[] = {
    {"sha256", CREDMINT_SHA256},
    {"sha512", CREDMINT_SHA512},
    {"sha1", CREDMINT_SHA1},
};

/* What is asked for. The first of a table is its default. */
struct wanted {
	enum credmint_digest digest;
	int form;
	uint64_t rounds;
	uint64_t nbytes;
	bool json;
	struct input salt;
};

static int
format_read(const char *name, int *form, struct fault *f)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (name == NULL || strcmp(formats[i].name, name) == 0) {
			*form = formats[i].form;
			return 0;
		}
	}
	return fault_set(
	    f, CALL_USAGE, "-f takes hex, urlsafe, base32, base64 or raw");
}

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
		rc = format_read(options->value[OPTION_FORMAT], &w->form, f);
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
	w->json = options->value[OPTION_JSON] != NULL;
	if (rc == 0 && w->form == RAW && !w->json &&
	    options->value[OPTION_ZERO] != NULL)
		rc = fault_set(f, CALL_USAGE,
		    "raw bytes have no ends; -0 is for the other formats");
	return rc;
}

static int
salt_read(struct input *salt, const char *file, struct fault *f)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	int rc;

	if (fd < 0)
		return fault_set(
		    f, -errno, "cannot open %s: %s", file, strerror(errno));
	rc = input_bytes(salt, fd, "the salt", f);
	(void)close(fd); /* only read */
	if (rc == 0 && salt->n == 0)
		rc = fault_set(f, -EINVAL,
		    "%s is empty; a salt has 16 random bytes", file);
	return rc;
}

/* Raw bytes are base64 where there must be text. */
static int
key_write(struct call *call, const struct wanted *w, const unsigned char *key)
{
	enum encode_form form =
	    w->form == RAW ? ENCODE_BASE64 : (enum encode_form)w->form;
	size_t size = encode_size(form, (size_t)w->nbytes);
	struct json_line line;
	char *text;
	int rc;

	if (w->form == RAW && !w->json)
		return output_put(call->out, key, (size_t)w->nbytes);
	text = secret_map(size, NULL);
	if (text == NULL)
		return fault_set(&call->fault, -ENOMEM, "out of memory");
	rc = encode_text(form, key, (size_t)w->nbytes, text, size);
	if (rc == 0 && w->json) {
		json_line_begin(&line);
		json_line_text(
		    &line, w->form == RAW ? "key_base64" : "key", text);
		rc = json_line_end(&line, call->out);
	} else if (rc == 0) {
		rc = output_item(call->out, text, size - 1);
	}
	secret_unmap(text, size);
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
		rc = key_write(call, w, key);
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
