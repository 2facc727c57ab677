/*
 * test_conf_login - ways in, exemptions, grace and windows, as they are written
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "host/conf.h"
#include "tests/host/conf_place.h"

#define HOUR INT64_C(3600)
#define NEW_YEAR_2027 INT64_C(1798761600)

static struct conf conf;
static struct fault fault;

/* Ways by their first letters, in order: "idar". */
static void
check_ways(const struct conf_ways *ways, const char *letters)
{
	char have[8] = "";
	unsigned i;

	assert_true(ways->n <= 4);
	for (i = 0; i < ways->n; i++)
		have[i] = conf_way_names[ways->way[i]][0];
	assert_string_equal(have, letters);
	for (; i < 4; i++)
		assert_int_equal(ways->way[i], CONF_WAY_NONE);
}

static void
test_defaults_are_all_ways_and_nobody_is_exempt(void **state)
{
	const struct conf_login *all = &conf.logins[0];

	(void)state;
	place_read(&conf, "");
	assert_int_equal(conf.logins_n, 1);
	check_ways(&all->ways, "idar");
	assert_string_equal(all->service, "");
	assert_string_equal(all->group, "");
	assert_false(all->exempt);
	assert_string_equal(all->exempt_users, "");
	assert_string_equal(all->exempt_groups, "");
	assert_string_equal(all->exempt_networks, "");
	assert_int_equal(all->nullok_until, 0);
	assert_int_equal(all->grace, 0);
	assert_int_equal(conf.totp_window, 1);
	assert_int_equal(conf.hotp_window, 10);
	assert_int_equal(conf.totp_drift, 10);
	assert_string_equal(conf.issuer, "");
}

static void
test_every_key_is_read(void **state)
{
	const struct conf_login *all = &conf.logins[0];

	(void)state;
	place_read(&conf,
	    "ways = recovery,authenticator , issued\n"
	    "exempt_users = backup, EXAMPLE.anna\tb@c\n"
	    "exempt_groups=wheel\n"
	    "exempt_networks = ::ffff:10.0.0.0/104, 192.0.2.7\n"
	    "nullok_until = 2027-01-01\n"
	    "grace = 8h\n"
	    "totp_window = 0\n"
	    "hotp_window = 100\n"
	    "totp_drift = 0\n"
	    "issuer = B\xc3\xbcro = Berlin\n");
	check_ways(&all->ways, "rai");
	assert_string_equal(all->exempt_users, "backup,EXAMPLE.anna,b@c");
	assert_string_equal(all->exempt_groups, "wheel");
	assert_string_equal(all->exempt_networks, "10.0.0.0/8,192.0.2.7");
	assert_int_equal(all->nullok_until, NEW_YEAR_2027);
	assert_int_equal(all->grace, 8 * HOUR);
	assert_int_equal(conf.totp_window, 0);
	assert_int_equal(conf.hotp_window, 100);
	assert_int_equal(conf.totp_drift, 0);
	assert_string_equal(conf.issuer, "B\xc3\xbcro = Berlin");
	place_read(
	    &conf, "totp_window = 20\ntotp_drift = 100\nhotp_window = 0\n");
	assert_int_equal(conf.totp_window, 20);
	assert_int_equal(conf.hotp_window, 0);
	assert_int_equal(conf.totp_drift, 100);
}

static void
test_sections_are_of_services_groups_or_both(void **state)
{
	const struct conf_login *at = conf.logins;

	(void)state;
	place_read(&conf,
	    "grace = 1m\n"
	    "[login sshd]\nways = authenticator\ngrace = 24h\n"
	    "[login @4294967294]\nexempt_users = a\n"
	    "[login self:i3lock-1.2_x @wheel] \ngrace =\n"
	    "nullok_until = 2027-01-01T01:00:00+01:00\n"
	    "[login cron]\nexempt = yes\n");
	assert_int_equal(conf.logins_n, 5);
	assert_string_equal(at[1].service, "sshd");
	assert_string_equal(at[1].group, "");
	check_ways(&at[1].ways, "a");
	assert_int_equal(at[1].grace, 24 * HOUR);
	assert_int_equal(at[1].nullok_until, CONF_UNSAID);
	assert_string_equal(at[2].service, "");
	assert_string_equal(at[2].group, "4294967294");
	check_ways(&at[2].ways, "");
	assert_int_equal(at[2].grace, CONF_UNSAID);
	assert_string_equal(at[2].exempt_users, "a");
	assert_string_equal(at[3].service, "self:i3lock-1.2_x");
	assert_string_equal(at[3].group, "wheel");
	assert_int_equal(at[3].grace, 0);
	assert_int_equal(at[3].nullok_until, NEW_YEAR_2027);
	assert_false(at[3].exempt);
	assert_false(at[3].asks);
	assert_true(at[4].exempt);
	assert_false(at[4].asks);
}

