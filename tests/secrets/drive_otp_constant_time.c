/*
 * drive_otp_constant_time - whether what is done depends on a key or a code
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/encode.h"
#include "core/mac.h"
#include "core/secret.h"
#include "credmint.h"
#include "tests/leaks.h"

size_t __wrap_strlen(const char *s);
size_t __wrap_strnlen(const char *s, size_t n);
void *__wrap_memchr(const void *s, int c, size_t n);
bool __real_secret_equal(const void *a, size_t an, const void *b, size_t bn);
bool __wrap_secret_equal(const void *a, size_t an, const void *b, size_t bn);
int __real_encode_read(enum encode_form form, const char *text, size_t n,
    void *out, size_t size, size_t *len);
int __wrap_encode_read(enum encode_form form, const char *text, size_t n,
    void *out, size_t size, size_t *len);

/* The length of a text is public, its characters are not. */
size_t
__wrap_strnlen(const char *s, size_t n)
{
	size_t length;
	char c;

	for (length = 0; length < n; length++) {
		c = s[length];
		PUBLIC(&c, 1);
		if (c == '\0')
			break;
	}
	return length;
}

size_t
__wrap_strlen(const char *s)
{
	return __wrap_strnlen(s, SIZE_MAX);
}

/* So is whether a password holds a NUL: it is refused. */
void *
__wrap_memchr(const void *s, int c, size_t n)
{
	if (c == '\0' && __wrap_strnlen(s, n) == n)
		return NULL;
	abort();
}

/* The verdict of hash_verify() is public, and nothing else of a comparison. */
static bool verdicts_are_public, secrets_met;

bool
__wrap_secret_equal(const void *a, size_t an, const void *b, size_t bn)
{
	bool equal = __real_secret_equal(a, an, b, bn);

	secrets_met = secrets_met || (depends(a, an) && depends(b, bn));
	if (verdicts_are_public)
		PUBLIC(&equal, sizeof(equal));
	return equal;
}

/* Whether a stored text reads is public, and so is how many bytes it has. */
int
__wrap_encode_read(enum encode_form form, const char *text, size_t n, void *out,
    size_t size, size_t *len)
{
	int r = __real_encode_read(form, text, n, out, size, len);

	PUBLIC(&r, sizeof(r));
	PUBLIC(len, sizeof(*len));
	return r;
}

/* ---- codes ---- */

static unsigned char key[64];
static char code[CREDMINT_OTP_SIZE];

static struct credmint_otp
otp_of(int digest)
{
	struct credmint_otp otp = CREDMINT_OTP_INIT;

	otp.digest = (enum credmint_digest)digest;
	otp.digits = 6 + (unsigned int)digest % 3;
	otp.step = 1;
	otp.key = key;
	otp.nkey = sizeof(key);
	return otp;
}

static void
look_at_making(void)
{
	for (int d = CREDMINT_SHA1; d <= CREDMINT_SHA512; d++) {
		struct credmint_otp otp = otp_of(d);
		unsigned long before = VALGRIND_COUNT_ERRORS;
		int r;

		SECRET(key, sizeof(key));
		r = credmint_hotp(&otp, 1000, code, sizeof(code));
		say("hotp", VALGRIND_COUNT_ERRORS - before,
		    r == 0 && depends(code, otp.digits) &&
			!depends(code + otp.digits, 1));
		PUBLIC(key, sizeof(key));
	}
}

/* What is typed: the code of a counter, or a text. */
static void
look_at_verifying(const char *name, int d, const char *typed, uint64_t counter,
    bool by_time, int want)
{
	struct credmint_otp otp = otp_of(d);
	uint64_t used = 0;
	unsigned long before;
	bool whole;
	int r;

	memset(code, 0, sizeof(code));
	if (typed != NULL)
		(void)snprintf(code, sizeof(code), "%s", typed);
	else if (credmint_hotp(&otp, counter, code, sizeof(code)) != 0)
		abort();
	whole = strlen(code) == otp.digits;
	SECRET(key, sizeof(key));
	SECRET(code, sizeof(code) - 1);
	secrets_met = false;
	before = VALGRIND_COUNT_ERRORS;
	r = by_time ? credmint_totp_verify(&otp, code, 1000, 3, 998, &used)
		    : credmint_hotp_verify(&otp, code, 997, 6, &used);
	/* The answer is for the caller alone: the library acts on none. */
	if (whole && (!depends(&r, sizeof(r)) || !depends(&used, sizeof(used))))
		secrets_met = false;
	before = VALGRIND_COUNT_ERRORS - before;
	PUBLIC(&r, sizeof(r));
	PUBLIC(&used, sizeof(used));
	say(name, before,
	    secrets_met && r == want && used == (r == 0 ? counter : 0));
	PUBLIC(key, sizeof(key));
	PUBLIC(code, sizeof(code));
}

