/*
 * power - a registry on a file system of its own, whose power can go
 */

#ifndef TESTS_REGISTRY_POWER_H
#define TESTS_REGISTRY_POWER_H

#include "tests/registry/room.h"

struct power {
	struct conf conf;
	struct fault f;
	struct account alice;
	int disk; /* a descriptor of the directory, for syncfs() */
};
extern struct power power;

/* The registry and its key are those in dir; exits where there is no dir. */
void power_on(const char *dir);

/* A key and a registry; 0, as main returns. */
int power_make(void);

/* Drop what is not on disk, at once; then print what and exit with 0. */
_Noreturn void power_cut(const char *what);

/* Say what failed, and the fault, and exit with 3. */
_Noreturn void power_die(const char *what);

/* alice's, at sshd; and what becomes of a code of hers there. */
struct registry_login power_login(void);
enum registry_verdict power_log_in(struct registry *r, const char *code);

#endif
