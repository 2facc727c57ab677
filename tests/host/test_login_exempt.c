/*
 * test_login_exempt - who is asked for no code, and what groups are asked of
 * NSS
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/host/rule_bench.h"

static void
test_groups_are_listed_primary_or_by_number(void **state)
{
	static const struct {
		const char *group;
		bool in;
	} rows[] = {{"primary", true}, {"listed", true}, {"other", false},
	    {"absent", false}, {"100", true}, {"101", false},
	    /* No number that a group can have, and no group's name. */
	    {"4294967396", false}, {"4294967295", false}};
	size_t i;

	(void)state;
	listed = " listed ";
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		conf_default(&conf);
		add("", rows[i].group)->ways = ways_of("a");
		find("sshd");
		assert_string_equal(
		    letters_of(&rule.ways), rows[i].in ? "a" : "idar");
		find_as(NULL, "sshd", "");
		assert_string_equal(letters_of(&rule.ways), "idar");
	}
}

/* By another source, another line or another name of one number. */
static void
test_whom_the_kernel_has_in_a_group_is_in_it(void **state)
{
	(void)state;
	add("", "twin")->ways = ways_of("a");
	find("sshd");
	assert_string_equal(letters_of(&rule.ways), "idar");
	given[0] = 699;
	given[1] = 701;
	given_n = 2;
	find("sshd");
	assert_string_equal(letters_of(&rule.ways), "idar");
	given[1] = 700;
	find("sshd");
	assert_string_equal(letters_of(&rule.ways), "a");
	find_as(NULL, "sshd", "");
	assert_string_equal(letters_of(&rule.ways), "idar");
	/* Of more groups than there was room for at first. */
	for (given_n = 0; given_n < GIVEN_MAX; given_n++)
		given[given_n] = (gid_t)(10000 + given_n);
	given[GIVEN_MAX - 1] = 700;
	find("sshd");
	assert_string_equal(letters_of(&rule.ways), "a");
	/* A number that no group has holds nobody. */
	conf_default(&conf);
	add("", "absent")->ways = ways_of("a");
	given[0] = (gid_t)-1;
	find("sshd");
	assert_string_equal(letters_of(&rule.ways), "idar");
}

static void
check_exempt(const char *by)
{
	assert_string_equal(rule.exempt_by, by);
	assert_int_equal(rule.exempt, by[0] != '\0');
}

static void
test_users_groups_services_and_networks_are_exempt(void **state)
{
	struct conf_login *all = &conf.logins[0];

	(void)state;
	strcpy(all->exempt_users, "ali,alicex,alice");
	find("sshd");
	check_exempt("user");
	strcpy(all->exempt_users, "ali,alicex,Alice,bob");
	find("sshd");
	check_exempt("");
	strcpy(all->exempt_groups, "other,primary,absent");
	find("sshd");
	check_exempt("group");
	strcpy(all->exempt_groups, "other");
	find("sshd");
	check_exempt("");
	add("cron", "")->exempt = true;
	find("sshd");
	check_exempt("");
	find("cron");
	check_exempt("service");
	find_as(NULL, "cron", "");
	check_exempt("service");
	add("", "robots")->exempt = true;
	find("sshd");
	check_exempt("");
	listed = " robots ";
	find("sshd");
	check_exempt("group");
	find_as(NULL, "sshd", "");
	check_exempt("");
}

/* What one section asks for, none with another rank takes away. */
static void
test_exemptions_are_a_union(void **state)
{
	(void)state;
	strcpy(add("sshd", "")->exempt_users, "alice");
	add("", "staff")->ways = ways_of("a");
	add("sshd", "staff")->ways = ways_of("a");
	listed = " staff ";
	find("sshd");
	check_exempt("user");
	find("sudo");
	check_exempt("");
	/* Of a section that is not about this login nothing holds. */
	strcpy(conf.logins[1].exempt_users, "");
	strcpy(conf.logins[2].exempt_users, "alice");
	listed = "";
	find("sshd");
	check_exempt("");
	strcpy(conf.logins[2].exempt_groups, "primary");
	find("sshd");
	check_exempt("");
	listed = " staff ";
	find("sudo");
	check_exempt("user");
}

