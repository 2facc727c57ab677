/*
 * test_slots - an asker holds so many places, and no more
 */

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "auth/slots.h"
#include "tests/core/clock_fake.h"

#define LARGEST ((uid_t)-2)

static struct conf conf;
static char dir[32], path[CONF_PATH_SIZE + 8];
static pid_t holders[32];
static size_t nholders;

static int
setup(void **state)
{
	(void)state;
	conf_default(&conf);
	strcpy(dir, "/tmp/credmint-slots.XXXXXX");
	if (mkdtemp(dir) == NULL)
		return -1;
	(void)snprintf(
	    conf.registry, sizeof(conf.registry), "%s/registry.db", dir);
	(void)snprintf(path, sizeof(path), "%s-slots", conf.registry);
	nholders = 0;
	return 0;
}

static void
end(pid_t holder)
{
	assert_int_equal(kill(holder, SIGKILL), 0);
	assert_int_equal(waitpid(holder, NULL, 0), holder);
}

static int
teardown(void **state)
{
	(void)state;
	for (size_t i = 0; i < nholders; i++)
		end(holders[i]);
	(void)unlink(path);
	return rmdir(dir);
}

/* A process that takes a place and keeps it; what it was told. */
static int
hold(uid_t asker, struct fault *f)
{
	struct {
		int result;
		struct fault fault;
	} said = {.result = 1};
	int ends[2];
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0) {
		said.result = slots_take(&conf, asker, &said.fault);
		(void)!write(ends[1], &said, sizeof(said));
		if (said.result != 0)
			_exit(0);
		for (;;)
			(void)pause();
	}
	assert_true(child > 0);
	assert_int_equal(read(ends[0], &said, sizeof(said)), sizeof(said));
	(void)close(ends[0]);
	(void)close(ends[1]);
	*f = said.fault;
	if (said.result == 0)
		holders[nholders++] = child;
	else
		assert_int_equal(waitpid(child, NULL, 0), child);
	return said.result;
}

static void
fill(uid_t asker)
{
	struct fault f;

	for (int i = 0; i < SLOTS_MAX; i++)
		assert_int_equal(hold(asker, &f), 0);
}

static void
r03_eight_places_and_no_more(void **state)
{
	struct fault f;

	(void)state;
	fill(1000);
	assert_int_equal(hold(1000, &f), -EBUSY);
	assert_string_equal(f.text,
	    "uid 1000 asks for more than 8 logins at once; the rest is "
	    "refused");
}

static void
r03_place_is_free_once_its_process_is_dead(void **state)
{
	struct fault f;

	(void)state;
	fill(1000);
	assert_int_equal(hold(1000, &f), -EBUSY);
	end(holders[3]);
	holders[3] = holders[--nholders];
	assert_int_equal(hold(1000, &f), 0);
	assert_int_equal(hold(1000, &f), -EBUSY);
}

static void
r03_every_asker_has_his_own(void **state)
{
	static const uid_t others[] = {1, 999, 1001, 65534, LARGEST};
	struct fault f;
	struct stat st;

	(void)state;
	fill(1000);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		assert_int_equal(hold(others[i], &f), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, 0);
	assert_int_equal(st.st_mode & 07777, 0600);
}

static void
r03_the_largest_uid_has_eight(void **state)
{
	struct fault f;

	(void)state;
	fill(LARGEST);
	assert_int_equal(hold(LARGEST, &f), -EBUSY);
	assert_int_equal(hold(LARGEST - 1, &f), 0);
}

/* However often he tries, the log is told once a minute. */
static void
r03_excess_does_not_flood_the_log(void **state)
{
	struct stat st;
	struct fault f;

	(void)state;
	fill(1000);
	assert_int_equal(hold(1000, &f), -EBUSY);
	assert_string_not_equal(f.text, "");
	/* The kernel's clock stamps the file; ours starts there and stands. */
	assert_int_equal(stat(path, &st), 0);
	clock_fake_set(st.st_mtime, 3600, "boot");
	for (int i = 0; i < 20; i++) {
		assert_int_equal(hold(1000, &f), -EBUSY);
		assert_string_equal(f.text, "");
	}
	clock_fake_pass(61);
	assert_int_equal(hold(1000, &f), -EBUSY);
	assert_string_not_equal(f.text, "");
	/* A clock that was set back does not silence it for long. */
	clock_fake_pass(-3600);
	assert_int_equal(hold(1000, &f), -EBUSY);
	assert_string_not_equal(f.text, "");
}

static void
refused(const char *why)
{
	struct fault f;

	assert_true(hold(1000, &f) < 0);
	assert_non_null(strstr(f.text, why));
	assert_non_null(strstr(f.text, path));
}

static void
r03_file_that_is_not_ours_is_refused(void **state)
{
	int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

	(void)state;
	assert_true(fd >= 0);
	(void)close(fd);
	assert_int_equal(chmod(path, 0660), 0);
	refused("mode 0600");
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(chown(path, 65534, 0), 0);
	refused("mode 0600");
}

static void
r03_anything_but_a_file_is_refused(void **state)
{
	struct fault f;

	(void)state;
	assert_int_equal(symlink("elsewhere", path), 0);
	refused("cannot be opened");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	refused("mode 0600");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(hold(1000, &f), 0);
}

#define PLACE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    PLACE(r03_eight_places_and_no_more),
	    PLACE(r03_place_is_free_once_its_process_is_dead),
	    PLACE(r03_every_asker_has_his_own),
	    PLACE(r03_the_largest_uid_has_eight),
	    PLACE(r03_excess_does_not_flood_the_log),
	    PLACE(r03_file_that_is_not_ours_is_refused),
	    PLACE(r03_anything_but_a_file_is_refused),
	};

	return cmocka_run_group_tests_name("slots", tests, NULL, NULL);
}
