/*
 * pam_stack - the lines of a PAM service, and what libpam makes of them
 *
 * Lines are taken apart as Linux-PAM does it: /etc/pam.d before
 * /usr/lib/pam.d, "@include", include and substack are followed, a '-' before
 * the type, [value=action] with jumps. What libpam refuses by a line that
 * always fails is such a line here; what cannot be read for certain, or is
 * read differently by its versions, is a fault, never a guess.
 */

#ifndef HOST_PAM_STACK_H
#define HOST_PAM_STACK_H

#include <stdbool.h>
#include <stddef.h>

#include "core/fault.h"

/* Lines of a service, files it is made of, and bytes of each. */
#define PAM_STACK_LINES_MAX 512
#define PAM_STACK_FILES_MAX 100
#define PAM_STACK_FILE_MAX 65536

/* Bytes of a line, as continued, and of a file's path, with the NUL. */
#define PAM_STACK_LINE_SIZE 1023
#define PAM_STACK_PATH_SIZE 256

/* Files one within the other, and substacks. */
#define PAM_STACK_DEPTH_MAX 15

/* What a module may answer: PAM_SUCCESS (0) to PAM_INCOMPLETE (31). */
#define PAM_STACK_CODES 32

/* Some of these, by libpam's numbers; only the module includes its headers. */
enum pam_said {
	PAM_SAID_SUCCESS = 0,
	PAM_SAID_PERM_DENIED = 6,
	PAM_SAID_AUTH_ERR = 7,
	PAM_SAID_AUTHINFO_UNAVAIL = 9,
	PAM_SAID_USER_UNKNOWN = 10,
	PAM_SAID_NEW_AUTHTOK_REQD = 12,
	PAM_SAID_AUTHTOK_ERR = 20,
	PAM_SAID_IGNORE = 25,
	PAM_SAID_AUTHTOK_EXPIRED = 27,
	PAM_SAID_MODULE_UNKNOWN = 28,
};

enum pam_stack_type {
	PAM_STACK_AUTH = 1,
	PAM_STACK_ACCOUNT,
	PAM_STACK_SESSION,
	PAM_STACK_PASSWORD,
};
#define PAM_STACK_TYPES 5

enum pam_stack_kind {
	PAM_STACK_MODULE = 1,
	PAM_STACK_SUBSTACK,  /* its lines follow, one level deeper */
	PAM_STACK_MUST_FAIL, /* written wrong: libpam refuses in its place */
};

/* What comes of an answer; above 0: jump over so many lines. */
enum pam_stack_action {
	PAM_STACK_IGNORE = 0,
	PAM_STACK_OK = -1,
	PAM_STACK_DONE = -2,
	PAM_STACK_BAD = -3,
	PAM_STACK_DIE = -4,
	PAM_STACK_RESET = -5,
};

struct pam_stack_line {
	enum pam_stack_type type;
	enum pam_stack_kind kind;
	bool quiet; /* a '-' stands before the type */
	unsigned level;
	int action[PAM_STACK_CODES];
	char file[PAM_STACK_PATH_SIZE]; /* below the root */
	unsigned number;                /* the first line of it */
	const char *wrong;              /* why it must fail, or NULL */
	const char *control;            /* as written; of brackets the inside */
	const char *module;             /* the same; "" for a MUST_FAIL */
	size_t n;                       /* arguments */
	const char *arguments;          /* each with its NUL */
	char text[];
};

struct pam_stack {
	size_t n;
	struct pam_stack_line *lines[PAM_STACK_LINES_MAX];
};

/*
 * Read a service below root, "" being this host. Where it has no line of a
 * type, those of the service "other" stand in, as libpam has it. The caller
 * frees *out, which is NULL after an error.
 *
 * 0; -ENOENT: there is no such service; or another negative errno, among them
 * -EINVAL and -ELOOP with FILE:LINE.
 */
int pam_stack_read(const char *root, const char *service,
    struct pam_stack **out, struct fault *f)
    __attribute__((warn_unused_result));
void pam_stack_free(struct pam_stack *stack);

/* Whether a line is of a module, by the name of its file: "pam_unix.so". */
bool pam_stack_is(const struct pam_stack_line *line, const char *module);

/* The argument after one, or the first after NULL; NULL: no more. */
const char *pam_stack_argument(
    const struct pam_stack_line *line, const char *argument);

/*
 * What libpam's dispatcher answers for one type of line when each module
 * answers what answer() says, by PAM's numbers; it is asked of the lines of
 * modules that are reached, in their order.
 */
typedef int pam_stack_answer(const struct pam_stack_line *line, void *arg);
int pam_stack_run(const struct pam_stack *stack, enum pam_stack_type type,
    pam_stack_answer *answer, void *arg);

/*
 * The services below root, in the order of their names: files of /etc/pam.d
 * and /usr/lib/pam.d, but for what editors and packages leave behind, and
 * those that are there to be included by others. each() ends it by anything
 * but 0, which is returned. It is not called for "other".
 */
typedef int pam_stack_each(const char *service, void *arg);
int pam_stack_names(const char *root, pam_stack_each *each, void *arg,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * Read a control word, or the inside of one in brackets, as libpam does. NULL;
 * or what is wrong with it, every answer then being BAD. Private to the room
 * and its tests.
 */
const char *pam_control_read(const char *word, int action[PAM_STACK_CODES]);

#endif
