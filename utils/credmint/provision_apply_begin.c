/* provision_apply_begin - accounts that are not there yet */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "credmint.h"

#include "provision_apply_inside.h"
#include "stop.h"
#include "words.h"

/* ---- what is to be done ---- */

static bool
alike(const char *const *field, const struct shadow_seen *seen)
{
	const char *uid = field[PROVISION_UID], *home = field[PROVISION_HOME];

	return (uid == NULL || strtoul(uid, NULL, 10) == seen->account.uid) &&
	    (home == NULL || strcmp(home, seen->home) == 0);
}

/* It is there; nothing is done to it that is not ours. */
static void
go_on(struct provision_apply *apply, size_t i)
{
	struct provision_part *part = &apply->parts[i];
	const struct provision_made *made = part->made;
	const struct shadow_seen *seen = &apply->seen[i];

	if (!alike(made->account.field, seen))
		provision_fail(
		    apply, i, "it exists with another uid or home by now");
	else if (!seen->shadowed || !seen->lined)
		provision_fail(
		    apply, i, "its password is not in /etc/shadow by now");
	else if (strcmp(seen->entry.hash, SHADOW_MARK) == 0)
		part->step = PROVISION_STEP_SET;
	else if (credmint_hash_verify(seen->entry.hash, made->password,
		     strlen(made->password)) == 0)
		part->step = PROVISION_STEP_OWN;
	else
		provision_fail(apply, i, "it has another password by now");
}

void
provision_sort(struct provision_apply *apply)
{
	for (size_t i = 0; i < apply->n; i++) {
		struct provision_part *part = &apply->parts[i];

		if (!apply->seen[i].there)
			part->step = PROVISION_STEP_ADD;
		else if (apply->resume && part->made->resumed)
			go_on(apply, i);
		else
			provision_fail(apply, i,
			    "it exists by now, made by somebody else; it is "
			    "not changed, and not by the password in the "
			    "secrets");
	}
}

/* ---- useradd ---- */

/* Others may take a number between the choice and useradd. */
#define CHOICES 8

/* With a uid of our choice where the file names some. */
static int
add_numbered(struct provision_apply *apply, const struct shadow_new *asked,
    struct fault *f)
{
	struct shadow_new new = *asked;
	char uid[24];
	int rc = -EADDRINUSE;

	if (asked->uid != NULL)
		return shadow_add(asked, f);
	for (int i = 0; i < CHOICES && rc == -EADDRINUSE; i++) {
		*f = (struct fault){""};
		rc = provision_uid_choose(apply, uid, f);
		if (rc != 0)
			return rc;
		new.uid = uid[0] != '\0' ? uid : NULL;
		rc = shadow_add(&new, f);
	}
	return rc;
}

/* Without subordinate ids where there are none left. */
static int
add_somehow(
    struct provision_apply *apply, struct shadow_new *new, struct fault *f)
{
	int rc;

	new->no_sub_ids = apply->no_sub_ids;
	rc = add_numbered(apply, new, f);
	if (rc != -ERANGE || new->no_sub_ids)
		return rc;
	*f = (struct fault){""};
	new->no_sub_ids = true;
	rc = add_numbered(apply, new, f);
	if (rc != 0)
		return rc;
	apply->no_sub_ids = true;
	words_say("no subordinate ids are left: %s and those after it get "
		  "none; see SUB_UID_MAX and SUB_UID_COUNT in login.defs(5)",
	    new->user);
	return 0;
}

static int
add(struct provision_apply *apply, size_t i, struct fault *f)
{
	struct provision_part *part = &apply->parts[i];
	const char *const *field = part->made->account.field;
	const char *home = field[PROVISION_HOME];
	struct stat st;
	struct shadow_new new = {
	    .user = field[PROVISION_NAME],
	    .uid = field[PROVISION_UID],
	    .gid = field[PROVISION_GID],
	    .gecos = field[PROVISION_GECOS],
	    .home = home,
	    .shell = field[PROVISION_SHELL],
	    .groups = field[PROVISION_GROUPS],
	    .expiry = field[PROVISION_EXPIRY],
	    .no_home = home != NULL && lstat(home, &st) == 0,
	};
	int rc = add_somehow(apply, &new, f);

	part->added = rc == 0;
	return rc;
}

/* The others are left to --resume. */
static void
leave_rest(struct provision_apply *apply, size_t i)
{
	for (; i < apply->n; i++)
		if (apply->parts[i].step == PROVISION_STEP_ADD)
			apply->parts[i].step = PROVISION_STEP_OUT;
}

int
provision_begin(struct provision_apply *apply, bool *stopped, struct fault *f)
{
	for (size_t i = 0; i < apply->n; i++) {
		int rc;

		*stopped = stop_waits();
		if (*stopped) {
			leave_rest(apply, i);
			return 0;
		}
		rc = apply->parts[i].step == PROVISION_STEP_ADD
		    ? add(apply, i, f)
		    : 0;
		if (rc != 0 && provision_is_for_all(rc))
			return rc;
		if (rc != 0) {
			provision_fail(apply, i, f->text);
			*f = (struct fault){""};
		}
		if (apply->parts[i].failed && !apply->keep_going) {
			leave_rest(apply, i);
			return 0;
		}
	}
	return 0;
}
