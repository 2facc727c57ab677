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
 * 0; -ENOENT; or another negative errno, among them -EINVAL for bytes that no
 * text has.
 */
int pam_text_open(struct pam_text *text, const char *root, const char *name,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * The next line that says something, what continues it included. 1; 0 at the
 * end; or a negative errno, *wrong then saying why.
 */
int pam_text_line(struct pam_text *text, char line[PAM_STACK_LINE_SIZE],
    const char **wrong) __attribute__((warn_unused_result));

/*
 * Cut the next word off, in place: what stands in brackets is one. NULL: no
 * more. *open is set when a bracket is not closed.
 */
char *pam_text_word(char **rest, bool *open);

#endif
