/*
 * lastchg - whether an account must change its password
 */

#include "pam_module/lastchg.h"

#include <errno.h>
#include <shadow.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include <security/pam_ext.h>

#include "core/secret.h"

/* Bytes of an entry, at first and at most. */
#define ENTRY_SIZE ((size_t)1024)
#define ENTRY_MAX ((size_t)64 * 1024)

/*
 * The date of the entry, or -1: the buffer holds the hash, too, and is wiped.
 * 0 or a positive errno.
 */
static int
look_up(const char *user, size_t size, long *date)
{
	struct spwd entry, *found = NULL;
	char *buffer = calloc(1, size);
	int r;

	*date = -1;
	if (buffer == NULL)
		return ENOMEM;
	r = getspnam_r(user, &entry, buffer, size, &found);
	if (r == 0 && found != NULL)
		*date = found->sp_lstchg;
	secret_free(buffer, size);
	return r;
}

/*
 * What the caller of a set-user-ID program can bring about by a limit refuses.
 * Any other fault is one of the source of names: the password cannot be looked
 * at either then, and who comes with a key goes on.
 */
enum lastchg
lastchg_of(pam_handle_t *pamh, const char *user)
{
	size_t size;
	long date = -1;
	int r = ERANGE;

	for (size = ENTRY_SIZE; r == ERANGE && size <= ENTRY_MAX; size *= 4)
		r = look_up(user, size, &date);
	if (r == ENOMEM || r == EMFILE || r == ENFILE || r == ERANGE) {
		pam_syslog(pamh, LOG_ERR,
		    "cannot see when the password of %s was changed: %s", user,
		    strerror(r));
		return LASTCHG_UNKNOWN;
	}
	return r == 0 && date == 0 ? LASTCHG_ZERO : LASTCHG_OTHER;
}
