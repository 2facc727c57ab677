/*
 * doctor_sshd_who - whom sshd lets in by name, whatever he proves
 */

#include <grp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "doctor_sshd.h"

#define GROUPS_MAX 64
#define TEXT_SIZE ((size_t)64 * 1024)

struct person {
	const char *user;
	gid_t gid;
};

/* As sshd compares names: '*' and '?'. */
static bool
matches(const char *pattern, size_t n, const char *name)
{
	if (n == 0)
		return *name == '\0';
	if (*pattern == '*')
		return matches(pattern + 1, n - 1, name) ||
		    (*name != '\0' && matches(pattern, n, name + 1));
	return *name != '\0' && (*pattern == '?' || *pattern == *name) &&
	    matches(pattern + 1, n - 1, name + 1);
}

/* USER or USER@HOST; of denials the host must be any. */
static bool
is_user(const struct person *p, const char *pattern, size_t n, bool denied)
{
	const char *at = memchr(pattern, '@', n);

	if (at == NULL)
		return matches(pattern, n, p->user);
	if (denied && !(at + 2 == pattern + n && at[1] == '*'))
		return false;
	return matches(pattern, (size_t)(at - pattern), p->user);
}

static bool
is_group(const struct person *p, const char *pattern, size_t n, bool denied)
{
	gid_t groups[GROUPS_MAX];
	char *text = malloc(TEXT_SIZE);
	struct group entry, *found;
	int count = GROUPS_MAX;
	bool is = false;

	(void)denied;
	if (getgrouplist(p->user, p->gid, groups, &count) < 0)
		count = GROUPS_MAX;
	for (int i = 0; text != NULL && !is && i < count; i++) {
		found = NULL;
		(void)getgrgid_r(groups[i], &entry, text, TEXT_SIZE, &found);
		is = found != NULL && matches(pattern, n, found->gr_name);
	}
	free(text);
	return is;
}

/* Whether a list, of which sshd -T says each on a line, has a name. */
static bool
lists(const char *text, const char *word, const struct person *p, bool denied,
    bool *any, bool (*has)(const struct person *, const char *, size_t, bool))
{
	const char *line = text;
	const size_t n = strlen(word);
	bool found = false;

	*any = false;
	for (; *line != '\0'; line += strcspn(line, "\n")) {
		line += *line == '\n';
		if (strncasecmp(line, word, n) != 0 || line[n] != ' ')
			continue;
		line += n;
		while (*line == ' ') {
			size_t length = strcspn(++line, " \n");

			*any = true;
			found |= has(p, line, length, denied);
			line += length;
		}
	}
	return found;
}

const char *
doctor_sshd_keeps_out(const char *text, const char *user, gid_t gid)
{
	const struct person p = {user, gid};
	bool any;

	if (lists(text, "denyusers", &p, true, &any, is_user))
		return "DenyUsers";
	if (!lists(text, "allowusers", &p, false, &any, is_user) && any)
		return "AllowUsers";
	if (lists(text, "denygroups", &p, true, &any, is_group))
		return "DenyGroups";
	if (!lists(text, "allowgroups", &p, false, &any, is_group) && any)
		return "AllowGroups";
	return NULL;
}
