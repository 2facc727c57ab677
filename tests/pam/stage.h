/*
 * stage - a PAM application, its service directory, and what is played to it
 */

#ifndef TESTS_PAM_STAGE_H
#define TESTS_PAM_STAGE_H

#include <stddef.h>

#include <security/pam_appl.h>

#define STAGE_TURNS 8

/* What the application answers, in turn, and what it was told. */
struct stage_talk {
	const char *answers[STAGE_TURNS]; /* NULL: a NULL answer */
	int results[STAGE_TURNS];         /* of the function; 0: success */
	unsigned turn;
	char shown[1024]; /* "STYLE:TEXT\n" of every message */
};

/* Group setup and teardown of cmocka. */
int stage_open(void **state);
int stage_close(void **state);

/* Path of a file in the stage's directory, in static memory. */
const char *stage_path(const char *name);

/* What credmint-auth does from now on, lines of it; notes are empty again. */
void stage_play(const char *lines);

/* What it noted. */
const char *stage_notes(void);

/* What the application hears when the module said PAM_IGNORE. */
#define STAGE_IGNORED PAM_MODULE_UNKNOWN

/*
 * A handle for user (NULL: none) on a service of the module with args, which
 * gives the module's own codes. Delays are not slept but kept in stage_delay.
 */
pam_handle_t *stage_start(
    const char *user, struct stage_talk *talk, const char *args);

/* The same on a service file of these lines. */
pam_handle_t *stage_start_stack(
    const char *user, struct stage_talk *talk, const char *lines);

/* The module's path, in static memory. */
const char *stage_module(void);

extern unsigned stage_delay;

/* Move credmint-auth away, or back. */
void stage_hide(int hidden);

/* One login, from start to end: what pam_authenticate() returned. */
int stage_login(const char *user, struct stage_talk *talk);

#endif
