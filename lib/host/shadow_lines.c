/* shadow_lines - reading the account files, which hold secrets */

#include "host/shadow_lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/secret.h"
#include "host/root_file.h"

struct shadow_lines *
shadow_lines_open(
    const char *root, const char *path, int *error, struct fault *f)
{
	struct shadow_lines *lines;
	int fd = root_file_open(root, path, f);

	*error = fd < 0 ? fd : -ENOMEM;
	if (fd < 0)
		return NULL;
	lines = calloc(1, sizeof(*lines));
	if (lines != NULL)
		lines->stream = fdopen(fd, "re");
	if (lines != NULL && lines->stream != NULL &&
	    setvbuf(
		lines->stream, lines->block, _IOFBF, sizeof(lines->block)) == 0)
		return lines;
	(void)fault_set(f, -ENOMEM, "out of memory");
	if (lines != NULL && lines->stream != NULL)
		(void)fclose(lines->stream);
	else
		(void)close(fd);
	free(lines);
	return NULL;
}

void
shadow_lines_close(struct shadow_lines *lines)
{
	if (lines == NULL)
		return;
	(void)fclose(lines->stream);
	secret_free(lines, sizeof(*lines));
}

int
shadow_lines_ended(struct shadow_lines *lines, int r, const char *root,
    const char *path, struct fault *f)
{
	if (r == ERANGE)
		return fault_set(f, -EMSGSIZE,
		    "%s%s: a line is longer than %zu bytes; mend it", root,
		    path, sizeof(lines->line) - 1);
	if (ferror(lines->stream))
		return fault_set(
		    f, -EIO, "cannot read %s%s: %s", root, path, strerror(r));
	return 0;
}
