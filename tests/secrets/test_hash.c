/*
 * test_hash - hashes: known answers, what is refused, and every trap of
 * crypt(3) that could pass unseen
 */

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"

/* A setting of each method that hashes fast. */
static const char *const settings[] = {
    "$y$j75$abcdefghijklmnopqrst..",
    "$gy$j75$abcdefghijklmnopqrst..",
    "$7$6/..../....abcdefghijklmnop",
    "$2b$04$abcdefghijklmnopqrstuu",
    "$2a$04$abcdefghijklmnopqrstuu",
    "$2y$04$abcdefghijklmnopqrstuu",
    "$2x$04$abcdefghijklmnopqrstuu",
    "$6$rounds=1000$abcdefghijklmnop",
    "$5$rounds=1000$abcdefghijklmnop",
    "$6$abcdefgh$",
    "$sha1$1000$abcdefgh$",
    "$md5,rounds=10$abcdefgh$",
    "$md5$abcdefgh$$",
    "$1$abcdefgh",
    "_J9..abcd",
    "$3$",
    "ab",
};
#define SETTINGS (sizeof(settings) / sizeof(settings[0]))

static int
make(const char *setting, const void *pw, size_t n, char *out)
{
	strcpy(out, "before");
	return credmint_hash_make(setting, pw, n, out, CREDMINT_HASH_SIZE);
}

static void
refuse(const char *setting, const void *pw, size_t n, int error)
{
	char out[CREDMINT_HASH_SIZE];

	assert_int_equal(make(setting, pw, n, out), error);
	assert_string_equal(out, "");
}

static void
test_hash_of_each_method_verifies_its_password_alone(void **state)
{
	char out[CREDMINT_HASH_SIZE], again[CREDMINT_HASH_SIZE];

	(void)state;
	for (size_t i = 0; i < SETTINGS; i++) {
		assert_int_equal(make(settings[i], "secret\xff", 7, out), 0);
		assert_memory_equal(out, settings[i], strlen(settings[i]));
		assert_int_equal(credmint_hash_verify(out, "secret\xff", 7), 0);
		assert_int_equal(
		    credmint_hash_verify(out, "secret", 6), -EKEYREJECTED);
		assert_int_equal(
		    credmint_hash_verify(out, "Secret\xff", 7), -EKEYREJECTED);
		assert_int_equal(
		    credmint_hash_verify(out, NULL, 0), -EKEYREJECTED);
		/* A hash serves as the setting it was made of. */
		assert_int_equal(make(out, "secret\xff", 7, again), 0);
		assert_string_equal(again, out);
	}
}

static void
test_salt_made_here_makes_a_hash(void **state)
{
	static const struct {
		const char *method;
		unsigned long cost;
	} made[] = {{NULL, 1}, {"yescrypt", 0}, {"gost-yescrypt", 1},
	    {"scrypt", 6}, {"bcrypt", 4}, {"sha512crypt", 1000},
	    {"sha256crypt", 5000}, {"pbkdf2-sha256", 1000}};
	char setting[CREDMINT_SALT_SIZE], out[CREDMINT_HASH_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++) {
		assert_int_equal(credmint_salt_make(NULL, made[i].method,
				     made[i].cost, setting, sizeof(setting)),
		    0);
		assert_int_equal(make(setting, "x", 1, out), 0);
		assert_memory_equal(out, setting, strlen(setting));
		assert_int_equal(credmint_hash_verify(out, "x", 1), 0);
		assert_int_equal(
		    credmint_hash_verify(out, "y", 1), -EKEYREJECTED);
	}
}

static void
test_any_byte_of_a_stored_hash_counts(void **state)
{
	char out[CREDMINT_HASH_SIZE];

	(void)state;
	assert_int_equal(make("$6$abcdefgh", "x", 1, out), 0);
	for (size_t i = 0; i < strlen(out); i++) {
		char was = out[i];

		out[i] = was == 'a' ? 'b' : 'a';
		assert_int_not_equal(credmint_hash_verify(out, "x", 1), 0);
		out[i] = was;
	}
	assert_int_equal(credmint_hash_verify(out, "x", 1), 0);
}

