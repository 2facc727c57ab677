/*
 * doctor_pam_root - whether root gets in where no code can be checked
 *
 * Ways to be root are login, sshd, su and sudo, of those that are there. One is
 * open when its lines let in though credmint can decide nothing, which is also
 * what becomes of a root that has no code. Where only pam_unix.so says yes
 * and root's password is locked it is closed; sudo asks for another's.
 */

#include "doctor_pam.h"

#include <errno.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/secret.h"
#include "host/shadow.h"

#include "doctor_root.h"

#define DAY (24LL * 60 * 60)
/* What is shorter is no hash that a password could have. */
#define HASH_LEAST 13
#define TEXT_SIZE 4096

enum {
	LOGIN,
	SSHD,
	SU,
	SUDO,
	SERVICES
};
static const char *const services[SERVICES] = {"login", "sshd", "su", "sudo"};

/* All of them, and what is said of them. */
struct doors {
	struct doctor_root root;
	struct doctor_door door[SERVICES];
	char open[64], code[64], shut[3 * DOCTOR_DOOR_SIZE];
	char mend[2 * DOCTOR_DOOR_SIZE];
};

static bool
lets_in(const struct pam_stack *stack, enum pam_stack_type type, bool proofs)
{
	const struct doctor_ways ways = {.stack = stack,
	    .type = type,
	    .credmint = type == PAM_STACK_AUTH ? PAM_SAID_AUTHINFO_UNAVAIL
					       : PAM_SAID_IGNORE,
	    .proofs = proofs,
	    .due = true};

	return doctor_ways_find(&ways).open;
}

enum doctor_door_state
doctor_root_stack(const char *service, bool password, bool *account)
{
	struct pam_stack *stack;
	bool open, names;

	*account = false;
	if (pam_stack_read("", service, &stack, NULL) != 0)
		return DOCTOR_DOOR_ABSENT;
	names = doctor_pam_line(stack, PAM_STACK_AUTH) != NULL;
	*account = lets_in(stack, PAM_STACK_ACCOUNT, true);
	open = *account && lets_in(stack, PAM_STACK_AUTH, password);
	pam_stack_free(stack);
	return open ? DOCTOR_DOOR_OPEN
	    : names ? DOCTOR_DOOR_CODE
		    : DOCTOR_DOOR_SHUT;
}

/* Of shadow: no hash is no password; what cannot be read is taken for one. */
static void
read_shadow(struct doctor_root *root)
{
	struct shadow_entry *entry = secret_map(sizeof(*entry), NULL);
	struct clock_reading now;

	root->password = true;
	if (entry != NULL && shadow_read("", "root", entry, NULL) == 0) {
		root->password = entry->hash[0] == '\0' ||
		    (entry->hash[0] != '!' && entry->hash[0] != '*' &&
			strlen(entry->hash) >= HASH_LEAST);
		root->expired = entry->expire >= 0 && clock_read(&now) == 0 &&
		    now.wall / DAY >= entry->expire;
	}
	secret_unmap(entry, sizeof(*entry));
}

/* Whether a shell gives a session. */
static bool
is_usable(const char *shell)
{
	const char *last;

	if (shell[0] == '\0')
		shell = "/bin/sh";
	last = strrchr(shell, '/');
	last = last == NULL ? shell : last + 1;
	return strcmp(last, "nologin") != 0 && strcmp(last, "false") != 0 &&
	    access(shell, X_OK) == 0;
}

static void
read_passwd(struct doctor_root *root)
{
	char *text = malloc(TEXT_SIZE);
	struct passwd entry, *found = NULL;

	if (text != NULL)
		(void)getpwnam_r("root", &entry, text, TEXT_SIZE, &found);
	(void)snprintf(root->home, sizeof(root->home), "%s",
	    found == NULL ? "/root" : found->pw_dir);
	root->shell = is_usable(found == NULL ? "" : found->pw_shell);
	free(text);
}

static void
look(struct doors *l)
{
	bool account;

	read_shadow(&l->root);
	read_passwd(&l->root);
	for (size_t i = 0; i < SERVICES; i++) {
		struct doctor_door *door = &l->door[i];

		if (i == SSHD) {
			doctor_root_sshd(&l->root, door);
			continue;
		}
		door->state = doctor_root_stack(
		    services[i], i == SUDO || l->root.password, &account);
		if (i != SUDO && door->state != DOCTOR_DOOR_ABSENT &&
		    (l->root.expired || !l->root.shell))
			door->state = DOCTOR_DOOR_SHUT;
	}
}

