/*
 * test_hash_advise - what methods there are, and what a hash is worth
 */

#include <crypt.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"

struct worth {
	const char *hash;
	enum credmint_advice advice;
	const char *method; /* NULL: unknown */
	int parsed;         /* of credmint_hash_parse() */
	unsigned long cost;
};

#define GOOD CREDMINT_ADVICE_GOOD
#define CHEAP CREDMINT_ADVICE_CHEAP
#define LEGACY CREDMINT_ADVICE_LEGACY
#define INVALID CREDMINT_ADVICE_INVALID

static void
expect(const struct worth *w)
{
	struct credmint_method method = CREDMINT_METHOD_INIT;
	enum credmint_advice advice = (enum credmint_advice)99;
	unsigned long cost = 99;

	assert_int_equal(credmint_hash_advise(w->hash, &advice), 0);
	if (advice != w->advice)
		print_error("%s\n", w->hash);
	assert_int_equal(advice, w->advice);
	assert_int_equal(
	    credmint_hash_parse(w->hash, &method, &cost), w->parsed);
	assert_int_equal(cost, w->cost);
	if (w->method == NULL)
		assert_null(method.name);
	else
		assert_string_equal(method.name, w->method);
	assert_int_equal(method.size, sizeof(method));
}

/* A hash of "x" by a setting. */
static void
expect_of(const char *setting, enum credmint_advice advice, const char *method,
    unsigned long cost)
{
	char hash[CREDMINT_HASH_SIZE];

	assert_int_equal(
	    credmint_hash_make(setting, "x", 1, hash, sizeof(hash)), 0);
	expect(&(struct worth){hash, advice, method, 0, cost});
	/* A setting has a method and a cost, and no password. */
	expect(&(struct worth){setting, INVALID, method, 0, cost});
	/* What is cut off or added is seen. */
	hash[strlen(hash) - 1] = '\0';
	assert_int_equal(credmint_hash_advise(hash, &advice), 0);
	assert_int_equal(advice, INVALID);
}

static void
test_costs_below_the_table_are_cheap(void **state)
{
	(void)state;
	expect_of("$y$j9T$abcdefghijklmnopqrst..", GOOD, "yescrypt", 5);
	expect_of("$y$j8T$abcdefghijklmnopqrst..", CHEAP, "yescrypt", 4);
	expect_of("$gy$j9T$abcdefghijklmnopqrst..", GOOD, "gost-yescrypt", 5);
	expect_of("$gy$j75$abcdefghijklmnopqrst..", CHEAP, "gost-yescrypt", 1);
	expect_of("$7$CU..../....abcdefghijklmnopqrst..", GOOD, "scrypt", 7);
	expect_of("$7$B"
		  "U..../....abcdefghijklmnopqrst..",
	    CHEAP, "scrypt", 6);
	expect_of("$2b$10$abcdefghijklmnopqrstuu", GOOD, "bcrypt", 10);
	expect_of("$2b$09$abcdefghijklmnopqrstuu", CHEAP, "bcrypt", 9);
	expect_of("$2y$10$abcdefghijklmnopqrstuu", GOOD, "bcrypt-y", 10);
	expect_of("$2y$09$abcdefghijklmnopqrstuu", CHEAP, "bcrypt-y", 9);
	expect_of(
	    "$6$rounds=100000$abcdefghijklmnop", GOOD, "sha512crypt", 100000);
	expect_of(
	    "$6$rounds=99999$abcdefghijklmnop", CHEAP, "sha512crypt", 99999);
	expect_of("$6$abcdefghijklmnop", CHEAP, "sha512crypt", 5000);
	expect_of("$pbkdf2-sha256$600000$c2FsdHNhbHRzYWx0c2FsdA", GOOD,
	    "pbkdf2-sha256", 600000);
	expect_of("$pbkdf2-sha256$599999$c2FsdHNhbHRzYWx0c2FsdA", CHEAP,
	    "pbkdf2-sha256", 599999);
	expect_of("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==", GOOD,
	    "scram-sha-256", 4096);
	expect_of("SCRAM-SHA-256$4095:W22ZaJ0SNY7soEsUEjb6gQ==", CHEAP,
	    "scram-sha-256", 4095);
}

static void
test_legacy_methods_are_so_at_any_cost(void **state)
{
	(void)state;
	expect_of("$2a$10$abcdefghijklmnopqrstuu", LEGACY, "bcrypt-a", 10);
	expect_of("$2x$10$abcdefghijklmnopqrstuu", LEGACY, "bcrypt-x", 10);
	expect_of(
	    "$5$rounds=100001$abcdefghijklmnop", LEGACY, "sha256crypt", 100001);
	expect_of("$sha1$1000$abcdefgh$", LEGACY, "sha1crypt", 1000);
	expect_of("$md5,rounds=10$abcdefgh$", LEGACY, "sunmd5", 10);
	expect_of("$md5$abcdefgh$$", LEGACY, "sunmd5", 0);
	expect_of("$1$abcdefgh", LEGACY, "md5crypt", 0);
	expect_of("$3$", LEGACY, "nt", 0);
	expect_of("_J9..abcd", LEGACY, "bsdicrypt", 725);
	expect_of("ab", LEGACY, "descrypt", 0);
	expect(&(struct worth){
	    "abJnggxhB/yWIuJjjiGPDQFU", LEGACY, "bigcrypt", 0, 0});
}

