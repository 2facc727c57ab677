/*
 * drive_shown - logins by codes that another program computed
 *
 *	drive_shown totp|hotp sha1|sha256|sha512 DIGITS STEP KEY FIRST
 *
 * KEY is hexadecimal. Each line of standard input is the code of a step or
 * counter, from FIRST on: it must be good once, at its time. Prints how many
 * were, and exits 0 when those are all.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/encode.h"
#include "tests/core/clock_fake.h"
#include "tests/registry/shown.h"

static struct room room;
static struct account alice;

static bool
log_in(const char *code)
{
	struct registry_login login = room_login("alice", &alice);

	return room_answer(&room, &login, code) == REGISTRY_YES;
}

static bool
make(struct shown *s, char **argv)
{
	static const char *const digests[] = {
	    [CREDMINT_SHA1] = "sha1",
	    [CREDMINT_SHA256] = "sha256",
	    [CREDMINT_SHA512] = "sha512",
	};

	shown_make(s, strcmp(argv[1], "hotp") == 0, 0);
	for (size_t i = CREDMINT_SHA1; i <= CREDMINT_SHA512; i++)
		if (strcmp(argv[2], digests[i]) == 0)
			s->otp.digest = (enum credmint_digest)i;
	s->otp.digits = (unsigned)atoi(argv[3]);
	s->otp.step = (uint32_t)atoi(argv[4]);
	return encode_read(ENCODE_HEX, argv[5], strlen(argv[5]), s->key,
		   sizeof(s->key), &s->otp.nkey) == 0;
}

int
main(int argc, char **argv)
{
	static struct shown s;
	char line[64];
	bool made;
	int64_t at;
	int all = 0, good = 0;

	if (argc != 7 || !make(&s, argv))
		return 2;
	at = strtoll(argv[6], NULL, 10);
	room_make(&room);
	room.conf.deny = 0;
	room.conf.deny_user = 0;
	alice = room_account("alice", 1000);
	if (registry_create(&room.conf, &made, &room.f) != 0 ||
	    registry_open(&room.r, &room.conf, &room.f) != 0) {
		(void)fprintf(stderr, "drive_shown: %s\n", room.f.text);
		return 3;
	}
	shown_enroll(&room, &alice, &s, at, 0);
	for (; fgets(line, sizeof(line), stdin) != NULL; all++, at++) {
		line[strcspn(line, "\n")] = '\0';
		if (s.otp.type == CREDMINT_TOTP)
			clock_fake_set(at * s.otp.step,
			    1000 + all * (int64_t)s.otp.step, ROOM_BOOT);
		good += log_in(line) && !log_in(line);
	}
	room_end(&room);
	printf("%d of %d\n", good, all);
	return all > 0 && good == all ? 0 : 1;
}
