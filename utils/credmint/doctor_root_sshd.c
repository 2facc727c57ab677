/*
 * doctor_root_sshd - whether sshd lets root in when no code can be checked
 *
 * What it goes by is what "sshd -T" says of root from elsewhere and from this
 * host: Match blocks of other addresses are not gone through.
 */

#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "doctor_root.h"
#include "doctor_sshd.h"

/* What a method comes to: the least of a list counts, the best of lists. */
enum comes {
	NEVER,
	CODE,
	PERHAPS,
	OPEN
};

struct look {
	const struct doctor_root *root;
	const char *text;
	struct doctor_root_keys keys;
	enum comes stack; /* of PAM's lines, for a password that is typed */
	bool account;
	char value[CONF_PATH_SIZE];
	struct doctor_sshd_places places;
	struct doctor_door *out;
};

static const char *
value(struct look *l, const char *word)
{
	return doctor_sshd_value(l->text, word, l->value);
}

static bool
is(struct look *l, const char *word, const char *wanted)
{
	return strcmp(value(l, word), wanted) == 0;
}

/* Where a word is said, or could be. */
static void
place(struct look *l, const char *word, char out[DOCTOR_DOOR_SIZE])
{
	const struct doctor_sshd_places *p = &l->places;
	const struct doctor_sshd_place *at;

	doctor_sshd_find(word, &l->places);
	at = p->match.file[0] != '\0' ? &p->match : &p->first;
	if (at->file[0] != '\0')
		(void)snprintf(
		    out, DOCTOR_DOOR_SIZE, " at %.256s:%u", at->file, at->line);
	else
		(void)snprintf(out, DOCTOR_DOOR_SIZE,
		    " at the top of /etc/ssh/sshd_config");
}

/* It is shut by a word; do says what is to be done with it. */
static bool
shut(struct look *l, const char *word, const char *why, const char *mend)
{
	char at[DOCTOR_DOOR_SIZE];
	struct doctor_door *out = l->out;

	place(l, word, at);
	out->state = DOCTOR_DOOR_SHUT;
	(void)snprintf(out->why, sizeof(out->why), "%.240s", why);
	(void)snprintf(out->mend, sizeof(out->mend), "%.160s%.300s", mend, at);
	return false;
}

/* What sshd asks of a name before anything else. */
static bool
may_come(struct look *l)
{
	static const struct {
		const char *word, *why, *mend;
	} words[] = {
	    {"DenyUsers", "DenyUsers", "take root out of DenyUsers"},
	    {"AllowUsers", "AllowUsers, which root is not in",
		"add root to AllowUsers"},
	    {"DenyGroups", "DenyGroups, which root is in a group of",
		"take root's group out of DenyGroups"},
	    {"AllowGroups", "AllowGroups, which root is in no group of",
		"add the group root to AllowGroups"},
	};
	const char *word;

	if (is(l, "permitrootlogin", "no"))
		return shut(l, "PermitRootLogin", "PermitRootLogin no",
		    "write 'PermitRootLogin prohibit-password'");
	if (is(l, "permitrootlogin", "forced-commands-only"))
		return shut(l, "PermitRootLogin",
		    "PermitRootLogin forced-commands-only",
		    "write 'PermitRootLogin prohibit-password'");
	if (value(l, "forcecommand")[0] != '\0' &&
	    !is(l, "forcecommand", "none"))
		return shut(l, "ForceCommand", "a ForceCommand",
		    "except root from ForceCommand");
	word = doctor_sshd_keeps_out(l->text, "root", 0);
	for (size_t i = 0; word != NULL && i < 4; i++)
		if (strcmp(word, words[i].word) == 0)
			return shut(l, word, words[i].why, words[i].mend);
	return true;
}

/* What PAM's lines make of a root who is typed for: needs a password. */
static enum comes
typed(struct look *l)
{
	if (!is(l, "permitrootlogin", "yes"))
		return NEVER;
	return l->stack;
}

/* A method by its name, n bytes, which may have ":device" behind it. */
static enum comes
method(struct look *l, const char *name, size_t n, unsigned *keys)
{
	const char *colon = memchr(name, ':', n);

	n = colon == NULL ? n : (size_t)(colon - name);
	if (n == 9 && memcmp(name, "publickey", n) == 0) {
		if (!is(l, "pubkeyauthentication", "yes"))
			return NEVER;
		return l->keys.n > (*keys)++ ? OPEN
		    : l->keys.perhaps        ? PERHAPS
					     : NEVER;
	}
	if (n == 8 && memcmp(name, "password", n) == 0)
		return is(l, "passwordauthentication", "yes") ? typed(l)
							      : NEVER;
	if (n == 20 && memcmp(name, "keyboard-interactive", n) == 0)
		return is(l, "kbdinteractiveauthentication", "yes") &&
			is(l, "usepam", "yes")
		    ? typed(l)
		    : NEVER;
	if (n == 9 && memcmp(name, "hostbased", n) == 0)
		return is(l, "hostbasedauthentication", "yes") ? PERHAPS
							       : NEVER;
	if (n >= 6 && memcmp(name, "gssapi", 6) == 0)
		return is(l, "gssapiauthentication", "yes") ? PERHAPS : NEVER;
	return NEVER;
}

