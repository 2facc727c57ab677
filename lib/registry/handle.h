/*
 * handle - an open registry, as this room sees it
 */

#ifndef REGISTRY_HANDLE_H
#define REGISTRY_HANDLE_H

#include "registry/key.h"
#include "registry/store.h"

struct registry {
	struct store *store;
	struct key *key; /* in locked memory */
	struct conf conf;
	unsigned long macs; /* of decisions; beside store->cost */
	unsigned lost;      /* events given up */
};

#endif
