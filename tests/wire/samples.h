/* samples - one frame of each type, for tests */

#ifndef TESTS_WIRE_SAMPLES_H
#define TESTS_WIRE_SAMPLES_H

#include "wire/wire.h"

#define SAMPLES 11

extern struct wire_frame samples[SAMPLES];

/* Make them anew: before each test. 0. */
int samples_fill(void **state);

#endif