/* The best of all lists of methods. */
static enum comes
methods(struct look *l)
{
	static const char any[] = "publickey password keyboard-interactive "
				  "hostbased gssapi-with-mic";
	char given[CONF_PATH_SIZE];
	const char *list =
	    doctor_sshd_value(l->text, "authenticationmethods", given);
	enum comes best = NEVER;

	if (list[0] == '\0' || strcmp(list, "any") == 0)
		list = any;
	for (; *list != '\0'; list += strspn(list, " ")) {
		enum comes least = OPEN, one;
		unsigned keys = 0;

		for (; *list != '\0' && *list != ' '; list += *list == ',') {
			size_t n = strcspn(list, ", ");

			one = method(l, list, n, &keys);
			least = one < least ? one : least;
			list += n;
		}
		best = least > best ? least : best;
	}
	return best;
}

/* No method leads in: why. */
static void
no_method(struct look *l, enum comes best)
{
	struct doctor_door *out = l->out;

	out->state = best == CODE ? DOCTOR_DOOR_CODE : DOCTOR_DOOR_SHUT;
	if (!is(l, "pubkeyauthentication", "yes")) {
		(void)shut(l, "PubkeyAuthentication", "PubkeyAuthentication no",
		    "write 'PubkeyAuthentication yes'");
	} else if (l->keys.n > 0) {
		(void)shut(l, "AuthenticationMethods",
		    "AuthenticationMethods, by which a key is not enough",
		    "write 'AuthenticationMethods publickey' for root");
	} else {
		out->state = DOCTOR_DOOR_SHUT;
		memcpy(out->why, l->keys.why, sizeof(out->why));
		memcpy(out->mend, l->keys.mend, sizeof(out->mend));
		return;
	}
	if (best == CODE)
		out->state = DOCTOR_DOOR_CODE;
}

/* A mend that needs a key says so, where there is none. */
static void
add_key(struct look *l)
{
	struct doctor_door *out = l->out;
	size_t n = strlen(out->mend);

	if (l->keys.n == 0 && strcmp(out->mend, l->keys.mend) != 0)
		(void)snprintf(out->mend + n, sizeof(out->mend) - n,
		    " and %.200s", l->keys.mend);
}

static void
judge(struct look *l)
{
	struct doctor_door *out = l->out;
	enum comes best;

	memset(out, 0, sizeof(*out));
	doctor_root_keys(l->text, l->root, &l->keys);
	if (!l->account || l->root->expired || !l->root->shell) {
		out->state = DOCTOR_DOOR_SHUT;
		return;
	}
	if (!may_come(l)) {
		add_key(l);
		return;
	}
	best = methods(l);
	if (best == OPEN) {
		out->state = DOCTOR_DOOR_OPEN;
	} else if (best == PERHAPS) {
		out->state = DOCTOR_DOOR_PERHAPS;
		(void)snprintf(out->why, sizeof(out->why),
		    "AuthorizedKeysCommand, certificates, hostbased or GSSAPI");
	} else {
		no_method(l, best);
		add_key(l);
	}
}

/* What PAM says, if it is asked at all. */
static void
ask_pam(struct look *l)
{
	enum doctor_door_state state;
	char service[CONF_PATH_SIZE];

	l->account = true;
	l->stack = l->root->password ? OPEN : NEVER;
	if (!is(l, "usepam", "yes"))
		return;
	(void)doctor_sshd_value(l->text, "pamservicename", service);
	state = doctor_root_stack(service[0] != '\0' ? service : "sshd",
	    l->root->password, &l->account);
	l->stack = state == DOCTOR_DOOR_OPEN ? OPEN
	    : state == DOCTOR_DOOR_CODE      ? CODE
					     : NEVER;
}

void
doctor_root_sshd(const struct doctor_root *root, struct doctor_door *out)
{
	struct look *l = calloc(1, sizeof(*l));
	char *text = malloc(DOCTOR_SSHD_SIZE);
	struct doctor_door *near = calloc(1, sizeof(*near));
	struct fault f = {""};
	int rc = -ENOMEM;

	memset(out, 0, sizeof(*out));
	if (l != NULL && text != NULL && near != NULL)
		rc = doctor_sshd_ask("root", DOCTOR_SSHD_FAR, text, &f);
	if (rc == 0) {
		*l = (struct look){.root = root, .text = text, .out = out};
		ask_pam(l);
		judge(l);
	} else if (rc != -ENOENT) {
		out->state = DOCTOR_DOOR_SHUT;
		(void)snprintf(out->why, sizeof(out->why), "it does not start");
	}
	if (rc == 0 && out->state != DOCTOR_DOOR_OPEN &&
	    doctor_sshd_ask("root", DOCTOR_SSHD_NEAR, text, &f) == 0) {
		l->out = near;
		judge(l);
		if (near->state == DOCTOR_DOOR_OPEN)
			out->state = DOCTOR_DOOR_LOCAL;
	}
	free(near);
	free(text);
	free(l);
}
