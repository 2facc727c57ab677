/*
 * test_conf_files - which files a configuration is read from
 */

#include <errno.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "host/conf.h"
#include "host/conf_key.h"
#include "host/drop.h"
#include "tests/host/conf_place.h"
#include "tests/host/snapshot.h"

static struct conf conf;
static struct fault fault;

static void
test_files_end_at_their_limit(void **state)
{
	static char text[65537];

	(void)state;
	memset(text, '#', sizeof(text));
	place_write(place_file, text, 65536);
	assert_int_equal(conf_read(&conf, place_file, &fault), 0);
	place_write(place_file, text, 65537);
	place_refuses(-EFBIG, "longer than 65536 bytes");
}

static void
test_files_that_others_can_write_are_refused(void **state)
{
	(void)state;
	place_main("deny = 3\n");
	assert_int_equal(chmod(place_file, 0664), 0);
	place_refuses(-EPERM, "others can write it");
	assert_int_equal(chmod(place_file, 0646), 0);
	place_refuses(-EPERM, "others can write it");
	assert_int_equal(chmod(place_file, 0644), 0);
	assert_int_equal(chown(place_file, 65534, 0), 0);
	place_refuses(-EPERM, "belongs to uid 65534");
	assert_int_equal(chown(place_file, 0, 0), 0);
	assert_int_equal(conf_read(&conf, place_file, &fault), 0);
}

static int
read_as_its_owner(void)
{
	SNAPSHOT_NEED(setresuid(65534, 65534, 65534) == 0);
	/* Then /proc/self belongs to root, and must be of use all the same. */
	SNAPSHOT_NEED(drop_dumps(&fault) == 0);
	SNAPSHOT_NEED(conf_read(&conf, place_file, &fault) == 0);
	SNAPSHOT_NEED(conf.deny == 3);
	return 0;
}

static int
read_unreadable(void)
{
	SNAPSHOT_NEED(setresuid(65534, 65534, 65534) == 0);
	SNAPSHOT_NEED(conf_read(&conf, place_file, &fault) == -EACCES);
	SNAPSHOT_NEED(strstr(fault.text, place_file) != NULL);
	return 0;
}

static void
test_files_of_the_reader_are_read(void **state)
{
	(void)state;
	place_main("deny = 3\n");
	assert_int_equal(chmod(place_file, 0600), 0);
	assert_int_equal(snapshot_in_child(read_unreadable), 0);
	assert_int_equal(chown(place_file, 65534, 65534), 0);
	assert_int_equal(snapshot_in_child(read_as_its_owner), 0);
}

static void
test_what_is_no_regular_file_is_refused(void **state)
{
	char other[80];

	(void)state;
	(void)snprintf(other, sizeof(other), "%s/other", place_dir);
	place_write(other, "deny = 3\n", 9);
	assert_int_equal(symlink(other, place_file), 0);
	place_refuses(-ELOOP, "a symbolic link");
	assert_int_equal(unlink(place_file), 0);
	assert_int_equal(mkfifo(place_file, 0600), 0);
	place_refuses(-EINVAL, "not a regular file");
	assert_int_equal(unlink(place_file), 0);
	assert_int_equal(mkdir(place_file, 0700), 0);
	place_refuses(-EINVAL, "not a regular file");
	assert_int_equal(rmdir(place_file), 0);
	assert_int_equal(unlink(other), 0);
}

static void
test_file_that_was_named_must_exist(void **state)
{
	char longest[CONF_PATH_SIZE + 1];

	(void)state;
	place_refuses(-ENOENT, place_file);
	assert_int_equal(conf_read(&conf, "relative.conf", &fault), -EINVAL);
	assert_int_equal(conf_read(&conf, "", &fault), -EINVAL);
	memset(longest, '/', sizeof(longest));
	longest[CONF_PATH_SIZE] = '\0';
	assert_int_equal(conf_read(&conf, longest, &fault), -EINVAL);
}

