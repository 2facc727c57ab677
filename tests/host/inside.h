/*
 * inside - things tried in the sandbox, each by a child that entered it before
 *
 * An attempt returns 0 when it worked, otherwise an errno or a number below
 * 100.
 */

#ifndef TESTS_HOST_INSIDE_H
#define TESTS_HOST_INSIDE_H

void inside_ends_the_process(int (*attempt)(void));
/* ... with EPERM. */
void inside_fails(int (*attempt)(void));
void inside_works(int (*attempt)(void));

#endif
