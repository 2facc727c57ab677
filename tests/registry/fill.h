/* fill - somebody who keeps a disk full */

#ifndef TESTS_REGISTRY_FILL_H
#define TESTS_REGISTRY_FILL_H

#include <time.h>

/*
 * Write to path as long as there is room, and try again at once; says is made
 * when the disk was full for the first time. It ends by itself, when seconds
 * are over or with the test. 0, or 1 where it cannot.
 */
int fill_disk(const char *path, const char *says, time_t seconds);

#endif
