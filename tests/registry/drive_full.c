/*
 * drive_full - logins on a full disk, and somebody who keeps it full
 *
 *	drive_full make DIR		a key and a registry
 *	drive_full issue DIR USES	a code, printed
 *	drive_full revoke DIR ID
 *	drive_full login DIR N CODE	N logins of their own; "yes N no N fault
 *					N lost N", and the last fault
 *	drive_full token DIR USES	a kept token, printed
 *	drive_full redeem DIR N TOKEN	redeem it N times, as login
 *	drive_full people DIR N FILE	accounts with an authenticator, a sheet
 *					and a code each; what each can type
 *	drive_full first DIR FILE WHICH	a login of each of them by one of these
 *	drive_full deliver DIR		a login that asks for a code
 *	drive_full drain DIR		codes for one account after the other
 *					until there is no room; "drained N"
 *	drive_full several DIR N	N accounts with an authenticator, many
 *					in a transaction, until there is no
 *					room; "kept N"
 *	drive_full lost DIR		events given up, ever
 *	drive_full hold DIR		open it, and wait for the end of input
 *	drive_full fill FILE SAYS SECONDS
 *					fill_disk()
 */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "registry/authenticator.h"
#include "registry/recovery.h"
#include "registry/registry.h"
#include "registry/token.h"
#include "tests/registry/fill.h"
#include "tests/registry/room.h"

static struct conf conf;
static struct fault f;
static struct account alice = {.name = "alice", .uid = 1000};

static int
failed(const char *what)
{
	(void)fprintf(stderr, "drive_full: %s: %s\n", what, f.text);
	return 1;
}

static int
make(void)
{
	bool made;
	int rc = registry_key_make(conf.key, getegid(), &f);

	if (rc == 0 || rc == -EEXIST)
		rc = registry_create(&conf, &made, &f);
	return rc != 0 ? failed("make") : 0;
}

static int
issue(unsigned uses)
{
	struct registry_issue what = {.account = &alice,
	    .service = "",
	    .ttl = 3600,
	    .uses = uses,
	    .by = "root"};
	char code[REGISTRY_CODE_SIZE];
	struct registry_code out;
	struct registry *r;
	int rc;

	if (registry_open(&r, &conf, &f) != 0)
		return failed("open");
	rc = registry_issue(r, &what, code, &out, &f);
	if (rc == 0)
		printf("%s\n", code);
	registry_close(r);
	return rc != 0 ? failed("issue") : 0;
}

static int
issue_token(unsigned uses)
{
	static struct registry_token_op op;
	struct registry *r;
	int rc;

	if (registry_open(&r, &conf, &f) != 0)
		return failed("open");
	op.act = REGISTRY_TOKEN_ISSUE;
	op.subject = "alice";
	registry_token_usual(conf_token_kind(&conf, "reset"), &op);
	op.uses = uses;
	rc = registry_tokens(r, &op, 1, &f);
	if (rc == 0 && op.error != 0) {
		f = op.fault;
		rc = op.error;
	}
	if (rc == 0)
		printf("%s\n", op.text);
	registry_close(r);
	return rc != 0 ? failed("token") : 0;
}

/* Below 0: a fault. Verified as well, which writes to the log. */
static int
redeem(const char *text, unsigned *lost)
{
	static struct registry_token_op op;
	struct registry *r;
	int rc = registry_open(&r, &conf, &f);

	if (rc != 0)
		return rc;
	memset(&op, 0, sizeof(op));
	op.token = text;
	op.n = strlen(text);
	for (op.act = REGISTRY_TOKEN_VERIFY;
	     rc == 0 && op.act <= REGISTRY_TOKEN_REDEEM; op.act++)
		rc = registry_tokens(r, &op, 1, &f);
	if (rc == 0)
		rc = registry_tokens_sent(r, &op.event, 1, &f);
	*lost += registry_lost(r);
	registry_close(r);
	return rc != 0 ? rc : op.answer == REGISTRY_TOKEN_YES;
}

/* Bounded: a page holds two rows of it or more. */
static int
drain(void)
{
	static char service[REGISTRY_TEXT_SIZE];
	struct account a = {.uid = 1000};
	struct registry_issue what = {.account = &a,
	    .service = service,
	    .ttl = 3600,
	    .uses = 1,
	    .by = service};
	char code[REGISTRY_CODE_SIZE];
	struct registry_code out;
	struct registry *r;
	unsigned n = 0;

	memset(service, 'x', sizeof(service) - 1);
	if (registry_open(&r, &conf, &f) != 0)
		return failed("open");
	do
		(void)snprintf(a.name, sizeof(a.name), "user%u", n);
	while (registry_issue(r, &what, code, &out, &f) == 0 && ++n < 4096);
	registry_close(r);
	printf("drained %u\n", n);
	return failed("drain");
}