static void
test_drop_ins_follow_in_the_order_of_their_names(void **state)
{
	(void)state;
	place_main("event_rows = 101\ndeny_user = 1\nfail_interval = 1s\n");
	assert_int_equal(mkdir(place_drop_ins, 0755), 0);
	place_drop_in("20.conf", "event_rows = 120\nevent_age = 20s\n");
	place_drop_in("10.conf", "event_rows = 110\ndeny_user = 10\n");
	place_drop_in("B.conf", "event_age = 30s\n");
	place_drop_in("a.conf", "event_age = 40s\n");
	place_drop_in(".hidden.conf", "nonsense\n");
	place_drop_in("backup.conf~", "nonsense\n");
	place_drop_in(".conf", "nonsense\n");
	assert_int_equal(conf_read(&conf, place_file, &fault), 0);
	assert_int_equal(conf.event_rows, 120);
	assert_int_equal(conf.deny_user, 10);
	assert_int_equal(conf.fail_interval, 1);
	assert_int_equal(conf.event_age, 40);
	place_drop_in("15.conf", "deny = 1\nnonsense = 1\n");
	place_refuses(-EINVAL, "/15.conf:2: no key is called 'nonsense'");
}

/* Each key that two drop-ins say, and whether the last one holds. */
static const struct {
	const char *section, *key, *first, *second;
	bool last_holds;
} said_twice[] = {
    {"", "registry", "/a", "/b", false},
    {"", "key", "/a", "/a/", false},
    {"", "user", "a", "b", false},
    {"", "deny", "0", "5", false},
    {"", "fail_interval", "15m", "901s", false},
    {"", "unlock_time", "10m", "1s", false},
    {"", "deny_user", "50", "0", false},
    {"", "even_deny_root", "yes", "no", false},
    {"", "root_unlock_time", "10m", "", false},
    {"", "trusted_askers", "33", "33, 34", false},
    {"", "trusted_askers", "33", "", false},
    {"", "totp_window", "1", "20", false},
    {"", "hotp_window", "10", "100", false},
    {"", "totp_drift", "0", "100", false},
    {"", "delivery_program", "/bin/a", "", false},
    {"", "delivery_timeout", "30s", "1m", false},
    {"", "delivery_ttl", "10m", "24h", false},
    {"", "ways", "issued", "recovery", false},
    {"", "exempt_users", "a", "a b", false},
    {"", "exempt_groups", "a", "a b", false},
    {"", "exempt_networks", "10.0.0.0/8", "", false},
    {"", "nullok_until", "2027-01-01", "", false},
    {"", "grace", "1h", "2h", false},
    {"[login a]\n", "exempt", "yes", "no", false},
    {"[token session]\n", "prefix", "a", "b", false},
    {"[token session]\n", "ttl", "1h", "2h", false},
    {"[token session]\n", "idle", "1h", "", false},
    {"[token session]\n", "uses", "1", "0", false},
    {"[token session]\n", "bytes", "16", "64", false},
    {"[serve a]\n", "kinds", "session", "*", false},
    {"[serve a]\n", "verbs", "verify", "issue verify", false},
    {"", "event_age", "1d", "2d", true},
    {"", "event_rows", "100", "200", true},
    {"", "log_unknown_users", "no", "yes", true},
    {"", "token_retention", "1d", "2d", true},
    {"", "issuer", "a", "b", true},
};

static void
say(const char *file, size_t i, const char *value)
{
	char text[200];

	(void)snprintf(text, sizeof(text), "%s%s = %s\n", said_twice[i].section,
	    said_twice[i].key, value);
	if (file == NULL)
		place_main(text);
	else
		place_drop_in(file, text);
}

