/*
 * test_pbkdf2 - keys from passwords: known answers, and what is refused
 *
 * pbkdf2.sh compares with Python's hashlib.
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/encode.h"
#include "credmint.h"

struct vector {
	enum credmint_digest digest;
	const char *pw;
	size_t npw;
	const char *salt;
	size_t nsalt;
	uint32_t rounds;
	const char *want;
};

/*
 * RFC 6070, but for its 16777216 rounds, which pbkdf2.sh has; RFC 7914, section
 * 11.
 */
static const struct vector vectors[] = {
    {CREDMINT_SHA1, "password", 8, "salt", 4, 1,
	"0c60c80f961f0e71f3a9b524af6012062fe037a6"},
    {CREDMINT_SHA1, "password", 8, "salt", 4, 2,
	"ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957"},
    {CREDMINT_SHA1, "password", 8, "salt", 4, 4096,
	"4b007901b765489abead49d926f721d065a429c1"},
    {CREDMINT_SHA1, "passwordPASSWORDpassword", 24,
	"saltSALTsaltSALTsaltSALTsaltSALTsalt", 36, 4096,
	"3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038"},
    {CREDMINT_SHA1, "pass\0word", 9, "sa\0lt", 5, 4096,
	"56fa6aa75548099dcc37d7f03425e0c3"},
    {CREDMINT_SHA256, "passwd", 6, "salt", 4, 1,
	"55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
	"49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"},
    {CREDMINT_SHA256, "Password", 8, "NaCl", 4, 80000,
	"4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
	"a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d"},
};

static void
test_vectors_of_rfc_6070_and_rfc_7914(void **state)
{
	unsigned char key[64];
	char hex[2 * sizeof(key) + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(*vectors); i++) {
		const struct vector *v = &vectors[i];
		size_t n = strlen(v->want) / 2;

		assert_int_equal(credmint_pbkdf2(v->digest, v->pw, v->npw,
				     v->salt, v->nsalt, v->rounds, key, n),
		    0);
		assert_int_equal(
		    encode_text(ENCODE_HEX, key, n, hex, sizeof(hex)), 0);
		assert_string_equal(hex, v->want);
	}
}

/* A longer key begins with the shorter ones, whatever block they end in. */
static void
test_keys_of_any_length_are_one_stream(void **state)
{
	unsigned char whole[200], key[sizeof(whole) + 1];

	(void)state;
	for (int digest = CREDMINT_SHA1; digest <= CREDMINT_SHA512; digest++) {
		assert_int_equal(
		    credmint_pbkdf2((enum credmint_digest)digest, "pw", 2,
			"salt", 4, 2, whole, sizeof(whole)),
		    0);
		for (size_t n = 1; n <= sizeof(whole); n++) {
			memset(key, 0xee, sizeof(key));
			assert_int_equal(
			    credmint_pbkdf2((enum credmint_digest)digest, "pw",
				2, "salt", 4, 2, key, n),
			    0);
			assert_memory_equal(key, whole, n);
			assert_int_equal(key[n], 0xee);
		}
	}
}

static void
test_no_password_and_no_salt_may_be_null(void **state)
{
	unsigned char a[32], b[32];

	(void)state;
	assert_int_equal(
	    credmint_pbkdf2(CREDMINT_SHA256, NULL, 0, NULL, 0, 1, a, 32), 0);
	assert_int_equal(
	    credmint_pbkdf2(CREDMINT_SHA256, "", 0, "", 0, 1, b, 32), 0);
	assert_memory_equal(a, b, sizeof(a));
}

static void
assert_refused(int digest, const void *pw, size_t npw, const void *salt,
    size_t nsalt, uint32_t rounds)
{
	static const unsigned char zero[32];
	unsigned char key[32];

	memset(key, 0xee, sizeof(key));
	assert_int_equal(credmint_pbkdf2((enum credmint_digest)digest, pw, npw,
			     salt, nsalt, rounds, key, sizeof(key)),
	    -EINVAL);
	assert_memory_equal(key, zero, sizeof(zero));
}

static void
test_what_cannot_be_is_refused_and_the_key_is_zero(void **state)
{
	(void)state;
	assert_refused(0, "pw", 2, "salt", 4, 1);
	assert_refused(4, "pw", 2, "salt", 4, 1);
	assert_refused(-1, "pw", 2, "salt", 4, 1);
	assert_refused(CREDMINT_SHA1, "pw", 2, "salt", 4, 0);
	assert_refused(CREDMINT_SHA1, NULL, 2, "salt", 4, 1);
	assert_refused(CREDMINT_SHA1, "pw", 2, NULL, 4, 1);
}

static void
test_keys_that_are_no_length_are_refused_untouched(void **state)
{
	unsigned char key[1] = {0xee};

	(void)state;
	assert_int_equal(
	    credmint_pbkdf2(CREDMINT_SHA256, "pw", 2, "salt", 4, 1, NULL, 32),
	    -EINVAL);
	for (int digest = CREDMINT_SHA1; digest <= CREDMINT_SHA512; digest++)
		assert_int_equal(credmint_pbkdf2((enum credmint_digest)digest,
				     "pw", 2, "salt", 4, 1, key, 0),
		    -EINVAL);
	assert_int_equal(key[0], 0xee);
}

/* Where there can be as much room, no length is cut to 32 bits. */
#if SIZE_MAX > UINT32_MAX
static void
test_keys_of_too_many_blocks_are_refused_untouched(void **state)
{
	static const size_t sizes[] = {20, 32, 64};
	unsigned char key[1] = {0xee};

	(void)state;
	for (int i = 0; i < 3; i++) {
		enum credmint_digest digest =
		    (enum credmint_digest)(CREDMINT_SHA1 + i);

		assert_int_equal(credmint_pbkdf2(digest, "pw", 2, "salt", 4, 1,
				     key, sizes[i] * UINT32_MAX + 1),
		    -EINVAL);
	}
	assert_int_equal(key[0], 0xee);
}
#endif

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors_of_rfc_6070_and_rfc_7914),
		cmocka_unit_test(test_keys_of_any_length_are_one_stream),
		cmocka_unit_test(test_no_password_and_no_salt_may_be_null),
		cmocka_unit_test(
		    test_what_cannot_be_is_refused_and_the_key_is_zero),
		cmocka_unit_test(
		    test_keys_that_are_no_length_are_refused_untouched),
#if SIZE_MAX > UINT32_MAX
		cmocka_unit_test(
		    test_keys_of_too_many_blocks_are_refused_untouched),
#endif
	};

	return cmocka_run_group_tests_name("pbkdf2", tests, NULL, NULL);
}
