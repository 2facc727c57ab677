/*
 * token_handover - a kept token's text on its way out, the one time it is shown
 */

#ifndef CREDMINT_TOKEN_HANDOVER_H
#define CREDMINT_TOKEN_HANDOVER_H

#include "registry/token.h"

#include "url_template.h"

struct call;

/* What --url and --allow-http say. 0 or CALL_USAGE. */
int token_handover_read(struct url_template *url, struct call *call)
    __attribute__((warn_unused_result));

/*
 * Write what a yes to issue or rotate brought: the token or its link, and a
 * CSRF token behind it, each an item; or all of it as JSON. 0 or a negative
 * errno.
 */
int token_handover(struct call *call, const struct url_template *url,
    const struct registry_token_op *op) __attribute__((warn_unused_result));

#endif
