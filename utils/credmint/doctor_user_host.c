/*
 * doctor_user_host - what of the host refuses an account, whatever its code
 *
 * pam_unix, pam_nologin and pam_shells ask these; where a service leaves one of
 * them out, it does not count there.
 */

#include <errno.h>
#include <pwd.h>
#include <shadow.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/secret.h"

#include "command.h"
#include "doctor_user.h"

#define DAY (24LL * 60 * 60)
#define TEXT_SIZE 4096

/* In locked memory: it holds the hash. */
struct line {
	struct spwd entry;
	char text[TEXT_SIZE];
};

/* What is said of the account, for who asks of one service. */
static void __attribute__((format(printf, 4, 5))) refuse(struct doctor_host *h,
    enum doctor_host_reason reason, const char *why, const char *mend, ...)
{
	struct doctor_shut *out = &h->shut[reason];
	va_list args;

	(void)snprintf(out->why, sizeof(out->why), "%s", why);
	va_start(args, mend);
	(void)vsnprintf(out->mend, sizeof(out->mend), mend, args);
	va_end(args);
}

static void
expiry(struct doctor *d, const char *user, const struct spwd *s, int64_t today,
    struct doctor_host *h)
{
	if (s->sp_expire >= 0 && today >= s->sp_expire)
		refuse(h, DOCTOR_HOST_EXPIRED, "the account has expired",
		    "run: chage -E -1 %s", d->quoted);
	if (s->sp_lstchg > 0 && s->sp_max >= 0 && s->sp_inact >= 0 &&
	    today > (int64_t)s->sp_lstchg + s->sp_max + s->sp_inact)
		refuse(h, DOCTOR_HOST_INACTIVE,
		    "the password has expired, and the time to change it, too",
		    "run: chage -d %lld %s", (long long)today, d->quoted);
	if (s->sp_expire >= 0 && today >= s->sp_expire)
		doctor_say(d, DOCTOR_BAD, "account",
		    "%s has expired %lld days ago; run: chage -E -1 %s", user,
		    (long long)(today - s->sp_expire), d->quoted);
	if (s->sp_lstchg == 0)
		doctor_say(d, DOCTOR_NOTE, "password",
		    "%s must choose a new password at the next login", user);
	else if (s->sp_lstchg > 0 && s->sp_max >= 0 && s->sp_inact >= 0 &&
	    today > (int64_t)s->sp_lstchg + s->sp_max + s->sp_inact)
		doctor_say(d, DOCTOR_BAD, "password",
		    "that of %s has expired, and the time to change it, too; "
		    "run: chage -d %lld %s",
		    user, (long long)today, d->quoted);
	else if (s->sp_lstchg > 0 && s->sp_max >= 0 &&
	    today > (int64_t)s->sp_lstchg + s->sp_max)
		doctor_say(d, DOCTOR_NOTE, "password",
		    "that of %s has expired and must be changed at the next "
		    "login",
		    user);
}

/* A hash is never said, only what it is for. */
static void
hash(
    struct doctor *d, const char *user, const char *text, struct doctor_host *h)
{
	size_t marks = strspn(text, "!*");

	if (marks > 0 && text[marks] != '\0')
		refuse(h, DOCTOR_HOST_LOCKED, "the password is locked",
		    "run: usermod --unlock %s", d->quoted);
	else if (marks > 0)
		refuse(h, DOCTOR_HOST_LOCKED, "there is no password",
		    "run: passwd %s", d->quoted);
	if (text[0] == '\0')
		doctor_say(d, DOCTOR_BAD, "password",
		    "%s has none, and whoever asks is let in by pam_unix "
		    "nullok; run: passwd %s",
		    user, d->quoted);
	else if (marks > 0 && text[marks] != '\0')
		doctor_say(d, DOCTOR_BAD, "password",
		    "that of %s is locked: where a password is asked for it "
		    "is refused; run: usermod --unlock %s",
		    user, d->quoted);
	else if (marks > 0)
		doctor_say(d, DOCTOR_NOTE, "password",
		    "%s has none: keys and codes alone lead in", user);
}

