/*
 * conf_key - the keys of the configuration, and what their values may be
 *
 * Private to the room.
 */

#ifndef HOST_CONF_KEY_H
#define HOST_CONF_KEY_H

#include <stddef.h>
#include <stdint.h>

#include "host/conf.h"

#define CONF_KEYS 16

enum conf_kind {
	CONF_PATH = 1, /* absolute */
	CONF_PROGRAM,  /* absolute, or empty: none */
	CONF_ACCOUNT,
	CONF_COUNT,
	CONF_SPAN, /* least 0: or empty, which is 0 */
	CONF_YES_NO,
	CONF_ASKERS, /* uids, or empty: none */
};

struct conf_key {
	const char *name;
	const char *form; /* "KEY must be ..." */
	enum conf_kind kind;
	size_t offset; /* in struct conf */
	int64_t least, most;
};

extern const struct conf_key conf_keys[CONF_KEYS];

/* The index of the key called by n bytes at name, or -1. */
int conf_key_find(const char *name, size_t n);

/* Put a value in its place. 0, or -EINVAL or -ERANGE with *out unchanged. */
int conf_key_set(struct conf *out, const struct conf_key *key,
    const char *value) __attribute__((warn_unused_result));

#endif
