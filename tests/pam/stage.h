/*
 * stage - a PAM application, its service directory, and what is played to it
 */

#ifndef TESTS_PAM_STAGE_H
#define TESTS_PAM_STAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include <security/pam_appl.h>

#define STAGE_TURNS 8

/* What the application answers, in turn, and what it was told. */
struct stage_talk {
	const char *answers[STAGE_TURNS]; /* NULL: a NULL answer */
	int results[STAGE_TURNS];         /* of the function; 0: success */
	unsigned turn;
	char shown[1024]; /* "STYLE:TEXT\n" of every message */
};

/*
 * Group setup and teardown of cmocka. The directory of the stage is the current
 * one; logins start credmint-auth, or find a listener at both sockets.
 */
int stage_open(void **state);
int stage_open_listening(void **state);
int stage_close(void **state);

/* Run a group both ways, as the last thing of main(). */
#define STAGE_RUN(name, tests)                                   \
	(cmocka_run_group_tests_name(                            \
	     name ", started", tests, stage_open, stage_close) + \
	    cmocka_run_group_tests_name(                         \
		name ", listening", tests, stage_open_listening, stage_close))

/* Whether somebody listens. */
extern bool stage_listening;

/*
 * Somebody with this uid listens at "root.socket" or "self.socket" with a
 * socket of this type, until stage_hush(), which leaves the sockets there when
 * they are to stay.
 */
void stage_listen(const char *name, int type, uid_t uid);
void stage_hush(bool stay);

/* Path of a file in the stage's directory, in static memory. */
const char *stage_path(const char *name);

/* What credmint-auth does from now on, lines of it; notes are empty again. */
void stage_play(const char *lines);

/* What it noted. */
const char *stage_notes(void);

/* The same for credmint-passwd. */
void stage_play_passwd(const char *lines);
const char *stage_passwd_notes(void);

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

/* The paths of the module and of tests/pam/witness.c, in static memory. */
const char *stage_module(void);
const char *stage_witness(void);

/* Write a file into the stage's directory. */
void stage_write(const char *name, const char *text);

/* What stands in one, in static memory. */
const char *stage_read(const char *name);

/* Called with every message the application gets; NULL: nothing is. */
extern void (*stage_watch)(void);

extern unsigned stage_delay;

/* Move credmint-auth, or credmint-passwd, away, or back. */
void stage_hide(int hidden);
void stage_hide_passwd(bool hidden);

/* One login, from start to end: what pam_authenticate() returned. */
int stage_login(const char *user, struct stage_talk *talk);

#endif
