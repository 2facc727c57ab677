/* test_key - making and reading the registry's key */

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "registry/key.h"
#include "tests/registry/room.h"

static int
setup(void **state)
{
	struct room *room = malloc(sizeof(*room));

	assert_non_null(room);
	room_make(room);
	*state = room;
	return 0;
}

/* The key cannot be read, and the line says what to do. */
static void
assert_refused(struct room *room, int error, const char *word)
{
	static const struct key none;
	struct key key;

	assert_int_equal(key_read(&key, room->conf.key, &room->f), error);
	assert_memory_equal(&key, &none, sizeof(key));
	assert_non_null(strstr(room->f.text, room->conf.key));
	assert_non_null(strstr(room->f.text, word));
}

static void
write_key(const struct room *room, size_t n)
{
	static const char bytes[64] = "an odd key";
	int fd = open(
	    room->conf.key, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0400);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, n), (ssize_t)n);
	assert_int_equal(close(fd), 0);
}

static void
test_r13_made_key_is_32_random_bytes_0440(void **state)
{
	struct room *room = *state;
	struct stat st;
	struct key one, two;

	assert_int_equal(stat(room->conf.key, &st), 0);
	assert_int_equal(st.st_size, 32);
	assert_int_equal(st.st_mode & 07777, 0440);
	assert_int_equal(key_read(&one, room->conf.key, &room->f), 0);
	assert_int_equal(unlink(room->conf.key), 0);
	assert_int_equal(
	    registry_key_make(room->conf.key, getegid(), &room->f), 0);
	assert_int_equal(key_read(&two, room->conf.key, &room->f), 0);
	assert_memory_not_equal(&one, &two, sizeof(one));
	assert_memory_not_equal(one.id, two.id, sizeof(one.id));
}

static void
test_r13_key_is_never_made_over_another(void **state)
{
	struct room *room = *state;
	struct key one, two;

	assert_int_equal(key_read(&one, room->conf.key, &room->f), 0);
	assert_int_equal(
	    registry_key_make(room->conf.key, getegid(), &room->f), -EEXIST);
	assert_int_equal(key_read(&two, room->conf.key, &room->f), 0);
	assert_memory_equal(&one, &two, sizeof(one));
	assert_int_equal(
	    registry_key_make("/nowhere/at/all/key", getegid(), &room->f),
	    -ENOENT);
}

static void
test_r13_subkeys_differ_from_each_other(void **state)
{
	struct room *room = *state;
	struct key key;

	assert_int_equal(key_read(&key, room->conf.key, &room->f), 0);
	assert_memory_not_equal(key.codes, key.names, sizeof(key.codes));
	assert_memory_not_equal(key.codes, key.id, sizeof(key.id));
	assert_memory_not_equal(key.names, key.id, sizeof(key.id));
}

static void
test_r13_missing_key_is_refused(void **state)
{
	struct room *room = *state;

	assert_int_equal(unlink(room->conf.key), 0);
	assert_refused(room, -ENOENT, "credmint init");
}

static void
test_r13_short_and_long_keys_are_refused(void **state)
{
	static const size_t sizes[] = {0, 1, 31, 33, 64};
	struct room *room = *state;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		assert_int_equal(unlink(room->conf.key), 0);
		write_key(room, sizes[i]);
		assert_refused(room, -EINVAL, "instead of 32");
	}
}

static void
test_r13_key_that_others_can_read_or_write_is_refused(void **state)
{
	static const mode_t modes[] = {
	    0444, 0460, 0420, 0442, 0441, 0644, 0666, 0777};
	struct room *room = *state;
	struct key key;

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		assert_int_equal(chmod(room->conf.key, modes[i]), 0);
		assert_refused(room, -EPERM, "chmod 0440");
	}
	assert_int_equal(chmod(room->conf.key, 0400), 0);
	assert_int_equal(key_read(&key, room->conf.key, &room->f), 0);
	assert_int_equal(chmod(room->conf.key, 0640), 0);
	assert_int_equal(key_read(&key, room->conf.key, &room->f), 0);
}

static void
test_r13_key_of_another_owner_is_refused(void **state)
{
	struct room *room = *state;

	if (geteuid() != 0) {
		/* Nobody else can make a file somebody else's. */
		assert_int_not_equal(chown(room->conf.key, 12345, -1u), 0);
		return;
	}
	assert_int_equal(chown(room->conf.key, 12345, getegid()), 0);
	assert_refused(room, -EPERM, "chown root");
}

static void
test_r13_key_that_is_no_plain_file_is_refused(void **state)
{
	struct room *room = *state;

	assert_int_equal(rename(room->conf.key, room_path(room, "other")), 0);
	assert_int_equal(symlink(room_path(room, "other"), room->conf.key), 0);
	assert_refused(room, -ELOOP, "symbolic link");
	assert_int_equal(unlink(room->conf.key), 0);
	assert_int_equal(mkfifo(room->conf.key, 0400), 0);
	assert_refused(room, -EINVAL, "regular file");
	assert_int_equal(unlink(room->conf.key), 0);
	assert_int_equal(mkdir(room->conf.key, 0700), 0);
	assert_refused(room, -EINVAL, "regular file");
	assert_int_equal(rmdir(room->conf.key), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_r13_made_key_is_32_random_bytes_0440),
	    TEST(test_r13_key_is_never_made_over_another),
	    TEST(test_r13_subkeys_differ_from_each_other),
	    TEST(test_r13_missing_key_is_refused),
	    TEST(test_r13_short_and_long_keys_are_refused),
	    TEST(test_r13_key_that_others_can_read_or_write_is_refused),
	    TEST(test_r13_key_of_another_owner_is_refused),
	    TEST(test_r13_key_that_is_no_plain_file_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
