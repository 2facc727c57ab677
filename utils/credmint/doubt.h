/*
 * doubt - what is said where nobody knows whether something counts
 *
 * The registry's process died as it committed, or the disk failed there: what
 * was handed over may be needed, and nothing of it MUST be taken back.
 */

#ifndef CREDMINT_DOUBT_H
#define CREDMINT_DOUBT_H

#include "service.h"

struct call;

/*
 * What is to be told after service_registry_watched() has returned rc:
 * REGISTRY_UNCHANGED: what rc says; REGISTRY_COMMITTING: it is not known;
 * REGISTRY_COMMITTED: it counts, and the process died before it could say so.
 */
enum registry_commit doubt_of(const struct service_watch *watch, int rc);

/*
 * Say so, behind what went wrong, also to who has told us to end; the file of
 * -o stays. rc, which is negative, is returned.
 */
int doubt_say(struct call *call, int rc, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
