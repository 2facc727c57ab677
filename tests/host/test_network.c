/* test_network - networks as text, and what is in them */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "host/network.h"

static void
test_networks_are_kept_in_one_form(void **state)
{
	static const struct {
		const char *text, *kept;
	} rows[] = {
	    {"192.0.2.7", "192.0.2.7"},
	    {"192.0.2.7/32", "192.0.2.7"},
	    {"10.0.0.0/8", "10.0.0.0/8"},
	    {"0.0.0.0/0", "0.0.0.0/0"},
	    {"128.0.0.0/1", "128.0.0.0/1"},
	    {"192.0.2.6/31", "192.0.2.6/31"},
	    {"2001:DB8:0:0::/32", "2001:db8::/32"},
	    {"2001:0db8::0001", "2001:db8::1"},
	    {"::1/128", "::1"},
	    {"::/0", "::/0"},
	    {"::ffff:192.0.2.7", "192.0.2.7"},
	    {"::ffff:192.0.2.7/128", "192.0.2.7"},
	    {"::ffff:10.0.0.0/104", "10.0.0.0/8"},
	    {"::FFFF:0:0/96", "0.0.0.0/0"},
	    {"::/80", "::/80"},
	    {"fe80::/10", "fe80::/10"},
	    {"10.0.0.0/8,::1,192.0.2.7/32", "10.0.0.0/8,::1,192.0.2.7"},
	    {"1.1.1.1,2.2.2.2,3.3.3.3,4.4.4.4,5.5.5.5,6.6.6.6,7.7.7.7,8.8.8.8",
		"1.1.1.1,2.2.2.2,3.3.3.3,4.4.4.4,5.5.5.5,6.6.6.6,7.7.7.7,"
		"8.8.8.8"},
	};
	char kept[HOST_NETWORKS_SIZE], again[HOST_NETWORKS_SIZE];
	struct fault f = {""};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(network_list(rows[i].text, kept, &f), 0);
		assert_string_equal(kept, rows[i].kept);
		assert_int_equal(network_list(kept, again, &f), 0);
		assert_string_equal(again, kept);
	}
}

static void
test_networks_that_are_none_are_refused(void **state)
{
	static const struct {
		const char *text, *words;
	} rows[] = {
	    {"", "\"\" is no network"},
	    {"host.example.org", "\"host.example.org\" is no network"},
	    {"10", "is no network"},
	    {"10/8", "is no network"},
	    {"10.0.0/24", "is no network"},
	    {"10.0.0.0/", "is no network"},
	    {"10.0.0.0/33", "is no network"},
	    {"10.0.0.0/08", "is no network"},
	    {"10.0.0.0/+8", "is no network"},
	    {"10.0.0.0/8 ", "is no network"},
	    {" 10.0.0.0/8", "is no network"},
	    {"10.0.0.0/8/8", "is no network"},
	    {"10.0.0.0/255.0.0.0", "is no network"},
	    {"010.0.0.0/8", "is no network"},
	    {"0x7f.0.0.1", "is no network"},
	    {"2001:db8::/129", "is no network"},
	    {"2001:db8::/-1", "is no network"},
	    {"[::1]", "is no network"},
	    {"fe80::1%eth0", "is no network"},
	    {"::1,", "\"\" is no network"},
	    {",::1", "\"\" is no network"},
	    {"::1,,::2", "\"\" is no network"},
	    {"::1, ::2", "\" ::2\" is no network"},
	    {"::1 ::2", "is no network"},
	    {"10.0.0.1/8", "write 10.0.0.0/8 if"},
	    {"192.0.2.7/31", "write 192.0.2.6/31 if"},
	    {"1.2.3.4/0", "write 0.0.0.0/0 if"},
	    {"2001:db8::1/64", "write 2001:db8::/64 if"},
	    {"::ffff:10.1.2.3/104", "write 10.0.0.0/8 if"},
	    {"::ffff:0:0/90", "write ::ffc0:0:0/90 if"},
	    {"::1,10.0.0.1/8", "10.0.0.1/8 is an address inside"},
	    {"1.1.1.1,2.2.2.2,3.3.3.3,4.4.4.4,5.5.5.5,6.6.6.6,7.7.7.7,8.8.8.8,"
	     "9.9.9.9",
		"8 networks at most"},
	    {"1111:1111:1111:1111:1111:1111:1111:1111,"
	     "2111:1111:1111:1111:1111:1111:1111:1111,"
	     "3111:1111:1111:1111:1111:1111:1111:1111,"
	     "4111:1111:1111:1111:1111:1111:1111:1111,"
	     "5111:1111:1111:1111:1111:1111:1111:1111,"
	     "6111:1111:1111:1111:1111:1111:1111:1111,"
	     "7111:1111:1111:1111:1111:1111:1111:1111",
		"256 bytes at most"},
	};
	char kept[HOST_NETWORKS_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fault f = {""};

		memset(kept, 'x', sizeof(kept));
		assert_int_equal(network_list(rows[i].text, kept, &f), -EINVAL);
		assert_string_equal(kept, "");
		if (strstr(f.text, rows[i].words) == NULL)
			fail_msg("%s: %s", rows[i].text, f.text);
	}
}

