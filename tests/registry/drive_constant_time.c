/*
 * drive_constant_time - whether what is done depends on a secret
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/encode.h"
#include "core/secret.h"
#include "credmint.h"
#include "registry/code.h"
#include "registry/digest.h"
#include "registry/handle.h"
#include "registry/recovery.h"
#include "registry/seed.h"
#include "tests/leaks.h"
#include "tests/registry/shown.h"

bool __real_secret_equal(const void *a, size_t an, const void *b, size_t bn);
bool __wrap_secret_equal(const void *a, size_t an, const void *b, size_t bn);
int __real_credmint_random_below(
    struct credmint_source *source, uint64_t n, uint64_t *out);
int __wrap_credmint_random_below(
    struct credmint_source *source, uint64_t n, uint64_t *out);

#define HASH "$6$saltsalt$hashhashhash"

/* Whether secrets were compared, and whether by what leaks. */
static bool secrets_met, comparing_leaks;

/* The verdict is public, and nothing else of a comparison. */
bool
__wrap_secret_equal(const void *a, size_t an, const void *b, size_t bn)
{
	bool equal = __real_secret_equal(a, an, b, bn);

	secrets_met = secrets_met || (depends(a, an) && depends(b, bn));
	if (comparing_leaks && leaky_equal(a, b, an) != equal)
		abort();
	PUBLIC(&equal, sizeof(equal));
	return equal;
}

/*
 * How often a draw was rejected tells nothing of the one that was not. What
 * comes of a draw for a registry is written to it, which is no secret place.
 */
static bool draws_are_secret;

int
__wrap_credmint_random_below(
    struct credmint_source *source, uint64_t n, uint64_t *out)
{
	int rc = __real_credmint_random_below(source, n, out);

	if (draws_are_secret)
		SECRET(out, sizeof(*out));
	return rc;
}

/* Whether one opens is public; what comes out is not. */
int __real_seed_open(const struct key *key, const char *user,
    const struct store_authenticator *row,
    unsigned char out[CREDMINT_OTP_KEY_MAX], size_t *n);
int __wrap_seed_open(const struct key *key, const char *user,
    const struct store_authenticator *row,
    unsigned char out[CREDMINT_OTP_KEY_MAX], size_t *n);

int
__wrap_seed_open(const struct key *key, const char *user,
    const struct store_authenticator *row,
    unsigned char out[CREDMINT_OTP_KEY_MAX], size_t *n)
{
	int rc = __real_seed_open(key, user, row, out, n);

	SECRET(out, CREDMINT_OTP_KEY_MAX);
	return rc;
}

#define LOOK(name, call, result)                                            \
	do {                                                                \
		unsigned long before = VALGRIND_COUNT_ERRORS;               \
		unsigned long after;                                        \
                                                                            \
		call;                                                       \
		after = VALGRIND_COUNT_ERRORS;                              \
		say(name, after - before, depends(result, sizeof(result))); \
		PUBLIC(result, sizeof(result));                             \
	} while (0)

/* ---- what must not leak ---- */

static void
look_at_comparing(void)
{
	static const char word[] = "an HMAC of thirty-two bytes, say";
	char a[sizeof(word)], b[sizeof(word)];
	bool equal[1];

	memcpy(a, word, sizeof(word));
	memcpy(b, word, sizeof(word));
	SECRET(a, sizeof(a));
	SECRET(b, sizeof(b));
	LOOK("secret_equal",
	    equal[0] = __real_secret_equal(a, sizeof(a), b, sizeof(b)), equal);
	PUBLIC(b, sizeof(b));
	b[3] = 'X';
	LOOK("secret_equal_unequal",
	    equal[0] = __real_secret_equal(a, sizeof(a), b, sizeof(b)), equal);
}

static void
look_at_public_comparing(void)
{
	char a[] = "a token", b[] = "a token";
	unsigned long before = VALGRIND_COUNT_ERRORS;
	bool equal;

	SECRET(a, sizeof(a));
	equal = credmint_equal(a, sizeof(a), b, sizeof(b));
	say("credmint_equal", VALGRIND_COUNT_ERRORS - before, equal);
}

