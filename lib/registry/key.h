/*
 * key - the registry's key, and what is derived from it
 */

#ifndef REGISTRY_KEY_H
#define REGISTRY_KEY_H

#include "core/fault.h"
#include "core/mac.h"

/* Bytes that tell keys apart; not secret, stored with every row. */
#define KEY_ID_SIZE 8

/* The key itself is not kept, only its sub-keys. */
struct key {
	unsigned char codes[MAC_SIZE];
	unsigned char names[MAC_SIZE]; /* and sources */
	unsigned char hashes[MAC_SIZE];
	unsigned char tokens[MAC_SIZE];
	unsigned char csrf[MAC_SIZE];
	unsigned char seeds[MAC_SIZE];    /* of authenticators */
	unsigned char recovery[MAC_SIZE]; /* codes */
	unsigned char traces[MAC_SIZE];   /* of seeds that were removed */
	unsigned char grace[MAC_SIZE];
	unsigned char id[KEY_ID_SIZE];
};

/*
 * Read and check a key file: regular, REGISTRY_KEY_SIZE bytes, root's or the
 * reader's own, not writable by its group, nothing for others. 0 or a
 * negative errno with *out all zero.
 */
int key_read(struct key *out, const char *path, struct fault *f)
    __attribute__((warn_unused_result));

#endif