static int
shadow(struct doctor *d, const char *user, struct doctor_host *h)
{
	struct line *line = secret_map(sizeof(*line), NULL);
	struct clock_reading now;
	struct spwd *found = NULL;
	int rc = line == NULL ? ENOMEM
			      : getspnam_r(user, &line->entry, line->text,
				    sizeof(line->text), &found);

	if (rc != 0)
		rc = fault_set(&d->call->fault, -rc,
		    "cannot read the shadow entry of %s: %s", user,
		    strerror(rc));
	else
		rc = clock_read(&now);
	if (rc == 0 && found == NULL) {
		doctor_say(d, DOCTOR_NOTE, "password",
		    "%s has no line in shadow: the directory it is from "
		    "decides",
		    user);
	} else if (rc == 0) {
		hash(d, user, found->sp_pwdp, h);
		expiry(d, user, found, now.wall / DAY, h);
	}
	secret_unmap(line, sizeof(*line));
	return rc;
}

static void
shell(
    struct doctor *d, const char *user, const char *path, struct doctor_host *h)
{
	const char *last = strrchr(path, '/'), *one;
	char quoted[DOCTOR_QUOTED_SIZE];
	bool listed = false;

	last = last == NULL ? path : last + 1;
	setusershell();
	while (!listed && (one = getusershell()) != NULL)
		listed = strcmp(one, path) == 0;
	endusershell();
	if (!listed)
		refuse(h, DOCTOR_HOST_SHELL, "the shell is not in /etc/shells",
		    "run: echo %s >>/etc/shells", doctor_quote(path, quoted));
	if (path[0] != '\0' && access(path, X_OK) != 0)
		refuse(h, DOCTOR_HOST_NO_SHELL, "the shell cannot be run",
		    "run: usermod --shell /bin/sh %s", d->quoted);
	if (strcmp(last, "nologin") == 0 || strcmp(last, "false") == 0) {
		doctor_say(d, DOCTOR_BAD, "shell",
		    "%s has %s, which ends at once; run: usermod --shell "
		    "/bin/sh %s",
		    user, path, d->quoted);
		return;
	}
	if (path[0] == '\0')
		return;
	if (access(path, X_OK) != 0)
		doctor_say(d, DOCTOR_BAD, "shell",
		    "%s has %s, which cannot be run: %s; run: usermod --shell "
		    "/bin/sh %s",
		    user, path, strerror(errno), d->quoted);
	else if (!listed)
		doctor_say(d, DOCTOR_BAD, "shell",
		    "%s has %s, which is not in /etc/shells, where pam_shells "
		    "asks; run: echo %s >>/etc/shells",
		    user, path, doctor_quote(path, quoted));
}

static void
nologin(struct doctor *d, const struct account *account, struct doctor_host *h)
{
	static const char *const files[] = {"/run/nologin", "/etc/nologin"};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (access(files[i], F_OK) == 0 && account->uid != 0) {
			refuse(h, DOCTOR_HOST_NOLOGIN,
			    "there is a nologin file", "run: rm %s", files[i]);
			doctor_say(d, DOCTOR_BAD, "nologin",
			    "%s is there, and only root is let in; run: rm %s",
			    files[i], files[i]);
		}
}

int
doctor_user_host(
    struct doctor *d, const struct account *account, struct doctor_host *out)
{
	const unsigned before = d->bad;
	char *text = malloc(TEXT_SIZE);
	struct passwd entry, *found = NULL;
	int rc;

	if (text == NULL)
		return -ENOMEM;
	rc = getpwnam_r(account->name, &entry, text, TEXT_SIZE, &found);
	if (rc == 0 && found != NULL)
		shell(d, account->name, found->pw_shell, out);
	free(text);
	nologin(d, account, out);
	rc = shadow(d, account->name, out);
	if (rc == 0 && d->bad == before)
		doctor_say(d, DOCTOR_OK, "account",
		    "%s (uid %lu): nothing of the host is in the way",
		    account->name, (unsigned long)account->uid);
	return rc;
}
