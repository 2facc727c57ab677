/*
 * key_file - the keys that sign and verify, from a file
 *
 * One key a line, as it stands there: 16 to 1024 printable characters without
 * a space, up to 16 lines. The first signs, all verify.
 */

#ifndef CREDMINT_KEY_FILE_H
#define CREDMINT_KEY_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "core/fault.h"
#include "credmint.h"

struct key_file {
	struct credmint_signkey key[CREDMINT_SIGNED_KEYS_MAX];
	size_t n;
	char *text; /* what the keys are parts of, in locked memory */
};

/*
 * Read a file that its owner, who is root or who asks, alone can change, and
 * that strangers cannot read. life is that of every key. 0, or a negative
 * errno; a line of the file is named by its number, never shown.
 */
int key_file_read(struct key_file *out, const char *path, int64_t life,
    struct fault *f) __attribute__((warn_unused_result));

/* Wipe it. One that was never read is all zero. */
void key_file_wipe(struct key_file *keys);

#endif
