/*
 * test_authenticator_long - seeds longer than a block of their digest: kept as
 * HMAC shortens them, they show the same codes and stay the same seed
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <sqlite3.h>

#include "core/mac.h"
#include "registry/handle.h"
#include "tests/registry/device_room.h"
#include "tests/registry/shown.h"

static const struct account alice = ROOM_ALICE;

static const size_t block[] = {
    [CREDMINT_SHA1] = 64, [CREDMINT_SHA256] = 64, [CREDMINT_SHA512] = 128};
static const size_t sizes[] = {64, 65, 128, 129, 1024};

static enum registry_verdict
answer(struct room *room, const char *typed)
{
	struct registry_login login = room_login("alice", &alice);

	return room_answer(room, &login, typed);
}

static void
make(struct shown *s, enum credmint_digest digest, size_t n)
{
	shown_make(s, CREDMINT_HOTP, (unsigned char)(16 * digest + n % 7));
	s->otp.digest = digest;
	s->otp.nkey = n;
}

/* Bytes that are sealed of it. */
static size_t
kept(struct room *room, int64_t id)
{
	sqlite3_stmt *stmt;
	sqlite3 *db;
	int n;

	assert_int_equal(sqlite3_open(room->conf.registry, &db), SQLITE_OK);
	assert_int_equal(
	    sqlite3_prepare_v2(db,
		"SELECT length(sealed) FROM authenticator WHERE id = ?1", -1,
		&stmt, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_bind_int64(stmt, 1, id), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	n = sqlite3_column_int(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	assert_true(n > MAC_SEAL_MORE);
	return (size_t)n - MAC_SEAL_MORE;
}

/* What is kept of it, and what HMAC makes of it, is the same seed. */
static void
test_they_are_kept_short_and_let_in(void **state)
{
	(void)state;
	for (int digest = CREDMINT_SHA1; digest <= CREDMINT_SHA512; digest++)
		for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
			const size_t n = sizes[i];
			struct room *room;
			struct shown s;
			void *each;

			(void)room_setup(&each);
			room = each;
			make(&s, (enum credmint_digest)digest, n);
			shown_enroll(room, &alice, &s, 0, 0);
			assert_int_equal(kept(room, s.id),
			    n > block[digest]
				? mac_size((enum mac_digest)digest)
				: n);
			for (int at = 0; at < 3; at++)
				assert_int_equal(answer(room, shown_at(&s, at)),
				    REGISTRY_YES);
			assert_int_equal(
			    answer(room, shown_at(&s, 1)), REGISTRY_NO);
			(void)room_teardown(&each);
		}
}

static int
enroll(struct room *room, struct shown *s, const void *key, size_t n)
{
	struct credmint_otp otp = s->otp;
	struct registry_enrolment e = device_asked(&alice, &otp);
	struct registry_authenticator out;
	int rc;

	otp.key = key;
	otp.nkey = n;
	e.next = 0;
	e.act = "import";
	rc = registry_enroll(room->r, &e, &out, &room->f);
	s->id = out.id;
	return rc;
}

/* Long, as its digest, or with NULs behind that: he has it, and it is spent. */
static void
test_each_form_is_the_same_seed(void **state)
{
	(void)state;
	for (int digest = CREDMINT_SHA1; digest <= CREDMINT_SHA512; digest++) {
		const size_t n = mac_size((enum mac_digest)digest);
		unsigned char other[MAC_BLOCK_MAX];
		struct room *room;
		struct shown s;
		void *each;

		(void)room_setup(&each);
		room = each;
		make(&s, (enum credmint_digest)digest, 1024);
		assert_int_equal(
		    mac_key_block((enum mac_digest)digest, s.key, 1024, other),
		    n);
		assert_int_equal(enroll(room, &s, s.key, 1024), 0);
		assert_int_equal(
		    enroll(room, &s, s.key, 1024), REGISTRY_NOT_NEEDED);
		assert_int_equal(
		    enroll(room, &s, other, n), REGISTRY_NOT_NEEDED);
		assert_int_equal(
		    enroll(room, &s, other, n + 1), REGISTRY_NOT_NEEDED);
		assert_int_equal(answer(room, shown_at(&s, 4)), REGISTRY_YES);
		assert_int_equal(registry_authenticator_remove(
				     room->r, "alice", s.id, "root", &room->f),
		    0);
		/* What was used stays used, in the other form. */
		assert_int_equal(enroll(room, &s, other, n), 0);
		assert_int_equal(answer(room, shown_at(&s, 4)), REGISTRY_NO);
		assert_int_equal(answer(room, shown_at(&s, 5)), REGISTRY_YES);
		assert_int_equal(registry_authenticator_remove(
				     room->r, "alice", s.id, "root", &room->f),
		    0);
		assert_int_equal(enroll(room, &s, s.key, 1024), 0);
		assert_int_equal(answer(room, shown_at(&s, 5)), REGISTRY_NO);
		assert_int_equal(answer(room, shown_at(&s, 6)), REGISTRY_YES);
		(void)room_teardown(&each);
	}
}

/* What a seed is sealed with, as it stands in every row there is. */
static void
bound(unsigned char out[7 * 8], const int64_t numbers[7])
{
	for (size_t i = 0; i < 7 * 8; i++)
		out[i] = (unsigned char)((uint64_t)numbers[i / 8] >>
		    (56 - 8 * (i % 8)));
}

/* Put a seed of any length into the row of s, as rows had it before. */
static void
seal_whole(struct room *room, const struct shown *s, int64_t account)
{
	static unsigned char sealed[CREDMINT_OTP_KEY_MAX + MAC_SEAL_MORE];
	const int64_t numbers[7] = {
	    s->id, account, alice.uid, s->otp.type, s->otp.digest, 6, 0};
	unsigned char text[7 * 8];
	const struct mac_part parts[] = {
	    {text, sizeof(text)}, {"alice", strlen("alice")}};
	sqlite3_stmt *stmt;
	sqlite3 *db;

	bound(text, numbers);
	assert_int_equal(mac_seal(room->r->key->seeds, parts, 2, s->key,
			     s->otp.nkey, sealed),
	    0);
	assert_int_equal(sqlite3_open(room->conf.registry, &db), SQLITE_OK);
	assert_int_equal(
	    sqlite3_prepare_v2(db,
		"UPDATE authenticator SET sealed = ?1 WHERE id = ?2", -1, &stmt,
		NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_bind_blob(stmt, 1, sealed,
			     (int)(s->otp.nkey + MAC_SEAL_MORE), SQLITE_STATIC),
	    SQLITE_OK);
	assert_int_equal(sqlite3_bind_int64(stmt, 2, s->id), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_DONE);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
}

static void
test_long_rows_there_are_go_on(void **state)
{
	struct room *room = *state;
	int64_t account;

	for (int digest = CREDMINT_SHA1; digest <= CREDMINT_SHA512; digest++) {
		struct shown s;

		make(&s, (enum credmint_digest)digest, 1024);
		shown_enroll(room, &alice, &s, 0, 0);
		assert_int_equal(
		    room->r->store->calls->account_find(
			room->r->store, "alice", &account, &room->f),
		    0);
		seal_whole(room, &s, account);
		assert_int_equal(kept(room, s.id), 1024);
		assert_int_equal(answer(room, shown_at(&s, 0)), REGISTRY_YES);
		assert_int_equal(answer(room, shown_at(&s, 0)), REGISTRY_NO);
		assert_int_equal(
		    enroll(room, &s, s.key, 1024), REGISTRY_NOT_NEEDED);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_they_are_kept_short_and_let_in),
	    cmocka_unit_test(test_each_form_is_the_same_seed),
	    cmocka_unit_test_setup_teardown(
		test_long_rows_there_are_go_on, room_setup, room_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
