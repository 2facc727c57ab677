/*
 * doctor_answer - whether logins find credmint-auth, and whether it answers
 *
 * It is asked as the account stage asks, about a name that no account can have:
 * it reads the configuration, closes its sandbox and opens the registry, finds
 * nothing, and neither counts nor writes anything.
 */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/run.h"
#include "wire/wire.h"

#include "command.h"
#include "doctor.h"
#include "doctor_path.h"

#define PROGRAM CREDMINT_LIBEXECDIR "/credmint-auth"
#define NOBODY "credmint:doctor"
#define CONNECT_MS 2000
#define ANSWER_MS 10000
#define END_MS 1000

struct place {
	const char *what;
	const char *path;
	const char *unit;
	bool service_user; /* whose it is; else root's */
	mode_t mode;
};

static const struct place root_place = {
    "root.socket", RUN_ROOT_SOCKET, "credmint-root.socket", false, 0600};
static const struct place self_place = {
    "self.socket", RUN_SELF_SOCKET, "credmint-self.socket", false, 0666};
static const struct place deliver_place = {"deliver.socket", RUN_DELIVER_SOCKET,
    "credmint-deliver.socket", true, 0600};

/* What is sent and received. */
struct talk {
	struct wire_frame frame;
	unsigned char bytes[WIRE_FRAME_MAX];
};

static enum wire_verdict
exchange(struct talk *t, int sock)
{
	const int64_t deadline = run_clock_ms() + ANSWER_MS;
	int n = wire_pack(&t->frame, t->bytes, sizeof(t->bytes));

	if (n < 0 || run_send(sock, t->bytes, (size_t)n, deadline) != 0)
		return WIRE_NO;
	n = run_receive(sock, t->bytes, sizeof(t->bytes), deadline);
	if (n <= 0 || wire_unpack(t->bytes, (size_t)n, &t->frame) != 0 ||
	    t->frame.type != WIRE_FINISH)
		return WIRE_NO;
	return t->frame.u.finish.verdict;
}

/* The verdict to a greeting; WIRE_NO when none comes. */
static enum wire_verdict
greet(const char *config, int sock)
{
	struct talk *t = calloc(1, sizeof(*t));
	enum wire_verdict verdict;

	if (t == NULL)
		return WIRE_NO;
	t->frame.type = WIRE_HELLO;
	memcpy(t->frame.u.hello.user, NOBODY, sizeof(NOBODY));
	memcpy(t->frame.u.hello.service, "doctor", sizeof("doctor"));
	t->frame.u.hello.options = WIRE_ACCOUNT;
	if (config != NULL && strlen(config) <= WIRE_NAME_MAX)
		memcpy(t->frame.u.hello.conf, config, strlen(config) + 1);
	verdict = exchange(t, sock);
	free(t);
	return verdict;
}

static void
judge(struct doctor *d, const char *what, const char *where,
    enum wire_verdict verdict)
{
	const char *log = doctor_systemd()
	    ? "journalctl -t credmint-auth"
	    : "grep credmint-auth /var/log/auth.log";

	if (verdict == WIRE_ABSENT)
		doctor_say(d, DOCTOR_OK, what,
		    "%s: credmint-auth answers, and can read the registry",
		    where);
	else if (verdict == WIRE_UNAVAILABLE)
		doctor_say(d, DOCTOR_BAD, what,
		    "%s: credmint-auth answers that it cannot decide; its "
		    "reason is in the log of authpriv: %s",
		    where, log);
	else
		doctor_say(d, DOCTOR_BAD, what,
		    "%s: no answer from credmint-auth; see: %s, and whether " PROGRAM
		    " runs",
		    where, log);
}

