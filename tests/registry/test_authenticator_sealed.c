/*
 * test_authenticator_sealed - rows that were moved, changed or damaged, another
 * key, and what stands in the registry's files
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "registry/handle.h"
#include "registry/seed.h"
#include "tests/registry/device_room.h"

static const struct account alice = ROOM_ALICE, bob = ROOM_BOB;
static struct store_authenticator rows[REGISTRY_AUTHENTICATORS_MAX];

/* What opening alice's only seed says. */
static int
opens(struct room *room)
{
	struct store *s = room->r->store;
	unsigned char seed[CREDMINT_OTP_KEY_MAX];
	size_t n, size;
	int64_t account;
	int rc;

	assert_int_equal(s->calls->begin(s, STORE_DURABLE, &room->f), 0);
	assert_int_equal(
	    s->calls->account_find(s, "alice", &account, &room->f), 0);
	assert_int_equal(
	    s->calls->authenticators->all(s, account, rows, &n, &room->f), 0);
	s->calls->rollback(s);
	assert_int_equal(n, 1);
	rc = seed_open(room->r->key, "alice", &rows[0], seed, &size);
	if (rc == 0) {
		assert_int_equal(size, strlen(DEVICE_SEED));
		assert_memory_equal(seed, DEVICE_SEED, size);
	} else {
		for (size_t i = 0; i < sizeof(seed); i++)
			assert_int_equal(seed[i], 0);
		assert_int_equal(size, REGISTRY_SEED_MIN);
	}
	return rc;
}

/* Each part of a row that a code depends on, and back again. */
static void
test_a_changed_row_does_not_open(void **state)
{
	static const char *const changes[][2] = {
	    {"id = id + 100", "id = id - 100"},
	    {"uid = 2000", "uid = 1000"},
	    {"type = 1, step = 0", "type = 0, step = 30"},
	    {"digest = 2", "digest = 1"},
	    {"digits = 8", "digits = 6"},
	    {"step = 3600", "step = 30"},
	    {"sealed = CAST(sealed || x'00' AS BLOB)",
		"sealed = substr(sealed, 1, length(sealed) - 1)"},
	};
	const struct credmint_otp otp = device_totp();
	struct room *room = *state;
	char sql[128];

	device_enroll(room, &alice, &otp);
	assert_int_equal(opens(room), 0);
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		(void)snprintf(sql, sizeof(sql), "UPDATE authenticator SET %s",
		    changes[i][0]);
		device_sql(room, sql);
		assert_int_equal(opens(room), -EBADMSG);
		(void)snprintf(sql, sizeof(sql), "UPDATE authenticator SET %s",
		    changes[i][1]);
		device_sql(room, sql);
		assert_int_equal(opens(room), 0);
	}
}

/* Mallory has bob's account and can write the file, but has not the key. */
static void
test_a_row_moved_to_another_account_does_not_open(void **state)
{
	struct room *room = *state;
	struct credmint_otp otp = device_totp();
	struct registry_enrolment e = device_asked(&alice, &otp);
	struct registry_authenticator out;
	int64_t his = device_enroll(room, &bob, &otp), id;
	char sql[256];

	(void)his;
	otp.key = "another seed of alice";
	id = device_enroll(room, &alice, &otp);
	(void)snprintf(sql, sizeof(sql),
	    "UPDATE authenticator SET sealed = (SELECT sealed FROM"
	    " authenticator WHERE id = %lld) WHERE id = %lld",
	    (long long)his, (long long)id);
	device_sql(room, sql);
	assert_int_equal(opens(room), -EBADMSG);
	/*
	 * What comes from elsewhere may be it: it is said where it stands. It
	 * is not in the way of taking its place, nor of a new one.
	 */
	otp.key = "a third one of twenty";
	e.act = "import";
	assert_int_equal(
	    registry_enroll(room->r, &e, &out, &room->f), -EBADMSG);
	assert_non_null(strstr(room->f.text, "remove it"));
	e.replace = id;
	assert_int_equal(registry_enroll(room->r, &e, &out, &room->f), 0);
	/* The whole row, with its account and uid. */
	device_sql(room,
	    "DELETE FROM authenticator WHERE account = (SELECT id FROM account"
	    " WHERE name = 'alice');"
	    "UPDATE authenticator SET account = (SELECT id FROM account"
	    " WHERE name = 'alice'), uid = 1000 WHERE account > 0");
	assert_int_equal(opens(room), -EBADMSG);
}

static void
test_an_account_that_took_the_name_does_not_open(void **state)
{
	const struct credmint_otp otp = device_totp();
	struct room *room = *state;

	device_enroll(room, &bob, &otp);
	device_sql(room, "UPDATE account SET name = 'alice'");
	assert_int_equal(opens(room), -EBADMSG);
}

static void
test_another_key_is_said(void **state)
{
	const struct credmint_otp otp = device_totp();
	struct registry_enrolment e = device_asked(&alice, &otp);
	struct room *room = *state;
	struct registry_authenticator out;
	int64_t id = device_enroll(room, &alice, &otp);

	e.act = "import";
	device_sql(room,
	    "UPDATE authenticator SET key_id = x'0102030405060708',"
	    " sealed = randomblob(length(sealed))");
	assert_int_equal(opens(room), -EINVAL);
	assert_int_equal(registry_enroll(room->r, &e, &out, &room->f), -EINVAL);
	assert_non_null(strstr(room->f.text, "another key"));
	assert_int_equal(registry_authenticator_resync(room->r, "alice", id,
			     "111111", 6, "222222", 6, "root", &room->f),
	    -EINVAL);
	assert_non_null(strstr(room->f.text, "another key"));
	assert_int_equal(registry_authenticator_remove(
			     room->r, "alice", id, "root", &room->f),
	    0);
}

