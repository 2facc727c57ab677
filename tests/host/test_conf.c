/*
 * test_conf - the configuration is read strictly, or not at all
 */

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "host/conf.h"
#include "host/conf_key.h"
#include "tests/host/snapshot.h"

static char dir[] = "/tmp/credmint-conf-XXXXXX";
static char main_file[64], drop_ins[80];
static struct conf conf, defaults;
static struct fault fault;

static void
write_bytes(const char *path, const char *text, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, n), n);
	assert_int_equal(close(fd), 0);
}

static void
write_main(const char *text)
{
	write_bytes(main_file, text, strlen(text));
}

static void
write_drop_in(const char *name, const char *text)
{
	char path[200];

	(void)snprintf(path, sizeof(path), "%s/%s", drop_ins, name);
	write_bytes(path, text, strlen(text));
}

/* Read the main file, which must be refused with words that hold text. */
static void
assert_refused(int error, const char *text)
{
	fault.text[0] = '\0';
	memset(&conf, 0xff, sizeof(conf));
	assert_int_equal(conf_read(&conf, main_file, &fault), error);
	if (strstr(fault.text, text) == NULL)
		print_error("fault: %s\n", fault.text);
	assert_non_null(strstr(fault.text, text));
	assert_memory_equal(&conf, &defaults, sizeof(conf));
}

static void
test_every_key_is_read(void **state)
{
	(void)state;
	write_main("# all of them\n"
		   "registry = /a/registry.db\n"
		   "key=/a/key\n"
		   "user\t=\tkeeper\n"
		   "\n"
		   "deny = 0\n"
		   "fail_interval = 90\n"
		   "unlock_time = 90s\n"
		   "deny_user = 10000\n"
		   "even_deny_root = yes\n"
		   "# with a blank behind it\n"
		   "delivery_program = /bin/true \n"
		   "delivery_timeout = 10m\n"
		   "delivery_ttl = 24h\n"
		   "event_age = 3650d\n"
		   "event_rows = 100\n"
		   "log_unknown_users = yes");
	assert_int_equal(conf_read(&conf, main_file, &fault), 0);
	assert_string_equal(conf.registry, "/a/registry.db");
	assert_string_equal(conf.key, "/a/key");
	assert_string_equal(conf.user, "keeper");
	assert_int_equal(conf.deny, 0);
	assert_int_equal(conf.fail_interval, 90);
	assert_int_equal(conf.unlock_time, 90);
	assert_int_equal(conf.deny_user, 10000);
	assert_true(conf.even_deny_root);
	assert_string_equal(conf.delivery_program, "/bin/true");
	assert_int_equal(conf.delivery_timeout, 600);
	assert_int_equal(conf.delivery_ttl, 86400);
	assert_int_equal(conf.event_age, 3650 * 86400);
	assert_int_equal(conf.event_rows, 100);
	assert_true(conf.log_unknown_users);
}

static void
test_empty_file_means_the_defaults(void **state)
{
	static const char *const texts[] = {
	    "", "\n", "# nothing\n", "#x", "\n\n"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		write_main(texts[i]);
		assert_int_equal(conf_read(&conf, main_file, &fault), 0);
		assert_memory_equal(&conf, &defaults, sizeof(conf));
	}
}

/* The shipped file, every "#key = value" without its "#". */
static void
test_shipped_file_says_the_defaults(void **state)
{
	FILE *file = fopen("etc/credmint.conf", "re");
	char line[200], text[3072] = "";
	int keys = 0;

	(void)state;
	assert_non_null(file);
	while (fgets(line, sizeof(line), file) != NULL) {
		bool key = line[0] == '#' && line[1] >= 'a' && line[1] <= 'z';

		keys += key;
		assert_true(strlen(text) + strlen(line) < sizeof(text));
		strcat(text, line + key);
	}
	assert_int_equal(fclose(file), 0);
	assert_int_equal(keys, CONF_KEYS);
	write_main(text);
	assert_int_equal(conf_read(&conf, main_file, &fault), 0);
	assert_memory_equal(&conf, &defaults, sizeof(conf));
}

