/*
 * syncs - fdatasync(2) and fsync(2), counted and not done
 *
 * A program linked with this object is fast, and knows how often a real one
 * would wait for the disk.
 */

#ifndef TESTS_REGISTRY_SYNCS_H
#define TESTS_REGISTRY_SYNCS_H

unsigned long syncs_seen(void);

#endif
