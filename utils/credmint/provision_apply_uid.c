/* provision_apply_uid - numbers for accounts, beside those the file names */

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "provision_apply_inside.h"

/* Bytes of somebody's line of passwd. */
#define ENTRY_SIZE 65536
/* Numbers that are looked after, so that memory stays flat: 2 MiB of bits. */
#define SPAN_MAX (1UL << 24)

struct provision_uids {
	unsigned long least, span;
	unsigned long next; /* from least, to be tried first */
	bool chosen;        /* next is set */
	unsigned char named[];
};

int
provision_uid_owner(uid_t uid, char name[ACCOUNT_NAME_MAX + 1], struct fault *f)
{
	char *text = malloc(ENTRY_SIZE);
	struct passwd room, *found = NULL;
	int rc = ENOMEM;

	if (text != NULL)
		rc = getpwuid_r(uid, &room, text, ENTRY_SIZE, &found);
	if (found != NULL)
		(void)snprintf(
		    name, ACCOUNT_NAME_MAX + 1, "%s", found->pw_name);
	free(text);
	if (found != NULL)
		return 0;
	if (rc == 0 || rc == ENOENT || rc == ESRCH)
		return ACCOUNT_ABSENT;
	return fault_set(f, -rc, "cannot look for uid %lu: %s",
	    (unsigned long)uid, strerror(rc));
}

int
provision_uid_note(
    struct provision_apply *apply, unsigned long uid, struct fault *f)
{
	struct provision_uids *uids = apply->uids;
	unsigned long span;

	if (uid < apply->uid_least || uid > apply->uid_most)
		return 0;
	if (uids == NULL) {
		span = apply->uid_most - apply->uid_least + 1;
		if (span > SPAN_MAX || span == 0)
			span = SPAN_MAX;
		uids = calloc(1, sizeof(*uids) + span / 8 + 1);
		if (uids == NULL)
			return fault_set(f, -ENOMEM, "out of memory");
		uids->least = apply->uid_least;
		uids->span = span;
		apply->uids = uids;
	}
	uid -= uids->least;
	if (uid < uids->span)
		uids->named[uid / 8] |= (unsigned char)(1U << uid % 8);
	return 0;
}

/* 1, 0 or an error. */
static int
is_free(struct provision_apply *apply, unsigned long at, struct fault *f)
{
	const struct provision_uids *uids = apply->uids;
	const uid_t uid = (uid_t)(uids->least + at);
	char name[ACCOUNT_NAME_MAX + 1];
	int rc;

	if (((unsigned)uids->named[at / 8] >> at % 8 & 1U) != 0 ||
	    shadow_table_uid(apply->table, uid) != NULL)
		return 0;
	rc = provision_uid_owner(uid, name, f);
	return rc < 0 ? rc : rc != 0;
}

int
provision_uid_choose(
    struct provision_apply *apply, char uid[24], struct fault *f)
{
	struct provision_uids *uids = apply->uids;

	uid[0] = '\0';
	if (uids == NULL)
		return 0;
	if (!uids->chosen)
		uids->next = shadow_table_highest(apply->table, uids->least,
				 uids->least + uids->span - 1) +
		    1 - uids->least;
	uids->chosen = true;
	for (unsigned long tried = 0; tried < uids->span; tried++) {
		unsigned long at = uids->next % uids->span;
		int rc = is_free(apply, at, f);

		if (rc < 0)
			return rc;
		uids->next = at + 1;
		if (rc == 0)
			continue;
		(void)snprintf(uid, 24, "%lu", uids->least + at);
		return 0;
	}
	return fault_set(f, -ENOSR,
	    "no uid is free between UID_MIN and UID_MAX of login.defs");
}

void
provision_uids_free(struct provision_uids *uids)
{
	free(uids);
}
