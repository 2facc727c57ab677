/*
 * test_conf_sections - kinds of tokens, and who may ask for them
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "host/conf.h"
#include "tests/host/conf_place.h"

#define HOUR INT64_C(3600)
#define DAY (24 * HOUR)

static struct conf conf;
static struct fault fault;

static void
check_kind(const char *name, const char *prefix, int64_t ttl, int64_t idle,
    unsigned uses, unsigned bytes)
{
	const struct conf_token_kind *kind = conf_token_kind(&conf, name);

	assert_non_null(kind);
	assert_string_equal(kind->name, name);
	assert_string_equal(kind->prefix, prefix);
	assert_int_equal(kind->ttl, ttl);
	assert_int_equal(kind->idle, idle);
	assert_int_equal(kind->uses, uses);
	assert_int_equal(kind->bytes, bytes);
}

static void
test_three_kinds_are_built_in(void **state)
{
	(void)state;
	conf_default(&conf);
	assert_int_equal(conf.token_retention, 30 * DAY);
	assert_int_equal(conf.token_kinds_n, 3);
	check_kind("reset", "reset", HOUR, 0, 1, 24);
	check_kind("session", "session", 12 * HOUR, HOUR / 2, 0, 24);
	check_kind("api-key", "key", 365 * DAY, 0, 0, 24);
	assert_null(conf_token_kind(&conf, "Reset"));
	assert_null(conf_token_kind(&conf, "rese"));
	assert_null(conf_token_kind(&conf, ""));
	assert_int_equal(conf.serves_n, 0);
}

static void
test_a_section_adds_a_kind_or_changes_one(void **state)
{
	(void)state;
	place_read(&conf,
	    "token_retention = 1d\n"
	    "[token invitation-2]\n"
	    "prefix = Inv_2\nttl = 7d\nidle = 1d\nuses = 3\nbytes = 64\n"
	    "# a comment, [token x] and all\n\n"
	    "  [token session]\t \n"
	    "\tidle =\n"
	    "[token plain]\nprefix=p\n"
	    "[token 0]\nprefix = abcdefghijklmnopqrstuvwxyz_12345\n");
	assert_int_equal(conf.token_retention, DAY);
	assert_int_equal(conf.token_kinds_n, 6);
	check_kind("invitation-2", "Inv_2", 7 * DAY, DAY, 3, 64);
	check_kind("session", "session", 12 * HOUR, 0, 0, 24);
	check_kind("plain", "p", HOUR, 0, 1, 24);
	check_kind("0", "abcdefghijklmnopqrstuvwxyz_12345", HOUR, 0, 1, 24);
	check_kind("reset", "reset", HOUR, 0, 1, 24);
}

static void
test_two_kinds_may_change_their_prefixes(void **state)
{
	(void)state;
	place_read(&conf,
	    "[token reset]\nprefix = key\n[token api-key]\n"
	    "prefix = reset\n");
	check_kind("reset", "key", HOUR, 0, 1, 24);
	check_kind("api-key", "reset", 365 * DAY, 0, 0, 24);
}

/* 13 more than what is built in, each with a prefix of its own. */
static void
write_kinds(char *text, size_t size, int n)
{
	size_t used = 0;
	int i;

	for (i = 0; i < n; i++)
		used += (size_t)snprintf(text + used, size - used,
		    "[token kind-%d]\nprefix = k%d\n", i, i);
	assert_true(used < size);
}

static void
test_sixteen_kinds_are_the_most(void **state)
{
	char text[1024];

	(void)state;
	write_kinds(text, sizeof(text), 13);
	place_read(&conf, text);
	assert_int_equal(conf.token_kinds_n, 16);
	check_kind("kind-12", "k12", HOUR, 0, 1, 24);
	write_kinds(text, sizeof(text), 14);
	place_main(text);
	place_refuses(-EINVAL, ":27: one kind of tokens more than 16");
}

static void
test_serve_names_people_kinds_and_verbs(void **state)
{
	(void)state;
	place_read(&conf,
	    "[serve www-data]\n"
	    "kinds = reset invitation\n"
	    "verbs = verify redeem\n"
	    "[serve @domain users]\n"
	    "kinds = *\n"
	    "verbs = issue,verify , redeem\trotate revoke list\n"
	    "[serve nobody]\n"
	    "[serve EXAMPLE\\anna]\nkinds =\nverbs =\n"
	    "[token invitation]\nprefix = inv\n");
	assert_int_equal(conf.serves_n, 4);
	assert_string_equal(conf.serves[0].who, "www-data");
	assert_int_equal(conf.serves[0].kinds, 1 | 8);
	assert_false(conf.serves[0].all_kinds);
	assert_int_equal(
	    conf.serves[0].verbs, CONF_SERVE_VERIFY | CONF_SERVE_REDEEM);
	assert_string_equal(conf.serves[1].who, "@domain users");
	assert_int_equal(conf.serves[1].kinds, 15);
	assert_true(conf.serves[1].all_kinds);
	assert_int_equal(conf.serves[1].verbs, 63);
	assert_string_equal(conf.serves[2].who, "nobody");
	assert_int_equal(conf.serves[2].kinds, 0);
	assert_int_equal(conf.serves[2].verbs, 0);
	assert_string_equal(conf.serves[3].who, "EXAMPLE\\anna");
	assert_int_equal(conf.serves[3].kinds, 0);
	assert_false(conf.serves[3].all_kinds);
	assert_int_equal(conf.serves[3].verbs, 0);
}

