/*
 * provision_secrets_read - what earlier runs put into a file of secrets
 */

#ifndef CREDMINT_PROVISION_SECRETS_READ_H
#define CREDMINT_PROVISION_SECRETS_READ_H

#include <sys/types.h>

#include "core/fault.h"

#include "provision_known.h"
#include "provision_secrets_form.h"

/*
 * Learn every name and where its record begins. *whole is where the last record
 * ends that has its end; what is begun behind it, and zeros, are none. 0;
 * -EINVAL: a record is none of ours, which is said by its line; or another
 * negative errno.
 */
int provision_secrets_read(int fd, const char *path,
    const struct provision_secrets_form *form, struct provision_known *known,
    off_t *whole, struct fault *f) __attribute__((warn_unused_result));

/* The password of the record that begins at a byte, and its end. 0 or an errno.
 */
int provision_secrets_read_at(int fd, const char *path,
    const struct provision_secrets_form *form, off_t at, char *password,
    int64_t *expires, struct fault *f) __attribute__((warn_unused_result));

#endif