/* That nothing is said, and that no is said, are two things. */
static void
test_a_written_no_is_kept(void **state)
{
	(void)state;
	place_main("[login a]\nexempt = yes\n[login b]\ngrace = 1h\n"
		   "[login c]\nexempt = no\n");
	assert_int_equal(mkdir(place_drop_ins, 0755), 0);
	place_drop_in("10.conf", "[login a]\nexempt = no\n");
	place_drop_in("20.conf", "[login c]\nexempt = yes\n");
	assert_int_equal(conf_read(&conf, place_file, &fault), 0);
	assert_true(conf.logins[1].asks && !conf.logins[1].exempt);
	assert_false(conf.logins[2].asks || conf.logins[2].exempt);
	assert_true(!conf.logins[3].asks && conf.logins[3].exempt);
	assert_false(conf.logins[0].asks);
}

static void
test_thirty_two_sections_are_the_most(void **state)
{
	static char text[4096];
	size_t used = 0;
	int i;

	(void)state;
	for (i = 0; i < 33; i++) {
		if (i == 32) {
			place_read(&conf, text);
			assert_int_equal(conf.logins_n, 33);
			assert_string_equal(conf.logins[32].service, "s31");
			assert_int_equal(conf.logins[32].grace, 91);
		}
		used += (size_t)snprintf(text + used, sizeof(text) - used,
		    "[login s%d]\ngrace = %ds\n", i, 60 + i);
		assert_true(used < sizeof(text));
	}
	place_main(text);
	place_refuses(-EINVAL, ":65: one [login WHO] more than 32; remove one");
}

static void
test_names_and_lists_end_at_their_limits(void **state)
{
	static char text[1024], name[512];

	(void)state;
	memset(name, 'n', sizeof(name) - 1);
	(void)snprintf(text, sizeof(text),
	    "[login %.64s @%.256s]\ngrace = 1h\nexempt_users = %.255s,%.254s,"
	    "\n",
	    name, name, name, name);
	/* A comma more than there are names. */
	place_main(text);
	place_refuses(-EINVAL, ":3: exempt_users must be up to 16 different");
	*strrchr(text, ',') = ' ';
	place_read(&conf, text);
	assert_int_equal(strlen(conf.logins[1].service), 64);
	assert_int_equal(strlen(conf.logins[1].group), 256);
	assert_int_equal(strlen(conf.logins[1].exempt_users), 510);
	(void)snprintf(text, sizeof(text), "exempt_users = %.255s,%.256s\n",
	    name, name + 1);
	place_main(text);
	place_refuses(-ERANGE, ":1: exempt_users must be");
	(void)snprintf(text, sizeof(text), "[login %.65s]\n", name);
	place_main(text);
	place_refuses(-EINVAL, ":1: a [login WHO] must be of SERVICE");
	(void)snprintf(text, sizeof(text), "[login @%.257s]\n", name);
	place_main(text);
	place_refuses(-EINVAL, ":1: a [login WHO] must be of SERVICE");
	(void)snprintf(text, sizeof(text), "issuer = %.64s\n", name);
	place_read(&conf, text);
	assert_int_equal(strlen(conf.issuer), 64);
	(void)snprintf(text, sizeof(text), "issuer = %.65s\n", name);
	place_main(text);
	place_refuses(-ERANGE, ":1: issuer must be up to 64 bytes");
}

