/*
 * test_conf - the configuration is read strictly, or not at all
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "host/conf.h"
#include "host/conf_key.h"
#include "tests/host/conf_place.h"

static struct conf conf;
static struct fault fault;

static void
test_every_key_is_read(void **state)
{
	(void)state;
	place_main("# all of them\n"
		   "registry = /a/registry.db\n"
		   "key=/a/key\n"
		   "user\t=\tkeeper\n"
		   "\n"
		   "deny = 0\n"
		   "fail_interval = 90s\n"
		   "unlock_time = 90s\n"
		   "deny_user = 10000\n"
		   "even_deny_root = yes\n"
		   "root_unlock_time = 2h\n"
		   "trusted_askers = 33, 1000\t,4294967294 7\n"
		   "  # indented, and another # in it\n \t\n"
		   "delivery_program = /bin/true \n"
		   "delivery_timeout = 10m\n"
		   "delivery_ttl = 24h\n"
		   "event_age = 3650d\n"
		   "\t event_rows = 100\n"
		   "log_unknown_users = yes\n"
		   "token_retention = 7d");
	assert_int_equal(conf_read(&conf, place_file, &fault), 0);
	assert_string_equal(conf.registry, "/a/registry.db");
	assert_string_equal(conf.key, "/a/key");
	assert_string_equal(conf.user, "keeper");
	assert_int_equal(conf.deny, 0);
	assert_int_equal(conf.fail_interval, 90);
	assert_int_equal(conf.unlock_time, 90);
	assert_int_equal(conf.deny_user, 10000);
	assert_true(conf.even_deny_root);
	assert_int_equal(conf.root_unlock_time, 7200);
	assert_int_equal(conf.trusted_askers_n, 4);
	assert_int_equal(conf.trusted_askers[0], 33);
	assert_int_equal(conf.trusted_askers[1], 1000);
	assert_int_equal(conf.trusted_askers[2], 4294967294u);
	assert_int_equal(conf.trusted_askers[3], 7);
	assert_string_equal(conf.delivery_program, "/bin/true");
	assert_int_equal(conf.delivery_timeout, 600);
	assert_int_equal(conf.delivery_ttl, 86400);
	assert_int_equal(conf.event_age, 3650 * 86400);
	assert_int_equal(conf.event_rows, 100);
	assert_true(conf.log_unknown_users);
	assert_int_equal(conf.token_retention, 7 * 86400);
}

static void
test_empty_file_means_the_defaults(void **state)
{
	static const char *const texts[] = {
	    "", "\n", "# nothing\n", "#x", "\n\n"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		place_main(texts[i]);
		assert_int_equal(conf_read(&conf, place_file, &fault), 0);
		assert_memory_equal(&conf, &place_defaults, sizeof(conf));
	}
}

/*
 * The shipped file, every "#key = value" and "#[section]" without its "#". It
 * shows one who may ask credmint serve, for nothing.
 */
static void
test_shipped_file_says_the_defaults(void **state)
{
	FILE *file = fopen("etc/credmint.conf", "re");
	static char text[8192];
	char line[200];
	int keys = 0;

	(void)state;
	assert_non_null(file);
	while (fgets(line, sizeof(line), file) != NULL) {
		bool key = line[0] == '#' && line[1] >= 'a' && line[1] <= 'z';
		bool section = line[0] == '#' && line[1] == '[';

		keys += key;
		assert_true(strlen(text) + strlen(line) < sizeof(text));
		strcat(text, line + (key || section));
	}
	assert_int_equal(fclose(file), 0);
	/* Three kinds show each key of theirs. */
	assert_int_equal(keys, CONF_KEYS + 2 * 5);
	place_main(text);
	assert_int_equal(conf_read(&conf, place_file, &fault), 0);
	assert_int_equal(conf.serves_n, 1);
	assert_string_equal(conf.serves[0].who, "www-data");
	memset(conf.serves[0].who, 0, sizeof(conf.serves[0].who));
	conf.serves_n = 0;
	/* And logins of which nothing is said. */
	assert_int_equal(conf.logins_n, 2);
	assert_string_equal(conf.logins[1].service, "cron");
	assert_false(conf.logins[1].exempt);
	memset(&conf.logins[1], 0, sizeof(conf.logins[1]));
	conf.logins_n = 1;
	assert_memory_equal(&conf, &place_defaults, sizeof(conf));
}