static struct account those[REGISTRY_ENROLL_MAX];
static struct registry_enrolment asked[REGISTRY_ENROLL_MAX];
static const struct registry_enrolment *list[REGISTRY_ENROLL_MAX];
static struct registry_enrolled is[REGISTRY_ENROLL_MAX];

/* Of accounts from a number on, the seeds the same. */
static void
ask(struct credmint_otp *otp, unsigned from)
{
	*otp = (struct credmint_otp)CREDMINT_OTP_INIT;
	otp->key = "12345678901234567890";
	otp->nkey = 20;
	for (unsigned i = 0; i < REGISTRY_ENROLL_MAX; i++) {
		(void)snprintf(
		    those[i].name, sizeof(those[i].name), "many%u", from + i);
		those[i].uid = 1000 + from + i;
		asked[i] = (struct registry_enrolment){.account = &those[i],
		    .name = "phone",
		    .otp = otp,
		    .by = "root",
		    .act = "import"};
		list[i] = &asked[i];
	}
}

static int
keep_several(unsigned n)
{
	struct credmint_otp otp;
	struct registry *r;
	unsigned kept = 0;
	size_t some;
	int rc = 0;

	if (registry_open(&r, &conf, &f) != 0)
		return failed("open");
	while (rc == 0 && kept < n) {
		ask(&otp, kept);
		some = n - kept;
		if (some > REGISTRY_ENROLL_MAX)
			some = REGISTRY_ENROLL_MAX;
		rc = registry_enroll_several(r, list, some, is, &some, &f);
		kept += (unsigned)some;
	}
	registry_close(r);
	printf("kept %u\n", kept);
	return rc != 0 ? failed("several") : 0;
}

static int
show_lost(void)
{
	struct registry *r;
	int64_t n;

	if (registry_open(&r, &conf, &f) != 0 ||
	    registry_lost_ever(r, &n, &f) != 0)
		return failed("lost");
	printf("lost %lld\n", (long long)n);
	registry_close(r);
	return 0;
}

static int
revoke_code(int64_t id)
{
	struct registry *r;
	int rc;

	if (registry_open(&r, &conf, &f) != 0)
		return failed("open");
	rc = registry_revoke(r, id, "root", &f);
	registry_close(r);
	return rc != 0 ? failed("revoke") : 0;
}

static struct registry_login
login_of(void)
{
	return (struct registry_login){.user = alice.name,
	    .account = &alice,
	    .service = "sshd",
	    .rhost = "192.0.2.1",
	    .tty = "",
	    .ruser = "",
	    .ways = ROOM_WAYS};
}

/* Below 0: a fault. */
static int
log_in(const char *code, unsigned *lost)
{
	struct registry_login login = login_of();
	enum registry_verdict verdict = REGISTRY_NO;
	struct registry *r;
	int rc = registry_open(&r, &conf, &f);

	if (rc != 0)
		return rc;
	rc = registry_attempt(r, &login, &f);
	if (rc == 0)
		rc = registry_decide(
		    r, &login, code, strlen(code), &verdict, &f);
	if (rc == 0 && verdict == REGISTRY_YES)
		rc = registry_sent(r, &login, &f);
	*lost += registry_lost(r);
	registry_close(r);
	return rc != 0 ? rc : verdict == REGISTRY_YES;
}

static int
often(unsigned n, const char *text, int (*one)(const char *, unsigned *))
{
	unsigned yes = 0, no = 0, faults = 0, lost = 0;

	for (unsigned i = 0; i < n; i++) {
		int rc = one(text, &lost);

		if (rc < 0)
			(void)failed("login");
		yes += rc == 1;
		no += rc == 0;
		faults += rc < 0;
	}
	printf("yes %u no %u fault %u lost %u\n", yes, no, faults, lost);
	return 0;
}

#define WAYS 3

static int
one_person(struct registry *r, unsigned i, FILE *out)
{
	struct account a = {.uid = 1000};
	struct credmint_otp otp = CREDMINT_OTP_INIT;
	struct registry_enrolment e = {.account = &a,
	    .name = "phone",
	    .otp = &otp,
	    .by = "root",
	    .act = "enroll"};
	struct registry_issue what = {
	    .account = &a, .service = "", .ttl = 3600, .uses = 1, .by = "root"};
	struct registry_authenticator device;
	struct registry_code minted;
	char sheet[2][REGISTRY_RECOVERY_SIZE], code[REGISTRY_CODE_SIZE];
	char shown[CREDMINT_OTP_SIZE];
	int rc;

	(void)snprintf(a.name, sizeof(a.name), "user%u", i);
	otp.type = CREDMINT_HOTP;
	otp.key = "12345678901234567890";
	otp.nkey = 20;
	rc = credmint_hotp(&otp, 0, shown, sizeof(shown));
	if (rc == 0)
		rc = registry_enroll(r, &e, &device, &f);
	if (rc == 0)
		rc = registry_recovery_issue(r, &a, "root", 2, sheet, &f);
	if (rc == 0)
		rc = registry_issue(r, &what, code, &minted, &f);
	if (rc == 0)
		(void)fprintf(out, "%s %s %s\n", shown, sheet[0], code);
	return rc;
}

