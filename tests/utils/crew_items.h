/* crew_items - items for a crew, its processes and calls that fail, for tests
 */

#ifndef TESTS_CREW_ITEMS_H
#define TESTS_CREW_ITEMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/fault.h"
#include "tests/core/own_memory.h"

/* Of a limit that is not reached. */
#define NEVER UINT64_MAX

struct item {
	uint64_t number;
	uint64_t square;
	char secret[OWN_MEMORY_MAX];
};

/* What the callers of crew_run() say and see. */
struct items_seen {
	uint64_t total, filled, drained, paused;
	uint64_t fill_fails, drain_fails, stop_at, insist_at;
	bool slow_writer, was_later, dirty, secret, ready_came;
	struct masked mask;
};
extern struct items_seen items_seen;

/* How often a call works before it fails. */
extern unsigned items_forks, items_pipes, items_maps;

int items_set_up(void **state);
int items_fill(void *to, void *arg);
void items_work(void *at);
int items_drain(void *from, void *arg);
int items_pause(bool later, int ready, void *arg);

/* Whatever comes, nothing is left of it. */
int items_run(unsigned threads, void (*worker)(void *),
    int (*pauser)(bool, int, void *), struct fault *f);

#endif
