/*
 * test_hash_parse - the method and cost that a hash or setting tells
 */

#include <crypt.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"

struct told {
	const char *text;
	const char *method;
	int r;
	unsigned long cost;
};

#define BAD NULL, -EDOM, 0

static const struct told told[] = {
    /* by memory: flavour, logarithm of N, r; rounded down */
    {"$y$j75$abcdefgh", "yescrypt", 0, 1},
    {"$y$j85$abcdefgh", "yescrypt", 0, 2},
    {"$y$j7T$abcdefgh", "yescrypt", 0, 3},
    {"$y$jFT$abcdefgh", "yescrypt", 0, 11},
    {"$y$j9S$abcdefgh", "yescrypt", 0, 4},
    {"$y$j9U$abcdefgh", "yescrypt", 0, 5},
    {"$y$j65$abcdefgh", "yescrypt", 0, 0},
    {"$y$./5$abcdefgh", "yescrypt", 0, 0},
    {"$y$..5$abcdefgh", BAD},
    {"$y$j9T/.$abcdefgh", "yescrypt", 0, 5},
    {"$y$j9Tzzzzzzzzz$abcdefgh", BAD},
    {"$y$j9T2.$abcdefgh", BAD},
    {"$y$j9T.zzzzzz$abcdefgh", BAD},
    {"$gy$jAT$abcdefgh", "gost-yescrypt", 0, 6},
    {"$sm3y$j9T$abcdefgh", "sm3-yescrypt", 0, 5},
    {"$y$j9", BAD},
    {"$y$j", BAD},
    {"$y$", BAD},
    {"$y$j9!$abcdefgh", BAD},
    {"$y$jzz$abcdefgh", BAD},
    {"$7$CU..../....abcdefgh", "scrypt", 0, 7},
    {"$7$G"
     "U..../....abcdefgh",
	"scrypt", 0, 11},
    {"$7$C6..../....abcdefgh", "scrypt", 0, 5},
    {"$7$06..../....abcdefgh", "scrypt", 0, 0},
    {"$7$CU..../...", BAD},
    {"$7$C.....U....abcdefgh", BAD},
    {"$7$.U..../....abcdefgh", BAD},
    {"$7$/U..../....abcdefgh", BAD},
    {"$7$CU..........abcdefgh", BAD},
    {"$7$CU....zzzzzabcdefgh", BAD},
    {"$7$6U....zz1..abcdefgh", "scrypt", 0, 1},
    {"$7$", BAD},
    /* two digits */
    {"$2b$04$abc", "bcrypt", 0, 4},
    {"$2a$31$abc", "bcrypt-a", 0, 31},
    {"$2y$10$abc", "bcrypt-y", 0, 10},
    {"$2x$08$abc", "bcrypt-x", 0, 8},
    {"$2b$03$abc", BAD},
    {"$2b$32$abc", BAD},
    {"$2b$5$abc", BAD},
    {"$2b$005$abc", BAD},
    {"$2b$+5$abc", BAD},
    {"$2b$1", BAD},
    {"$2b$", BAD},
    /* rounds */
    {"$6$abc", "sha512crypt", 0, 5000},
    {"$6$rounds=1000$abc", "sha512crypt", 0, 1000},
    {"$5$rounds=999999999$abc", "sha256crypt", 0, 999999999},
    {"$sm3$rounds=5001$abc", "sm3crypt", 0, 5001},
    {"$6$rounds=999$abc", BAD},
    {"$6$rounds=1000000000$abc", BAD},
    {"$6$rounds=01000$abc", BAD},
    {"$6$rounds=+1000$abc", BAD},
    {"$6$rounds=$abc", BAD},
    {"$6$rounds=1000", BAD},
    {"$6$rounds=18446744073709552616$abc", BAD},
    {"$6$rounds=99999999999999999999999999999$abc", BAD},
    {"$sha1$1$abc", "sha1crypt", 0, 1},
    {"$sha1$4294967295$abc", "sha1crypt", 0, 4294967295},
    {"$sha1$4294967296$abc", BAD},
    {"$sha1$0$abc", "sha1crypt", 0, 0},
    {"$sha1$00$abc", BAD},
    {"$sha1$05$abc", BAD},
    {"$sha1$+5$abc", BAD},
    {"$sha1$-1$abc", BAD},
    {"$sha1$ 5$abc", BAD},
    {"$sha1$$abc", BAD},
    {"$md5$abc", "sunmd5", 0, 0},
    {"$md5,rounds=5$abc", "sunmd5", 0, 5},
    {"$md5,rounds=4294963199$abc", "sunmd5", 0, 4294963199},
    {"$md5,rounds=4294963200$abc", BAD},
    {"$md5,rounds=0$abc", BAD},
    {"$md5,rounds=05$abc", BAD},
    {"$md5,abc", BAD},
    {"$md5", BAD},
    {"$pbkdf2-sha256$600000$abc", "pbkdf2-sha256", 0, 600000},
    {"$pbkdf2-sha256$0$abc", BAD},
    {"SCRAM-SHA-256$4096:abc", "scram-sha-256", 0, 4096},
    {"SCRAM-SHA-256$2147483648:abc", BAD},
    {"SCRAM-SHA-256$4096$abc", BAD},
    /* four characters, the lowest first */
    {"_/...abcd", "bsdicrypt", 0, 1},
    {"_J9..abcd", "bsdicrypt", 0, 725},
    {"_.../abcd", "bsdicrypt", 0, 262144},
    {"_zzzzabcd", "bsdicrypt", 0, 16777215},
    {"_....abcd", "bsdicrypt", 0, 0},
    {"_J9", BAD},
    {"_", BAD},
    /* none */
    {"$1$abc", "md5crypt", 0, 0},
    {"$3$", "nt", 0, 0},
    {"ab", "descrypt", 0, 0},
    {"abJnggxhB/yWI", "descrypt", 0, 0},
    {"abJnggxhB/yWIuJjjiGPDQFU", "bigcrypt", 0, 0},
    /* and nobody's */
    {"md5aab3238922bcc25a6f606eb525ffdc56", NULL, -ENOTSUP, 0},
    {"", NULL, -ENOTSUP, 0},
    {"!", NULL, -ENOTSUP, 0},
    {"*", NULL, -ENOTSUP, 0},
    {"a", NULL, -ENOTSUP, 0},
    {"abc", NULL, -ENOTSUP, 0},
    {"!$6$abc", NULL, -ENOTSUP, 0},
    {"$argon2id$v=19$abc", NULL, -ENOTSUP, 0},
    {"$2z$05$abc", NULL, -ENOTSUP, 0},
    {"$8$abc", NULL, -ENOTSUP, 0},
    {"$apr1$abc", NULL, -ENOTSUP, 0},
    {"$", NULL, -ENOTSUP, 0},
};

