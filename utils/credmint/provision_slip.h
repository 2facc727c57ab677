/*
 * provision_slip - a temporary password on paper, to be cut off and handed over
 */

#ifndef CREDMINT_PROVISION_SLIP_H
#define CREDMINT_PROVISION_SLIP_H

#include <stddef.h>

#include "provision_secrets_form.h"

/*
 * Write a slip and what parts it from the next one: a line to cut along, or a
 * form feed where a page is full. 0, or -ERANGE when size is too small.
 */
int provision_slip(const struct provision_record *record, char *out,
    size_t size, size_t *n) __attribute__((warn_unused_result));

/* What every slip begins with. */
#define PROVISION_SLIP_BEGINS "\n   Account      "

/* As provision_secrets_form.h wants it. */
size_t provision_slip_whole(const char *text, size_t n);
int provision_slip_read(
    const char *text, size_t n, char *name, char *password, int64_t *expires);

#endif
