/*
 * enroll - somebody enrols an authenticator for himself
 *
 *  1. The asker MUST be the account's own uid, by the kernel's word: nobody is
 *     trusted to enrol others, and root here enrols root alone.
 *  2. A code the account has MUST be right first: one issued for enrolling, or
 *     one of an authenticator or a recovery sheet where these are ways in. It
 *     is counted first and compared after, apart from root's programs, and all
 *     that is no says the same.
 *  3. The seed MUST be drawn after that yes, be in memory for secrets alone,
 *     and be sent once. Nothing that is kept is ever sent.
 *  4. Nothing is kept before a code of that seed was right, and then it is one
 *     step of the registry. What ends before changes nothing but the proof,
 *     which is used.
 *  5. What has ended the enrolment since the proof (registry_enroll()) MUST be
 *     seen in that step: then nothing is kept, and the person is told.
 *  6. A frame out of its turn MUST end the conversation.
 */

#ifndef AUTH_ENROLL_H
#define AUTH_ENROLL_H

#include <stdbool.h>

#include "auth/login.h"

/* Whether HELLO asks for it. */
bool enroll_asked(const struct login *l);

/* Make l->hello worth the name alone: the service is self:enroll. */
void enroll_reduce(struct login *l);

/* Whether the asker may, once the name is looked up. */
bool enroll_may(const struct login *l);

/*
 * Take what is wished for, which follows HELLO at once: a frame that nobody
 * read would take the verdict with it when the socket is closed. 0 or a
 * negative errno, to which there is no answer.
 */
int enroll_wish(struct login *l, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * Before the sandbox: what the configuration says of this service. 0 or a
 * negative errno.
 */
int enroll_begin(struct login *l, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * With the registry open: ask for the proof, hand the seed over, ask for a code
 * of it, keep it. 0 with the verdict; or a negative errno with *verdict
 * WIRE_NO: l->broken when the other side went away, fell silent or sent
 * something odd, otherwise it could not be done.
 */
int enroll_decide(struct login *l, enum wire_verdict *verdict, struct fault *f)
    __attribute__((warn_unused_result));

#endif