/* An empty place is opened like the others, for the same time. */
static void
test_an_empty_row_does_not_open(void **state)
{
	static const struct store_authenticator none;
	struct room *room = *state;
	unsigned char seed[CREDMINT_OTP_KEY_MAX];
	size_t n;

	assert_int_equal(
	    seed_open(room->r->key, "alice", &none, seed, &n), -EBADMSG);
	assert_int_equal(n, REGISTRY_SEED_MIN);
}

static int
count_damaged(const struct registry_authenticator *a, void *arg)
{
	unsigned *n = arg;

	*n += a->damaged;
	return 0;
}

/* What is read is checked, by every call that reads it. */
static void
test_numbers_out_of_range_are_damage(void **state)
{
	static const char *const damage[] = {"type = 2", "type = -1",
	    "digest = 0", "digest = 4", "digits = 5", "digits = 9", "step = 0",
	    "step = 3601", "next = 0", "uid = -1", "uid = 4294967296",
	    "turn = 0", "drift = 0", "drift = -9223372036854775808",
	    "drift = drift + (1 << 41)", "added = -9223372036854775808",
	    "used = 0", "used = -1", "used = used + (1 << 41)",
	    "name = printf('%65c', 'n')", "issuer = printf('%300c', 'n')",
	    "key_id = x''", "sealed = x''", "sealed = zeroblob(1053)",
	    "type = 1"};
	const struct credmint_otp otp = device_totp();
	struct room *room = *state;
	struct registry_authenticator out;
	struct registry_enrolment e = device_asked(&alice, &otp);
	unsigned n;
	char sql[256];

	e.act = "import";
	device_enroll(room, &alice, &otp);
	device_sql(room, "CREATE TABLE saved AS SELECT * FROM authenticator");
	for (size_t i = 0; i < sizeof(damage) / sizeof(damage[0]); i++) {
		(void)snprintf(
		    sql, sizeof(sql), "UPDATE authenticator SET %s", damage[i]);
		device_sql(room, sql);
		n = 0;
		assert_int_equal(registry_authenticators(room->r, NULL,
				     count_damaged, &n, &room->f),
		    0);
		if (strncmp(damage[i], "key_id", 6) != 0 &&
		    strncmp(damage[i], "sealed", 6) != 0)
			assert_int_equal(n, 1);
		/* One of no uid is of another uid, and goes unread. */
		if (strncmp(damage[i], "uid", 3) != 0)
			assert_int_equal(
			    registry_enroll(room->r, &e, &out, &room->f),
			    -EBADMSG);
		assert_non_null(strstr(room->f.text, "damaged"));
		device_sql(room,
		    "DELETE FROM authenticator;"
		    "INSERT INTO authenticator SELECT * FROM saved");
	}
	assert_int_equal(
	    registry_enroll(room->r, &e, &out, &room->f), REGISTRY_NOT_NEEDED);
	device_sql(room,
	    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
	    " WHERE i < 8) INSERT INTO authenticator SELECT id + i, account,"
	    " uid, name, type, digest, digits, step, next, drift, turn, added,"
	    " used, key_id, issuer, sealed, trace FROM authenticator, n");
	assert_int_equal(
	    registry_enroll(room->r, &e, &out, &room->f), -EBADMSG);
	device_sql(room,
	    "DELETE FROM authenticator;"
	    "UPDATE account SET enrolled = 2");
	assert_int_equal(registry_recovery_import(room->r, &alice, "root", 1,
			     (const char *const[]){"12345678"}, &room->f),
	    -EBADMSG);
}

static void
test_no_secret_stands_in_the_files(void **state)
{
	static char codes[10][REGISTRY_RECOVERY_SIZE];
	const char *const paper[] = {"48151623"};
	const struct credmint_otp otp = device_totp();
	struct room *room = *state;
	char plain[REGISTRY_RECOVERY_SIZE];
	bool lower;

	device_enroll(room, &alice, &otp);
	assert_int_equal(registry_recovery_issue(
			     room->r, &alice, "root", 10, codes, &room->f),
	    0);
	assert_int_equal(registry_recovery_import(
			     room->r, &alice, "root", 1, paper, &room->f),
	    0);
	/* This test sees what stands there. */
	assert_true(room_holds(room, "phone"));
	assert_false(room_holds(room, DEVICE_SEED));
	assert_false(room_holds(room, "GEZDGNBVGY3TQOJQ"));
	assert_false(room_holds(room, "3132333435363738"));
	assert_false(room_holds(room, paper[0]));
	for (size_t i = 0; i < 10; i++) {
		size_t n = 0;

		for (size_t k = 0; codes[i][k] != '\0'; k++)
			if (codes[i][k] != '-')
				plain[n++] = codes[i][k];
		plain[n] = '\0';
		assert_false(room_holds(room, plain));
		lower = room_holds(room, codes[i]);
		assert_false(lower);
	}
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_a_changed_row_does_not_open),
	    TEST(test_a_row_moved_to_another_account_does_not_open),
	    TEST(test_an_account_that_took_the_name_does_not_open),
	    TEST(test_another_key_is_said),
	    TEST(test_an_empty_row_does_not_open),
	    TEST(test_numbers_out_of_range_are_damage),
	    TEST(test_no_secret_stands_in_the_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
