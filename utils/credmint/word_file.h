/*
 * word_file - the words of passphrases, one a line of a file
 *
 * A word is 1 to 32 printable ASCII characters without space. Nothing is
 * cut off or passed over: a line that is anything else is refused by its
 * number. The last line may lack its newline.
 */

#ifndef CREDMINT_WORD_FILE_H
#define CREDMINT_WORD_FILE_H

#include <stddef.h>

#include "core/fault.h"

/* Bytes of a file. */
#define WORD_FILE_MAX ((size_t)64 * 1024 * 1024)

struct word_file {
	const char *path;
	const char **word; /* n texts; number i is that of line i + 1 */
	size_t n;          /* at least 1 */
	char *text;
};

/*
 * Read a file. CALL_USAGE when it holds what it must not, or a negative errno;
 * then there is nothing to free.
 */
int word_file_read(struct word_file *out, const char *path, struct fault *f)
    __attribute__((warn_unused_result));

/* One that was never read is all zero. */
void word_file_free(struct word_file *file);

#endif
