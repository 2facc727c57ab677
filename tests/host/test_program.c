/*
 * test_program - a program is trusted when only root can have written it
 *
 * Everything lies on a file system of its own, mounted where only this
 * process sees it.
 */

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "host/conf.h"
#include "tests/host/snapshot.h"

static struct fault fault;

static int
trusted(const char *path)
{
	fault.text[0] = '\0';
	return conf_trusted_program(path, &fault);
}

static bool
refused_for(const char *path, const char *words)
{
	if (trusted(path) == -EPERM && strstr(fault.text, words) != NULL)
		return true;
	print_error("%s: %s\n", path, fault.text);
	return false;
}

/* /mnt/a/b/run, all root's. */
static int
build(void)
{
	int fd;

	SNAPSHOT_NEED(unshare(CLONE_NEWNS) == 0);
	SNAPSHOT_NEED(mount("", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
	SNAPSHOT_NEED(mount("none", "/mnt", "tmpfs", 0, "mode=755") == 0);
	(void)umask(022);
	SNAPSHOT_NEED(mkdir("/mnt/a", 0755) == 0);
	SNAPSHOT_NEED(mkdir("/mnt/a/b", 0755) == 0);
	SNAPSHOT_NEED(mkdir("/mnt/open", 0755) == 0);
	SNAPSHOT_NEED(chmod("/mnt/open", 01777) == 0);
	fd = open("/mnt/a/b/run", O_CREAT | O_WRONLY | O_CLOEXEC, 0755);
	SNAPSHOT_NEED(fd >= 0 && close(fd) == 0);
	return 0;
}

static int
trust_what_is_roots(void)
{
	SNAPSHOT_NEED(build() == 0);
	SNAPSHOT_NEED(trusted("/mnt/a/b/run") == 0);
	SNAPSHOT_NEED(trusted("/mnt//a/./b/../b/run") == 0);
	return 0;
}

static int
refuse_the_file(void)
{
	static const char run[] = "/mnt/a/b/run";

	SNAPSHOT_NEED(build() == 0);
	SNAPSHOT_NEED(chown(run, 65534, 0) == 0);
	SNAPSHOT_NEED(refused_for(run, "is not root's"));
	SNAPSHOT_NEED(chown(run, 0, 0) == 0 && chmod(run, 0775) == 0);
	SNAPSHOT_NEED(refused_for(run, "others can write it"));
	SNAPSHOT_NEED(chmod(run, 0757) == 0);
	SNAPSHOT_NEED(refused_for(run, "others can write it"));
	SNAPSHOT_NEED(chmod(run, 0644) == 0);
	SNAPSHOT_NEED(refused_for(run, "not executable"));
	SNAPSHOT_NEED(refused_for("/mnt/a/b", "not a regular file"));
	SNAPSHOT_NEED(refused_for("/mnt/a/b/run/x", "not a directory") ||
	    trusted("/mnt/a/b/run/x") == -ENOTDIR);
	SNAPSHOT_NEED(trusted("/mnt/a/b/gone") == -ENOENT);
	SNAPSHOT_NEED(strstr(fault.text, "/mnt/a/b/gone") != NULL);
	SNAPSHOT_NEED(unlink(run) == 0 && mkfifo(run, 0755) == 0);
	SNAPSHOT_NEED(refused_for(run, "not a regular file"));
	return 0;
}

static int
refuse_a_directory_above(void)
{
	static const char run[] = "/mnt/a/b/run";

	SNAPSHOT_NEED(build() == 0);
	SNAPSHOT_NEED(chmod("/mnt/a", 0775) == 0);
	SNAPSHOT_NEED(refused_for(run, "/mnt/a: others can write it"));
	SNAPSHOT_NEED(chmod("/mnt/a", 0755) == 0);
	SNAPSHOT_NEED(chmod("/mnt", 01777) == 0);
	SNAPSHOT_NEED(refused_for(run, "/mnt: others can write it"));
	SNAPSHOT_NEED(chmod("/mnt", 0755) == 0);
	SNAPSHOT_NEED(chown("/mnt/a/b", 65534, 0) == 0);
	SNAPSHOT_NEED(refused_for(run, "/mnt/a/b: is not root's"));
	return 0;
}

static int
follow_links_of_root(void)
{
	SNAPSHOT_NEED(build() == 0);
	SNAPSHOT_NEED(symlink("/mnt/a/b/run", "/mnt/absolute") == 0);
	SNAPSHOT_NEED(symlink("../a/b", "/mnt/a/relative") == 0);
	SNAPSHOT_NEED(symlink("absolute", "/mnt/twice") == 0);
	SNAPSHOT_NEED(trusted("/mnt/absolute") == 0);
	SNAPSHOT_NEED(trusted("/mnt/a/relative/run") == 0);
	SNAPSHOT_NEED(trusted("/mnt/twice") == 0);
	SNAPSHOT_NEED(symlink("loop", "/mnt/loop") == 0);
	SNAPSHOT_NEED(refused_for("/mnt/loop", "too many links"));
	return 0;
}

/* A link of root's that leads through a place where others can write. */
static int
refuse_links_through_others(void)
{
	SNAPSHOT_NEED(build() == 0);
	SNAPSHOT_NEED(symlink("/mnt/a/b/run", "/mnt/open/hop") == 0);
	SNAPSHOT_NEED(symlink("/mnt/open/hop", "/mnt/a/first") == 0);
	SNAPSHOT_NEED(refused_for("/mnt/a/first", "/mnt/open: others"));
	SNAPSHOT_NEED(symlink("/mnt/a/b/run", "/mnt/a/theirs") == 0);
	SNAPSHOT_NEED(lchown("/mnt/a/theirs", 65534, 0) == 0);
	SNAPSHOT_NEED(
	    refused_for("/mnt/a/theirs", "a link that is not root's"));
	return 0;
}

static void
test_r11_program_of_root_is_trusted(void **state)
{
	(void)state;
	assert_int_equal(snapshot_in_child(trust_what_is_roots), 0);
}

static void
test_r11_program_that_others_can_write_is_refused(void **state)
{
	(void)state;
	assert_int_equal(snapshot_in_child(refuse_the_file), 0);
}

static void
test_r11_directories_that_others_can_write_are_refused(void **state)
{
	(void)state;
	assert_int_equal(snapshot_in_child(refuse_a_directory_above), 0);
}

static void
test_r11_links_are_followed_only_where_root_alone_writes(void **state)
{
	(void)state;
	assert_int_equal(snapshot_in_child(follow_links_of_root), 0);
	assert_int_equal(snapshot_in_child(refuse_links_through_others), 0);
}

static void
test_program_needs_an_absolute_path(void **state)
{
	static char longest[CONF_PATH_SIZE + 1];

	(void)state;
	memset(longest, '/', sizeof(longest) - 1);
	assert_int_equal(trusted("bin/true"), -EINVAL);
	assert_int_equal(trusted(""), -EINVAL);
	assert_int_equal(trusted(longest), -EINVAL);
	assert_true(trusted("/") < 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_r11_program_of_root_is_trusted),
	    cmocka_unit_test(test_r11_program_that_others_can_write_is_refused),
	    cmocka_unit_test(
		test_r11_directories_that_others_can_write_are_refused),
	    cmocka_unit_test(
		test_r11_links_are_followed_only_where_root_alone_writes),
	    cmocka_unit_test(test_program_needs_an_absolute_path),
	};

	return cmocka_run_group_tests_name("program", tests, NULL, NULL);
}