static void
test_password_over_the_limit_is_never_cut(void **state)
{
	static const struct {
		const char *setting;
		size_t max;
	} limits[] = {{"$2b$04$abcdefghijklmnopqrstuu", 72},
	    {"$2a$04$abcdefghijklmnopqrstuu", 72},
	    {"$2x$04$abcdefghijklmnopqrstuu", 72},
	    {"$2y$04$abcdefghijklmnopqrstuu", 72}, {"ab", 8},
	    {"abzlUXK5ed5rs", 8}, {"$6$rounds=1000$abc", 511},
	    {"$1$abcdefgh", 511}, {"_J9..abcd", 511},
	    {"$y$j75$abcdefghijklmnopqrst..", 511}};
	char pw[512], out[CREDMINT_HASH_SIZE];

	(void)state;
	memset(pw, 'x', sizeof(pw));
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		size_t max = limits[i].max;

		assert_int_equal(make(limits[i].setting, pw, max, out), 0);
		refuse(limits[i].setting, pw, max + 1, -EMSGSIZE);
		refuse(limits[i].setting, pw, PTRDIFF_MAX, -EMSGSIZE);
		assert_int_equal(
		    credmint_hash_verify(out, pw, max + 1), -EMSGSIZE);
		assert_int_equal(
		    credmint_hash_verify(out, pw, max - 1), -EKEYREJECTED);
	}
}

static void
test_bigcrypt_reads_groups_of_eight(void **state)
{
	/* descrypt of the first eight bytes, and of the next */
	static const char hash[] = "ab2wHQ4RTFVKI3cyxPgr4a7Q";
	char pw[129], longest[CREDMINT_HASH_SIZE];

	(void)state;
	memset(pw, 'x', sizeof(pw));
	assert_int_equal(credmint_hash_verify(hash, "0123456789abcdef", 16), 0);
	assert_int_equal(
	    credmint_hash_verify(hash, "0123456789abcdeX", 16), -EKEYREJECTED);
	assert_int_equal(
	    credmint_hash_verify(hash, "01234567", 8), -EKEYREJECTED);
	assert_int_equal(credmint_hash_verify(hash, pw, 128), -EKEYREJECTED);
	assert_int_equal(credmint_hash_verify(hash, pw, 129), -EMSGSIZE);
	/* All sixteen groups. */
	assert_int_equal(
	    credmint_hash_make(hash, pw, 128, longest, sizeof(longest)), 0);
	assert_int_equal(strlen(longest), 2 + 16 * 11);
	assert_int_equal(credmint_hash_verify(longest, pw, 128), 0);
	pw[127] = 'y';
	assert_int_equal(credmint_hash_verify(longest, pw, 128), -EKEYREJECTED);
}

static void
test_password_with_nul_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < SETTINGS; i++) {
		refuse(settings[i], "ab\0cd", 5, -EILSEQ);
		refuse(settings[i], "\0", 1, -EILSEQ);
	}
	assert_int_equal(
	    credmint_hash_verify("$1$abcdefgh$irWbblnpmw.5z7wgBnprh0", "a", 2),
	    -EILSEQ);
}

static void
test_password_needs_no_nul_at_its_end(void **state)
{
	char out[CREDMINT_HASH_SIZE], other[CREDMINT_HASH_SIZE];
	char *exact = malloc(6);

	(void)state;
	assert_non_null(exact);
	memcpy(exact, "secret", 6);
	assert_int_equal(make("$5$abcdefgh", exact, 6, out), 0);
	free(exact);
	assert_int_equal(make("$5$abcdefgh", "secretary", 6, other), 0);
	assert_string_equal(out, other);
	/* No password is one, of length 0. */
	assert_int_equal(make("$5$abcdefgh", NULL, 0, out), 0);
	refuse("$5$abcdefgh", NULL, 1, -EINVAL);
}

