/*
 * test_threads - two threads call all of the library at once
 *
 * One has a source of its own, the other none. What is made of random bytes
 * must come, what is made of none must be right; ThreadSanitizer looks on.
 */

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"
#include "tests/secrets/makers.h"
#include "tests/secrets/signing.h"
#include "tests/secrets/stream.h"

#define ROUNDS 30
#define PASSWORD "correct horse"

struct worker {
	pthread_t thread;
	struct credmint_source *source;
	const char *failed; /* what did, or NULL */
};

static pthread_barrier_t start;
static char known_hash[CREDMINT_HASH_SIZE];

static bool
signs(struct credmint_source *source)
{
	struct credmint_signkey key = CREDMINT_SIGNKEY_INIT;
	unsigned char bytes[32], payload[16];
	char token[CREDMINT_SIGNED_SIZE(10)];
	size_t n = sizeof(payload);

	(void)source;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)i;
	key.key = bytes;
	key.nkey = sizeof(bytes);
	return credmint_signed_make(&key, "user=alice", 10, SIGNING_EXPIRY,
		   token, sizeof(token)) == 0 &&
	    strcmp(token, SIGNING_ALICE) == 0 &&
	    credmint_signed_verify(&key, 1, token, 1, payload, &n) == 0 &&
	    n == 10 && memcmp(payload, "user=alice", 10) == 0;
}

/* RFC 4226, appendix D. */
static bool
codes(struct credmint_source *source)
{
	struct credmint_otp otp = CREDMINT_OTP_INIT;
	char code[CREDMINT_OTP_SIZE], uri[256];
	uint64_t used;

	(void)source;
	otp.key = "12345678901234567890";
	otp.nkey = 20;
	return credmint_hotp(&otp, 1, code, sizeof(code)) == 0 &&
	    strcmp(code, "287082") == 0 &&
	    credmint_hotp_verify(&otp, code, 0, 2, &used) == 0 && used == 1 &&
	    credmint_totp(&otp, 59, code, sizeof(code)) == 0 &&
	    strcmp(code, "287082") == 0 &&
	    credmint_totp_verify(&otp, code, 59, 1, 0, &used) == 0 &&
	    credmint_otp_uri(&otp, "A", "b", uri, sizeof(uri)) == 0;
}

/* RFC 6070, the second. */
static bool
derives(struct credmint_source *source)
{
	static const unsigned char known[20] = {0xea, 0x6c, 0x01, 0x4d, 0xc7,
	    0x2d, 0x6f, 0x8c, 0xcd, 0x1e, 0xd9, 0x2a, 0xce, 0x1d, 0x41, 0xf0,
	    0xd8, 0xde, 0x89, 0x57};
	unsigned char out[20];

	(void)source;
	return credmint_pbkdf2(CREDMINT_SHA1, "password", 8, "salt", 4, 2, out,
		   sizeof(out)) == 0 &&
	    memcmp(out, known, sizeof(out)) == 0;
}

static bool
hashes(struct credmint_source *source)
{
	char setting[CREDMINT_SALT_SIZE], hash[CREDMINT_HASH_SIZE];

	return credmint_salt_make(source, "sha512crypt", 1000, setting,
		   sizeof(setting)) == 0 &&
	    credmint_hash_make(
		setting, PASSWORD, strlen(PASSWORD), hash, sizeof(hash)) == 0 &&
	    credmint_hash_verify(hash, PASSWORD, strlen(PASSWORD)) == 0 &&
	    credmint_hash_verify(known_hash, PASSWORD, strlen(PASSWORD)) == 0;
}

static bool
judges(struct credmint_source *source)
{
	struct credmint_password policy = CREDMINT_PASSWORD_INIT;
	struct credmint_passphrase words = CREDMINT_PASSPHRASE_INIT;
	unsigned char deck[52] = {0};
	double bits, more;

	return credmint_token_key_check(
		   "ghp", "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") == 0 &&
	    credmint_password_bits(&policy, &bits) == 0 &&
	    credmint_passphrase_bits(&words, &more) == 0 && bits > more &&
	    credmint_random_shuffle(source, deck, sizeof(deck), 1) == 0;
}

static const struct {
	const char *name;
	bool (*works)(struct credmint_source *source);
} others[] = {
    {"signs", signs},
    {"codes", codes},
    {"derives", derives},
    {"hashes", hashes},
    {"judges", judges},
};

static void
call_all(struct worker *w)
{
	_Alignas(uint64_t) unsigned char out[MAKERS_ROOM];

	for (size_t i = 0; i < makers_n; i++)
		if (makers[i].make(w->source, out) != 0)
			w->failed = makers[i].name;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (!others[i].works(w->source))
			w->failed = others[i].name;
}

static void *
work(void *arg)
{
	struct worker *w = arg;

	(void)pthread_barrier_wait(&start);
	for (int i = 0; w->failed == NULL && i < ROUNDS; i++)
		call_all(w);
	return NULL;
}

static void
test_two_threads_call_everything_at_once(void **state)
{
	struct worker w[2] = {{.source = NULL}};

	(void)state;
	stream_real();
	assert_int_equal(
	    credmint_hash_make("$pbkdf2-sha256$1000$c2FsdHNhbHQ", PASSWORD,
		strlen(PASSWORD), known_hash, sizeof(known_hash)),
	    0);
	assert_int_equal(credmint_source_new(&w[1].source), 0);
	assert_int_equal(pthread_barrier_init(&start, NULL, 2), 0);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(
		    pthread_create(&w[i].thread, NULL, work, &w[i]), 0);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(pthread_join(w[i].thread, NULL), 0);
	for (size_t i = 0; i < 2; i++)
		if (w[i].failed != NULL)
			fail_msg("thread %zu: %s", i, w[i].failed);
	credmint_source_free(w[1].source);
	assert_int_equal(pthread_barrier_destroy(&start), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_two_threads_call_everything_at_once),
	};

	return cmocka_run_group_tests_name("threads", tests, NULL, NULL);
}