static void
look_at_encoding(void)
{
	static const struct {
		const char *name;
		enum encode_form form;
	} forms[] = {
	    {"encode_hex", ENCODE_HEX},
	    {"encode_base32", ENCODE_BASE32},
	    {"encode_base64", ENCODE_BASE64},
	    {"encode_base64url", ENCODE_BASE64URL},
	};
	unsigned char bytes[256];
	char text[sizeof(bytes) * 2 + 1];
	int rc[1];

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		for (size_t n = sizeof(bytes) - 4; n <= sizeof(bytes); n++) {
			for (size_t k = 0; k < sizeof(bytes); k++)
				bytes[k] = (unsigned char)k;
			SECRET(bytes, sizeof(bytes));
			memset(text, 0, sizeof(text));
			LOOK(forms[i].name,
			    rc[0] = encode_text(
				forms[i].form, bytes, n, text, sizeof(text)),
			    text);
			if (depends(rc, sizeof(rc)) || rc[0] != 0)
				abort();
		}
	}
}

static void
look_at_reading(void)
{
	static const char *const typed[] = {"BCDF-GHJK", "wxzb cdfg",
	    "1234 5678", "123 456", "1234567", "BCDF-GHJK-LMNP", "password",
	    "BCDFGHJ", "--------------", "BCDFGHJKLMN", "\xff\x80\x7f zZ~{`@["};
	struct code_typed read[1];
	char answer[64];

	for (size_t i = 0; i < sizeof(typed) / sizeof(*typed); i++) {
		size_t n = strlen(typed[i]);

		memcpy(answer, typed[i], n + 1);
		SECRET(answer, sizeof(answer));
		memset(read, 0, sizeof(read));
		LOOK("code_read", code_read(answer, n, read), read->recovery);
		if (!depends(read->issued, CODE_LENGTH) ||
		    !depends(read->shown, CODE_LENGTH) ||
		    !depends(&read->shape, sizeof(read->shape)))
			say("code_read_shape", 0, false);
		SECRET(read->recovery, CODE_RECOVERY_LENGTH);
		LOOK("code_keep", code_keep(read, CODE_LETTERS), read->issued);
		if (!depends(read->shown, CODE_LENGTH) ||
		    !depends(read->recovery, CODE_LENGTH))
			say("code_keep_ways", 0, false);
		PUBLIC(read, sizeof(read));
		if ((read->shape != 0) != (i < 2 || i == 5))
			abort();
	}
}

/* Whether it has a shape is told by what is done next; not which. */
static void
look_at_shapes(void)
{
	const struct conf_ways ways = ROOM_WAYS;
	char answer[] = "123 456";
	bool shaped[1];

	SECRET(answer, sizeof(answer) - 1);
	LOOK("registry_shaped",
	    shaped[0] = registry_shaped(answer, sizeof(answer) - 1, &ways),
	    shaped);
	if (!shaped[0])
		abort();
}

static void
look_at_minting(void)
{
	char plain[CODE_PLAIN_SIZE], shown[CODE_LENGTH + 2];
	char sheet[CODE_RECOVERY_SIZE], line[CODE_RECOVERY_LENGTH + 3];
	int rc[1];

	draws_are_secret = true;
	LOOK("code_make_letters", rc[0] = code_make(false, plain), plain);
	LOOK("code_make_digits", rc[0] = code_make(true, plain), plain);
	LOOK("code_make_recovery", rc[0] = code_make_recovery(sheet), sheet);
	draws_are_secret = false;
	SECRET(plain, CODE_LENGTH);
	LOOK("code_show", code_show(plain, shown), shown);
	SECRET(sheet, CODE_RECOVERY_LENGTH);
	LOOK("code_show_recovery", code_show_recovery(sheet, line), line);
	if (rc[0] != 0)
		abort();
}

