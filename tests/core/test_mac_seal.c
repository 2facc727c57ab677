/* test_mac_seal - sealing by RFC 8439, and what does not open */

#include "core/mac.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/entropy.h"

/* RFC 8439, section 2.8.2. */
static const char plain[] =
    "Ladies and Gentlemen of the class of '99: If I could offer you only one "
    "tip for the future, sunscreen would be it.";
#define PLAIN (sizeof(plain) - 1)
static const unsigned char nonce[MAC_SEAL_NONCE] = {
    0x07, 0, 0, 0, 0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47};
static const unsigned char aad[] = {
    0x50, 0x51, 0x52, 0x53, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7};
static const unsigned char expected[PLAIN + MAC_SEAL_TAG] = {0xd3, 0x1a, 0x8d,
    0x34, 0x64, 0x8e, 0x60, 0xdb, 0x7b, 0x86, 0xaf, 0xbc, 0x53, 0xef, 0x7e,
    0xc2, 0xa4, 0xad, 0xed, 0x51, 0x29, 0x6e, 0x08, 0xfe, 0xa9, 0xe2, 0xb5,
    0xa7, 0x36, 0xee, 0x62, 0xd6, 0x3d, 0xbe, 0xa4, 0x5e, 0x8c, 0xa9, 0x67,
    0x12, 0x82, 0xfa, 0xfb, 0x69, 0xda, 0x92, 0x72, 0x8b, 0x1a, 0x71, 0xde,
    0x0a, 0x9e, 0x06, 0x0b, 0x29, 0x05, 0xd6, 0xa5, 0xb6, 0x7e, 0xcd, 0x3b,
    0x36, 0x92, 0xdd, 0xbd, 0x7f, 0x2d, 0x77, 0x8b, 0x8c, 0x98, 0x03, 0xae,
    0xe3, 0x28, 0x09, 0x1b, 0x58, 0xfa, 0xb3, 0x24, 0xe4, 0xfa, 0xd6, 0x75,
    0x94, 0x55, 0x85, 0x80, 0x8b, 0x48, 0x31, 0xd7, 0xbc, 0x3f, 0xf4, 0xde,
    0xf0, 0x8e, 0x4b, 0x7a, 0x9d, 0xe5, 0x76, 0xd2, 0x65, 0x86, 0xce, 0xc6,
    0x4b, 0x61, 0x16, 0x1a, 0xe1, 0x0b, 0x59, 0x4f, 0x09, 0xe2, 0x6a, 0x7e,
    0x90, 0x2e, 0xcb, 0xd0, 0x60, 0x06, 0x91};
static unsigned char key[MAC_SIZE];

/* The generator: the vector's nonce, its own, or none. */
static enum {
	PLAYED,
	REAL,
	BROKEN
} generator;

int __real_entropy_fill(void *out, size_t n);
int __wrap_entropy_fill(void *out, size_t n);

int
__wrap_entropy_fill(void *out, size_t n)
{
	if (generator == REAL)
		return __real_entropy_fill(out, n);
	memset(out, 0, n);
	if (generator == BROKEN)
		return -EIO;
	assert_int_equal(n, sizeof(nonce));
	memcpy(out, nonce, n);
	return 0;
}

static int
setup(void **state)
{
	(void)state;
	generator = PLAYED;
	for (size_t i = 0; i < sizeof(key); i++)
		key[i] = (unsigned char)(0x80 + i);
	return 0;
}

static void
test_rfc_8439(void **state)
{
	const struct mac_part bound = {aad, sizeof(aad)};
	unsigned char sealed[PLAIN + MAC_SEAL_MORE], opened[PLAIN];

	(void)state;
	assert_int_equal(mac_seal(key, &bound, 1, plain, PLAIN, sealed), 0);
	assert_memory_equal(sealed, nonce, sizeof(nonce));
	assert_memory_equal(sealed + sizeof(nonce), expected, sizeof(expected));
	assert_int_equal(
	    mac_open(key, &bound, 1, sealed, sizeof(sealed), opened), 0);
	assert_memory_equal(opened, plain, PLAIN);
}

