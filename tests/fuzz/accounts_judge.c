/* accounts_judge - what comes out of any file, judged in the plain way */

#include "tests/fuzz/accounts_judge.h"

#include <regex.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/fuzz/frames.h"
#include "utils/credmint/provision_input.h"

#define NAME "[a-z_][a-z0-9_-]{0,31}"
#define NUMBER "[1-9][0-9]*"

/* Of a name that ends in '$' one character less is seen to; it has 32 too. */
static const char *const forms[PROVISION_FIELDS] = {
    [PROVISION_NAME] = "^" NAME "\\$?$",
    [PROVISION_UID] = "^" NUMBER "$",
    [PROVISION_GID] = "^(" NUMBER "|" NAME "\\$?)$",
    [PROVISION_GECOS] = "^.+$",
    [PROVISION_HOME] = "^/.*$",
    [PROVISION_SHELL] = "^/.*$",
    [PROVISION_GROUPS] = "^" NAME "\\$?(," NAME "\\$?)*$",
    [PROVISION_EXPIRY] = "^[0-9]{4}-[01][0-9]-[0-3][0-9]$",
    [PROVISION_LENGTH] = "^(8|9|[1-9][0-9]|1[0-9]{2}|2[0-5][0-9])$",
    [PROVISION_METHOD] = "^[a-z0-9-]{1,32}$",
};

static regex_t compiled[PROVISION_FIELDS];
static uint64_t named;

void __wrap_words_say(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

void
__wrap_words_say(const char *format, ...)
{
	char text[4096];
	va_list args;

	va_start(args, format);
	if (vsnprintf(text, sizeof(text), format, args) <= 0)
		frames_wrong("a line that cannot be said");
	va_end(args);
	named++;
}

static void
compile(void)
{
	static bool done;

	for (size_t i = 0; !done && i < PROVISION_FIELDS; i++)
		if (regcomp(&compiled[i], forms[i], REG_EXTENDED | REG_NOSUB) !=
		    0)
			abort();
	done = true;
}

static void
judge(const struct provision_account *a)
{
	if (a->field[PROVISION_NAME] == NULL ||
	    strlen(a->field[PROVISION_NAME]) > 32)
		frames_wrong("an account without a name");
	for (size_t i = 0; i < PROVISION_FIELDS; i++) {
		const char *text = a->field[i];

		if (text == NULL)
			continue;
		if (regexec(&compiled[i], text, 0, NULL, 0) != 0)
			frames_wrong("a field of another form");
		for (const char *c = text; *c != '\0'; c++)
			if ((unsigned char)*c < 0x20 || *c == 0x7f || *c == ':')
				frames_wrong("a character that none takes");
	}
}

/* Lines ascend, no name comes twice, and as many come as were counted. */
static void
judge_all(struct provision_input *in, uint64_t lines)
{
	char last[64] = "";
	struct provision_account a;
	struct fault f;
	uint64_t n = 0, line = 0;

	while (provision_input_next(in, &a, &f) == 1) {
		judge(&a);
		if (a.line <= line || a.line > lines ||
		    strcmp(last, a.field[PROVISION_NAME]) == 0)
			frames_wrong("a line that cannot be");
		line = a.line;
		(void)snprintf(
		    last, sizeof(last), "%s", a.field[PROVISION_NAME]);
		n++;
	}
	if (n != provision_input_good(in) ||
	    n + provision_input_bad(in) > lines ||
	    (named == 0) != (provision_input_bad(in) == 0))
		frames_wrong("counted in another way");
}

void
accounts_judge(const char *head, const uint8_t *in, size_t n)
{
	static int fd = -1;
	struct provision_input *input;
	struct fault f = {""};
	uint64_t lines = 2;
	char path[64];

	compile();
	if (fd < 0)
		fd = memfd_create("accounts", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, 0) != 0 || lseek(fd, 0, SEEK_SET) != 0 ||
	    write(fd, head, strlen(head)) != (ssize_t)strlen(head) ||
	    write(fd, in, n) != (ssize_t)n)
		abort();
	for (size_t i = 0; i < n; i++)
		lines += in[i] == '\n';
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	named = 0;
	if (provision_input_open(&input, path, &f) != 0) {
		if (input != NULL || f.text[0] == '\0')
			frames_wrong("a fault without a word");
		return;
	}
	judge_all(input, lines);
	provision_input_close(input);
}