/* Of one and the same logins, in one file. */
static void
test_main_file_and_one_drop_in_override(void **state)
{
	(void)state;
	place_main("grace = 1h\nways = issued\nexempt_users = a\n"
		   "[login sshd]\nnullok_until = 2027-01-01\ngrace = 2h\n");
	assert_int_equal(mkdir(place_drop_ins, 0755), 0);
	place_drop_in("10.conf",
	    "ways = recovery authenticator\nexempt_users =\n"
	    "[login sshd]\nnullok_until =\n");
	/* Who says the same, in whatever words, contradicts nobody. */
	place_drop_in("20.conf",
	    "ways = recovery,authenticator\n"
	    "[login sshd]\ngrace = 90m\nnullok_until =\n"
	    "[login sudo]\ngrace = 5m\n");
	assert_int_equal(conf_read(&conf, place_file, &fault), 0);
	check_ways(&conf.logins[0].ways, "ra");
	assert_int_equal(conf.logins[0].grace, HOUR);
	assert_string_equal(conf.logins[0].exempt_users, "");
	assert_int_equal(conf.logins[1].nullok_until, 0);
	assert_int_equal(conf.logins[1].grace, 5400);
	assert_int_equal(conf.logins[2].grace, 300);
}

static void
test_drop_ins_that_contradict_each_other_are_both_named(void **state)
{
	static const struct {
		const char *key, *first, *second;
	} rows[] = {
	    {"ways", "issued", "recovery"},
	    {"ways", "issued recovery", "recovery issued"},
	    {"exempt", "yes", "no"},
	    {"exempt_users", "a", ""},
	    {"exempt_groups", "a", "b"},
	    {"exempt_networks", "10.0.0.0/8", "10.0.0.0/9"},
	    {"nullok_until", "2027-01-01", "2027-01-02"},
	    {"nullok_until", "", "2027-01-02"},
	    {"grace", "1h", "61m"},
	};
	char text[200], words[400];
	size_t i;

	(void)state;
	place_main("");
	assert_int_equal(mkdir(place_drop_ins, 0755), 0);
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		(void)snprintf(text, sizeof(text), "[login @a]\n%s = %s\n",
		    rows[i].key, rows[i].first);
		place_drop_in("10.conf", text);
		place_drop_in("15.conf", "[login @b]\ngrace = 7h\n");
		(void)snprintf(text, sizeof(text), "#\n\n[login @a]\n%s = %s\n",
		    rows[i].key, rows[i].second);
		place_drop_in("20.conf", text);
		(void)snprintf(words, sizeof(words),
		    "%s/20.conf:4: %s has another value in %s/10.conf:2; "
		    "remove one of them",
		    place_drop_ins, rows[i].key, place_drop_ins);
		place_refuses(-EEXIST, words);
	}
	/* Also where they hold for all. */
	place_drop_in("10.conf", "grace = 1h\n");
	place_drop_in("20.conf", "grace = 2h\n");
	place_refuses(-EEXIST, "20.conf:1: grace has another value in ");
}

static void
test_drop_ins_are_judged_together(void **state)
{
	(void)state;
	place_main("[login cron]\nways = issued\n");
	assert_int_equal(mkdir(place_drop_ins, 0755), 0);
	place_drop_in("10.conf", "\n[login cron]\nexempt = yes\n");
	place_refuses(-EINVAL, "main.conf:2: ways beside exempt = yes in ");
	place_refuses(-EINVAL,
	    "10.conf:3, which asks for no code; remove one of the two");
	place_drop_in("20.conf", "[login cron]\nexempt = yes\n");
	place_drop_in("10.conf", "");
	place_main("");
	assert_int_equal(conf_read(&conf, place_file, &fault), 0);
	/* Who takes delivery away finds out who needs it. */
	place_main("delivery_program = /bin/true\n"
		   "[login sshd]\nways = delivered\n");
	assert_int_equal(conf_read(&conf, place_file, &fault), 0);
	place_drop_in("10.conf", "delivery_program =\n");
	place_refuses(-EINVAL,
	    "main.conf:3: ways names delivered, but there is no "
	    "delivery_program; set it, or leave delivered away");
}

#define CASE(name) cmocka_unit_test_setup(name, place_clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(test_defaults_are_all_ways_and_nobody_is_exempt),
	    CASE(test_every_key_is_read),
	    CASE(test_sections_are_of_services_groups_or_both),
	    CASE(test_a_written_no_is_kept),
	    CASE(test_thirty_two_sections_are_the_most),
	    CASE(test_names_and_lists_end_at_their_limits),
	    CASE(test_main_file_and_one_drop_in_override),
	    CASE(test_drop_ins_that_contradict_each_other_are_both_named),
	    CASE(test_drop_ins_are_judged_together),
	};

	return cmocka_run_group_tests_name(
	    "conf login", tests, place_make, place_remove);
}
