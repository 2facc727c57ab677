/*
 * doors - a system whose calls fail as a test has written
 *
 * getrandom, open, read, fstat and poll are wrapped: each follows a short
 * script and then does what the system does.
 */

#ifndef TESTS_CORE_DOORS_H
#define TESTS_CORE_DOORS_H

#include <sys/stat.h>
#include <sys/types.h>

#include <stdbool.h>
#include <stddef.h>

#define ALL (-2)

/* What one call does: bytes to give, 0, ALL of them, or -1 with an errno. */
struct step {
	ssize_t result;
	int error;
};

struct script {
	const struct step *steps;
	size_t n, at;
	unsigned int calls;
};

#define SCRIPT(...)                                               \
	{                                                         \
		.steps = (const struct step[]){__VA_ARGS__},      \
		.n = sizeof((const struct step[]){__VA_ARGS__}) / \
		    sizeof(struct step)                           \
	}

extern struct script getrandom_script, read_script, poll_script;
/* An open of this path fails so, or opens another file. */
extern const char *open_path, *open_instead;
extern int open_error;
extern unsigned int open_interrupts; /* so many opens fail before */
extern unsigned int opens, fstats;
/* Called once: somebody else does something meanwhile. */
extern void (*after_read)(void), (*after_open)(void);
extern mode_t other_type; /* what fstat says a file is, when not 0 */
/* What is read from the device, and from nothing else, becomes DEVICE_MARK. */
#define DEVICE_MARK 0xb6
extern bool device_marks;

int __real_open(const char *path, int flags, ...);
int __real_fstat(int fd, struct stat *st);

/* A set-up: shut the first door and start with no descriptor kept. */
int doors_set_up(void **state);

/* How many descriptors are the device 1:9; *fd is one of them, or -1. */
int urandom_descriptors(int *fd);

void assert_all(const unsigned char *p, size_t n, unsigned char value);

/* 64 random bytes are neither all zero nor what they were. */
void assert_filled(void);

/* A fill fails so, and leaves zeroes. */
void assert_refused(int error);

#endif