static void
test_each_verb_has_its_bit(void **state)
{
	static const struct {
		const char *name;
		unsigned bit;
	} verbs[] = {{"issue", CONF_SERVE_ISSUE}, {"verify", CONF_SERVE_VERIFY},
	    {"redeem", CONF_SERVE_REDEEM}, {"rotate", CONF_SERVE_ROTATE},
	    {"revoke", CONF_SERVE_REVOKE}, {"list", CONF_SERVE_LIST}};
	char text[64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		(void)snprintf(text, sizeof(text), "[serve a]\nverbs = %s\n",
		    verbs[i].name);
		place_read(&conf, text);
		assert_int_equal(conf.serves[0].verbs, verbs[i].bit);
	}
}

static void
test_sixteen_may_ask(void **state)
{
	char text[1024];
	size_t used = 0;
	int i;

	(void)state;
	for (i = 0; i < 17; i++) {
		if (i == 16) {
			place_read(&conf, text);
			assert_int_equal(conf.serves_n, 16);
			assert_string_equal(conf.serves[15].who, "user15");
		}
		used += (size_t)snprintf(text + used, sizeof(text) - used,
		    "[serve user%d]\nverbs = list\n", i);
		assert_true(used < sizeof(text));
	}
	place_main(text);
	place_refuses(-EINVAL, ":33: one [serve NAME] more than 16");
}

/* 256 bytes of name after an '@', and one more. */
static void
test_names_end_at_their_limit(void **state)
{
	char text[300] = "[serve @", name[258];

	(void)state;
	memset(name, 'n', 257);
	(void)snprintf(text, sizeof(text), "[serve @%.256s]\n", name);
	place_read(&conf, text);
	assert_int_equal(strlen(conf.serves[0].who), 257);
	(void)snprintf(text, sizeof(text), "[serve @%.257s]\n", name);
	place_main(text);
	place_refuses(-EINVAL, ":1: the name of a [serve NAME] must be");
	(void)snprintf(text, sizeof(text), "[serve %.257s]\n", name);
	place_main(text);
	place_refuses(-EINVAL, ":1: the name of a [serve NAME] must be");
	(void)snprintf(text, sizeof(text), "[token %.31s]\nprefix = n\n", name);
	place_read(&conf, text);
	assert_int_equal(strlen(conf.token_kinds[3].name), 31);
	(void)snprintf(text, sizeof(text), "[token %.32s]\nprefix = n\n", name);
	place_main(text);
	place_refuses(-EINVAL, ":1: the name of a [token NAME] must be");
}

static void
test_drop_ins_change_single_keys(void **state)
{
	(void)state;
	place_main("[token inv]\nprefix = inv\nttl = 2d\nuses = 5\n"
		   "[serve anna]\nkinds = later\nverbs = issue list\n");
	assert_int_equal(mkdir(place_drop_ins, 0755), 0);
	place_drop_in("10.conf", "[token inv]\nttl = 3d\n");
	place_drop_in("20.conf",
	    "token_retention = 2d\n"
	    "[serve anna]\nverbs = verify\n"
	    "[token later]\nuses = 2\n");
	place_drop_in("30.conf", "[token later]\nprefix = ltr\n");
	assert_int_equal(conf_read(&conf, place_file, &fault), 0);
	assert_int_equal(conf.token_retention, 2 * DAY);
	check_kind("inv", "inv", 3 * DAY, 0, 5, 24);
	check_kind("later", "ltr", HOUR, 0, 2, 24);
	assert_int_equal(conf.serves_n, 1);
	assert_int_equal(conf.serves[0].kinds, 16);
	assert_int_equal(conf.serves[0].verbs, CONF_SERVE_VERIFY);
}

/* The most sections there can be, each with all its keys. */
static void
test_every_section_at_once_is_read(void **state)
{
	static char text[8192];
	size_t used = 0;
	unsigned i;

	(void)state;
	for (i = 0; i < 13; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
		    "[token k%u]\nbytes = %u\nuses = %u\nidle = %us\n"
		    "ttl = %us\nprefix = p%u\n"
		    "[serve u%u]\nverbs = list\nkinds = k%u\n",
		    i, 20 + i, 30 + i, 40 + i, 50 + i, i, i, i);
	for (; i < 16; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
		    "[serve u%u]\nkinds = *\n[token %s]\nuses = 7\n", i,
		    conf_token_kind(&place_defaults, "reset")[i - 13].name);
	assert_true(used < sizeof(text));
	place_read(&conf, text);
	for (i = 0; i < 13; i++) {
		char name[8], prefix[8];

		(void)snprintf(name, sizeof(name), "k%u", i);
		(void)snprintf(prefix, sizeof(prefix), "p%u", i);
		check_kind(name, prefix, 50 + i, 40 + i, 30 + i, 20 + i);
		assert_int_equal(conf.serves[i].kinds, 8u << i);
	}
	check_kind("api-key", "key", 365 * DAY, 0, 7, 24);
	assert_int_equal(conf.serves[15].kinds, 65535);
}

#define CASE(name) cmocka_unit_test_setup(name, place_clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(test_three_kinds_are_built_in),
	    CASE(test_a_section_adds_a_kind_or_changes_one),
	    CASE(test_two_kinds_may_change_their_prefixes),
	    CASE(test_sixteen_kinds_are_the_most),
	    CASE(test_serve_names_people_kinds_and_verbs),
	    CASE(test_each_verb_has_its_bit),
	    CASE(test_sixteen_may_ask),
	    CASE(test_names_end_at_their_limit),
	    CASE(test_drop_ins_change_single_keys),
	    CASE(test_every_section_at_once_is_read),
	};

	return cmocka_run_group_tests_name(
	    "conf sections", tests, place_make, place_remove);
}
