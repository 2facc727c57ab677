/* hash_verify - tell whether a password has a hash */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "argument.h"
#include "command.h"
#include "hash_alone.h"
#include "input.h"
#include "json_line.h"
#include "words.h"

/* One source of the hash, and not the one of the password. */
static int
options_check(const struct options *options, uint64_t *hash_fd, struct fault *f)
{
	const char *fd = options->value[OPTION_HASH_FD];
	uint64_t password_fd = UINT64_MAX;
	int rc;

	if ((options->value[OPTION_HASH_FILE] != NULL) == (fd != NULL))
		return fault_set(f, CALL_USAGE,
		    "give the hash by --hash-file or by --hash-fd");
	rc = argument_number("--hash-fd", fd, 0, INT_MAX, hash_fd, f);
	if (rc == 0)
		rc = argument_number("--password-fd",
		    options->value[OPTION_PASSWORD_FD], 0, INT_MAX,
		    &password_fd, f);
	if (options->value[OPTION_STDIN] != NULL)
		password_fd = STDIN_FILENO;
	if (rc == 0 && fd != NULL && *hash_fd == password_fd)
		rc = fault_set(f, CALL_USAGE,
		    "hash and password cannot come by the same descriptor");
	return rc;
}

static int
hash_read(struct input *hash, const struct options *options, uint64_t hash_fd,
    struct fault *f)
{
	const char *file = options->value[OPTION_HASH_FILE];
	char what[sizeof(f->text)];
	int fd, rc;

	if (file == NULL)
		return input_read(hash, (int)hash_fd, "the hash", f);
	fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return fault_set(
		    f, -errno, "cannot open %s: %s", file, strerror(errno));
	(void)snprintf(what, sizeof(what), "the hash in %s", file);
	rc = input_read(hash, fd, what, f);
	(void)close(fd); /* only read */
	return rc;
}

static int
answer(struct call *call, bool yes)
{
	struct json_line line;
	int rc = 0;

	if (call->options.value[OPTION_JSON] != NULL) {
		json_line_begin(&line);
		json_line_yes(&line, "match", yes);
		rc = json_line_end(&line, call->out);
	} else if (!yes) {
		words_say("no: not the password of this hash");
	}
	return rc != 0 ? rc : yes ? CALL_YES : CALL_NO;
}

int
command_hash_verify(struct call *call)
{
	struct input hash = {0}, password = {0};
	uint64_t hash_fd = 0;
	int rc = options_check(&call->options, &hash_fd, &call->fault);

	if (rc == 0)
		rc = hash_read(&hash, &call->options, hash_fd, &call->fault);
	if (rc == 0)
		rc = input_password(
		    &password, &call->options, false, &call->fault);
	if (rc == 0) {
		rc = hash_alone_verify(
		    hash.text, password.text, password.n, &call->fault);
		if (rc == 0 || rc == -EKEYREJECTED)
			rc = answer(call, rc == 0);
	}
	input_wipe(&hash);
	input_wipe(&password);
	return rc;
}