static void
look_at_codes(void)
{
	for (int d = CREDMINT_SHA1; d <= CREDMINT_SHA512; d++) {
		look_at_verifying("hotp_first", d, NULL, 997, false, 0);
		look_at_verifying("hotp_last", d, NULL, 1003, false, 0);
		look_at_verifying(
		    "hotp_beyond", d, NULL, 1004, false, -EKEYREJECTED);
		look_at_verifying("totp_first", d, NULL, 999, true, 0);
		look_at_verifying("totp_last", d, NULL, 1003, true, 0);
		look_at_verifying(
		    "totp_replayed", d, NULL, 998, true, -EKEYREJECTED);
	}
	look_at_verifying(
	    "short", CREDMINT_SHA1, "12345", 0, true, -EKEYREJECTED);
	look_at_verifying(
	    "letters", CREDMINT_SHA1, "abc-efg", 0, true, -EKEYREJECTED);
	look_at_verifying("high_bits", CREDMINT_SHA1, "\xff\x80\xb1\x7f//:", 0,
	    false, -EKEYREJECTED);
}

/* ---- hashes ---- */

#define SETTING "$pbkdf2-sha256$2$c2FsdHNhbHQ$"

static void
look_at_hash(const char *name, const char *password, size_t changed, int want)
{
	char hash[CREDMINT_HASH_SIZE], pw[16];
	size_t n = strlen(password), at = sizeof(SETTING) - 1;
	unsigned long before;
	int r;

	if (credmint_hash_make(SETTING, "passwd", 6, hash, sizeof(hash)) != 0)
		abort();
	if (changed > 0)
		hash[changed] = hash[changed] == 'A' ? 'B' : 'A';
	memcpy(pw, password, n);
	SECRET(pw, n);
	SECRET(hash + at, strlen(hash) - at);
	secrets_met = false;
	verdicts_are_public = true;
	before = VALGRIND_COUNT_ERRORS;
	r = credmint_hash_verify(hash, pw, n);
	say(name, VALGRIND_COUNT_ERRORS - before, secrets_met && r == want);
	verdicts_are_public = false;
}

static void
look_at_stretching(void)
{
	unsigned char made[100], pw[] = "password";
	unsigned long before = VALGRIND_COUNT_ERRORS;
	int r;

	SECRET(pw, sizeof(pw));
	r = credmint_pbkdf2(
	    CREDMINT_SHA512, pw, sizeof(pw), "salt", 4, 3, made, sizeof(made));
	say("pbkdf2", VALGRIND_COUNT_ERRORS - before,
	    r == 0 && depends(made, sizeof(made)));
}

/* ---- what leaks ---- */

/* RFC 4226, section 5.3, as it is written there. */
static uint32_t
leaky_truncation(const unsigned char *mac)
{
	unsigned int o = mac[19] & 15u;

	return (mac[o] & 0x7fu) << 24 | (unsigned int)mac[o + 1] << 16 |
	    (unsigned int)mac[o + 2] << 8 | mac[o + 3];
}

/* Not where a compiler knows n, and makes one comparison of it. */
__attribute__((noinline)) static bool
leaky_digits(const char *text)
{
	for (; *text >= '0' && *text <= '9'; text++)
		;
	return *text == '\0';
}

static void
look_at_leaks(void)
{
	char a[] = "123456", b[] = "123456";
	unsigned char mac[MAC_SIZE_MAX];
	unsigned long before = VALGRIND_COUNT_ERRORS;
	volatile bool answer;
	volatile uint32_t value;

	SECRET(key, sizeof(key));
	mac_by(MAC_SHA1, key, sizeof(key), NULL, 0, mac);
	value = leaky_truncation(mac);
	say("leaky_truncation", VALGRIND_COUNT_ERRORS - before, true);
	SECRET(a, sizeof(a));
	before = VALGRIND_COUNT_ERRORS;
	answer = leaky_equal(a, b, sizeof(a));
	say("leaky_equal", VALGRIND_COUNT_ERRORS - before, true);
	before = VALGRIND_COUNT_ERRORS;
	answer = leaky_digits(a);
	say("leaky_digits", VALGRIND_COUNT_ERRORS - before, true);
	PUBLIC(key, sizeof(key));
	(void)answer;
	(void)value;
}

int
main(void)
{
	if (!RUNNING_ON_VALGRIND)
		return 2;
	memset(key, 0x5a, sizeof(key));
	look_at_making();
	look_at_codes();
	look_at_hash("hash_right", "passwd", 0, 0);
	look_at_hash("hash_wrong", "passwe", 0, -EKEYREJECTED);
	look_at_hash(
	    "hash_first_differs", "passwd", sizeof(SETTING) - 1, -EKEYREJECTED);
	look_at_hash(
	    "hash_late_differs", "passwd", sizeof(SETTING) + 39, -EKEYREJECTED);
	look_at_stretching();
	look_at_leaks();
	return 0;
}
