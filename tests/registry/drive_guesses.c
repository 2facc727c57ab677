/*
 * drive_guesses - by what the code has, how often somebody may guess
 *
 * Prints NAME VALUE lines: answers that are compared in a day, counted at the
 * machine that closes names, and how many codes there are.
 */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "registry/authenticator.h"
#include "registry/code.h"
#include "registry/lockout.h"
#include "registry/registry.h"

#define T0 INT64_C(1767225600)
#define DAY 86400
#define DAYS 20

struct guesser {
	const char *name;
	bool many; /* each try from a source of its own */
	enum lockout_origin origin;
};

/* The most that are compared in one of many days, with a try each second. */
static unsigned
compared(const struct conf *conf, const struct guesser *who)
{
	unsigned char id[LOCKOUT_SOURCE_SIZE] = {1};
	struct lockout_limits limits;
	struct lockout l = {0};
	unsigned most = 0;

	lockout_limits(conf, false, &limits);
	for (int64_t day = 0; day < DAYS; day++) {
		unsigned n = 0;

		for (int64_t at = T0 + day * DAY; at < T0 + (day + 1) * DAY;
		     at++) {
			if (who->many)
				memcpy(id + 1, &at, 4);
			lockout_settle(&l, at);
			while (
			    !lockout_closed(&l, &limits, id, who->origin, at)) {
				lockout_fail(&l, id, at);
				n++;
				if (who->many)
					break;
			}
		}
		most = n > most ? n : most;
	}
	return most;
}

/* Letters that codes are made of. */
static unsigned
alphabet(void)
{
	unsigned n = 0;

	for (char c = 'A'; c <= 'Z'; c++) {
		char text[CODE_PLAIN_SIZE] = "";
		struct code_typed typed;

		memset(text, c, CODE_LENGTH);
		code_read(text, CODE_LENGTH, &typed);
		n += typed.shape == CODE_EIGHT_LETTERS;
	}
	return n;
}

int
main(void)
{
	static const struct guesser who[] = {
	    {"unknown", true, LOCKOUT_ADDRESS},
	    {"names", false, LOCKOUT_ELSEWHERE},
	    {"asker", false, LOCKOUT_ELSEWHERE},
	    {"local", false, LOCKOUT_CONSOLE},
	};
	static struct conf conf;

	conf_default(&conf);
	for (size_t i = 0; i < sizeof(who) / sizeof(who[0]); i++)
		printf("%s %u\n", who[i].name, compared(&conf, &who[i]));
	printf("letters %u\n", alphabet());
	printf("code %d\n", CODE_LENGTH);
	printf("recovery %d\n", CODE_RECOVERY_LENGTH);
	printf("totp %u\n", 2 * conf.totp_window + 1);
	printf("hotp %u\n", conf.hotp_window + 1);
	printf("devices %d\n", REGISTRY_AUTHENTICATORS_MAX);
	return 0;
}
