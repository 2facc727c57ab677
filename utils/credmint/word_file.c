/* word_file - the words of passphrases, one a line of a file */

#include "word_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "credmint.h"

#include "command.h"
#include "stop.h"

#define FIRST_ROOM ((size_t)64 * 1024)

/* Words are no secret, so plain memory that grows will do. */
struct bytes {
	char *at;
	size_t n, room;
};

static int
grow(struct bytes *b)
{
	size_t room = b->room == 0 ? FIRST_ROOM : 2 * b->room;
	char *at = realloc(b->at, room);

	if (at == NULL)
		return -ENOMEM;
	b->at = at;
	b->room = room;
	return 0;
}

/* All of fd, and room for one byte more. -EFBIG over the limit. */
static int
bytes_read(struct bytes *b, int fd)
{
	int rc = 0;

	while (rc == 0) {
		if (b->n + 1 >= b->room)
			rc = grow(b);
		if (rc != 0)
			break;

		ssize_t n = read(fd, b->at + b->n, b->room - 1 - b->n);
		if (n == 0)
			return 0;
		if (n > 0)
			b->n += (size_t)n;
		else if (errno != EINTR)
			rc = -errno;
		if (rc == 0 && stop_asked() != 0)
			rc = -EINTR;
		if (b->n > WORD_FILE_MAX)
			rc = -EFBIG;
	}
	return rc;
}

static int
file_open(const char *path, int *fd)
{
	do
		*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	while (*fd < 0 && errno == EINTR && stop_asked() == 0);
	return *fd < 0 ? -errno : 0;
}

static int
file_read(struct bytes *b, const char *path, struct fault *f)
{
	int fd, rc = file_open(path, &fd);

	if (rc == 0) {
		rc = bytes_read(b, fd);
		(void)close(fd);
	}
	if (rc == 0 || (rc == -EINTR && stop_asked() != 0))
		return rc;
	if (rc == -EFBIG)
		return fault_set(f, CALL_USAGE, "%s is larger than %zu MiB",
		    path, WORD_FILE_MAX >> 20);
	return fault_set(f, rc, "cannot read %s: %s", path, strerror(-rc));
}

/* What is wrong with n bytes as a word; NULL: nothing. */
static const char *
word_fault(const char *word, size_t n)
{
	if (n == 0)
		return "an empty line; give a word, or remove it";
	for (size_t i = 0; i < n; i++) {
		if (word[i] == '\r' && i + 1 == n)
			return "ends in a carriage return; convert the file, "
			       "as by: tr -d '\\r'";
		if (word[i] == ' ' || word[i] == '\t')
			return "a space or tab; give one word a line, without "
			       "numbers of dice";
		if (word[i] < ' ' || word[i] > '~')
			return "a word has printable ASCII characters only, "
			       "which every keyboard types alike";
	}
	if (n > CREDMINT_PASSPHRASE_WORD_MAX)
		return "a word has up to 32 characters";
	return NULL;
}

/* Check each line and end it with a NUL; *words counts them. */
static int
lines_cut(struct bytes *b, const char *path, size_t *words, struct fault *f)
{
	char *p = b->at, *end = b->at + b->n;

	for (*words = 0; p < end; ++*words) {
		char *newline = memchr(p, '\n', (size_t)(end - p));
		char *stop = newline != NULL ? newline : end;
		const char *wrong = word_fault(p, (size_t)(stop - p));

		if (wrong != NULL) {
			(void)fault_set(f, CALL_USAGE, "%s:%zu: %s", path,
			    *words + 1, wrong);
			return CALL_USAGE;
		}
		*stop = '\0';
		p = stop + 1;
	}
	if (*words > 0)
		return 0;
	(void)fault_set(
	    f, CALL_USAGE, "%s has no words; give one a line", path);
	return CALL_USAGE;
}

int
word_file_read(struct word_file *out, const char *path, struct fault *f)
{
	struct bytes bytes = {NULL, 0, 0};
	size_t n = 0;
	int rc = file_read(&bytes, path, f);

	*out = (struct word_file){.path = path};
	if (rc == 0)
		rc = lines_cut(&bytes, path, &n, f);
	if (rc == 0 && n > 0) {
		out->word = calloc(n, sizeof(*out->word));
		if (out->word == NULL) {
			(void)fault_set(f, -ENOMEM, "out of memory");
			rc = -ENOMEM;
		}
	}
	if (rc != 0) {
		free(bytes.at);
		return rc;
	}
	out->text = bytes.at;
	for (const char *p = out->text; out->n < n; p += strlen(p) + 1)
		out->word[out->n++] = p;
	return 0;
}

void
word_file_free(struct word_file *file)
{
	free(file->word);
	free(file->text);
	*file = (struct word_file){0};
}