static const struct {
	const char *text, *words;
} refused[] = {
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
    {"fail_interval = 0\n", ":1: fail_interval must be"},
    {"fail_interval = 3651d\n", ":1: fail_interval must be"},
    {"fail_interval = 15 m\n", ":1: fail_interval must be"},
    {"fail_interval = 15min\n", ":1: fail_interval must be"},
    {"fail_interval = 1w\n", ":1: fail_interval must be"},
    {"fail_interval = m\n", ":1: fail_interval must be"},
    {"fail_interval = 99999999999999d\n", ":1: fail_interval must be"},
    {"delivery_timeout = 601\n", ":1: delivery_timeout must be"},
    {"delivery_ttl = 25h\n", ":1: delivery_ttl must be"},
    {"registry = registry.db\n", ":1: registry must be an absolute path"},
    {"registry =\n", ":1: registry must be an absolute path"},
    {"delivery_program = ./x\n", ":1: delivery_program must be"},
    {"user = a:b\n", ":1: user must be an account's name"},
    {"user =\n", ":1: user must be"},
    {"even_deny_root = true\n", ":1: even_deny_root must be yes or no"},
    {"even_deny_root = Yes\n", ":1: even_deny_root must be"},
    {"even_deny_root =\n", ":1: even_deny_root must be"},
    /* the form */
    {"denny = 3\n", ":1: no key is called 'denny'"},
    {"Deny = 3\n", ":1: no key is called 'Deny'"},
    {"deny2 = 3\n", ":1: no key is called"},
    {"= 3\n", ":1: no key is called ''"},
    {"deny = 3\nuser = a\ndeny = 3\n", ":3: deny stands in line 1 already"},
    {"deny = 3\ndeny = 4\n", ":2: deny stands in line 1 already"},
    {"deny 3\n", ":1: no '='"},
    {"deny = 3\nuser\n", ":2: no '='"},
    {"deny = 3\n deny_user = 4\n", ":2: starts with a blank"},
    {"deny = 3\n  4\n", ":2: starts with a blank"},
    {"even_deny_root = yes\n \t\n", ":2: starts with a blank"},
    {"even_deny_root = yes\n # no\n", ":2: starts with a blank"},
    {"[lockout]\ndeny = 3\n", ":1: a [section]"},
    {"deny = 3\n[x = y]\n", ":2: a [section]"},
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
	char words[200];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		write_main(refused[i].text);
		(void)snprintf(
		    words, sizeof(words), "%s%s", main_file, refused[i].words);
		fault.text[0] = '\0';
		assert_true(conf_read(&conf, main_file, &fault) < 0);
		if (strstr(fault.text, words) == NULL)
			print_error("want %s\nhave %s\n", words, fault.text);
		assert_non_null(strstr(fault.text, words));
		assert_memory_equal(&conf, &defaults, sizeof(conf));
	}
}

static void
test_nul_is_refused(void **state)
{
	static const char text[] = "deny = 3\0\nuser = a\n";

	(void)state;
	write_bytes(main_file, text, sizeof(text) - 1);
	assert_refused(-EINVAL, ":1: a control character");
}

/* A line "registry = /xxx..." whose path has n bytes. */
static void
write_long_path(size_t n)
{
	char text[CONF_PATH_SIZE + 100] = "registry = /";

	memset(text + strlen(text), 'x', n - 1);
	write_main(text);
}

static void
test_paths_end_at_their_limit(void **state)
{
	(void)state;
	write_long_path(CONF_PATH_SIZE - 1);
	assert_int_equal(conf_read(&conf, main_file, &fault), 0);
	assert_int_equal(strlen(conf.registry), CONF_PATH_SIZE - 1);
	write_long_path(CONF_PATH_SIZE);
	assert_refused(-ERANGE, ":1: registry must be");
}

static void
test_files_end_at_their_limit(void **state)
{
	static char text[65537];

	(void)state;
	memset(text, '#', sizeof(text));
	write_bytes(main_file, text, 65536);
	assert_int_equal(conf_read(&conf, main_file, &fault), 0);
	write_bytes(main_file, text, 65537);
	assert_refused(-EFBIG, "longer than 65536 bytes");
}

