/*
 * password_plan - a policy made ready for many passwords
 *
 * Two ways lead to the same uniform choice among all strings that satisfy the
 * policy. Drafts of any allowed characters are thrown away whole until one
 * satisfies it: fast while many do. Or the number of places of each class is
 * drawn by exact weights, the classes are shuffled over the places and each
 * place is filled: never thrown away, but slower.
 */

#ifndef SECRETS_PASSWORD_PLAN_H
#define SECRETS_PASSWORD_PLAN_H

#include <stddef.h>

#include "credmint.h"

enum password_mode {
	PASSWORD_MODE_BEST = 0,  /* drafts while 1 in 8 satisfies */
	PASSWORD_MODE_DRAFT = 1, /* forced, for tests */
	PASSWORD_MODE_EXACT = 2, /* forced, for tests */
};

struct password_plan;

/*
 * Read a policy, with the errors of credmint_password_make() and -ENOMEM;
 * *out is NULL then. The policy is not needed afterwards. About a microsecond
 * where drafts are clearly the way, else as password_weights_new().
 */
int password_plan_new(struct password_plan **out,
    const struct credmint_password *policy, enum password_mode mode)
    __attribute__((warn_unused_result));
void password_plan_free(struct password_plan *plan);

/* The mode in use: _DRAFT or _EXACT. */
enum password_mode password_plan_mode(const struct password_plan *plan);

/*
 * A password as text. 0; -ERANGE when size is not above the policy's length;
 * or the error of the source. out is all zero after an error.
 */
int password_plan_draw(const struct password_plan *plan,
    struct credmint_source *source, char *out, size_t size)
    __attribute__((warn_unused_result));

#endif
