/*
 * doctor_line - a finding and its mend, as a person reads them
 *
 * On a terminal of some width in three columns, the last of which goes on
 * below itself; on a narrow one the text stands below, as wide as there is
 * room. A command that is the mend is not broken where it fits on a line of its
 * own, so that it can be copied whole. Elsewhere it is one line.
 */

#ifndef CREDMINT_DOCTOR_LINE_H
#define CREDMINT_DOCTOR_LINE_H

struct output;

/* 0 or a negative errno. mend may be "". */
int doctor_line(struct output *out, const char *state, const char *what,
    const char *finding, const char *mend) __attribute__((warn_unused_result));

#endif