static void
test_files_that_others_can_write_are_refused(void **state)
{
	(void)state;
	write_main("deny = 3\n");
	assert_int_equal(chmod(main_file, 0664), 0);
	assert_refused(-EPERM, "others can write it");
	assert_int_equal(chmod(main_file, 0646), 0);
	assert_refused(-EPERM, "others can write it");
	assert_int_equal(chmod(main_file, 0644), 0);
	assert_int_equal(chown(main_file, 65534, 0), 0);
	assert_refused(-EPERM, "belongs to uid 65534");
	assert_int_equal(chown(main_file, 0, 0), 0);
	assert_int_equal(conf_read(&conf, main_file, &fault), 0);
}

static int
read_as_its_owner(void)
{
	SNAPSHOT_NEED(setresuid(65534, 65534, 65534) == 0);
	SNAPSHOT_NEED(conf_read(&conf, main_file, &fault) == 0);
	SNAPSHOT_NEED(conf.deny == 3);
	return 0;
}

static int
read_unreadable(void)
{
	SNAPSHOT_NEED(setresuid(65534, 65534, 65534) == 0);
	SNAPSHOT_NEED(conf_read(&conf, main_file, &fault) == -EACCES);
	SNAPSHOT_NEED(strstr(fault.text, main_file) != NULL);
	return 0;
}

static void
test_files_of_the_reader_are_read(void **state)
{
	(void)state;
	write_main("deny = 3\n");
	assert_int_equal(chmod(main_file, 0600), 0);
	assert_int_equal(snapshot_in_child(read_unreadable), 0);
	assert_int_equal(chown(main_file, 65534, 65534), 0);
	assert_int_equal(snapshot_in_child(read_as_its_owner), 0);
}

static void
test_what_is_no_regular_file_is_refused(void **state)
{
	char other[80];

	(void)state;
	(void)snprintf(other, sizeof(other), "%s/other", dir);
	write_bytes(other, "deny = 3\n", 9);
	assert_int_equal(symlink(other, main_file), 0);
	assert_refused(-ELOOP, "a symbolic link");
	assert_int_equal(unlink(main_file), 0);
	assert_int_equal(mkfifo(main_file, 0600), 0);
	assert_refused(-EINVAL, "not a regular file");
	assert_int_equal(unlink(main_file), 0);
	assert_int_equal(mkdir(main_file, 0700), 0);
	assert_refused(-EINVAL, "not a regular file");
	assert_int_equal(rmdir(main_file), 0);
	assert_int_equal(unlink(other), 0);
}

static void
test_file_that_was_named_must_exist(void **state)
{
	char longest[CONF_PATH_SIZE + 1];

	(void)state;
	assert_refused(-ENOENT, main_file);
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
	write_main("deny = 1\ndeny_user = 1\nfail_interval = 1\n");
	assert_int_equal(mkdir(drop_ins, 0755), 0);
	write_drop_in("20.conf", "deny = 20\nunlock_time = 20\n");
	write_drop_in("10.conf", "deny = 10\ndeny_user = 10\n");
	write_drop_in("B.conf", "unlock_time = 30\n");
	write_drop_in("a.conf", "unlock_time = 40\n");
	write_drop_in(".hidden.conf", "nonsense\n");
	write_drop_in("backup.conf~", "nonsense\n");
	write_drop_in(".conf", "nonsense\n");
	assert_int_equal(conf_read(&conf, main_file, &fault), 0);
	assert_int_equal(conf.deny, 20);
	assert_int_equal(conf.deny_user, 10);
	assert_int_equal(conf.fail_interval, 1);
	assert_int_equal(conf.unlock_time, 40);
	write_drop_in("15.conf", "deny = 1\nnonsense = 1\n");
	assert_refused(-EINVAL, "/15.conf:2: no key is called 'nonsense'");
}

