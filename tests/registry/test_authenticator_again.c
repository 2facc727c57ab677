/*
 * test_authenticator_again - what was used stays used, whatever is enrolled or
 * imported again
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/mac.h"
#include "tests/registry/device_room.h"
#include "tests/registry/shown.h"

static struct account alice;

static int
enroll(struct room *room, unsigned digest, const void *key, size_t n)
{
	struct credmint_otp otp = device_hotp();
	struct registry_enrolment e = device_asked(&alice, &otp);
	struct registry_authenticator out;

	otp.digest = digest;
	otp.key = key;
	otp.nkey = n;
	e.next = 0;
	e.act = "import";
	return registry_enroll(room->r, &e, &out, &room->f);
}

/* A seed with NULs behind it, and a long one and its digest. */
static void
test_a_seed_written_otherwise_is_the_same(void **state)
{
	static const unsigned char seed[64] = "12345678901234567890";
	unsigned char key[200], digest[MAC_SIZE];
	struct room *room = *state;

	assert_int_equal(enroll(room, CREDMINT_SHA256, seed, 20), 0);
	assert_int_equal(
	    enroll(room, CREDMINT_SHA256, seed, 20), REGISTRY_NOT_NEEDED);
	assert_int_equal(
	    enroll(room, CREDMINT_SHA256, seed, 21), REGISTRY_NOT_NEEDED);
	assert_int_equal(
	    enroll(room, CREDMINT_SHA256, seed, 64), REGISTRY_NOT_NEEDED);
	assert_int_equal(enroll(room, CREDMINT_SHA256, seed, 19), 0);
	memset(key, 0x5a, sizeof(key));
	mac_sha256(key, sizeof(key), digest);
	assert_int_equal(enroll(room, CREDMINT_SHA256, key, sizeof(key)), 0);
	assert_int_equal(
	    enroll(room, CREDMINT_SHA256, digest, 32), REGISTRY_NOT_NEEDED);
	/* It is no key of the others' so. */
	assert_int_equal(enroll(room, CREDMINT_SHA512, digest, 32), 0);
}

static int
setup(void **state)
{
	alice = room_account("alice", 1000);
	return room_setup(state);
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_a_seed_written_otherwise_is_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