/* So long that nobody would wait for it: it is proved at the least cost. */
static void
test_highest_costs_are_judged_at_once(void **state)
{
	char hash[CREDMINT_HASH_SIZE];

	(void)state;
	assert_int_equal(credmint_hash_make("$2b$04$abcdefghijklmnopqrstuu",
			     "x", 1, hash, sizeof(hash)),
	    0);
	memcpy(hash, "$2b$31", 6);
	expect(&(struct worth){hash, GOOD, "bcrypt", 0, 31});
	memcpy(hash, "$2b$32", 6);
	expect(&(struct worth){hash, INVALID, NULL, -EDOM, 0});
	memcpy(hash, "$2b$03", 6);
	expect(&(struct worth){hash, INVALID, NULL, -EDOM, 0});
}

/* Some would take years, or more memory than there is, computed as they are. */
static void
test_no_cost_is_waited_for(void **state)
{
	static const struct worth absurd[] = {
	    {"$7$6U....zz1..", CHEAP, "scrypt", 0, 1},
	    {"$7$wU..../....", GOOD, "scrypt", 0, 53},
	    {"$7$zzzzzzzzzzz", INVALID, NULL, -EDOM, 0},
	    {"$y$j75/wzzz$", CHEAP, "yescrypt", 0, 1},
	    {"$y$.9T.zz$", INVALID, NULL, -EDOM, 0},
	    {"$y$jiT$", GOOD, "yescrypt", 0, 40},
	};
	static const char *const rounds[] = {"4294967295", "04294967295",
	    "+4294967295", "-1", " 99999999", "99999999999"};
	char hash[CREDMINT_HASH_SIZE], text[CREDMINT_HASH_SIZE];
	const char *tail;

	(void)state;
	for (size_t i = 0; i < sizeof(absurd) / sizeof(absurd[0]); i++) {
		struct worth w = absurd[i];

		assert_int_equal(credmint_hash_make(w.hash[1] == '7'
					 ? "$7$6/..../....abcdefghijkl"
					 : "$y$j75$abcdefghijkl",
				     "x", 1, hash, sizeof(hash)),
		    0);
		(void)snprintf(text, sizeof(text), "%s%s", w.hash,
		    strstr(hash, "abcdefghijkl"));
		w.hash = text;
		expect(&w);
	}
	assert_int_equal(
	    credmint_hash_make("$sha1$4$abcdefgh$", "x", 1, hash, sizeof(hash)),
	    0);
	tail = strstr(hash, "$abcdefgh");
	for (size_t i = 0; i < sizeof(rounds) / sizeof(rounds[0]); i++) {
		(void)snprintf(
		    text, sizeof(text), "$sha1$%s%s", rounds[i], tail);
		expect(&(struct worth){text, i == 0 ? LEGACY : INVALID,
		    i == 0 ? "sha1crypt" : NULL, i == 0 ? 0 : -EDOM,
		    i == 0 ? 4294967295 : 0});
	}
}

/* Each of a method at its least cost, and what stands in for the last one. */
static void
test_only_what_some_bytes_have_is_a_hash(void **state)
{
	static const char others[] = "-=+,@";
	static const char *const fast[] = {"$y$j75$abcdefghijklmnopqrst..",
	    "$gy$j75$abcdefghijklmnopqrst..", "$7$6/..../....abcdefghijklmnop",
	    "$2b$04$abcdefghijklmnopqrstuu", "$6$rounds=1000$abcdefghijklmnop",
	    "$5$rounds=1000$abcdefghijklmnop", "$sha1$4$abcdefgh$",
	    "$md5$abcdefgh$", "$1$abcdefgh", "$3$", "_/...abcd", "ab"};
	char hash[CREDMINT_HASH_SIZE], pw[8];
	enum credmint_advice advice;

	(void)state;
	for (size_t i = 0; i < sizeof(fast) / sizeof(fast[0]); i++) {
		size_t n, taken = 0;

		for (int j = 0; j < 50; j++) {
			(void)snprintf(pw, sizeof(pw), "pw%d", j);
			assert_int_equal(credmint_hash_make(fast[i], pw,
					     strlen(pw), hash, sizeof(hash)),
			    0);
			assert_int_equal(
			    credmint_hash_advise(hash, &advice), 0);
			assert_int_not_equal(advice, INVALID);
		}
		n = strlen(hash);
		for (size_t j = 0; j < sizeof(others) - 1; j++) {
			hash[n - 2] = others[j];
			assert_int_equal(
			    credmint_hash_advise(hash, &advice), 0);
			assert_int_equal(advice, INVALID);
		}
		hash[n - 2] = 'a';
		/* So many can be the last one: powers of two. */
		for (int c = 1; c < 256; c++) {
			hash[n - 1] = (char)c;
			assert_int_equal(
			    credmint_hash_advise(hash, &advice), 0);
			taken += advice != INVALID;
		}
		assert_true(taken == 4 || taken == 16 || taken == 64);
	}
}

/* The first eight bytes have a group, and the next ones. */
static void
test_groups_of_bigcrypt(void **state)
{
	char hash[] = "abJnggxhB/yWIuJjjiGPDQFU";
	enum credmint_advice advice;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		char was = hash[12 + 11 * i];

		hash[12 + 11 * i] = '/';
		assert_int_equal(credmint_hash_advise(hash, &advice), 0);
		assert_int_equal(advice, INVALID);
		hash[12 + 11 * i] = was;
	}
	assert_int_equal(credmint_hash_advise(hash, &advice), 0);
	assert_int_equal(advice, LEGACY);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_costs_below_the_table_are_cheap),
	    cmocka_unit_test(test_legacy_methods_are_so_at_any_cost),
	    cmocka_unit_test(test_highest_costs_are_judged_at_once),
	    cmocka_unit_test(test_no_cost_is_waited_for),
	    cmocka_unit_test(test_only_what_some_bytes_have_is_a_hash),
	    cmocka_unit_test(test_groups_of_bigcrypt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
