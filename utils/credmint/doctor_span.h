/*
 * doctor_span - times as a person reads them
 */

#ifndef CREDMINT_DOCTOR_SPAN_H
#define CREDMINT_DOCTOR_SPAN_H

#include <stdint.h>

#define DOCTOR_SPAN_SIZE 48

/* "3d 4h", "4h 20m", "20m", "20s". Returns out. */
const char *doctor_span(int64_t seconds, char out[DOCTOR_SPAN_SIZE]);

#endif
