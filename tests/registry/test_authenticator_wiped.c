/*
 * test_authenticator_wiped - no seed, no code of a sheet and nothing typed is
 * left in memory, whatever goes wrong
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "registry/handle.h"
#include "tests/core/own_memory.h"
#include "tests/registry/device_room.h"

static const struct account alice = ROOM_ALICE;
static unsigned char seed[40];
static struct masked hidden;
static struct store_calls broken;
static const struct store_calls *usual;

static int
no_commit(struct store *s, struct fault *f)
{
	(void)s;
	return fault_set(f, -EIO, "broken");
}

/* A seed whose bytes have no top bit and are nowhere else. */
static void
take_seed(unsigned char first)
{
	for (size_t i = 0; i < sizeof(seed); i++)
		seed[i] = (unsigned char)((first + i * 37) & 0x7f);
	own_memory_take(&hidden, seed, sizeof(seed));
}

static int
enroll(struct room *room, int64_t *id)
{
	struct credmint_otp otp = device_totp();
	const struct registry_enrolment e = device_asked(&alice, &otp);
	struct registry_authenticator out;
	int rc;

	own_memory_give(&hidden, seed);
	otp.key = seed;
	otp.nkey = sizeof(seed);
	rc = registry_enroll(room->r, &e, &out, &room->f);
	explicit_bzero(seed, sizeof(seed));
	*id = out.id;
	return rc;
}

static void
test_this_test_sees_what_is_not_wiped(void **state)
{
	(void)state;
	take_seed(3);
	own_memory_give(&hidden, seed);
	assert_true(own_memory_holds(&hidden));
	explicit_bzero(seed, sizeof(seed));
	assert_false(own_memory_holds(&hidden));
}

static void
test_a_seed_is_wiped_after_each_act(void **state)
{
	struct room *room = *state;
	int64_t id, again;

	take_seed(5);
	assert_int_equal(enroll(room, &id), 0);
	assert_false(own_memory_holds(&hidden));
	assert_int_equal(enroll(room, &again), REGISTRY_NOT_NEEDED);
	assert_int_equal(again, id);
	assert_false(own_memory_holds(&hidden));
	assert_int_equal(registry_authenticator_resync(room->r, "alice", id,
			     "111111", 6, "222222", 6, "root", &room->f),
	    -EKEYREJECTED);
	assert_false(own_memory_holds(&hidden));
	device_number(room, &alice, 1);
	assert_false(own_memory_holds(&hidden));
}

static void
test_a_seed_is_wiped_after_faults(void **state)
{
	struct room *room = *state;
	int64_t id;

	take_seed(7);
	usual = room->r->store->calls;
	broken = *usual;
	broken.commit = no_commit;
	room->r->store->calls = &broken;
	assert_int_equal(enroll(room, &id), -EIO);
	assert_int_equal(id, 0);
	assert_false(own_memory_holds(&hidden));
	room->r->store->calls = usual;
	assert_int_equal(device_list(room, NULL, NULL), 0);
}

static void
test_codes_of_a_sheet_are_wiped(void **state)
{
	static char codes[4][REGISTRY_RECOVERY_SIZE],
	    none[4][REGISTRY_RECOVERY_SIZE];
	struct room *room = *state;
	struct masked shown, plain;
	char letters[REGISTRY_RECOVERY_SIZE];
	size_t n = 0;

	assert_int_equal(registry_recovery_issue(
			     room->r, &alice, "root", 4, codes, &room->f),
	    0);
	for (size_t i = 0; i < sizeof(codes[2]) - 1; i++)
		if (codes[2][i] != '-')
			letters[n++] = codes[2][i];
	own_memory_take(&plain, letters, n);
	own_memory_take(&shown, codes[2], sizeof(codes[2]) - 1);
	explicit_bzero(codes, sizeof(codes));
	assert_false(own_memory_holds(&shown));
	assert_false(own_memory_holds(&plain));
	usual = room->r->store->calls;
	broken = *usual;
	broken.commit = no_commit;
	room->r->store->calls = &broken;
	memset(codes, 'x', sizeof(codes));
	assert_int_equal(registry_recovery_issue(
			     room->r, &alice, "root", 4, codes, &room->f),
	    -EIO);
	assert_memory_equal(codes, none, sizeof(none));
	room->r->store->calls = usual;
}

static void
test_imported_codes_are_wiped(void **state)
{
	static char paper[] = "KLMN-PQRS-TVWX";
	const char *const papers[] = {paper};
	struct room *room = *state;
	struct masked plain;
	char letters[13] = "KLMNPQRSTVWX";

	/* What is a constant of the program stands there, too. */
	for (size_t i = 0; i < 12; i++) {
		letters[i] = "BCDFGHJKLMNPQRSTVWXZ"[(i * 7 + 3) % 20];
		paper[i + i / 4] = letters[i];
	}
	own_memory_take(&plain, letters, 12);
	assert_int_equal(registry_recovery_import(
			     room->r, &alice, "root", 1, papers, &room->f),
	    0);
	assert_false(own_memory_holds(&plain));
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_this_test_sees_what_is_not_wiped),
	    TEST(test_a_seed_is_wiped_after_each_act),
	    TEST(test_a_seed_is_wiped_after_faults),
	    TEST(test_codes_of_a_sheet_are_wiped),
	    TEST(test_imported_codes_are_wiped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