static void
test_trap_empty_salts_are_refused(void **state)
{
	static const char *const bad[] = {"$6$", "$5$", "$1$", "$6$$", "$5$$",
	    "$1$$", "$6$rounds=5000$", "$6$rounds=5000$$", "$5$rounds=1000$",
	    "$y$j75$", "$y$j75$$", "$gy$j75$", "$gy$j75$$", "$7$6/..../....",
	    "$7$6/..../....$", "$md5$", "$md5$$", "$md5,rounds=10$",
	    "$md5,rounds=10$$", "$sha1$1000$", "$sha1$1000$$",
	    "$6$$Z7WSO9A8tKGD2oGB9t2ViKdYTIHgnjMZIbdOJElGnO.QoZE5zDsfnF1WHM.IL2KPxhNG4/v/zU9LBcGhxg5Uy."};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		refuse(bad[i], "pw", 2, -EINVAL);
		assert_int_equal(
		    credmint_hash_verify(bad[i], "pw", 2), -EINVAL);
	}
}

static void
test_trap_settings_that_look_well_are_computed_to_know(void **state)
{
	/* crypt_checksalt(3) calls all of these fine. */
	static const char *const bad[] = {"$2b$03$abcdefghijklmnopqrstuu",
	    "$2b$32$abcdefghijklmnopqrstuu", "$6$rounds=999$abcdefgh",
	    "$6$rounds=05000$abcdefgh", "$y$j9T", "$y$j9T$a", "$y$", "$2b$05$",
	    "_J9..", "$sha1$"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		refuse(bad[i], "pw", 2, -EINVAL);
		assert_int_equal(
		    credmint_hash_verify(bad[i], "pw", 2), -EINVAL);
	}
}

static void
test_trap_hashes_that_can_never_match(void **state)
{
	char longest[CREDMINT_HASH_SIZE + 1];
	static const char *const bad[] = {"", "!", "!!", "*", "*0", "*1", "x",
	    "!$6$abcdefgh$hash", "*$6$abcdefgh$hash", "!*", "*LK*",
	    "$apr1$abcdefgh$irWbblnpmw.5z7wgBnprh0", "{SSHA}abcdefgh",
	    "$argon2id$v=19$m=65536,t=3,p=1$c2FsdHNhbHQ$aGFzaA", "a:", "ab\n",
	    "password", "ab$cd", "$6$a:b$x", "$6$ab\n", "$", "$$", "_", "$6"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		refuse(bad[i], "pw", 2, -EINVAL);
		refuse(bad[i], "a long password", 15, -EINVAL);
		assert_int_equal(
		    credmint_hash_verify(bad[i], "pw", 2), -EINVAL);
	}
	/* Two letters are a setting, and no hash. */
	assert_int_equal(credmint_hash_verify("NP", "pw", 2), -EINVAL);
	refuse(NULL, "pw", 2, -EINVAL);
	assert_int_equal(credmint_hash_verify(NULL, "pw", 2), -EINVAL);
	memset(longest, 'a', sizeof(longest));
	memcpy(longest, "$1$", 3);
	longest[CREDMINT_HASH_SIZE] = '\0';
	refuse(longest, "pw", 2, -EINVAL);
}

static void
test_trap_what_crypt_would_cut_off_a_setting_is_refused(void **state)
{
	(void)state;
	refuse("$6$rounds=1000$abcdefghijklmnopq", "pw", 2, -EINVAL);
	refuse("$5$rounds=1000$abcdefghijklmnopq", "pw", 2, -EINVAL);
	refuse("$1$abcdefghi", "pw", 2, -EINVAL);
	refuse("abcd", "pw", 2, -EINVAL);
	/* Bits of bcrypt's last character that the library would clear. */
	refuse("$2b$04$abcdefghijklmnopqrstuv", "pw", 2, -EINVAL);
}

