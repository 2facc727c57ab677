/* doctor_sshd - whether sshd asks for a code, and who gets in beside that */

#include "doctor_sshd.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "command.h"
#include "doctor.h"
#include "doctor_pam.h"

#define WHAT "sshd"
#define MAIN "/etc/ssh/sshd_config"
#define PLACE_SIZE (CONF_PATH_SIZE + 96)

struct sshd {
	struct doctor *d;
	char text[DOCTOR_SSHD_SIZE];
	/* With --user: what holds for the host, told of when that is asked. */
	char host[DOCTOR_SSHD_SIZE];
	/* Of one question, here because stacks are small: a value, a place. */
	char value[CONF_PATH_SIZE];
	char at[PLACE_SIZE];
	char host_value[CONF_PATH_SIZE];
	char methods[CONF_PATH_SIZE];
	struct doctor_sshd_places places;
	bool well;
};

static bool
is(struct sshd *s, const char *word, const char *value)
{
	return strcmp(doctor_sshd_value(s->text, word, s->value), value) == 0;
}

/* Whether a word is the host's, and the look is at a user. */
static bool
is_told(struct sshd *s, const char *word)
{
	return s->d->user != NULL &&
	    strcmp(doctor_sshd_value(s->text, word, s->value),
		doctor_sshd_value(s->host, word, s->host_value)) == 0;
}

/* Where a word is to be changed: " at FILE:LINE", or in a file. */
static const char *
place(struct sshd *s, const char *word)
{
	char *const out = s->at;
	struct doctor_sshd_places *p = &s->places;

	doctor_sshd_find(word, p);
	if (s->d->user != NULL && p->match.file[0] != '\0')
		(void)snprintf(out, PLACE_SIZE,
		    "at %s:%u, or in the Match block at %s:%u",
		    p->first.file[0] != '\0' ? p->first.file : MAIN,
		    p->first.line, p->match.file, p->match.line);
	else if (p->first.file[0] != '\0')
		(void)snprintf(
		    out, PLACE_SIZE, "at %s:%u", p->first.file, p->first.line);
	else
		(void)snprintf(out, PLACE_SIZE, "at the top of %s", MAIN);
	return out;
}

/* A word that is to have another value. */
static void
wrong(struct sshd *s, enum doctor_state state, const char *finding,
    const char *word, const char *value)
{
	if (state == DOCTOR_BAD)
		s->well = false;
	else if (is_told(s, word))
		return;
	doctor_say(s->d, state, WHAT, "%s; write '%s %s' %s", finding, word,
	    value, place(s, word));
}

static void
prompts(struct sshd *s)
{
	bool asked = is(s, "kbdinteractiveauthentication", "yes") ||
	    is(s, "challengeresponseauthentication", "yes");

	if (!is(s, "usepam", "yes")) {
		wrong(s, DOCTOR_BAD,
		    "UsePAM is off: PAM is never asked, nor "
		    "credmint",
		    "UsePAM", "yes");
		return;
	}
	if (!asked)
		wrong(s, DOCTOR_BAD,
		    "KbdInteractiveAuthentication is off: nobody can be asked "
		    "for a code",
		    "KbdInteractiveAuthentication", "yes");
	if (is(s, "passwordauthentication", "yes"))
		wrong(s, DOCTOR_NOTE,
		    "PasswordAuthentication is a second door to the same PAM "
		    "lines: its one answer is given to every question, so that "
		    "a code alone is taken there, a password and a code never "
		    "are, and what is wrong counts as a failure",
		    "PasswordAuthentication", "no");
	if (is(s, "usedns", "yes"))
		wrong(s, DOCTOR_NOTE,
		    "UseDNS gives credmint names that whoever has the address "
		    "picks: all of them count as one source, which one "
		    "stranger closes to everybody who comes by name",
		    "UseDNS", "no");
	if (is(s, "permitemptypasswords", "yes"))
		wrong(s, DOCTOR_BAD,
		    "PermitEmptyPasswords lets in who has no password",
		    "PermitEmptyPasswords", "no");
	if (is(s, "permitrootlogin", "yes"))
		wrong(s, DOCTOR_NOTE,
		    "PermitRootLogin lets root in from the network by all that "
		    "others have",
		    "PermitRootLogin", "prohibit-password");
}

/* Whether a list of methods, by commas, has one that asks PAM. */
static bool
asks_pam(const char *list, size_t n)
{
	static const char *const methods[] = {
	    "keyboard-interactive", "password"};

	for (size_t i = 0; i < 2; i++)
		if (memmem(list, n, methods[i], strlen(methods[i])) != NULL)
			return true;
	return false;
}