static void
say_connect(struct doctor *d, const struct place *p, int error)
{
	if (error == -EPERM)
		doctor_say(d, DOCTOR_BAD, p->what,
		    "%s: who listens there is not root; see what it is: ss "
		    "-xlp",
		    p->path);
	else if (!doctor_systemd())
		/* Relays of root's start what they need themselves. */
		doctor_say(d, DOCTOR_BAD, p->what,
		    "%s: nobody listens there, nor will without systemd; run: "
		    "rm %s",
		    p->path, p->path);
	else if (error == -ECONNREFUSED || error == -ENOENT)
		doctor_say(d, DOCTOR_BAD, p->what,
		    "%s: nobody listens there; run: systemctl restart %s",
		    p->path, p->unit);
	else
		doctor_say(d, DOCTOR_BAD, p->what,
		    "%s: cannot be reached: %s; run: systemctl restart %s",
		    p->path, strerror(-error), p->unit);
}

static bool
is_there(const char *path)
{
	return access(path, F_OK) == 0;
}

/* Whether it will be there when the host has started anew. */
static void
wanted(struct doctor *d, const struct place *p)
{
	char link[CONF_PATH_SIZE];

	(void)snprintf(link, sizeof(link),
	    "/etc/systemd/system/sockets.target.wants/%s", p->unit);
	if (doctor_systemd() && !is_there(link))
		doctor_say(d, DOCTOR_NOTE, p->what,
		    "%s is not wanted when the host starts; run: systemctl "
		    "enable %s",
		    p->unit, p->unit);
}

/* A socket file, and who answers at it. */
static int
place(struct doctor *d, const struct place *p, bool ask)
{
	struct account service = {.uid = 0};
	char mend[128] = "run: systemctl enable --now ";
	struct doctor_path file = {.what = p->what,
	    .path = p->path,
	    .kind = S_IFSOCK,
	    .user = p->service_user ? d->conf->user : "root",
	    .group = p->service_user ? d->conf->user : "root",
	    .mode = p->mode,
	    .absent = mend};
	bool there, well;
	int sock = -1, error;

	strncat(mend, p->unit, sizeof(mend) - strlen(mend) - 1);
	if (p->service_user &&
	    account_find(d->conf->user, &service, &d->call->fault) != 0)
		return 0; /* as is said of the account */
	file.uid = service.uid;
	file.gid = service.gid;
	well = doctor_path_is(d, &file, &there);
	if (!there || !doctor_path_way(d, p->what, p->path))
		return 0;
	error = run_connect(p->path, CONNECT_MS, &sock);
	if (error != 0)
		say_connect(d, p, error);
	else if (ask)
		judge(d, p->what, p->path, greet(d->call->config, sock));
	else if (well)
		doctor_say(d, DOCTOR_OK, p->what, "%s is listened on", p->path);
	if (sock >= 0)
		(void)close(sock);
	if (error == 0)
		wanted(d, p);
	return 0;
}

/* Without systemd a relay of root's starts it. */
static int
started(struct doctor *d)
{
	pid_t keeper = -1;
	int sock = -1, error = run_service(PROGRAM, &sock, &keeper);

	if (error != 0) {
		doctor_say(d, DOCTOR_BAD, "credmint-auth",
		    "%s cannot be started: %s; install credmint again", PROGRAM,
		    strerror(-error));
		return 0;
	}
	judge(d, "credmint-auth", "started by root",
	    greet(d->call->config, sock));
	run_service_end(&sock, keeper, END_MS);
	return 0;
}

static void __attribute__((format(printf, 3, 4)))
shut_by(struct doctor_shut *out, const char *mend, const char *why, ...)
{
	va_list args;

	va_start(args, why);
	(void)vsnprintf(out->why, sizeof(out->why), why, args);
	va_end(args);
	(void)snprintf(out->mend, sizeof(out->mend), "%s", mend);
}

/* What is heard from one who answers, or does not. */
static void
shut_verdict(enum wire_verdict verdict, struct doctor_shut *out)
{
	const char *const log = doctor_systemd()
	    ? "run: journalctl -t credmint-auth"
	    : "run: grep credmint-auth /var/log/auth.log";

	out->undecided = verdict == WIRE_UNAVAILABLE;
	if (verdict == WIRE_UNAVAILABLE)
		shut_by(
		    out, log, "credmint-auth answers that it cannot decide");
	else if (verdict != WIRE_ABSENT)
		shut_by(out, log,
		    "no answer comes from credmint-auth, whose program is "
		    "%s",
		    PROGRAM);
}

