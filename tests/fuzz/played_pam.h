/*
 * played_pam - as much of libpam as a module needs
 *
 * One handle. What a test does not set is not there.
 */

#ifndef TESTS_FUZZ_PLAYED_PAM_H
#define TESTS_FUZZ_PLAYED_PAM_H

#include <security/pam_modules.h>

#define PLAYED_ITEMS 16

struct pam_handle {
	const void *items[PLAYED_ITEMS];
	char *authtok; /* a copy, as libpam makes it */
	struct {
		char name[32];
		void *data;
		void (*cleanup)(pam_handle_t *pamh, void *data, int status);
	} kept[4];
};

/* End it: what modules keep is given back. */
void played_pam_end(pam_handle_t *pamh, int status);

#endif