static void
look_at_digesting(void)
{
	const struct digest_bound bound = {1, 2, 3, "alice"};
	char plain[CODE_PLAIN_SIZE] = "BCDFGHJK";
	unsigned char mac[MAC_SIZE];
	struct key key;

	memset(&key, 7, sizeof(key));
	SECRET(plain, CODE_LENGTH);
	SECRET(key.codes, sizeof(key.codes));
	LOOK("digest_code", digest_code(&key, &bound, plain, mac), mac);
}

/* How long a hash is, is its method's. */
static void
look_at_digesting_hashes(void)
{
	const struct digest_bound bound = {3, 2, 3, "alice"};
	char hash[] = HASH;
	unsigned char mac[MAC_SIZE];
	struct key key;

	memset(&key, 7, sizeof(key));
	SECRET(hash, sizeof(hash) - 1);
	LOOK("digest_hash",
	    digest_hash(&key, &bound, hash, sizeof(hash) - 1, mac), mac);
}

/* ---- the whole decision ---- */

static struct store_calls watched;
static const struct store_calls *usual;

/* What is stored of codes is secret, too. */
static int
open_and_hide(struct store *s, int64_t account, int64_t turn, bool claimed,
    struct store_credential *out, size_t *n, struct fault *f)
{
	int rc = usual->credential_open(s, account, turn, claimed, out, n, f);

	for (size_t i = 0; i < REGISTRY_CODES_MAX; i++)
		SECRET(out[i].digest, sizeof(out[i].digest));
	return rc;
}

static struct store_authenticator_calls sought;

/* What leads to the row of a sheet's code is a digest under the key. */
static int
find_recovery(struct store *s, int64_t account,
    const unsigned char digest[MAC_SIZE], struct store_recovery *out,
    struct fault *f)
{
	PUBLIC(digest, MAC_SIZE);
	return usual->authenticators->recovery_find(s, account, digest, out, f);
}

static int
find_and_hide(struct store *s, int64_t id, struct store_credential *out,
    char *name, struct fault *f)
{
	int rc = usual->credential_find(s, id, out, name, f);

	SECRET(out->digest, sizeof(out->digest));
	return rc;
}

/* The hash as a whole string: what is secret of it here comes by the key. */
static void
look_at_hash(
    const char *name, struct room *room, int64_t id, const char *hash, bool is)
{
	unsigned long before;
	bool same = !is;

	SECRET(room->r->key->hashes, MAC_SIZE);
	secrets_met = false;
	before = VALGRIND_COUNT_ERRORS;
	if (registry_temporary_is(room->r, id, hash, &same, &room->f) != 0)
		abort();
	say(name, VALGRIND_COUNT_ERRORS - before, secrets_met && same == is);
	PUBLIC(room->r->key->hashes, MAC_SIZE);
}

static void
look_at_hashes(struct room *room, int64_t id)
{
	look_at_hash("temporary_is", room, id, HASH, true);
	look_at_hash("temporary_is_not", room, id, HASH "x", false);
	comparing_leaks = true;
	look_at_hash("leaky_temporary_is", room, id, HASH "x", false);
	comparing_leaks = false;
}

static void
look_at_deciding(const char *name, struct room *room, const char *typed,
    enum registry_verdict expected)
{
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);
	enum registry_verdict verdict;
	unsigned long before;
	char answer[64];
	size_t n = strlen(typed);

	memcpy(answer, typed, n + 1);
	if (registry_attempt(room->r, &login, &room->f) != 0)
		abort();
	SECRET(answer, sizeof(answer));
	SECRET(room->r->key->codes, MAC_SIZE);
	SECRET(room->r->key->recovery, MAC_SIZE);
	secrets_met = false;
	before = VALGRIND_COUNT_ERRORS;
	if (registry_decide(room->r, &login, answer, n, &verdict, &room->f) !=
	    0)
		abort();
	say(name, VALGRIND_COUNT_ERRORS - before,
	    secrets_met && verdict == expected);
	PUBLIC(room->r->key->codes, MAC_SIZE);
	PUBLIC(room->r->key->recovery, MAC_SIZE);
}

