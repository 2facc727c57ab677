/* doctor_cron - whether cron runs credmint sweep, and how often */

#ifndef CREDMINT_DOCTOR_CRON_H
#define CREDMINT_DOCTOR_CRON_H

#include <stddef.h>
#include <stdint.h>

/*
 * Look through the tables that cron runs as root. The seconds that may lie
 * between two runs, and found, of size bytes, is the file; 0: it does not.
 */
int64_t doctor_cron(char *found, size_t size);

#endif