static void
test_setting_or_damaged_hash_is_not_a_hash(void **state)
{
	char out[CREDMINT_HASH_SIZE];

	(void)state;
	for (size_t i = 0; i < SETTINGS; i++) {
		assert_int_equal(
		    credmint_hash_verify(settings[i], "pw", 2), -EINVAL);
		assert_int_equal(make(settings[i], "pw", 2, out), 0);
		out[strlen(out) - 1] = '\0';
		assert_int_equal(credmint_hash_verify(out, "pw", 2), -EINVAL);
	}
	/* What crypt(3) refuses at the end is not called a lack of memory. */
	assert_int_equal(
	    make("$y$j75$abcdefghijklmnopqrst..", "pw", 2, out), 0);
	strcat(out, " ");
	assert_int_equal(credmint_hash_verify(out, "pw", 2), -EINVAL);
	assert_int_equal(make("$1$abcdefgh", "pw", 2, out), 0);
	strcat(out, "x");
	assert_int_equal(credmint_hash_verify(out, "pw", 2), -EINVAL);
}

static void
test_room_must_hold_the_hash(void **state)
{
	char out[CREDMINT_HASH_SIZE] = "before";

	(void)state;
	assert_int_equal(credmint_hash_make("ab", "pw", 2, out, 13), -ERANGE);
	assert_string_equal(out, "");
	assert_int_equal(credmint_hash_make("ab", "pw", 2, out, 14), 0);
	assert_int_equal(strlen(out), 13);
	assert_int_equal(credmint_hash_make("ab", "pw", 2, NULL, 0), -ERANGE);
}

#define ROUNDS 12

struct work {
	char password[8];
	char hash[ROUNDS][CREDMINT_HASH_SIZE];
	int bad;
};

static void *
hash_many(void *arg)
{
	struct work *w = arg;

	for (size_t i = 0; i < ROUNDS; i++)
		w->bad |=
		    credmint_hash_make(settings[i % SETTINGS], w->password,
			strlen(w->password), w->hash[i], sizeof(w->hash[i]));
	return NULL;
}

static void
test_two_threads_hash_as_one_does(void **state)
{
	static struct work together[2] = {
	    {"first", {{0}}, 0}, {"second", {{0}}, 0}};
	static struct work alone[2] = {
	    {"first", {{0}}, 0}, {"second", {{0}}, 0}};
	pthread_t thread[2];

	(void)state;
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(
		    pthread_create(&thread[i], NULL, hash_many, &together[i]),
		    0);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(pthread_join(thread[i], NULL), 0);
	for (size_t i = 0; i < 2; i++) {
		(void)hash_many(&alone[i]);
		assert_int_equal(together[i].bad | alone[i].bad, 0);
		for (size_t j = 0; j < ROUNDS; j++)
			assert_string_equal(
			    together[i].hash[j], alone[i].hash[j]);
	}
	assert_string_not_equal(alone[0].hash[0], alone[1].hash[0]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		test_hash_of_each_method_verifies_its_password_alone),
	    cmocka_unit_test(test_salt_made_here_makes_a_hash),
	    cmocka_unit_test(test_any_byte_of_a_stored_hash_counts),
	    cmocka_unit_test(test_password_over_the_limit_is_never_cut),
	    cmocka_unit_test(test_bigcrypt_reads_groups_of_eight),
	    cmocka_unit_test(test_password_with_nul_is_refused),
	    cmocka_unit_test(test_password_needs_no_nul_at_its_end),
	    cmocka_unit_test(test_trap_empty_salts_are_refused),
	    cmocka_unit_test(
		test_trap_settings_that_look_well_are_computed_to_know),
	    cmocka_unit_test(test_trap_hashes_that_can_never_match),
	    cmocka_unit_test(
		test_trap_what_crypt_would_cut_off_a_setting_is_refused),
	    cmocka_unit_test(test_setting_or_damaged_hash_is_not_a_hash),
	    cmocka_unit_test(test_room_must_hold_the_hash),
	    cmocka_unit_test(test_two_threads_hash_as_one_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