static void
look_at_shown(struct room *room, const struct account *a)
{
	static struct shown totp, hotp;
	char sheet[1][REGISTRY_RECOVERY_SIZE], code[CREDMINT_OTP_SIZE];

	shown_totp(room, a, &totp);
	shown_make(&hotp, CREDMINT_HOTP, 3);
	hotp.otp.digest = CREDMINT_SHA512;
	hotp.otp.digits = 8;
	shown_enroll(room, a, &hotp, 0, 0);
	if (registry_recovery_issue(room->r, a, "root", 1, sheet, &room->f) !=
	    0)
		abort();
	look_at_deciding("decide_shown_wrong", room, "000000", REGISTRY_NO);
	memcpy(code, shown_now(&totp, 0), sizeof(code));
	look_at_deciding("decide_totp_right", room, code, REGISTRY_YES);
	look_at_deciding("decide_totp_used", room, code, REGISTRY_NO);
	memcpy(code, shown_at(&hotp, 0), sizeof(code));
	look_at_deciding("decide_hotp_right", room, code, REGISTRY_YES);
	look_at_deciding("decide_hotp_used", room, code, REGISTRY_NO);
	look_at_deciding(
	    "decide_sheet_wrong", room, "BBBB-BBBB-BBBB", REGISTRY_NO);
	look_at_deciding("decide_sheet_right", room, sheet[0], REGISTRY_YES);
	look_at_deciding("decide_sheet_used", room, sheet[0], REGISTRY_NO);
}

static void
look_at_decisions(void)
{
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE], other[REGISTRY_CODE_SIZE];
	struct room *room;
	int64_t temporary;
	void *state;

	if (room_setup(&state) != 0)
		abort();
	room = state;
	room->r->conf.deny = 0;
	room_issue(room, &alice, other);
	room_issue(room, &alice, code);
	temporary = room_reset(room, &alice, HASH);
	usual = room->r->store->calls;
	watched = *usual;
	watched.credential_open = open_and_hide;
	watched.credential_find = find_and_hide;
	sought = *usual->authenticators;
	sought.recovery_find = find_recovery;
	watched.authenticators = &sought;
	room->r->store->calls = &watched;
	look_at_deciding("decide_wrong", room, "BBBB-BBBB", REGISTRY_NO);
	look_at_deciding("decide_no_code", room, "password", REGISTRY_NO);
	look_at_deciding("decide_right", room, code, REGISTRY_YES);
	look_at_deciding("decide_used", room, code, REGISTRY_NO);
	look_at_shown(room, &alice);
	comparing_leaks = true;
	look_at_deciding("leaky_decide", room, "BBBB-BBBB", REGISTRY_NO);
	comparing_leaks = false;
	look_at_hashes(room, temporary);
	room->r->store->calls = usual;
	(void)room_teardown(&state);
}

/* ---- what leaks ---- */

static void
look_at_leaks(void)
{
	char a[] = "0123456789abcdef", b[] = "0123456789abcdef";
	char text[32];
	unsigned char bytes[8];
	bool shaped[1];

	SECRET(a, sizeof(a) - 1);
	SECRET(b, sizeof(b) - 1);
	LOOK("leaky_equal", shaped[0] = leaky_equal(a, b, sizeof(a) - 1),
	    shaped);
	LOOK("leaky_decode", leaky_decode(a, bytes, sizeof(bytes)), bytes);
	LOOK("leaky_encode",
	    leaky_encode((const unsigned char *)a, text, sizeof(text) / 2),
	    text);
	LOOK("leaky_shape",
	    shaped[0] = strspn(a, "0123456789abcdef") == sizeof(a) - 1, shaped);
}

int
main(void)
{
	if (!RUNNING_ON_VALGRIND)
		return 2;
	look_at_comparing();
	look_at_public_comparing();
	look_at_encoding();
	look_at_reading();
	look_at_shapes();
	look_at_minting();
	look_at_digesting();
	look_at_digesting_hashes();
	look_at_decisions();
	look_at_leaks();
	return 0;
}
