/*
 * test_mac - known answers of HMAC-SHA-256 and of the sub-keys
 *
 * HMAC fills a key up with zeros, so the shorter keys of RFC 4231 are keys of
 * 32 bytes here too. mac.sh compares with another implementation.
 */

#include "core/mac.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <nettle/hmac.h>

#include <cmocka.h>

#include "core/encode.h"

static struct hmac_sha256_ctx left_behind;
static unsigned int keys_wiped;

/* What mac_of() leaves in its context when it is done with it. */
void __real_secret_wipe(void *p, size_t n);
void __wrap_secret_wipe(void *p, size_t n);

void
__wrap_secret_wipe(void *p, size_t n)
{
	__real_secret_wipe(p, n);
	if (n == sizeof(left_behind))
		memcpy(&left_behind, p, n);
	keys_wiped += n == MAC_SIZE;
}

static void
assert_mac(const unsigned char mac[MAC_SIZE], const char *want)
{
	char hex[2 * MAC_SIZE + 1];

	assert_int_equal(
	    encode_text(ENCODE_HEX, mac, MAC_SIZE, hex, sizeof(hex)), 0);
	assert_string_equal(hex, want);
}

static void
test_vectors_of_rfc_4231(void **state)
{
	unsigned char key[MAC_SIZE] = {0}, data[50], mac[MAC_SIZE];

	(void)state;
	memset(key, 0x0b, 20);
	mac_of(key, &(struct mac_part){"Hi There", 8}, 1, mac);
	assert_mac(mac,
	    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");

	memset(key, 0, sizeof(key));
	memcpy(key, "Jefe", 4);
	mac_of(key,
	    (struct mac_part[]){
		{"what do ya want ", 16}, {NULL, 0}, {"for nothing?", 12}},
	    3, mac);
	assert_mac(mac,
	    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");

	memset(key, 0xaa, 20);
	memset(data, 0xdd, sizeof(data));
	mac_of(key, &(struct mac_part){data, sizeof(data)}, 1, mac);
	assert_mac(mac,
	    "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");

	for (unsigned char i = 0; i < 25; i++)
		key[i] = (unsigned char)(i + 1);
	memset(data, 0xcd, sizeof(data));
	mac_of(key, &(struct mac_part){data, sizeof(data)}, 1, mac);
	assert_mac(mac,
	    "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
}

static void
test_parts_are_one_message(void **state)
{
	const unsigned char key[MAC_SIZE] = {7};
	unsigned char whole[MAC_SIZE], parted[MAC_SIZE];

	(void)state;
	mac_of(key, &(struct mac_part){"abcdef", 6}, 1, whole);
	mac_of(key, (struct mac_part[]){{"ab", 2}, {"", 0}, {"cdef", 4}}, 3,
	    parted);
	assert_memory_equal(whole, parted, MAC_SIZE);
	mac_of(key, NULL, 0, parted);
	assert_memory_not_equal(whole, parted, MAC_SIZE);
}

/* The answers are those of RFC 5869 as written in Python with hmac. */
static void
test_subkeys_differ_by_label(void **state)
{
	unsigned char key[MAC_SIZE], sub[MAC_SIZE];

	(void)state;
	for (unsigned char i = 0; i < MAC_SIZE; i++)
		key[i] = i;
	mac_subkey(key, "", sub);
	assert_mac(sub,
	    "37ad29109f43265287804b674e2653d0a513718907f97fca97c95bded8104bbf");
	mac_subkey(key, "code digest", sub);
	assert_mac(sub,
	    "ca0d9ca725707f2932930049e664378bb4de998c8f5ba955ee3d6681c85aa759");
}

static void
test_nothing_of_the_key_is_left_behind(void **state)
{
	const unsigned char key[MAC_SIZE] = {7};
	const struct hmac_sha256_ctx zero = {0};
	unsigned char mac[MAC_SIZE];

	(void)state;
	memset(&left_behind, 0xee, sizeof(left_behind));
	mac_of(key, &(struct mac_part){"a", 1}, 1, mac);
	assert_memory_equal(&left_behind, &zero, sizeof(zero));
	keys_wiped = 0;
	mac_subkey(key, "a", mac);
	assert_int_equal(keys_wiped, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_vectors_of_rfc_4231),
	    cmocka_unit_test(test_parts_are_one_message),
	    cmocka_unit_test(test_subkeys_differ_by_label),
	    cmocka_unit_test(test_nothing_of_the_key_is_left_behind),
	};

	return cmocka_run_group_tests_name("mac", tests, NULL, NULL);
}