static const struct place_refusal refused[] = {
    {"deny = 21\n", ":1: deny must be a whole number from 0 to 20"},
    {"deny = -1\n", ":1: deny must be"},
    {"deny = +1\n", ":1: deny must be"},
    {"deny = 3abc\n", ":1: deny must be"},
    {"deny = 0x3\n", ":1: deny must be"},
    {"deny = 3 4\n", ":1: deny must be"},
    {"deny = 3.0\n", ":1: deny must be"},
    {"deny =\n", ":1: deny must be"},
    {"deny = 4294967296\n", ":1: deny must be"},
    {"deny = 99999999999999999999999\n", ":1: deny must be"},
    {"\n# two\ndeny_user = 10001\n", ":3: deny_user must be"},
    {"event_rows = 99\n", ":1: event_rows must be"},
    {"event_rows = 10000001\n", ":1: event_rows must be"},
    {"fail_interval = 0s\n", ":1: fail_interval must be"},
    {"fail_interval = 15\n", ":1: fail_interval must be"},
    {"fail_interval = 3651d\n", ":1: fail_interval must be"},
    {"fail_interval = 15 m\n", ":1: fail_interval must be"},
    {"fail_interval = 15min\n", ":1: fail_interval must be"},
    {"fail_interval = 1w\n", ":1: fail_interval must be"},
    {"fail_interval = m\n", ":1: fail_interval must be"},
    {"fail_interval = 99999999999999d\n", ":1: fail_interval must be"},
    {"delivery_timeout = 601s\n", ":1: delivery_timeout must be"},
    {"delivery_ttl = 25h\n", ":1: delivery_ttl must be"},
    {"registry = registry.db\n", ":1: registry must be an absolute path"},
    {"registry =\n", ":1: registry must be an absolute path"},
    {"delivery_program = ./x\n", ":1: delivery_program must be"},
    {"user = a:b\n", ":1: user must be an account's name"},
    {"user =\n", ":1: user must be"},
    {"even_deny_root = true\n", ":1: even_deny_root must be yes or no"},
    {"even_deny_root = Yes\n", ":1: even_deny_root must be"},
    {"even_deny_root =\n", ":1: even_deny_root must be"},
    {"root_unlock_time = 0s\n", ":1: root_unlock_time must be a time from"},
    {"root_unlock_time = 0\n", ":1: root_unlock_time must be"},
    {"root_unlock_time = never\n", ":1: root_unlock_time must be"},
    {"unlock_time =\n", ":1: unlock_time must be"},
    /* uids */
    {"trusted_askers = 0\n", ":1: trusted_askers must be up to 16 different"},
    {"trusted_askers = 00\n", ":1: trusted_askers must be"},
    {"trusted_askers = 33,0\n", ":1: trusted_askers must be"},
    {"trusted_askers = 4294967295\n", ":1: trusted_askers must be"},
    {"trusted_askers = 4294967297\n", ":1: trusted_askers must be"},
    {"trusted_askers = 99999999999999999999\n", ":1: trusted_askers must be"},
    {"trusted_askers = -1\n", ":1: trusted_askers must be"},
    {"trusted_askers = +33\n", ":1: trusted_askers must be"},
    {"trusted_askers = 0x21\n", ":1: trusted_askers must be"},
    {"trusted_askers = www-data\n", ":1: trusted_askers must be"},
    {"trusted_askers = 33x\n", ":1: trusted_askers must be"},
    {"trusted_askers = 33;34\n", ":1: trusted_askers must be"},
    {"trusted_askers = ,33\n", ":1: trusted_askers must be"},
    {"trusted_askers = 33,\n", ":1: trusted_askers must be"},
    {"trusted_askers = 33,,34\n", ":1: trusted_askers must be"},
    {"trusted_askers = 33 , , 34\n", ":1: trusted_askers must be"},
    {"trusted_askers = 33,34,33\n", ":1: trusted_askers must be"},
    {"trusted_askers = 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17\n",
	":1: trusted_askers must be"},
    /* the form */
    {"denny = 3\n", ":1: no key is called 'denny'"},
    {"Deny = 3\n", ":1: no key is called 'Deny'"},
    {"deny2 = 3\n", ":1: no key is called"},
    {"= 3\n", ":1: no key is called ''"},
    {"deny = 3\nuser = a\ndeny = 3\n", ":3: deny stands in line 1 already"},
    {"deny = 3\ndeny = 4\n", ":2: deny stands in line 1 already"},
    {"deny 3\n", ":1: no '='"},
    {"deny = 3\nuser\n", ":2: no '='"},
    {"deny = 3\n  4\n", ":2: no '='"},
    {"[lockout]\ndeny = 3\n", ":1: a section must be"},
    {"deny = 3\n[x = y]\n", ":2: a section must be"},
    {"deny = \"3\"\n", ":1: a value takes no quotes"},
    {"deny = 3 # three\n", ":1: a value takes no quotes, #"},
    {"registry = /a#b\n", ":1: a value takes no quotes, #"},
    {"deny = 3\\\n", ":1: a value takes no quotes"},
    {"deny = '3'\n", ":1: a value takes no quotes"},
    {"; deny = 3\n", ":1: no key is called"},
    {"deny = 3\r\n", ":1: a control character"},
    {"deny = 3\x1b[2J\n", ":1: a control character"},
    {"# \x7f\n", ":1: a control character"},
};