static void
test_method_and_cost(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		struct credmint_method method = CREDMINT_METHOD_INIT;
		unsigned long cost = 99;
		int r = credmint_hash_parse(told[i].text, &method, &cost);

		if (r != told[i].r || cost != told[i].cost)
			fail_msg("%s: %d, cost %lu", told[i].text, r, cost);
		if (told[i].method == NULL)
			assert_null(method.name);
		else
			assert_string_equal(method.name, told[i].method);
	}
}

/* What crypt(3) takes has a cost, and a hash that is judged by it alone. */
static void
expect_as_crypt(const char *setting)
{
	static struct crypt_data data;
	struct credmint_method method = CREDMINT_METHOD_INIT;
	enum credmint_advice advice;
	unsigned long cost;
	const char *hash = crypt_rn("pw", setting, &data, sizeof(data));
	int r = credmint_hash_parse(setting, &method, &cost);

	if ((hash != NULL) != (r == 0))
		fail_msg("%s: %d", setting, r);
	if (hash == NULL)
		return;
	assert_int_equal(credmint_hash_advise(hash, &advice), 0);
	if (advice == CREDMINT_ADVICE_INVALID)
		fail_msg("%s is invalid", hash);
}

/* The characters of a small number in each field, so that none takes long. */
static void
test_limits_are_those_of_crypt(void **state)
{
	static const char flavours[] = "./0HhijKz", small[] = "./012";
	/* none; p; t; p and t; g; NROM */
	static const char *const more[] = {
	    "", "..", "./", "/.", "//", "0..", "0/.", "1.", "5."};
	char text[CREDMINT_SALT_SIZE];

	(void)state;
	for (const char *f = flavours; *f != '\0'; f++)
		for (int i = 0; i < 5 * 5; i++)
			for (size_t m = 0; m < sizeof(more) / sizeof(more[0]);
			     m++) {
				(void)snprintf(text, sizeof(text),
				    "$y$%c%c%c%s$abcdefgh", *f, small[i / 5],
				    small[i % 5], more[m]);
				expect_as_crypt(text);
			}
	for (int i = 0; i < 5 * 5 * 5; i++) {
		(void)snprintf(text, sizeof(text), "$7$%c%c....%c....abcdefgh",
		    small[i / 25], small[i / 5 % 5], small[i % 5]);
		expect_as_crypt(text);
	}
}