static void
test_drop_ins_contradict_each_other_in_every_key_that_decides(void **state)
{
	const size_t n = sizeof(said_twice) / sizeof(*said_twice);
	char words[400];
	size_t i, keys = 0;

	(void)state;
	assert_int_equal(mkdir(place_drop_ins, 0755), 0);
	for (i = 0; i < n; i++) {
		const unsigned line = said_twice[i].section[0] == '\0' ? 1 : 2;

		keys += i == 0 ||
		    strcmp(said_twice[i].key, said_twice[i - 1].key) != 0;
		/* The main file is replaced, twice by the same words. */
		say(NULL, i, said_twice[i].first);
		say("10.conf", i, said_twice[i].second);
		say("20.conf", i, said_twice[i].second);
		if (conf_read(&conf, place_file, &fault) != 0)
			fail_msg("%s", fault.text);
		say(NULL, i, said_twice[i].second);
		say("20.conf", i, said_twice[i].first);
		if (said_twice[i].last_holds) {
			assert_int_equal(
			    conf_read(&conf, place_file, &fault), 0);
			continue;
		}
		(void)snprintf(words, sizeof(words),
		    "%s/20.conf:%u: %s has another value in %s/10.conf:%u; "
		    "remove one of them",
		    place_drop_ins, line, said_twice[i].key, place_drop_ins,
		    line);
		place_refuses(-EEXIST, words);
	}
	assert_int_equal(keys, CONF_KEYS);
}

static void
test_drop_ins_are_trusted_like_the_file(void **state)
{
	char path[200];

	(void)state;
	place_main("");
	assert_int_equal(mkdir(place_drop_ins, 0755), 0);
	place_drop_in("10.conf", "deny = 10\n");
	assert_int_equal(chmod(place_drop_ins, 0777), 0);
	place_refuses(-EPERM, "others can write it");
	assert_int_equal(chmod(place_drop_ins, 0755), 0);
	(void)snprintf(path, sizeof(path), "%s/10.conf", place_drop_ins);
	assert_int_equal(chmod(path, 0666), 0);
	place_refuses(-EPERM, "/10.conf: others can write it");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink(place_file, path), 0);
	place_refuses(-ELOOP, "/10.conf: a symbolic link");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(place_drop_ins), 0);
	place_write(place_drop_ins, "", 0);
	place_refuses(-ENOTDIR, "it must be a directory");
}

/* In a mount namespace of its own, with an empty /etc. */
static int
read_the_default_place(void)
{
	SNAPSHOT_NEED(unshare(CLONE_NEWNS) == 0);
	SNAPSHOT_NEED(mount("", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
	SNAPSHOT_NEED(mount("none", "/etc", "tmpfs", 0, "mode=755") == 0);
	SNAPSHOT_NEED(conf_read(&conf, NULL, &fault) == 0);
	SNAPSHOT_NEED(memcmp(&conf, &place_defaults, sizeof(conf)) == 0);
	SNAPSHOT_NEED(conf_read(&conf, CONF_FILE, &fault) == 0);
	SNAPSHOT_NEED(mkdir("/etc/credmint", 0755) == 0);
	SNAPSHOT_NEED(mkdir(CONF_DIR, 0755) == 0);
	place_write(CONF_DIR "/a.conf", "deny = 7\n", 9);
	SNAPSHOT_NEED(conf_read(&conf, NULL, &fault) == 0);
	SNAPSHOT_NEED(conf.deny == 7);
	place_write(CONF_FILE, "deny = 6\nuser = x\n", 18);
	SNAPSHOT_NEED(conf_read(&conf, NULL, &fault) == 0);
	SNAPSHOT_NEED(conf.deny == 7 && strcmp(conf.user, "x") == 0);
	return 0;
}

static void
test_default_place_may_be_empty(void **state)
{
	(void)state;
	assert_int_equal(snapshot_in_child(read_the_default_place), 0);
}

#define CASE(name) cmocka_unit_test_setup(name, place_clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(test_files_end_at_their_limit),
	    CASE(test_files_that_others_can_write_are_refused),
	    CASE(test_files_of_the_reader_are_read),
	    CASE(test_what_is_no_regular_file_is_refused),
	    CASE(test_file_that_was_named_must_exist),
	    CASE(test_drop_ins_follow_in_the_order_of_their_names),
	    CASE(test_drop_ins_contradict_each_other_in_every_key_that_decides),
	    CASE(test_drop_ins_are_trusted_like_the_file),
	    CASE(test_default_place_may_be_empty),
	};

	return cmocka_run_group_tests_name(
	    "conf files", tests, place_make, place_remove);
}
