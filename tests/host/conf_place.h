/*
 * conf_place - a directory where tests write configurations
 */

#ifndef TESTS_HOST_CONF_PLACE_H
#define TESTS_HOST_CONF_PLACE_H

#include <stddef.h>

#include "host/conf.h"

/* The directory, a configuration in it, and that one's drop-ins. */
extern char place_dir[], place_file[64], place_drop_ins[80];
extern struct conf place_defaults;

/* cmocka's: once before, once after, and before each test. */
int place_make(void **state);
int place_remove(void **state);
int place_clear(void **state);

void place_write(const char *path, const char *text, size_t n);
void place_main(const char *text);
void place_drop_in(const char *name, const char *text);

/* Write the file and read it: it must be taken. */
void place_read(struct conf *conf, const char *text);

/* Read the file: it must be refused, by words that hold text. */
void place_refuses(int error, const char *text);

/* What the file says; what is said of it, behind its name. */
struct place_refusal {
	const char *text, *words;
};
/* Write the file and read it, n times: each must be refused so. */
void place_refuses_all(const struct place_refusal *all, size_t n);

#endif