static void
test_settings_made_here_tell_the_cost_asked_for(void **state)
{
	struct credmint_method m = CREDMINT_METHOD_INIT, of;
	char setting[CREDMINT_SALT_SIZE];
	unsigned long cost;

	(void)state;
	for (size_t i = 0; credmint_hash_method(i, &m) == 0; i++) {
		/* Every small one, and the ends of the others. */
		unsigned long most =
		    m.cost_max < 100 ? m.cost_max : m.cost_min + 99;

		for (unsigned long c = m.cost_min; c <= most; c++) {
			unsigned long asked = c == most ? m.cost_max : c;
			int r = credmint_salt_make(
			    NULL, m.name, asked, setting, sizeof(setting));

			if (strcmp(m.name, "bsdicrypt") == 0 &&
			    asked % 2 == 0) {
				assert_int_equal(r, -EDOM);
				continue;
			}
			assert_int_equal(r, 0);
			of = (struct credmint_method)CREDMINT_METHOD_INIT;
			assert_int_equal(
			    credmint_hash_parse(setting, &of, &cost), 0);
			assert_string_equal(of.name, m.name);
			assert_int_equal(cost, asked);
		}
	}
}

static void
test_nothing_to_parse(void **state)
{
	struct credmint_method method = CREDMINT_METHOD_INIT;
	char longest[CREDMINT_HASH_SIZE + 1];
	enum credmint_advice advice;
	unsigned long cost = 99;

	(void)state;
	memset(longest, 'a', sizeof(longest));
	memcpy(longest, "$1$", 3);
	longest[CREDMINT_HASH_SIZE] = '\0';
	assert_int_equal(credmint_hash_parse(NULL, &method, &cost), -EINVAL);
	assert_int_equal(cost, 0);
	assert_int_equal(credmint_hash_parse(longest, &method, &cost), -EINVAL);
	longest[CREDMINT_HASH_SIZE - 1] = '\0';
	assert_int_equal(credmint_hash_parse(longest, &method, &cost), 0);
	assert_int_equal(credmint_hash_parse("ab", NULL, &cost), -EINVAL);
	assert_int_equal(credmint_hash_parse("ab", &method, NULL), -EINVAL);
	assert_null(method.name);
	assert_int_equal(credmint_hash_advise("ab", NULL), -EINVAL);
	advice = CREDMINT_ADVICE_GOOD;
	assert_int_equal(credmint_hash_advise(NULL, &advice), 0);
	assert_int_equal(advice, CREDMINT_ADVICE_INVALID);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_method_and_cost),
	    cmocka_unit_test(test_limits_are_those_of_crypt),
	    cmocka_unit_test(test_settings_made_here_tell_the_cost_asked_for),
	    cmocka_unit_test(test_nothing_to_parse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
