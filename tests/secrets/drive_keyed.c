/*
 * drive_keyed - what is made of keys and passwords, for each line of input
 *
 *	hotp DIGEST DIGITS KEY COUNTER
 *	totp DIGEST DIGITS KEY STEP NOW
 *	uri TYPE DIGEST DIGITS KEY STEP COUNTER ISSUER ACCOUNT
 *	pbkdf2 DIGEST PASSWORD SALT ROUNDS LENGTH
 *
 * DIGEST is the number of bits; KEY, PASSWORD, SALT, ISSUER and ACCOUNT are in
 * hex after an 'x', ISSUER being "-" for none. Prints a line for each, the
 * error's number when there is one. Exits with 2 when misused.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/encode.h"
#include "credmint.h"

#define ROOM 4096

struct bytes {
	unsigned char at[ROOM];
	size_t n;
};

static char word_room[ROOM];

static const char *
word(void)
{
	if (scanf("%4095s", word_room) != 1)
		exit(2);
	return word_room;
}

static uint64_t
number(void)
{
	return strtoull(word(), NULL, 10);
}

static void
bytes(struct bytes *out)
{
	const char *hex = word();
	unsigned int byte;

	memset(out, 0, sizeof(*out));
	for (hex += *hex == 'x'; sscanf(hex, "%2x", &byte) == 1; hex += 2)
		out->at[out->n++] = (unsigned char)byte;
}

static enum credmint_digest
digest(void)
{
	switch (number()) {
	case 1:
		return CREDMINT_SHA1;
	case 256:
		return CREDMINT_SHA256;
	case 512:
		return CREDMINT_SHA512;
	default:
		exit(2);
	}
}

static void
otp(struct credmint_otp *out, struct bytes *key)
{
	*out = (struct credmint_otp)CREDMINT_OTP_INIT;
	out->digest = digest();
	out->digits = (unsigned int)number();
	bytes(key);
	out->key = key->at;
	out->nkey = key->n;
}

static void
say(int r, const char *text)
{
	if (r == 0)
		puts(text);
	else
		printf("%d\n", r);
}

static void
do_code(bool by_time)
{
	static struct bytes key;
	struct credmint_otp o;
	char text[CREDMINT_OTP_SIZE];

	otp(&o, &key);
	if (by_time) {
		o.step = (uint32_t)number();
		say(credmint_totp(&o, (int64_t)number(), text, sizeof(text)),
		    text);
	} else {
		say(credmint_hotp(&o, number(), text, sizeof(text)), text);
	}
}

static void
do_uri(void)
{
	static struct bytes key, issuer, account;
	static char text[CREDMINT_OTP_URI_SIZE];
	unsigned int type = strcmp(word(), "hotp") == 0;
	struct credmint_otp o;
	bool named;

	otp(&o, &key);
	o.type = type;
	o.step = (uint32_t)number();
	o.counter = number();
	bytes(&issuer);
	named = word_room[0] != '-';
	bytes(&account);
	say(credmint_otp_uri(&o, named ? (const char *)issuer.at : NULL,
		(const char *)account.at, text, sizeof(text)),
	    text);
}

static void
do_pbkdf2(void)
{
	static struct bytes pw, salt;
	static unsigned char key[ROOM / 2];
	static char text[ROOM + 1];
	enum credmint_digest d = digest();
	uint32_t rounds;
	size_t n;
	int r;

	bytes(&pw);
	bytes(&salt);
	rounds = (uint32_t)number();
	n = (size_t)number();
	r = n > sizeof(key)
	    ? 1
	    : credmint_pbkdf2(d, pw.at, pw.n, salt.at, salt.n, rounds, key, n);
	if (r == 0)
		r = encode_text(ENCODE_HEX, key, n, text, sizeof(text));
	say(r, text);
}

int
main(void)
{
	char what[16];

	while (scanf("%15s", what) == 1) {
		if (strcmp(what, "hotp") == 0)
			do_code(false);
		else if (strcmp(what, "totp") == 0)
			do_code(true);
		else if (strcmp(what, "uri") == 0)
			do_uri();
		else if (strcmp(what, "pbkdf2") == 0)
			do_pbkdf2();
		else
			return 2;
	}
	return 0;
}