static void
without_code(struct sshd *s, const char *methods, int n)
{
	doctor_say(s->d, DOCTOR_NOTE, WHAT,
	    "%.*s lets in without a code; for a code after a key write "
	    "'AuthenticationMethods publickey,keyboard-interactive' %s",
	    n, methods, place(s, "AuthenticationMethods"));
}

static void
methods(struct sshd *s)
{
	static const char *const others[][2] = {
	    {"pubkeyauthentication", "a key"},
	    {"hostbasedauthentication", "the word of another host"},
	    {"gssapiauthentication", "a Kerberos ticket"}};
	const char *one =
	    doctor_sshd_value(s->text, "authenticationmethods", s->methods);

	if (one[0] == '\0' || strcmp(one, "any") == 0) {
		for (size_t i = 0; i < 3; i++)
			if (is(s, others[i][0], "yes") &&
			    !(is_told(s, "authenticationmethods") &&
				is_told(s, others[i][0])))
				without_code(
				    s, others[i][1], (int)strlen(others[i][1]));
		return;
	}
	if (is_told(s, "authenticationmethods"))
		return;
	for (; *one != '\0'; one += strspn(one, " ")) {
		size_t n = strcspn(one, " ");

		if (!asks_pam(one, n))
			without_code(s, one, (int)n);
		one += n;
	}
}

/* A word that another file, or another line, has said before. */
static void
overridden(struct sshd *s)
{
	static const char *const words[] = {"UsePAM",
	    "KbdInteractiveAuthentication", "PasswordAuthentication",
	    "PermitEmptyPasswords", "PermitRootLogin", "AuthenticationMethods",
	    "PubkeyAuthentication"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		struct doctor_sshd_places *p = &s->places;

		doctor_sshd_find(words[i], p);
		/* Drop-ins before the main file are how that is meant. */
		if (p->other.file[0] != '\0' &&
		    strcmp(p->other.file, MAIN) != 0)
			doctor_say(s->d, DOCTOR_NOTE, WHAT,
			    "'%s %s' at %s:%u does not count, because '%s %s' "
			    "at %s:%u comes first; take one of them out",
			    words[i], p->other.value, p->other.file,
			    p->other.line, words[i], p->first.value,
			    p->first.file, p->first.line);
		if (p->match.file[0] != '\0')
			doctor_say(s->d, DOCTOR_NOTE, WHAT,
			    "a Match block says '%s %s' for some, at %s:%u; "
			    "to see what holds for one, run: credmint doctor "
			    "--user USER",
			    words[i], p->match.value, p->match.file,
			    p->match.line);
	}
}

/* Whether a process is root's and called sshd; numbers are used again. */
static bool
is_sshd(unsigned long number)
{
	char path[48], name[8] = "";
	struct stat process;
	FILE *file;

	(void)snprintf(path, sizeof(path), "/proc/%lu", number);
	if (number == 0 || stat(path, &process) != 0 || process.st_uid != 0)
		return false;
	(void)snprintf(path, sizeof(path), "/proc/%lu/comm", number);
	file = fopen(path, "re");
	if (file == NULL)
		return false;
	if (fgets(name, sizeof(name), file) == NULL)
		name[0] = '\0';
	(void)fclose(file);
	return strcmp(name, "sshd\n") == 0;
}

/* sshd writes its number anew whenever it reads its configuration. */
static void
running(struct sshd *s)
{
	const char *path = doctor_sshd_value(s->text, "pidfile", s->value);
	char line[16] = "";
	struct stat pid, conf;
	unsigned long number;
	FILE *file;

	if (stat(path, &pid) != 0 || stat(MAIN, &conf) != 0 ||
	    (file = fopen(path, "re")) == NULL)
		return;
	number = fgets(line, sizeof(line), file) == NULL
	    ? 0
	    : strtoul(line, NULL, 10);
	(void)fclose(file);
	if (is_sshd(number) && conf.st_mtim.tv_sec > pid.st_mtim.tv_sec)
		doctor_say(s->d, DOCTOR_NOTE, WHAT,
		    "it has not read %s since that was changed; run: kill -HUP "
		    "%lu",
		    MAIN, number);
}

