/*
 * answer - what is asked in a login, and what the answers come to
 */

#ifndef AUTH_ANSWER_H
#define AUTH_ANSWER_H

#include "auth/login.h"

/*
 * Ask as the PAM line says: for what another module was told, for the person's
 * answer, or for the one and then the other; count each answer that is looked
 * at, and compare it after that. 0 with the verdict, or a negative errno with
 * *verdict no: l->broken when the other side went away, fell silent or sent
 * something odd, otherwise nothing could be decided.
 */
int answer_decide(struct login *l, enum registry_verdict *verdict,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * After a yes: whoever used up a code of his sheet is told what is left of it,
 * and nobody anything else. 0 or that of conversation_show().
 */
int answer_show_left(struct login *l) __attribute__((warn_unused_result));

#endif