/* As a program of root's does it where nobody listens. */
static void
start_ask(const char *config, struct doctor_shut *out)
{
	pid_t keeper = -1;
	int sock = -1, error;

	if (access(PROGRAM, X_OK) != 0) {
		shut_by(out, "install credmint again",
		    "%s cannot be started: %s", PROGRAM, strerror(errno));
		return;
	}
	error = run_service(PROGRAM, &sock, &keeper);
	if (error != 0) {
		shut_by(out, "install credmint again",
		    "%s cannot be started: %s", PROGRAM, strerror(-error));
		return;
	}
	shut_verdict(greet(config, sock), out);
	run_service_end(&sock, keeper, END_MS);
}

void
doctor_answer_shut(const char *config, bool claimed, struct doctor_shut *out)
{
	const struct place *p = claimed ? &self_place : &root_place;
	char mend[128];
	int sock = -1, error = run_connect(p->path, CONNECT_MS, &sock);

	memset(out, 0, sizeof(*out));
	(void)snprintf(
	    mend, sizeof(mend), "run: systemctl restart %s", p->unit);
	if (error == 0)
		shut_verdict(greet(config, sock), out);
	else if (!claimed && (error == -ENOENT || error == -ECONNREFUSED))
		start_ask(config, out);
	else if (!claimed)
		shut_by(out, doctor_systemd() ? mend : "see who: ss -xlp",
		    "%s cannot be reached: %s", p->path,
		    error == -EPERM ? "who listens there is not root"
				    : strerror(-error));
	else
		shut_by(out,
		    doctor_systemd() ? mend
				     : "run it as root, or have systemd listen",
		    "nobody answers at %s, and a program without root has no "
		    "other way",
		    p->path);
	if (sock >= 0)
		(void)close(sock);
}

int
doctor_answer(struct doctor *d)
{
	const bool systemd = doctor_systemd();
	struct account service;
	int rc = account_find(d->conf->user, &service, &d->call->fault);

	/* That there is none is said of the account. */
	if (rc != 0)
		return rc < 0 ? rc : 0;
	if (systemd || is_there(RUN_ROOT_SOCKET))
		rc = place(d, &root_place, true);
	else
		rc = started(d);
	if (rc == 0 && (systemd || is_there(RUN_SELF_SOCKET)))
		rc = place(d, &self_place, true);
	else if (rc == 0)
		doctor_say(d, DOCTOR_NOTE, self_place.what,
		    "%s is not there, and no systemd that could make it; "
		    "screen lockers and others without root get no answer",
		    self_place.path);
	if (rc == 0 && d->conf->delivery_program[0] != '\0' &&
	    (systemd || is_there(RUN_DELIVER_SOCKET)))
		rc = place(d, &deliver_place, false);
	return rc;
}

int
doctor_delivery(struct doctor *d)
{
	static const char what[] = "delivery";
	const char *path = d->conf->delivery_program;
	struct fault f = {""};
	const struct doctor_path p = {.what = what,
	    .path = path,
	    .kind = S_IFREG,
	    .user = "root",
	    .group = "root",
	    .any_group = true,
	    .mode = 0755,
	    .may = 0,
	    .absent = "bring it there, or empty delivery_program"};
	bool there, well;
	struct stat s;

	if (path[0] == '\0') {
		doctor_say(d, DOCTOR_OK, what,
		    "no delivery_program: codes are not sent");
		return 0;
	}
	/* Its own mode may be stricter. */
	well = conf_trusted_program(path, &f) == 0;
	if (well) {
		doctor_say(d, DOCTOR_OK, what, "%s can be trusted", path);
		return 0;
	}
	if (!doctor_path_way(d, what, path))
		return 0;
	if ((lstat(path, &s) == 0 && S_ISLNK(s.st_mode)) ||
	    doctor_path_is(d, &p, &there))
		doctor_told(d, what, f.text,
		    "make it a file that root alone can write");
	return 0;
}