static void
test_drop_ins_are_trusted_like_the_file(void **state)
{
	char path[200];

	(void)state;
	write_main("");
	assert_int_equal(mkdir(drop_ins, 0755), 0);
	write_drop_in("10.conf", "deny = 10\n");
	assert_int_equal(chmod(drop_ins, 0777), 0);
	assert_refused(-EPERM, "others can write it");
	assert_int_equal(chmod(drop_ins, 0755), 0);
	(void)snprintf(path, sizeof(path), "%s/10.conf", drop_ins);
	assert_int_equal(chmod(path, 0666), 0);
	assert_refused(-EPERM, "/10.conf: others can write it");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink(main_file, path), 0);
	assert_refused(-ELOOP, "/10.conf: a symbolic link");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(drop_ins), 0);
	write_bytes(drop_ins, "", 0);
	assert_refused(-ENOTDIR, "it must be a directory");
}

static void
test_spans_are_strict(void **state)
{
	static const struct {
		const char *text;
		int result;
		int64_t seconds;
	} spans[] = {{"1", 0, 1}, {"90s", 0, 90}, {"15m", 0, 900},
	    {"24h", 0, 86400}, {"7d", 0, 604800},
	    {"3650d", 0, INT64_C(315360000)}, {"315360000", 0, 315360000},
	    {"315360001", -ERANGE, 0}, {"3651d", -ERANGE, 0}, {"0", -ERANGE, 0},
	    {"0d", -ERANGE, 0}, {"99999999999999999999", -ERANGE, 0},
	    {"", -EINVAL, 0}, {"m", -EINVAL, 0}, {"1 m", -EINVAL, 0},
	    {" 1m", -EINVAL, 0}, {"1M", -EINVAL, 0}, {"1ms", -EINVAL, 0},
	    {"-1m", -EINVAL, 0}, {"1h30m", -EINVAL, 0}, {"1.5h", -EINVAL, 0}};
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

/* In a mount namespace of its own, with an empty /etc. */
static int
read_the_default_place(void)
{
	SNAPSHOT_NEED(unshare(CLONE_NEWNS) == 0);
	SNAPSHOT_NEED(mount("", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
	SNAPSHOT_NEED(mount("none", "/etc", "tmpfs", 0, "mode=755") == 0);
	SNAPSHOT_NEED(conf_read(&conf, NULL, &fault) == 0);
	SNAPSHOT_NEED(memcmp(&conf, &defaults, sizeof(conf)) == 0);
	SNAPSHOT_NEED(conf_read(&conf, CONF_FILE, &fault) == 0);
	SNAPSHOT_NEED(mkdir("/etc/credmint", 0755) == 0);
	SNAPSHOT_NEED(mkdir(CONF_DIR, 0755) == 0);
	write_bytes(CONF_DIR "/a.conf", "deny = 7\n", 9);
	SNAPSHOT_NEED(conf_read(&conf, NULL, &fault) == 0);
	SNAPSHOT_NEED(conf.deny == 7);
	write_bytes(CONF_FILE, "deny = 6\nuser = x\n", 18);
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

static int
make_dir(void **state)
{
	(void)state;
	if (mkdtemp(dir) == NULL || chmod(dir, 0755) != 0)
		return -1;
	(void)snprintf(main_file, sizeof(main_file), "%s/main.conf", dir);
	(void)snprintf(drop_ins, sizeof(drop_ins), "%s.d", main_file);
	conf_default(&defaults);
	return 0;
}

/* Before each test: nothing there. */
static int
clear_dir(void **state)
{
	char command[200];

	(void)state;
	(void)snprintf(
	    command, sizeof(command), "rm -rf %s %s", main_file, drop_ins);
	return system(command); /* NOLINT: a path of our own making */
}

static int
remove_dir(void **state)
{
	return clear_dir(state) != 0 ? -1 : rmdir(dir);
}

#define CASE(name) cmocka_unit_test_setup(name, clear_dir)

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
	    CASE(test_files_end_at_their_limit),
	    CASE(test_files_that_others_can_write_are_refused),
	    CASE(test_files_of_the_reader_are_read),
	    CASE(test_what_is_no_regular_file_is_refused),
	    CASE(test_file_that_was_named_must_exist),
	    CASE(test_drop_ins_follow_in_the_order_of_their_names),
	    CASE(test_drop_ins_are_trusted_like_the_file),
	    CASE(test_spans_are_strict),
	    CASE(test_default_place_may_be_empty),
	};

	return cmocka_run_group_tests_name("conf", tests, make_dir, remove_dir);
}