/* However what is bound is cut, across blocks as well. */
static void
test_parts_are_one_after_the_other(void **state)
{
	unsigned char long_text[200], sealed[1 + MAC_SEAL_MORE], out;
	const struct mac_part whole = {long_text, sizeof(long_text)};

	(void)state;
	memset(long_text, 0x11, sizeof(long_text));
	assert_int_equal(mac_seal(key, &whole, 1, "x", 1, sealed), 0);
	for (size_t cut = 0; cut <= sizeof(long_text); cut++) {
		const struct mac_part parts[] = {{long_text, cut}, {NULL, 0},
		    {long_text + cut, sizeof(long_text) - cut}};

		assert_int_equal(
		    mac_open(key, parts, 3, sealed, sizeof(sealed), &out), 0);
		assert_int_equal(out, 'x');
		long_text[cut % sizeof(long_text)] ^= 1;
		assert_int_equal(
		    mac_open(key, parts, 3, sealed, sizeof(sealed), &out),
		    -EBADMSG);
		assert_int_equal(out, 0);
		long_text[cut % sizeof(long_text)] ^= 1;
	}
}

static void
test_what_was_changed_does_not_open(void **state)
{
	static const unsigned char zero[PLAIN];
	const struct mac_part bound = {aad, sizeof(aad)};
	unsigned char sealed[PLAIN + MAC_SEAL_MORE], opened[PLAIN];

	(void)state;
	assert_int_equal(mac_seal(key, &bound, 1, plain, PLAIN, sealed), 0);
	for (size_t i = 0; i < sizeof(sealed) * 8; i++) {
		sealed[i / 8] ^= (unsigned char)(1u << i % 8);
		memset(opened, 'x', sizeof(opened));
		assert_int_equal(
		    mac_open(key, &bound, 1, sealed, sizeof(sealed), opened),
		    -EBADMSG);
		assert_memory_equal(opened, zero, sizeof(opened));
		sealed[i / 8] ^= (unsigned char)(1u << i % 8);
	}
	for (size_t n = 0; n < sizeof(sealed); n++)
		assert_int_equal(
		    mac_open(key, &bound, 1, sealed, n, opened), -EBADMSG);
	key[0] ^= 1;
	assert_int_equal(
	    mac_open(key, &bound, 1, sealed, sizeof(sealed), opened), -EBADMSG);
}

static void
test_nothing_and_much_are_sealed(void **state)
{
	unsigned char many[1024], sealed[1024 + MAC_SEAL_MORE], opened[1024];

	(void)state;
	generator = REAL;
	memset(many, 'm', sizeof(many));
	for (size_t n = 0; n <= sizeof(many); n += n < 130 ? 1 : 149) {
		assert_int_equal(mac_seal(key, NULL, 0, many, n, sealed), 0);
		assert_int_equal(
		    mac_open(key, NULL, 0, sealed, n + MAC_SEAL_MORE, opened),
		    0);
		assert_memory_equal(opened, many, n);
	}
	assert_int_equal(mac_seal(key, NULL, 0, NULL, 0, sealed), 0);
}

static void
test_no_nonce_comes_twice(void **state)
{
	unsigned char a[MAC_SEAL_MORE + 4], b[MAC_SEAL_MORE + 4];

	(void)state;
	generator = REAL;
	assert_int_equal(mac_seal(key, NULL, 0, "same", 4, a), 0);
	assert_int_equal(mac_seal(key, NULL, 0, "same", 4, b), 0);
	assert_memory_not_equal(a, b, MAC_SEAL_NONCE);
	assert_memory_not_equal(a + MAC_SEAL_NONCE, b + MAC_SEAL_NONCE, 4);
}

static void
test_without_random_numbers_nothing_is_sealed(void **state)
{
	static const unsigned char zero[PLAIN + MAC_SEAL_MORE];
	unsigned char sealed[PLAIN + MAC_SEAL_MORE];

	(void)state;
	generator = BROKEN;
	memset(sealed, 'x', sizeof(sealed));
	assert_int_equal(mac_seal(key, NULL, 0, plain, PLAIN, sealed), -EIO);
	assert_memory_equal(sealed, zero, sizeof(sealed));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(test_rfc_8439, setup),
	    cmocka_unit_test_setup(test_parts_are_one_after_the_other, setup),
	    cmocka_unit_test_setup(test_what_was_changed_does_not_open, setup),
	    cmocka_unit_test_setup(test_nothing_and_much_are_sealed, setup),
	    cmocka_unit_test_setup(test_no_nonce_comes_twice, setup),
	    cmocka_unit_test_setup(
		test_without_random_numbers_nothing_is_sealed, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
