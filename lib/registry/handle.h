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
	void *work;      /* the same, for acts on tokens; wiped between them */
	size_t work_size;
	struct conf conf;
	unsigned long macs;  /* of decisions; beside store->cost */
	unsigned long hmacs; /* ... of authenticators */
	unsigned lost;       /* events given up */
	bool looks;          /* it only looks: closing it tidies nothing */
	/* Who is told of commits, or NULL; what the last change came to. */
	registry_commits *commits;
	void *commits_arg;
	enum registry_commit commit;
};

#endif