/* What says no ends what other sections say, of whatever rank. */
static void
test_a_written_no_ends_every_exemption(void **state)
{
	struct conf_login *all = &conf.logins[0], *staff;

	(void)state;
	strcpy(all->exempt_users, "alice");
	strcpy(all->exempt_groups, "primary");
	strcpy(all->exempt_networks, "10.0.0.0/8");
	add("door", "")->exempt = true;
	staff = add("door", "staff");
	staff->ways = ways_of("a");
	listed = " staff ";
	find_as(&alice, "door", "10.1.2.3");
	check_exempt("user");
	staff->asks = true;
	find_as(&alice, "door", "10.1.2.3");
	check_exempt("");
	assert_string_equal(letters_of(&rule.ways), "a");
	/* Whom it is not about is exempt as ever. */
	find_as(NULL, "door", "");
	check_exempt("service");
	find("sshd");
	check_exempt("user");
	listed = "";
	find("door");
	check_exempt("user");
	/* Nor does an exemption of its own hold beside it, or a narrower one.
	 */
	conf_default(&conf);
	strcpy(add("door", "")->exempt_users, "alice");
	conf.logins[1].asks = true;
	add("door", "staff")->exempt = true;
	listed = " staff ";
	find("door");
	check_exempt("");
}

/* Of two sections about one group, whichever comes first. */
static void
test_exempt_and_ways_of_one_group_by_two_names(void **state)
{
	static const char *const names[] = {"twin", "other-twin", "700"};
	struct conf_login *exempt;

	(void)state;
	given[0] = 700;
	given_n = 1;
	for (unsigned i = 0; i < 9; i++) {
		conf_default(&conf);
		if (i / 3 == i % 3)
			continue;
		exempt = add("", names[i / 3]);
		exempt->exempt = true;
		find("sshd");
		check_exempt("group");
		add("", names[i % 3])->ways = ways_of("a");
		find("sshd");
		check_exempt("");
		assert_string_equal(letters_of(&rule.ways), "a");
		/* Of another service they are another's. */
		strcpy(exempt->service, "sshd");
		find("sshd");
		check_exempt("group");
		/* Ways of two meet, as of two groups. */
		conf_default(&conf);
		add("", names[i / 3])->ways = ways_of("ai");
		add("", names[i % 3])->ways = ways_of("ra");
		conf.logins[1].grace = 60;
		conf.logins[2].grace = 0;
		find("sshd");
		assert_string_equal(letters_of(&rule.ways), "a");
		assert_int_equal(rule.grace, 0);
	}
	/* Another group's ways end it not, nor do those of one that is not. */
	conf_default(&conf);
	add("", "twin")->exempt = true;
	add("", "primary")->ways = ways_of("a");
	add("", "absent")->ways = ways_of("a");
	find("sshd");
	check_exempt("group");
}

static void
test_r10_networks_take_addresses_alone(void **state)
{
	static const struct {
		const char *rhost;
		bool in;
	} rows[] = {{"10.1.2.3", true}, {"::ffff:10.1.2.3", true},
	    {"::FFFF:0a01:0203", true}, {"11.1.2.3", false},
	    {"::ffff:11.1.2.3", false}, {"2001:db8::1", true},
	    {"2001:db8::1%eth0", true}, {"2001:db9::1", false},
	    {"::10.1.2.3", false}, {"10.0.0.0/8", false}, {"10.1", false},
	    {"010.1.2.3", false}, {"host.example.org", false},
	    {"10.1.2.3.example.org", false}, {" 10.1.2.3", false},
	    {"10.1.2.3 ", false}, {"localhost", false}, {"", false},
	    {NULL, false}};
	size_t i;

	(void)state;
	strcpy(conf.logins[0].exempt_networks, "10.0.0.0/8,2001:db8::/32");
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		find_as(&alice, "sshd", rows[i].rhost);
		check_exempt(rows[i].in ? "network" : "");
		find_as(NULL, "sshd", rows[i].rhost);
		check_exempt(rows[i].in ? "network" : "");
	}
}