/* The stack of sshd, if it asks credmint. */
static bool
asks_credmint(struct sshd *s)
{
	const char *service =
	    doctor_sshd_value(s->text, "pamservicename", s->value);
	struct pam_stack *stack;
	bool asks;

	if (service[0] == '\0')
		service = "sshd";
	/* What cannot be read is told of by doctor_pam(). */
	if (pam_stack_read("", service, &stack, NULL) != 0)
		return true;
	asks = doctor_pam_line(stack, PAM_STACK_AUTH) != NULL;
	pam_stack_free(stack);
	if (!asks)
		doctor_say(s->d, DOCTOR_NOTE, WHAT,
		    "it asks for no code, because /etc/pam.d/%s has no auth "
		    "line of pam_credmint.so; see pam_credmint(8)",
		    service);
	return asks;
}

bool
doctor_sshd_shut(
    const char *text, const struct account *account, struct doctor_shut *out)
{
	const char *word =
	    doctor_sshd_keeps_out(text, account->name, account->gid);
	struct doctor_sshd_places *p = calloc(1, sizeof(*p));
	char root[CONF_PATH_SIZE] = "";

	memset(out, 0, sizeof(*out));
	if (account->uid == 0)
		(void)doctor_sshd_value(text, "permitrootlogin", root);
	if (word == NULL && root[0] != '\0' && strcmp(root, "yes") != 0)
		word = "PermitRootLogin";
	if (p == NULL || word == NULL) {
		free(p);
		return false;
	}
	doctor_sshd_find(word, p);
	if (p->first.file[0] == '\0')
		p->first = p->match;
	(void)snprintf(out->why, sizeof(out->why),
	    "sshd does not let %.256s in by a code: %s%s%.32s", account->name,
	    word,
	    word[0] == 'P'       ? " "
		: word[0] == 'D' ? " names "
				 : " has not ",
	    word[0] == 'P'                         ? root
		: word[4] == 'U' || word[5] == 'U' ? "that user"
						   : "a group of that user");
	(void)snprintf(out->mend, sizeof(out->mend),
	    "change %s at %.512s:%u, and run: kill -HUP $(cat /run/sshd.pid)",
	    word, p->first.file[0] != '\0' ? p->first.file : MAIN,
	    p->first.line);
	free(p);
	return true;
}

static void
look(struct sshd *s)
{
	struct doctor_shut shut;
	struct account account;

	if (!asks_credmint(s))
		return;
	if (s->d->user != NULL &&
	    account_find(s->d->user, &account, NULL) == 0 &&
	    doctor_sshd_shut(s->text, &account, &shut)) {
		doctor_say(
		    s->d, DOCTOR_BAD, WHAT, "%s; %s", shut.why, shut.mend);
		s->well = false;
	}
	prompts(s);
	if (s->well)
		doctor_say(s->d, DOCTOR_OK, WHAT,
		    "asks PAM, and can ask for a code%s%s",
		    s->d->user == NULL ? "" : ", for ",
		    s->d->user == NULL ? "" : s->d->user);
	methods(s);
	if (s->d->user != NULL)
		return;
	overridden(s);
	running(s);
}

/* What its unit makes ready before it runs, or its package. */
static bool
not_set_up(const char *said)
{
	return strstr(said, "privilege separation") != NULL ||
	    strstr(said, "Privilege separation") != NULL ||
	    strstr(said, "no hostkeys available") != NULL;
}

static void
does_not_start(struct sshd *s, const char *said)
{
	if (not_set_up(said))
		doctor_say(s->d, DOCTOR_NOTE, WHAT,
		    "it cannot be asked while it is not set up: %s; start it "
		    "once",
		    said);
	else if (strstr(said, "Disabled method \"keyboard-interactive") != NULL)
		wrong(s, DOCTOR_BAD,
		    "KbdInteractiveAuthentication is off: sshd does not start, "
		    "because AuthenticationMethods names it",
		    "KbdInteractiveAuthentication", "yes");
	else
		doctor_say(s->d, DOCTOR_BAD, WHAT,
		    "it does not start: %s; mend what it says", said);
}

int
doctor_sshd(struct doctor *d)
{
	struct sshd *s = calloc(1, sizeof(*s));
	struct fault f = {""};
	int rc;

	if (s == NULL)
		return -ENOMEM;
	s->d = d;
	s->well = true;
	rc = doctor_sshd_ask(d->user, DOCTOR_SSHD_NEAR, s->text, &f);
	if (rc == 0 && d->user != NULL)
		rc = doctor_sshd_ask(NULL, DOCTOR_SSHD_NEAR, s->host, &f);
	if (rc == 0)
		look(s);
	else if (rc == -ENOENT)
		doctor_say(d, DOCTOR_NOTE, WHAT, "%s", f.text);
	else if (rc == -EINVAL)
		does_not_start(s, f.text);
	else
		doctor_unseen(d, WHAT, f.text);
	free(s);
	return 0;
}
