/*
 * provision_secrets - the file that temporary passwords go to
 *
 * 1. It MUST be made new, 0600, never through a link; one that is there is
 *    only gone on with when it was asked for, and when it is a regular file of
 *    ours, closed to others, with one name.
 * 2. What stands in it MUST be whole records, whatever ended this or an earlier
 *    run: a record without its end is cut off, and the zeros that a power cut
 *    may leave behind it.
 * 3. A password MUST be in no other file, and in no memory but this one's
 *    buffer, which is wiped.
 * 4. Memory does not grow with the file: the names lie in a database of
 *    SQLite's own in a temporary file that has no name; the passwords are read
 *    where they stand.
 */

#ifndef CREDMINT_PROVISION_SECRETS_H
#define CREDMINT_PROVISION_SECRETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/fault.h"

#include "provision_account.h"

struct output;
struct provision_secrets;

/* Room for a password of the file, with the NUL. */
#define PROVISION_PASSWORD_SIZE 257

struct provision_secrets_options {
	const char *path;
	const char *format; /* csv, json or slips; NULL: csv */
	const char *host;   /* where the passwords are good, or NULL */
	bool resume;        /* go on with a file that is there */
	bool look;          /* only see whether it could be; nothing is made */
};

/*
 * Open the file; nothing is in it yet, or what earlier runs put there. 0;
 * CALL_USAGE: no such format, or no name; or a negative errno. *out is NULL
 * then.
 */
int provision_secrets_open(struct provision_secrets **out,
    const struct provision_secrets_options *options, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * Whether earlier runs put a name there: 1, 0, or a negative errno. With a
 * password (PROVISION_PASSWORD_SIZE bytes, the caller's to wipe) it is read,
 * and its end, 0: none.
 */
int provision_secrets_find(struct provision_secrets *s, const char *name,
    char *password, int64_t *expires, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * Add an account; it is written by the next sync. expires: seconds since 1970,
 * 0: never. 0 or a negative errno.
 */
int provision_secrets_put(struct provision_secrets *s,
    const struct provision_account *account, const char *password,
    int64_t expires, struct fault *f) __attribute__((warn_unused_result));

/* Whether there may be no room for one more before the next sync. */
bool provision_secrets_full(const struct provision_secrets *s);

/*
 * Write what was added and see it on the disk. After a negative errno the file
 * has what it had before, and what was added is wiped.
 */
int provision_secrets_sync(struct provision_secrets *s, struct fault *f)
    __attribute__((warn_unused_result));

/* Forget what was added since the last sync. */
void provision_secrets_drop(struct provision_secrets *s);

/* Where the last record ends, with those that were added. */
off_t provision_secrets_end_at(const struct provision_secrets *s);

/*
 * Forget what was added since the last sync, and what the file has behind a
 * place that was the end once. 0 or a negative errno: it is still there.
 */
int provision_secrets_cut(struct provision_secrets *s, off_t end)
    __attribute__((warn_unused_result));

/*
 * Close, wipe and free; NULL is allowed. A file that this run made stays when
 * keep, or when an account is in it.
 */
void provision_secrets_close(struct provision_secrets *s, bool keep);

#endif
