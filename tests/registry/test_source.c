/* test_source - which logins come from one place, and texts made fit */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "registry/digest.h"
#include "registry/source.h"
#include "registry/text.h"

static bool
same(const char *a, const char *b)
{
	struct source x, y;

	source_read(a, &x);
	source_read(b, &y);
	return x.kind == y.kind && x.n == y.n && memcmp(x.id, y.id, x.n) == 0;
}

static enum source_kind
kind(const char *rhost)
{
	struct source s;

	source_read(rhost, &s);
	return s.kind;
}

static void
test_r10_nothing_is_local(void **state)
{
	(void)state;
	assert_int_equal(kind(""), SOURCE_LOCAL);
	assert_int_equal(kind(NULL), SOURCE_LOCAL);
	assert_int_equal(kind("local"), SOURCE_NAME);
	assert_int_equal(kind("127.0.0.1"), SOURCE_IPV4);
}

static void
test_r10_ipv4_is_one_address_also_when_mapped(void **state)
{
	(void)state;
	assert_true(same("192.0.2.1", "::ffff:192.0.2.1"));
	assert_true(same("192.0.2.1", "::FFFF:c000:201"));
	assert_false(same("192.0.2.1", "192.0.2.2"));
	assert_int_equal(kind("::ffff:192.0.2.1"), SOURCE_IPV4);
}

static void
test_r10_ipv6_is_a_network_of_64_bits(void **state)
{
	(void)state;
	assert_true(same("2001:db8::1", "2001:db8::ffff:1:2:3"));
	assert_true(same("2001:db8:0:0:1::", "2001:0DB8::"));
	assert_false(same("2001:db8::1", "2001:db8:0:1::1"));
	assert_true(same("fe80::1%eth0", "fe80::2%eth1"));
	assert_int_equal(kind("fe80::1%eth0"), SOURCE_IPV6);
}

static void
test_r10_what_is_no_literal_is_a_name(void **state)
{
	static const char *const names[] = {"host.example", "1.2.3",
	    "1.2.3.4.5", "010.1.1.1x", "1.2.3.4%eth0", "[::1]", "::1/64",
	    "0x7f.1", " "};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_int_equal(kind(names[i]), SOURCE_NAME);
	assert_true(same("Host.Example", "hOST.eXAMPLE"));
	assert_false(same("host.example", "host.example."));
}

static void
test_long_names_do_not_overflow(void **state)
{
	char name[1000];
	struct source s;

	(void)state;
	memset(name, 'A', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	source_read(name, &s);
	assert_int_equal(s.kind, SOURCE_NAME);
	assert_int_equal(s.n, SOURCE_NAME_MAX);
	assert_int_equal(s.id[SOURCE_NAME_MAX - 1], 'a');
}

/* Whoever names his host picks one at each try. */
static void
test_r10_all_names_are_one_source_that_is_nobodys(void **state)
{
	static const char *const texts[] = {
	    "a.example", "b.example", "local", " ", "192.0.2.1", "::1", ""};
	struct key key = {.names = {2}};
	unsigned char id[7][LOCKOUT_SOURCE_SIZE];
	int64_t bucket[7];
	struct source s;

	(void)state;
	for (size_t i = 0; i < 7; i++) {
		source_read(texts[i], &s);
		digest_source(&key, &s, id[i], &bucket[i], 4096);
	}
	for (size_t i = 1; i < 4; i++)
		assert_memory_equal(id[i], id[0], LOCKOUT_SOURCE_SIZE);
	for (size_t i = 4; i < 7; i++)
		for (size_t k = 0; k < i; k++)
			assert_memory_not_equal(
			    id[i], id[k], LOCKOUT_SOURCE_SIZE);
	/* What one host has sent to others is not used up by the next. */
	assert_true(bucket[0] != bucket[1]);
	source_asker(0, &s);
	digest_source(&key, &s, id[1], &bucket[1], 4096);
	assert_memory_not_equal(id[0], id[1], LOCKOUT_SOURCE_SIZE);
}

static void
test_digests_tell_kinds_names_and_lengths_apart(void **state)
{
	struct key key = {.codes = {1}, .names = {2}};
	struct digest_bound b = {1, 2, 3, "ab"};
	unsigned char one[MAC_SIZE], two[MAC_SIZE];

	(void)state;
	digest_code(&key, &b, "BCDFGHJK", one);
	digest_code(&key, &b, "BCDFGHJK", two);
	assert_memory_equal(one, two, MAC_SIZE);
	for (int i = 0; i < 5; i++) {
		struct digest_bound other = b;

		other.kind += i == 0;
		other.id += i == 1;
		other.uid += i == 2;
		if (i == 3)
			other.name = "abB";
		digest_code(
		    &key, &other, i == 4 ? "BCDFGHJL" : "BCDFGHJK", two);
		assert_memory_not_equal(one, two, MAC_SIZE);
	}
}

static void
test_buckets_are_spread_and_keyed(void **state)
{
	struct key key = {.names = {1}}, other = {.names = {2}};
	bool seen[64] = {false};
	size_t n = 0;
	char name[] = "user00";

	(void)state;
	for (int i = 0; i < 1000; i++) {
		int64_t bucket;

		name[4] = (char)('!' + i / 40);
		name[5] = (char)('!' + i % 40);
		bucket = digest_name_bucket(&key, name, 64);
		assert_in_range(bucket, 0, 63);
		seen[bucket] = true;
	}
	for (size_t i = 0; i < 64; i++)
		n += seen[i];
	assert_int_equal(n, 64);
	assert_true(digest_name_bucket(&key, "alice", 4096) !=
	    digest_name_bucket(&other, "alice", 4096));
}

static void
test_text_is_escaped_and_cut_between_escapes(void **state)
{
	char out[9];

	(void)state;
	text_clean("a\tb", out, sizeof(out));
	assert_string_equal(out, "a\\011b");
	text_clean("abcde\n", out, sizeof(out));
	assert_string_equal(out, "abcde");
	text_clean("abcd\n", out, sizeof(out));
	assert_string_equal(out, "abcd\\012");
	text_clean("12345678901", out, sizeof(out));
	assert_string_equal(out, "12345678");
	text_clean("\\\x7f", out, sizeof(out));
	assert_string_equal(out, "\\134\\177");
	text_clean(NULL, out, sizeof(out));
	assert_string_equal(out, "");
	text_clean("a", out, 1);
	assert_string_equal(out, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_r10_nothing_is_local),
	    cmocka_unit_test(test_r10_ipv4_is_one_address_also_when_mapped),
	    cmocka_unit_test(test_r10_ipv6_is_a_network_of_64_bits),
	    cmocka_unit_test(test_r10_what_is_no_literal_is_a_name),
	    cmocka_unit_test(test_long_names_do_not_overflow),
	    cmocka_unit_test(test_r10_all_names_are_one_source_that_is_nobodys),
	    cmocka_unit_test(test_digests_tell_kinds_names_and_lengths_apart),
	    cmocka_unit_test(test_buckets_are_spread_and_keyed),
	    cmocka_unit_test(test_text_is_escaped_and_cut_between_escapes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
