/* provision_read - a file of a test, read as credmint provision reads it */

#include "tests/utils/provision_read.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/provision_read.XXXXXX";
static char heard[65536];
static size_t heard_n;

void __wrap_words_say(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* As words_say() cleans it. */
void
__wrap_words_say(const char *format, ...)
{
	struct fault raw, clean;
	va_list args;

	va_start(args, format);
	(void)vsnprintf(raw.text, sizeof(raw.text), format, args);
	va_end(args);
	(void)fault_set(&clean, 0, "%s", raw.text);
	heard_n += (size_t)snprintf(
	    heard + heard_n, sizeof(heard) - heard_n, "%s\n", clean.text);
	assert_true(heard_n < sizeof(heard));
}

int
provision_read_setup(void **state)
{
	(void)state;
	return mkdtemp(folder) != NULL && chdir(folder) == 0 ? 0 : -1;
}

int
provision_read_teardown(void **state)
{
	(void)state;
	(void)unlink("f");
	return rmdir(folder);
}

void
provision_read_said(char *out, size_t size)
{
	assert_true(heard_n < size);
	memcpy(out, heard, heard_n);
	out[heard_n] = '\0';
	heard_n = 0;
}

void
provision_read_accounts(struct provision_input *in, char *out, size_t size)
{
	struct provision_account a;
	struct fault f = {""};
	size_t used = 0;
	int rc;

	out[0] = '\0';
	while ((rc = provision_input_next(in, &a, &f)) == 1) {
		used += (size_t)snprintf(out + used, size - used, "%llu",
		    (unsigned long long)a.line);
		for (size_t i = 0; i < PROVISION_FIELDS; i++) {
			if (a.field[i] == NULL)
				continue;
			assert_true(a.field[i][0] != '\0' && used < size);
			used += (size_t)snprintf(out + used, size - used,
			    " %s=%s", provision_field_names[i], a.field[i]);
		}
		assert_true(used < size);
		used += (size_t)snprintf(out + used, size - used, ";");
	}
	assert_int_equal(rc, 0);
	assert_true(used < size);
}

static void
put(const void *bytes, size_t n)
{
	int fd;

	/* A file that is cut to be written anew is waited for by ext4. */
	(void)unlink("f");
	fd = open("f", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_true(n == 0 || write(fd, bytes, n) == (ssize_t)n);
	assert_int_equal(close(fd), 0);
}

struct provision_input *
provision_read_open(const char *text)
{
	struct provision_input *in;
	struct fault f = {""};

	put(text, strlen(text));
	assert_int_equal(provision_input_open(&in, "f", &f), 0);
	return in;
}

void
provision_read(const void *bytes, size_t n, struct provision_read_out *out)
{
	struct provision_input *in;

	memset(out, 0, sizeof(*out));
	put(bytes, n);
	out->rc = provision_input_open(&in, "f", &out->fault);
	provision_read_said(out->said, sizeof(out->said));
	if (out->rc != 0) {
		assert_null(in);
		assert_true(out->fault.text[0] != '\0');
		return;
	}
	out->good = provision_input_good(in);
	out->bad = provision_input_bad(in);
	provision_read_accounts(in, out->accounts, sizeof(out->accounts));
	provision_input_close(in);
}
