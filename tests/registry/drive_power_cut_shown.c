/*
 * drive_power_cut_shown - as drive_power_cut, of what a person has
 *
 *	drive_power_cut_shown make DIR
 *	drive_power_cut_shown cut ACT DIR	prints "GOOD,DEAD": a code that
 *						must be good afterwards, and
 *						one that must not; "-" is none
 *	drive_power_cut_shown check ACT DIR GOOD,DEAD
 *
 * Acts: "totp", "hotp", "recovery": a login; "enroll", "replace", "remove" and
 * "resync" an authenticator; a new "sheet" of recovery codes. Whatever it was,
 * the account stays marked as enrolled, and nobody is let in without a code.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "registry/pass.h"
#include "registry/recovery.h"
#include "tests/core/clock_fake.h"
#include "tests/registry/power.h"
#include "tests/registry/shown.h"

#define GRACE 3600

static struct room room;
static struct shown shown;
static char sheet[2][REGISTRY_RECOVERY_SIZE];

/* The account as if it never had anything, and with what it is to have. */
static void
anew(void)
{
	unsigned n;
	int rc = registry_authenticator_remove_all(
	    room.r, "alice", "root", &n, &power.f);

	if (rc != 0 && rc != REGISTRY_NOT_FOUND)
		power_die("remove all");
}

static void
issue(void)
{
	if (registry_recovery_issue(
		room.r, &power.alice, "root", 2, sheet, &power.f) != 0)
		power_die("sheet");
}

/* Only what comes next is at stake. */
static void
on_disk(void)
{
	(void)syncfs(power.disk);
}

static _Noreturn void
cut(const char *good, const char *dead)
{
	char what[64];

	(void)snprintf(what, sizeof(what), "%s,%s", good, dead);
	power_cut(what);
}

/* A code that the app shows, whose place the next one does not take. */
static const char *
at(int64_t step, char code[CREDMINT_OTP_SIZE])
{
	(void)snprintf(code, CREDMINT_OTP_SIZE, "%s", shown_at(&shown, step));
	return code;
}

/*
 * A new secret each time: what was used of another stays used, though that was
 * removed since.
 */
static void
draw(unsigned type)
{
	shown_make(&shown, type, 0);
	shown.otp.key = shown.key;
	if (credmint_random_bytes(NULL, shown.key, shown.otp.nkey) != 0)
		power_die("random");
}

static void
enroll(unsigned type)
{
	draw(type);
	shown_enroll(&room, &power.alice, &shown, 0, 0);
}

static _Noreturn void
cut_login(const char *good, const char *code)
{
	on_disk();
	if (power_log_in(room.r, code) != REGISTRY_YES)
		power_die("no");
	cut(good, code);
}

static _Noreturn void
cut_totp(void)
{
	char code[CREDMINT_OTP_SIZE], next[CREDMINT_OTP_SIZE];

	enroll(CREDMINT_TOTP);
	cut_login(
	    at(shown_step(&shown) + 1, next), at(shown_step(&shown), code));
}

static _Noreturn void
cut_hotp(void)
{
	char code[CREDMINT_OTP_SIZE], next[CREDMINT_OTP_SIZE];

	enroll(CREDMINT_HOTP);
	cut_login(at(4, next), at(3, code));
}

static _Noreturn void
cut_recovery(void)
{
	issue();
	cut_login(sheet[1], sheet[0]);
}

static _Noreturn void
cut_enroll(void)
{
	on_disk();
	enroll(CREDMINT_TOTP);
	cut(shown_now(&shown, 0), "-");
}

static _Noreturn void
cut_replace(void)
{
	struct registry_enrolment e = {.account = &power.alice,
	    .name = "new",
	    .otp = &shown.otp,
	    .by = "root",
	    .act = "enroll"};
	struct registry_authenticator out;
	char old[CREDMINT_OTP_SIZE];

	enroll(CREDMINT_TOTP);
	at(shown_step(&shown), old);
	e.replace = shown.id;
	draw(CREDMINT_TOTP);
	on_disk();
	if (registry_enroll(room.r, &e, &out, &power.f) != 0)
		power_die("enroll");
	cut(shown_now(&shown, 0), old);
}

static _Noreturn void
cut_remove(void)
{
	enroll(CREDMINT_TOTP);
	on_disk();
	if (registry_authenticator_remove(
		room.r, "alice", shown.id, "root", &power.f) != 0)
		power_die("remove");
	cut("-", shown_now(&shown, 0));
}

static _Noreturn void
cut_resync(void)
{
	char one[CREDMINT_OTP_SIZE], two[CREDMINT_OTP_SIZE];

	enroll(CREDMINT_HOTP);
	at(500, one);
	at(501, two);
	on_disk();
	if (registry_authenticator_resync(room.r, "alice", shown.id, one,
		strlen(one), two, strlen(two), "root", &power.f) != 0)
		power_die("resync");
	cut(at(502, one), at(3, two));
}

/* The yes before it had left a time of grace. */
static _Noreturn void
cut_sheet(void)
{
	struct registry_login login = power_login();
	char old[REGISTRY_RECOVERY_SIZE];
	enum registry_verdict verdict;

	issue();
	login.grace = GRACE;
	if (registry_attempt(room.r, &login, &power.f) != 0 ||
	    registry_decide(room.r, &login, sheet[0], strlen(sheet[0]),
		&verdict, &power.f) != 0 ||
	    verdict != REGISTRY_YES)
		power_die("no");
	memcpy(old, sheet[1], sizeof(old));
	on_disk();
	issue();
	cut(sheet[0], old);
}

/* Nobody is let in by any of these. */
static bool
without_code(void)
{
	struct registry_login login = power_login();
	char other[REGISTRY_NAME_SIZE];
	bool absent = true, granted = true;

	login.grace = GRACE;
	if (registry_nullok(
		room.r, &power.alice, 0, &absent, other, &power.f) != 0 ||
	    registry_grace(room.r, &login, &granted, &power.f) != 0)
		power_die("without a code");
	return absent || granted;
}

static bool
kept(char *what)
{
	char *dead = strchr(what, ',');

	if (dead == NULL)
		power_die(what);
	*dead++ = '\0';
	return !without_code() &&
	    (strcmp(dead, "-") == 0 ||
		power_log_in(room.r, dead) == REGISTRY_NO) &&
	    (strcmp(what, "-") == 0 ||
		power_log_in(room.r, what) == REGISTRY_YES);
}

static const struct {
	const char *name;
	void (*cut)(void);
} acts[] = {
    {"totp", cut_totp},
    {"hotp", cut_hotp},
    {"recovery", cut_recovery},
    {"enroll", cut_enroll},
    {"replace", cut_replace},
    {"remove", cut_remove},
    {"resync", cut_resync},
    {"sheet", cut_sheet},
};

int
main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	clock_fake_set(ROOM_NOW, 1000, ROOM_BOOT);
	power_on(argv[argc > 3 ? 3 : 2]);
	power.conf.deny = 0;
	power.conf.deny_user = 0;
	if (strcmp(argv[1], "make") == 0)
		return power_make();
	if (registry_open(&room.r, &power.conf, &power.f) != 0)
		power_die("open");
	if (argc == 5)
		return kept(argv[4]) ? 0 : 1;
	anew();
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
		if (strcmp(argv[2], acts[i].name) == 0)
			acts[i].cut();
	return 2;
}
