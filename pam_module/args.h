/*
 * args - the arguments of a PAM line
 */

#ifndef PAM_MODULE_ARGS_H
#define PAM_MODULE_ARGS_H

#include <stdbool.h>
#include <stdint.h>

#include <security/pam_modules.h>

/* Bytes of the code at the end of what is typed: forward_pass=N. */
#define ARGS_FORWARD_MIN 6
#define ARGS_FORWARD_MAX 16
#define ARGS_FORWARD_DEFAULT 8

struct args {
	const char *conf;   /* conf=FILE, or "" */
	const char *prompt; /* authtok_prompt=TEXT, or "" */
	uint32_t options;   /* enum wire_option */
	unsigned forward;   /* forward_pass: N, or 0 */
	bool debug;
};

/*
 * Read the arguments. 0; or -EINVAL, logged: one that is unknown or wrong, or
 * two that contradict each other, which refuses, because what was meant to be
 * forbidden is not known. The texts stay those of argv.
 */
int args_read(pam_handle_t *pamh, int argc, const char **argv, struct args *out)
    __attribute__((warn_unused_result));

/* With debug, one line to the system log, never with what was typed. */
void args_trace(pam_handle_t *pamh, const struct args *args, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

#endif
