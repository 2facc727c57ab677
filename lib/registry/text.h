/*
 * text - what strangers wrote, made fit to store and show
 */

#ifndef REGISTRY_TEXT_H
#define REGISTRY_TEXT_H

#include <stddef.h>

/* Room for a text field, cleaned and cut. */
#define REGISTRY_TEXT_SIZE 257

/*
 * Copy in: control characters, bytes beyond ASCII and the backslash become
 * \ooo, and the whole is cut to size - 1 bytes, never inside an escape. NULL
 * is "". Two different texts may be cut to the same one.
 */
void text_clean(const char *in, char *out, size_t size);

#endif
