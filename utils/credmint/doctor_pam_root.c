/*
 * doctor_pam_root - whether root gets in where no code can be checked
 *
 * Ways to be root are login, sshd, su and sudo, of those that are there. One is
 * open when its lines let in though credmint can decide nothing, which is also
 * what becomes of a root that has no code. Where only pam_unix.so says yes
 * and root's password is locked it is closed; sudo asks for another's.
 */

#include "doctor_pam.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/secret.h"
#include "host/shadow.h"

static const char *const services[] = {"login", "sshd", "su", "sudo"};
#define SERVICES (sizeof(services) / sizeof(*services))

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

static bool
has_password(void)
{
	struct shadow_entry *entry = secret_map(sizeof(*entry), NULL);
	bool has = true;

	if (entry != NULL && shadow_read("", "root", entry, NULL) == 0)
		has = entry->hash[0] != '!' && entry->hash[0] != '*';
	secret_unmap(entry, sizeof(*entry));
	return has;
}

static bool
has_key(void)
{
	struct stat s;

	return stat("/root/.ssh/authorized_keys", &s) == 0 && s.st_size > 0;
}

/* 1: open; 0: closed, with credmint's line in it; -1: closed without, none. */
static int
look(const char *service)
{
	struct pam_stack *stack;
	bool open, account, names;

	if (pam_stack_read("", service, &stack, NULL) != 0)
		return -1;
	names = doctor_pam_line(stack, PAM_STACK_AUTH) != NULL;
	account = lets_in(stack, PAM_STACK_ACCOUNT, true);
	open = account &&
	    lets_in(stack, PAM_STACK_AUTH,
		strcmp(service, "sudo") == 0 || has_password());
	/* A key needs no auth line. */
	if (strcmp(service, "sshd") == 0)
		open = account && has_key();
	pam_stack_free(stack);
	return open ? 1 : names ? 0 : -1;
}

int
doctor_pam_root(struct doctor *d)
{
	char closed[64] = "", open[64] = "";

	/* Whether root has a password or a key. */
	if (!d->root) {
		doctor_unseen(d, "root", "run this as root");
		return 0;
	}
	for (size_t i = 0; i < SERVICES; i++) {
		int is = look(services[i]);
		char *list = is == 1 ? open : closed;
		size_t n = strlen(list);

		if (is >= 0)
			(void)snprintf(list + n, sizeof(open) - n, "%s%s",
			    n == 0 ? "" : ", ", services[i]);
	}
	if (open[0] != '\0')
		doctor_say(d, DOCTOR_OK, "root",
		    "gets in without a code by %s, should the registry be "
		    "away",
		    open);
	else if (closed[0] != '\0')
		doctor_say(d, DOCTOR_BAD, "root",
		    "is shut out where the registry cannot be read, or root "
		    "has no code: %s ask for one, and there is no other way; "
		    "leave /etc/pam.d/login to the password, or give root a "
		    "password or a key",
		    closed);
	return 0;
}