static int
people(unsigned n, const char *path)
{
	FILE *out = fopen(path, "w");
	struct registry *r;
	int rc = 0;

	for (unsigned i = 0; rc == 0 && i < n; i++) {
		/* Who closes it writes the log back. */
		if (i % 100 == 0 && registry_open(&r, &conf, &f) != 0)
			return failed("open");
		rc = one_person(r, i, out);
		if (rc != 0 || i % 100 == 99 || i + 1 == n)
			registry_close(r);
	}
	return fclose(out) != 0 || rc != 0 ? failed("people") : 0;
}

static int
first(const char *path, unsigned which)
{
	char typed[WAYS][32];
	FILE *in = fopen(path, "r");
	unsigned yes = 0, no = 0, faults = 0, lost = 0, i = 0;
	int rc;

	while (which < WAYS && in != NULL &&
	    fscanf(in, "%31s %31s %31s", typed[0], typed[1], typed[2]) ==
		WAYS) {
		(void)snprintf(alice.name, sizeof(alice.name), "user%u", i++);
		rc = log_in(typed[which], &lost);
		if (rc < 0)
			(void)failed("login");
		yes += rc == 1;
		no += rc == 0;
		faults += rc < 0;
	}
	if (in != NULL)
		(void)fclose(in);
	printf("yes %u no %u fault %u lost %u\n", yes, no, faults, lost);
	return 0;
}

static int
deliver(void)
{
	struct registry_login login = login_of();
	enum registry_verdict verdict;
	char code[REGISTRY_CODE_SIZE];
	struct registry *r;
	int64_t expires;
	int rc;

	if (registry_open(&r, &conf, &f) != 0)
		return failed("open");
	rc = registry_deliver(r, &login, code, &expires, &f);
	printf("deliver %d\n", rc);
	if (registry_attempt(r, &login, &f) != 0 ||
	    registry_decide(r, &login, "BCDF-GHJK", 9, &verdict, &f) != 0)
		return failed("decide");
	registry_close(r);
	return 0;
}

static int
hold(void)
{
	struct registry *r;
	char c;

	if (registry_open(&r, &conf, &f) != 0)
		return failed("open");
	(void)!write(STDOUT_FILENO, "held\n", 5);
	(void)!read(STDIN_FILENO, &c, 1);
	registry_close(r);
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc == 5 && strcmp(argv[1], "fill") == 0)
		return fill_disk(argv[2], argv[3], (time_t)atoi(argv[4]));
	if (argc < 3)
		return 2;
	conf_default(&conf);
	conf.deny = conf.deny_user = 0;
	(void)snprintf(conf.key, sizeof(conf.key), "%s/key", argv[2]);
	(void)snprintf(
	    conf.registry, sizeof(conf.registry), "%s/registry.db", argv[2]);
	if (strcmp(argv[1], "make") == 0)
		return make();
	if (strcmp(argv[1], "deliver") == 0)
		return deliver();
	if (argc == 5 && strcmp(argv[1], "people") == 0)
		return people((unsigned)atoi(argv[3]), argv[4]);
	if (argc == 5 && strcmp(argv[1], "first") == 0)
		return first(argv[3], (unsigned)atoi(argv[4]));
	if (strcmp(argv[1], "drain") == 0)
		return drain();
	if (argc == 4 && strcmp(argv[1], "several") == 0)
		return keep_several((unsigned)atoi(argv[3]));
	if (strcmp(argv[1], "lost") == 0)
		return show_lost();
	if (strcmp(argv[1], "hold") == 0)
		return hold();
	if (argc == 4 && strcmp(argv[1], "issue") == 0)
		return issue((unsigned)atoi(argv[3]));
	if (argc == 4 && strcmp(argv[1], "revoke") == 0)
		return revoke_code(atoll(argv[3]));
	if (argc == 5 && strcmp(argv[1], "login") == 0)
		return often((unsigned)atoi(argv[3]), argv[4], log_in);
	if (argc == 4 && strcmp(argv[1], "token") == 0)
		return issue_token((unsigned)atoi(argv[3]));
	if (argc == 5 && strcmp(argv[1], "redeem") == 0)
		return often((unsigned)atoi(argv[3]), argv[4], redeem);
	return 2;
}
