/*
 * import_items - authenticators and codes of a file, one after the other
 *
 * What is added stays where it is, in the text of the file.
 */

#ifndef CREDMINT_IMPORT_ITEMS_H
#define CREDMINT_IMPORT_ITEMS_H

#include "import.h"
#include "import_device.h"

/*
 * An authenticator of a line; the key takes the place of its own text, which
 * is longer. 0; -EFBIG: there are IMPORT_ITEMS_MAX; or -ENOMEM.
 */
int import_item_add(struct import *i, size_t line, const char *user,
    const struct import_device *d, char *key)
    __attribute__((warn_unused_result));

/* A code, once: one that is there is counted. 0 or -ENOMEM. */
int import_code_add(struct import *i, const char *code)
    __attribute__((warn_unused_result));

#endif
