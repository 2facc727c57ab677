/*
 * conf_key - the keys of the configuration, and what their values may be
 *
 * Private to the room.
 */

#ifndef HOST_CONF_KEY_H
#define HOST_CONF_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/conf_section.h"

enum conf_kind {
	CONF_PATH = 1, /* absolute */
	CONF_PROGRAM,  /* absolute, or empty: none */
	CONF_ACCOUNT,
	CONF_COUNT,
	CONF_SPAN,
	CONF_SPAN_OR_NONE, /* or empty, which is 0 */
	CONF_YES_NO,
	CONF_ASKERS, /* uids, or empty: none */
	CONF_PREFIX, /* of a kind's tokens */
	CONF_KINDS,  /* names of kinds, or '*': all, or empty: none */
	CONF_VERBS,  /* what serve does, or empty: nothing */
	CONF_ISSUER, /* UTF-8 without ':', or empty */
	CONF_WAY_LIST,
	CONF_NAME_LIST,    /* of accounts, or empty: none */
	CONF_NETWORK_LIST, /* or empty: none */
	CONF_UNTIL,        /* a day or a time, or empty, which is 0 */
};

struct conf_key {
	const char *name;
	const char *form;          /* "KEY must be ..." */
	enum conf_section section; /* where the key stands */
	enum conf_kind kind;
	size_t offset; /* in what conf_section_base() returns */
	int64_t least, most;
	/*
	 * Decides nothing about who gets in, so that of drop-ins the last one
	 * may say it. Of other keys two drop-ins that say different things
	 * contradict each other: nobody would know which one was meant.
	 */
	bool loose;
};

extern const struct conf_key conf_keys[CONF_KEYS];

/* The index of the key called by n bytes at name, or -1. */
int conf_key_find(const char *name, size_t n);

/*
 * Put a value in its place, in the struct that the key's section lies in. 0, or
 * -EINVAL or -ERANGE with that unchanged.
 */
int conf_key_set(void *base, const struct conf_key *key, const char *value)
    __attribute__((warn_unused_result));

/* Bytes of the longest value. */
#define CONF_VALUE_SIZE CONF_PATH_SIZE

/* Keep a value as it is, and whether it is that still. */
void conf_key_copy(const void *base, const struct conf_key *key,
    unsigned char out[CONF_VALUE_SIZE]);
bool conf_key_same(const void *base, const struct conf_key *key,
    const unsigned char as[CONF_VALUE_SIZE])
    __attribute__((warn_unused_result));

/*
 * Step over what stands between two words of a list: blanks, or a comma with
 * blanks around it. False when it is nothing, or no word follows.
 */
bool conf_next_word(const char **value);

#endif
