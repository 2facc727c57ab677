/*
 * provision_read - a file of a test, read as credmint provision reads it
 */

#ifndef TESTS_UTILS_PROVISION_READ_H
#define TESTS_UTILS_PROVISION_READ_H

#include <stddef.h>
#include <stdint.h>

#include "utils/credmint/provision_input.h"

struct provision_read_out {
	int rc;
	uint64_t good;
	uint64_t bad;
	struct fault fault;
	char said[32768];     /* on standard error, without "credmint: " */
	char accounts[65536]; /* "2 name=alice uid=7;", one behind the other */
};

/* Once before the others: a folder of its own; and its end. */
int provision_read_setup(void **state);
int provision_read_teardown(void **state);

/* Read n bytes as the file "f". */
void provision_read(
    const void *bytes, size_t n, struct provision_read_out *out);

/* The same, kept open, what is said not yet looked at. */
struct provision_input *provision_read_open(const char *text);

/* What was said since the last look. */
void provision_read_said(char *out, size_t size);

/* The accounts that are left, as above. */
void provision_read_accounts(
    struct provision_input *in, char *out, size_t size);

#endif