static void
test_r10_only_literals_are_in_networks(void **state)
{
	static const struct {
		const char *networks, *rhost;
		bool in;
	} rows[] = {
	    {"10.0.0.0/8", "10.255.0.1", true},
	    {"10.0.0.0/8", "11.0.0.1", false},
	    {"10.0.0.0/8", "::ffff:10.1.2.3", true},
	    {"10.0.0.0/8", "::ffff:11.1.2.3", false},
	    {"0.0.0.0/0", "203.0.113.1", true},
	    {"0.0.0.0/0", "2001:db8::1", false},
	    {"::/0", "2001:db8::1", true},
	    {"::/0", "203.0.113.1", false},
	    {"::/0", "::ffff:203.0.113.1", false},
	    {"192.0.2.7", "192.0.2.7", true},
	    {"192.0.2.7", "192.0.2.6", false},
	    {"192.0.2.6/31", "192.0.2.7", true},
	    {"2001:db8::/33", "2001:db8:7fff::1", true},
	    {"2001:db8::/33", "2001:db8:8000::1", false},
	    {"fe80::/10", "fe80::1%eth0", true},
	    {"fe80::/10", "fe80::1%", true},
	    {"192.0.2.7,::1,10.0.0.0/8", "::1", true},
	    {"192.0.2.7,::1,10.0.0.0/8", "10.9.8.7", true},
	    {"192.0.2.7,::1,10.0.0.0/8", "::2", false},
	    /* what is no literal */
	    {"0.0.0.0/0", "", false},
	    {"0.0.0.0/0", NULL, false},
	    {"::/0,0.0.0.0/0", "localhost", false},
	    {"::/0,0.0.0.0/0", "host.example.org", false},
	    {"::/0,0.0.0.0/0", "10.0.0.1:22", false},
	    {"::/0,0.0.0.0/0", "10.0.0.1 ", false},
	    {"::/0,0.0.0.0/0", "10.0.0.1%eth0", false},
	    {"::/0,0.0.0.0/0", "[::1]", false},
	    {"::/0,0.0.0.0/0", "%eth0", false},
	    {"::/0,0.0.0.0/0", "010.0.0.1", false},
	    {"::/0,0.0.0.0/0", "10.1", false},
	    /* what was never written by us */
	    {"10.0.0.1/8", "10.0.0.1", false},
	    {"10.0.0.0/8,", "10.0.0.1", false},
	    {"10.0.0.0/8,x", "10.0.0.1", false},
	    {"x", "10.0.0.1", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (network_holds(rows[i].networks, rows[i].rhost) !=
		    rows[i].in)
			fail_msg("%s in %s", rows[i].rhost, rows[i].networks);
}

/* Every length, beside 32-bit arithmetic. */
static void
test_ipv4_networks_agree_with_arithmetic(void **state)
{
	uint64_t draw = 88172645463325252u;
	char text[64], rhost[32], kept[HOST_NETWORKS_SIZE];

	(void)state;
	for (int i = 0; i < 20000; i++) {
		uint32_t net, host, mask;
		unsigned bits;

		draw ^= draw << 13;
		draw ^= draw >> 7;
		draw ^= draw << 17;
		bits = (unsigned)(draw >> 58) % 33;
		mask = bits == 0 ? 0 : UINT32_MAX << (32 - bits);
		net = (uint32_t)draw & mask;
		/* Near it, more often than not. */
		host = net ^ (uint32_t)(1u << (draw >> 40) % 32);
		(void)snprintf(text, sizeof(text), "%u.%u.%u.%u/%u", net >> 24,
		    net >> 16 & 255, net >> 8 & 255, net & 255, bits);
		(void)snprintf(rhost, sizeof(rhost), "%u.%u.%u.%u", host >> 24,
		    host >> 16 & 255, host >> 8 & 255, host & 255);
		assert_int_equal(network_list(text, kept, NULL), 0);
		assert_int_equal(
		    network_holds(kept, rhost), (host & mask) == net);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_networks_are_kept_in_one_form),
	    cmocka_unit_test(test_networks_that_are_none_are_refused),
	    cmocka_unit_test(test_r10_only_literals_are_in_networks),
	    cmocka_unit_test(test_ipv4_networks_agree_with_arithmetic),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
