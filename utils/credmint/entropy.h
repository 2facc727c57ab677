/*
 * entropy - the parts of looking at the system's generator
 */

#ifndef CREDMINT_ENTROPY_H
#define CREDMINT_ENTROPY_H

#include <stdint.h>

struct call;

/*
 * Take so many bytes from the door in use, which has this name, and show what
 * the tests find. CALL_NO when chance hardly makes such a sample; else 0 or a
 * negative errno.
 */
int entropy_sample(struct call *call, const char *door, uint64_t nbytes)
    __attribute__((warn_unused_result));

#endif
