/*
 * held_memory - memory of a process that is kept off the disk
 */

#ifndef CREDMINT_HELD_MEMORY_H
#define CREDMINT_HELD_MEMORY_H

#include <stdbool.h>

/*
 * From now on the system hands out memory in one go and keeps it off the disk,
 * what there is (all) as well. Only where no limit would make an allocation
 * fail; elsewhere nothing changes.
 */
void held_memory(bool all);

#endif
