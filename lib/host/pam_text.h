/*
 * pam_text - a file of PAM's, taken apart into lines and words
 *
 * Private to the room.
 */

#ifndef HOST_PAM_TEXT_H
#define HOST_PAM_TEXT_H

#include "host/pam_stack.h"

struct pam_text {
	char path[PAM_STACK_PATH_SIZE]; /* below the root */
	char *text;
	const char *next; /* what follows the line */
	unsigned number;  /* of the first line of it */
	unsigned below;   /* how many others were joined to it */
};

/*
 * Open what a service or an include names: a file of /etc/pam.d, else of
 * /usr/lib/pam.d, or one by its absolute path. The caller frees text->text.
 * 0; -ENOENT; or another negative errno. Bytes that no text has are -EINVAL
 * when strict; otherwise a NUL ends a line and a '\r' is a blank.
 */
int pam_text_open(struct pam_text *text, const char *root, const char *name,
    bool strict, struct fault *f) __attribute__((warn_unused_result));

/*
 * Append a line of the file, without its comment, to line, *used of whose size
 * bytes are taken. 1: the next one continues it; 0; -1: it has no room.
 */
int pam_text_append(struct pam_text *text, char *line, size_t size,
    size_t *used) __attribute__((warn_unused_result));

/*
 * The next line that says something, what continues it included, of a file
 * that was opened strictly. 1; 0 at the end; or a negative errno, *wrong then
 * saying why.
 */
int pam_text_line(struct pam_text *text, char line[PAM_STACK_LINE_SIZE],
    const char **wrong) __attribute__((warn_unused_result));

/*
 * Cut the next word off, in place: what stands in brackets is one. NULL: no
 * more. *open is set when a bracket is not closed.
 */
char *pam_text_word(char **rest, bool *open);

/* Whether a path is a module's, by the name of its file: "pam_unix.so". */
bool pam_text_is_module(const char *path, const char *module);

/*
 * Of n words, each with its NUL: the one after word, or the first after NULL.
 * NULL: no more.
 */
const char *pam_text_after(const char *words, size_t n, const char *word);

#endif
