/*
 * doctor_hash - by which method passwords are hashed from now on
 *
 * Three places say so: the password line of pam_unix, which passwd(1) follows,
 * login.defs, which chpasswd(8) and useradd(8) follow where no PAM is asked,
 * and libxcrypt, which says what is best.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "host/hash_method.h"
#include "host/login_defs.h"
#include "host/pam_line.h"
#include "secrets/hash.h"

#include "command.h"
#include "doctor.h"

#define WHAT "hash method"

/* How pam_unix, login.defs and crypt(5) call them. */
static const struct name {
	const char *pam, *defs, *prefix;
	enum doctor_state worth;
} names[] = {
    {"yescrypt", "YESCRYPT", "$y$", DOCTOR_OK},
    {"gost_yescrypt", "GOST_YESCRYPT", "$gy$", DOCTOR_OK},
    {"blowfish", "BCRYPT", "$2b$", DOCTOR_OK},
    {"sha512", "SHA512", "$6$", DOCTOR_NOTE},
    {"sha256", "SHA256", "$5$", DOCTOR_NOTE},
    {"md5", "MD5", "$1$", DOCTOR_BAD},
    {"bigcrypt", "DES", "", DOCTOR_BAD},
};
#define NAMES (sizeof(names) / sizeof(names[0]))

/* Where it stands; what is the argument of pam_unix or the word of the file. */
struct said {
	const struct name *name; /* NULL: nothing is said */
	char place[PAM_LINE_PATH_SIZE + 16];
};

static int
line_says(struct said *out, struct fault *f)
{
	struct pam_line *line = malloc(sizeof(*line));
	const char *argument = NULL;
	int rc;

	if (line == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	rc = pam_line_find("", "pam_unix.so", line, f);
	if (rc == 0)
		(void)snprintf(out->place, sizeof(out->place), "%s:%u",
		    line->file, line->line);
	while (rc == 0 && (argument = pam_line_next(line, argument)) != NULL)
		for (size_t i = 0; i < NAMES; i++)
			if (strcmp(argument, names[i].pam) == 0)
				out->name = &names[i];
	free(line);
	return rc < 0 ? rc : 0;
}

static int
defs_say(struct said *out, struct fault *f)
{
	struct login_defs defs;
	char text[HASH_METHOD_SIZE];
	int rc = login_defs_open(&defs, "", f);

	(void)snprintf(out->place, sizeof(out->place), "/etc/login.defs");
	if (rc == 0 &&
	    login_defs_text(&defs, "ENCRYPT_METHOD", text, sizeof(text)))
		for (size_t i = 0; i < NAMES; i++)
			if (strcasecmp(text, names[i].defs) == 0)
				out->name = &names[i];
	login_defs_close(&defs);
	return rc;
}

static void
compare(struct doctor *d, const struct said *line, const struct said *defs)
{
	const struct said *holds = line->name != NULL ? line : defs;
	const char *best = hash_preferred();

	if (holds->name == NULL)
		doctor_say(d, DOCTOR_NOTE, WHAT,
		    "nothing says which; set ENCRYPT_METHOD YESCRYPT in "
		    "/etc/login.defs");
	else if (holds->name->worth == DOCTOR_BAD)
		doctor_say(d, DOCTOR_BAD, WHAT,
		    "%s says %s, which is broken; write yescrypt there",
		    holds->place,
		    holds == line ? holds->name->pam : holds->name->defs);
	else if (line->name != NULL && defs->name != NULL &&
	    line->name != defs->name)
		doctor_say(d, DOCTOR_NOTE, WHAT,
		    "%s says %s but /etc/login.defs says %s; run: sed -i "
		    "'s/^ENCRYPT_METHOD.*/ENCRYPT_METHOD %s/' "
		    "/etc/login.defs",
		    line->place, line->name->pam, defs->name->defs,
		    line->name->defs);
	else if (holds->name->worth == DOCTOR_NOTE)
		doctor_say(d, DOCTOR_NOTE, WHAT,
		    "%s says %s where this host prefers %s; write yescrypt "
		    "there for new passwords",
		    holds->place,
		    holds == line ? holds->name->pam : holds->name->defs,
		    strcmp(best, "$y$") == 0 ? "yescrypt" : "another");
	else
		doctor_say(d, DOCTOR_OK, WHAT, "%s, as %s says",
		    holds->name->pam, holds->place);
}

int
doctor_hash(struct doctor *d)
{
	struct fault *f = &d->call->fault;
	struct said line = {0}, defs = {0};
	int rc = line_says(&line, f);

	if (rc == 0)
		rc = defs_say(&defs, f);
	if (rc == 0)
		compare(d, &line, &defs);
	return rc;
}
