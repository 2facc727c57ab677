/*
 * fuzz_template - templates of any bytes: refused by a line, or an account that
 * fits is written
 */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/fuzz/frames.h"
#include "utils/credmint/command.h"
#include "utils/credmint/output.h"
#include "utils/credmint/template.h"

#define SCRAM "SCRAM-SHA-256$4096:c2FsdA==$a2V5:a2V5"

static const struct provision_account accounts[] = {
    {.line = 1, .field = {[PROVISION_NAME] = "bob"}},
    {.line = 2,
	.field = {"alice", "1000", "staff", " A: \"the\" \xc3\xbc '$\\",
	    "/home/a b", "/bin/sh", "audio,video", "2031-05-06", "20",
	    "bcrypt"}},
};

static int
file_write(const uint8_t *in, size_t n, char path[64])
{
	int fd = memfd_create("template", MFD_CLOEXEC);

	if (fd < 0 || write(fd, in, n) != (ssize_t)n)
		abort();
	(void)snprintf(path, 64, "/proc/self/fd/%d", fd);
	return fd;
}

static struct output *
output_of(char number[16])
{
	static struct options options;
	static struct fault fault;
	struct output *out = NULL;
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

	(void)snprintf(number, 16, "%d", fd);
	options.value[OPTION_OUTPUT_FD] = number;
	if (output_open(&out, &options, &fault) != 0)
		abort();
	return out;
}

static void
account_write(const struct template *t, const struct provision_account *account,
    uint64_t number, struct output *out)
{
	char reason[TEMPLATE_REASON_SIZE];
	bool scram = template_takes(t, "scram-sha-256");
	const struct template_values values = {account,
	    scram ? SCRAM : "$y$j9T$salt$hash",
	    scram ? "scram-sha-256" : "yescrypt", 1700000000,
	    number % 2 == 0 ? 0 : 1800000000, number};
	int rc = template_check(t, account, reason);

	if ((rc == 0) != (reason[0] == '\0'))
		frames_wrong("no reason, or one without need");
	if (rc == 0 && template_account(t, &values, out) != 0)
		frames_wrong("it fits and is not written");
}

int
LLVMFuzzerTestOneInput(const uint8_t *in, size_t n)
{
	static const char *const sets[] = {"base=ou=a b,dc=x", "no=", NULL};
	struct template *t;
	struct fault fault = {""};
	struct output *out;
	char path[64], number[16];
	int fd = file_write(in, n, path);
	/* With the names it may use, or with none. */
	int rc =
	    template_open(&t, NULL, path, n % 2 == 0 ? sets : NULL, &fault);

	(void)close(fd);
	if (rc != 0) {
		if (t != NULL || fault.text[0] == '\0')
			frames_wrong("refused without a word");
		return 0;
	}
	out = output_of(number);
	if (template_head(t, out) != 0)
		frames_wrong("no head");
	for (uint64_t i = 0; i < 4; i++)
		account_write(t, &accounts[i / 2], i + 1, out);
	if (template_tail(t, out) != 0 || output_close(out, true) != 0)
		frames_wrong("no tail");
	template_close(t);
	return 0;
}