static void
test_nss_that_fails_is_a_refusal(void **state)
{
	static const char *const failing[] = {"down", "gone"};
	size_t i, where;

	(void)state;
	for (i = 0; i < 2; i++)
		for (where = 0; where < 4; where++) {
			conf_default(&conf);
			/* He is exempt already, and it is asked for last. */
			strcpy(conf.logins[0].exempt_users, "alice");
			if (where == 0)
				strcpy(
				    conf.logins[0].exempt_groups, failing[i]);
			else if (where == 3)
				strcpy(add("", "other")->exempt_groups,
				    failing[i]);
			else
				add(where == 1 ? "" : "sshd", failing[i]);
			memset(&rule, 0xff, sizeof(rule));
			fault.text[0] = '\0';
			assert_int_equal(
			    login_rule_find(&conf, i == 0 ? &alice : NULL,
				"sshd", "", &rule, &fault),
			    i == 0 ? -EIO : -ENOENT);
			assert_non_null(strstr(fault.text, failing[i]));
			assert_non_null(strstr(fault.text, "nsswitch.conf"));
			assert_false(rule.exempt);
			assert_int_equal(rule.ways.n, 0);
		}
	/* A source that getgrouplist(3) would pass over. */
	for (i = 0; i < 2; i++) {
		conf_default(&conf);
		missing = i == 0 ? EIO : ENOENT;
		add("", "primary")->ways = ways_of("a");
		for (where = 0; where < 2; where++)
			assert_int_equal(
			    login_rule_find(&conf, where == 0 ? &alice : NULL,
				"sshd", "", &rule, &fault),
			    -missing);
		assert_non_null(strstr(fault.text, "nsswitch.conf"));
		assert_int_equal(rule.ways.n, 0);
	}
	/* Where no section of the service names a group, nobody asks. */
	conf_default(&conf);
	find("sshd");
	missing = 0;
	/* What is not about this service is not asked for. */
	conf_default(&conf);
	add("sudo", "down")->exempt = true;
	find("sshd");
	check_exempt("");
}

/* The time must not tell which names there are, nor who is in which group. */
static void
test_every_name_costs_the_same_questions(void **state)
{
	unsigned cost;

	(void)state;
	strcpy(conf.logins[0].exempt_users, "alice");
	strcpy(conf.logins[0].exempt_groups, "primary,other,absent");
	strcpy(add("", "staff")->exempt_groups, "one,two");
	add("sshd", "staff")->ways = ways_of("a");
	strcpy(add("sudo", "staff")->exempt_groups, "three");
	listed = " staff  one ";
	find("sshd");
	cost = asked;
	assert_int_equal(cost, 3 + 1 + 2 + 1);
	assert_int_equal(gathered, 1);
	listed = "";
	find("sshd");
	assert_int_equal(asked, 2 * cost);
	assert_int_equal(gathered, 2);
	find_as(NULL, "sshd", "");
	assert_int_equal(asked, 3 * cost);
	assert_int_equal(gathered, 3);
}

#define CASE(name) cmocka_unit_test_setup(name, rule_clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(test_groups_are_listed_primary_or_by_number),
	    CASE(test_whom_the_kernel_has_in_a_group_is_in_it),
	    CASE(test_users_groups_services_and_networks_are_exempt),
	    CASE(test_exemptions_are_a_union),
	    CASE(test_a_written_no_ends_every_exemption),
	    CASE(test_exempt_and_ways_of_one_group_by_two_names),
	    CASE(test_r10_networks_take_addresses_alone),
	    CASE(test_nss_that_fails_is_a_refusal),
	    CASE(test_every_name_costs_the_same_questions),
	};

	return cmocka_run_group_tests_name("login exempt", tests, NULL, NULL);
}
