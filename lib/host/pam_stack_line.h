/*
 * pam_stack_line - a line of a PAM service, put together
 *
 * Private to the room.
 */

#ifndef HOST_PAM_STACK_LINE_H
#define HOST_PAM_STACK_LINE_H

#include "host/pam_stack.h"
#include "host/pam_text.h"

/*
 * A module of no control, name or argument yet, from where text is, with size
 * bytes of room for its words. The caller frees it or keeps it. NULL: no
 * memory.
 */
struct pam_stack_line *pam_stack_line_new(const struct pam_text *text,
    enum pam_stack_type type, unsigned level, size_t size)
    __attribute__((warn_unused_result));

/*
 * Copy a word into that room, *used bytes of which are taken and more
 * afterwards: with its NUL it MUST fit. The copy.
 */
const char *pam_stack_line_put(
    struct pam_stack_line *line, size_t *used, const char *word);

/* It always fails, for the first reason that is given; why is not copied. */
void pam_stack_line_wrong(struct pam_stack_line *line, const char *why);

/*
 * Give a line to the stack, whose last it is from then on. 0; -E2BIG: it has
 * PAM_STACK_LINES_MAX, and the line is freed.
 */
int pam_stack_line_keep(struct pam_stack *stack, struct pam_stack_line *line)
    __attribute__((warn_unused_result));

#endif
