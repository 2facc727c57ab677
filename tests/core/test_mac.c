/*
 * test_mac - known answers of HMAC and of the sub-keys
 *
 * HMAC fills a key up with zeros, so the shorter keys of RFC 4231 are keys of
 * 32 bytes too. mac.sh compares with another implementation.
 */

#include "core/mac.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/encode.h"

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

#define FIVE(s) s s s s s
#define FIFTY(s) FIVE(s s) FIVE(s s) FIVE(s s) FIVE(s s) FIVE(s s)
#define UP_TO_25 \
	"\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17\20\21\22\23\24\25\26\27\30\31"

/* RFC 4231, whole (case 5 is cut), and RFC 2202, cases 1, 2 and 6. */
static const struct {
	enum mac_digest digest;
	size_t nkey;
	unsigned char fill;
	const char *key; /* NULL: nkey times fill */
	const char *text;
	const char *want;
} vectors[] = {
    {MAC_SHA1, 20, 0x0b, NULL, "Hi There",
	"b617318655057264e28bc0b6fb378c8ef146be00"},
    {MAC_SHA1, 4, 0, "Jefe", "what do ya want for nothing?",
	"effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
    {MAC_SHA1, 80, 0xaa, NULL,
	"Test Using Larger Than Block-Size Key - Hash Key First",
	"aa4ae5e15272d00e95705637ce8a3b55ed402112"},
    {MAC_SHA256, 20, 0x0b, NULL, "Hi There",
	"b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
    {MAC_SHA256, 4, 0, "Jefe", "what do ya want for nothing?",
	"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
    {MAC_SHA256, 20, 0xaa, NULL, FIFTY("\335"),
	"773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
    {MAC_SHA256, 25, 0, UP_TO_25, FIFTY("\315"),
	"82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
    {MAC_SHA256, 20, 0x0c, NULL, "Test With Truncation",
	"a3b6167473100ee06e0c796c2955552b"},
    {MAC_SHA256, 131, 0xaa, NULL,
	"Test Using Larger Than Block-Size Key - Hash Key First",
	"60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
    {MAC_SHA256, 131, 0xaa, NULL,
	"This is a test using a larger than block-size key and a larger than "
	"block-size data. The key needs to be hashed before being used by the "
	"HMAC algorithm.",
	"9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
    {MAC_SHA512, 20, 0x0b, NULL, "Hi There",
	"87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
	"daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854"},
    {MAC_SHA512, 4, 0, "Jefe", "what do ya want for nothing?",
	"164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
	"9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"},
    {MAC_SHA512, 20, 0xaa, NULL, FIFTY("\335"),
	"fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39"
	"bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb"},
    {MAC_SHA512, 25, 0, UP_TO_25, FIFTY("\315"),
	"b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3db"
	"a91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd"},
    {MAC_SHA512, 20, 0x0c, NULL, "Test With Truncation",
	"415fad6271580a531d4179bc891d87a6"},
    {MAC_SHA512, 131, 0xaa, NULL,
	"Test Using Larger Than Block-Size Key - Hash Key First",
	"80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
	"6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"},
    {MAC_SHA512, 131, 0xaa, NULL,
	"This is a test using a larger than block-size key and a larger than "
	"block-size data. The key needs to be hashed before being used by the "
	"HMAC algorithm.",
	"e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944"
	"b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58"},
};

static void
test_vectors_of_each_digest(void **state)
{
	unsigned char key[131], mac[MAC_SIZE_MAX];
	char hex[2 * MAC_SIZE_MAX + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(*vectors); i++) {
		memset(key, vectors[i].fill, sizeof(key));
		if (vectors[i].key != NULL)
			memcpy(key, vectors[i].key, vectors[i].nkey);
		mac_by(vectors[i].digest, key, vectors[i].nkey,
		    &(struct mac_part){
			vectors[i].text, strlen(vectors[i].text)},
		    1, mac);
		assert_int_equal(
		    encode_text(ENCODE_HEX, mac, mac_size(vectors[i].digest),
			hex, sizeof(hex)),
		    0);
		hex[strlen(vectors[i].want)] = '\0';
		assert_string_equal(hex, vectors[i].want);
	}
}

static void
test_sizes_are_those_of_the_digests(void **state)
{
	(void)state;
	assert_int_equal(mac_size(MAC_SHA1), 20);
	assert_int_equal(mac_size(MAC_SHA256), 32);
	assert_int_equal(mac_size(MAC_SHA512), 64);
	assert_int_equal(mac_size((enum mac_digest)0), 0);
	assert_int_equal(mac_size((enum mac_digest)4), 0);
}

/* FIPS 180-4's examples, and no bytes at all. */
static void
test_digests_without_a_key(void **state)
{
	unsigned char digest[MAC_SIZE];

	(void)state;
	mac_sha256("abc", 3, digest);
	assert_mac(digest,
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	mac_sha256(NULL, 0, digest);
	assert_mac(digest,
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	mac_sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	    56, digest);
	assert_mac(digest,
	    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_digests_without_a_key),
	    cmocka_unit_test(test_vectors_of_rfc_4231),
	    cmocka_unit_test(test_vectors_of_each_digest),
	    cmocka_unit_test(test_sizes_are_those_of_the_digests),
	    cmocka_unit_test(test_parts_are_one_message),
	    cmocka_unit_test(test_subkeys_differ_by_label),
	};

	return cmocka_run_group_tests_name("mac", tests, NULL, NULL);
}