static void
test_whatever_is_not_exact_is_refused_by_line(void **state)
{
	(void)state;
	place_refuses_all(refused, sizeof(refused) / sizeof(*refused));
}

static void
test_nul_is_refused(void **state)
{
	static const char text[] = "deny = 3\0\nuser = a\n";

	(void)state;
	place_write(place_file, text, sizeof(text) - 1);
	place_refuses(-EINVAL, ":1: a control character");
}

/* A line "registry = /xxx..." whose path has n bytes. */
static void
write_long_path(size_t n)
{
	char text[CONF_PATH_SIZE + 100] = "registry = /";

	memset(text + strlen(text), 'x', n - 1);
	place_main(text);
}

static void
test_paths_end_at_their_limit(void **state)
{
	(void)state;
	write_long_path(CONF_PATH_SIZE - 1);
	assert_int_equal(conf_read(&conf, place_file, &fault), 0);
	assert_int_equal(strlen(conf.registry), CONF_PATH_SIZE - 1);
	write_long_path(CONF_PATH_SIZE);
	place_refuses(-ERANGE, ":1: registry must be");
}

static void
test_spans_are_strict(void **state)
{
	static const struct {
		const char *text;
		int result;
		int64_t seconds;
	} spans[] = {{"1s", 0, 1}, {"90s", 0, 90}, {"15m", 0, 900},
	    {"24h", 0, 86400}, {"7d", 0, 604800},
	    {"3650d", 0, INT64_C(315360000)}, {"315360000s", 0, 315360000},
	    {"315360001s", -ERANGE, 0}, {"3651d", -ERANGE, 0},
	    {"0s", -ERANGE, 0}, {"15", -EINVAL, 0}, {"0d", -ERANGE, 0},
	    {"99999999999999999999", -ERANGE, 0}, {"", -EINVAL, 0},
	    {"m", -EINVAL, 0}, {"1 m", -EINVAL, 0}, {" 1m", -EINVAL, 0},
	    {"1M", -EINVAL, 0}, {"1ms", -EINVAL, 0}, {"-1m", -EINVAL, 0},
	    {"1h30m", -EINVAL, 0}, {"1.5h", -EINVAL, 0}};
	int64_t seconds;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(spans) / sizeof(*spans); i++) {
		seconds = 77;
		assert_int_equal(
		    conf_span(spans[i].text, &seconds), spans[i].result);
		assert_int_equal(seconds, spans[i].seconds);
	}
}

#define CASE(name) cmocka_unit_test_setup(name, place_clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(test_every_key_is_read),
	    CASE(test_empty_file_means_the_defaults),
	    CASE(test_shipped_file_says_the_defaults),
	    CASE(test_whatever_is_not_exact_is_refused_by_line),
	    CASE(test_nul_is_refused),
	    CASE(test_paths_end_at_their_limit),
	    CASE(test_spans_are_strict),
	};

	return cmocka_run_group_tests_name(
	    "conf", tests, place_make, place_remove);
}