static void __attribute__((format(printf, 3, 4)))
add(char *list, size_t size, const char *format, ...)
{
	size_t n = strlen(list);
	va_list args;

	if (n > 0)
		n += (size_t)snprintf(list + n, size - n, ", ");
	va_start(args, format);
	if (n < size)
		(void)vsnprintf(list + n, size - n, format, args);
	va_end(args);
}

/* What keeps root out of all that is shut. */
static void
shut(struct doors *l)
{
	const struct doctor_door *sshd = &l->door[SSHD];

	if (l->root.expired)
		add(l->shut, sizeof(l->shut), "root's account has expired");
	if (!l->root.shell)
		add(l->shut, sizeof(l->shut), "root has no shell");
	if (!l->root.password && l->door[LOGIN].state == DOCTOR_DOOR_SHUT)
		add(l->shut, sizeof(l->shut), "root has no password");
	if (sshd->why[0] == '\0')
		return;
	if (sshd->state == DOCTOR_DOOR_SHUT)
		add(l->shut, sizeof(l->shut), "sshd keeps root out: %s",
		    sshd->why);
	else if (sshd->state == DOCTOR_DOOR_CODE)
		add(l->shut, sizeof(l->shut), "sshd takes no key: %s",
		    sshd->why);
}

static void
mends(struct doors *l)
{
	const struct doctor_door *sshd = &l->door[SSHD];

	if (l->root.expired) {
		add(l->mend, sizeof(l->mend), "run: chage -E -1 root");
		return;
	}
	if (!l->root.shell) {
		add(l->mend, sizeof(l->mend),
		    "run: usermod --shell /bin/sh root");
		return;
	}
	if (l->door[LOGIN].state == DOCTOR_DOOR_CODE)
		add(l->mend, sizeof(l->mend),
		    "leave /etc/pam.d/login to the password%s",
		    l->root.password ? "" : ", and give root one");
	else if (!l->root.password)
		add(l->mend, sizeof(l->mend), "give root a password");
	if (sshd->mend[0] != '\0')
		add(l->mend, sizeof(l->mend), "%s%s",
		    l->mend[0] != '\0' ? "or " : "", sshd->mend);
	if (l->mend[0] == '\0')
		add(l->mend, sizeof(l->mend), "give root a password or a key");
}

static void
say(struct doctor *d, struct doors *l)
{
	const struct doctor_door *sshd = &l->door[SSHD];

	for (size_t i = 0; i < SERVICES; i++) {
		if (l->door[i].state == DOCTOR_DOOR_OPEN)
			add(l->open, sizeof(l->open), "%s", services[i]);
		if (l->door[i].state == DOCTOR_DOOR_CODE)
			add(l->code, sizeof(l->code), "%s", services[i]);
	}
	shut(l);
	mends(l);
	if (l->open[0] != '\0')
		doctor_say(d, DOCTOR_OK, "root",
		    "gets in without a code by %s, should the registry be "
		    "away",
		    l->open);
	else if (sshd->state == DOCTOR_DOOR_PERHAPS ||
	    sshd->state == DOCTOR_DOOR_LOCAL)
		doctor_say(d, DOCTOR_NOTE, "root",
		    "gets in without a code by sshd alone, should the registry "
		    "be away, and only %s; %s",
		    sshd->state == DOCTOR_DOOR_LOCAL
			? "from this host"
			: "if one of these does it, which cannot be seen from "
			  "here: AuthorizedKeysCommand, certificates, "
			  "hostbased, GSSAPI",
		    l->mend);
	else if (l->code[0] != '\0')
		doctor_say(d, DOCTOR_BAD, "root",
		    "is shut out where the registry cannot be read, or root "
		    "has no code: %s ask for one%s%s, and there is no other "
		    "way; %s",
		    l->code, l->shut[0] != '\0' ? ", " : "", l->shut, l->mend);
	else if (l->shut[0] != '\0')
		doctor_say(d, DOCTOR_NOTE, "root",
		    "gets in by nothing, with or without credmint: %s; %s",
		    l->shut, l->mend);
}

int
doctor_pam_root(struct doctor *d)
{
	struct doors *l;

	/* Whether root has a password or a key. */
	if (!d->root) {
		doctor_unseen(d, "root", "run this as root");
		return 0;
	}
	l = calloc(1, sizeof(*l));
	if (l == NULL)
		return -ENOMEM;
	look(l);
	say(d, l);
	free(l);
	return 0;
}
