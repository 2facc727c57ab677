/* test_wiped - no code and no key is left in memory, whatever goes wrong */

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "registry/code.h"
#include "registry/handle.h"
#include "registry/recovery.h"
#include "tests/core/own_memory.h"
#include "tests/registry/shown.h"

/* As it is shown, and as it is kept while it is worked with. */
struct code {
	struct masked shown, plain;
};

static bool
is_left(const struct code *code)
{
	bool shown = own_memory_holds(&code->shown);

	return own_memory_holds(&code->plain) || shown;
}

static void
take(struct code *code, char text[REGISTRY_CODE_SIZE])
{
	struct code_typed typed;

	code_read(text, strlen(text), &typed);
	assert_int_equal(typed.shape, CODE_EIGHT_LETTERS);
	own_memory_take(&code->plain, typed.issued, CODE_LENGTH);
	own_memory_take(&code->shown, text, CODE_LENGTH + 1);
}

static void
issue(struct room *room, const struct account *a, struct code *code)
{
	char text[REGISTRY_CODE_SIZE];

	room_issue(room, a, text);
	take(code, text);
}

/* What registry_decide() says of it; the answer itself is wiped. */
static int
decide(struct room *room, const struct account *a, const struct code *code,
    enum registry_verdict *verdict)
{
	struct registry_login login = room_login(a->name, a);
	char answer[REGISTRY_CODE_SIZE];
	int rc;

	assert_int_equal(registry_attempt(room->r, &login, &room->f), 0);
	own_memory_give(&code->shown, answer);
	rc = registry_decide(
	    room->r, &login, answer, code->shown.n, verdict, &room->f);
	explicit_bzero(answer, sizeof(answer));
	return rc;
}

static void
test_this_test_sees_what_is_not_wiped(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char left[REGISTRY_CODE_SIZE] = "";
	struct code code;

	issue(room, &alice, &code);
	own_memory_give(&code.shown, left);
	assert_true(is_left(&code));
	explicit_bzero(left, sizeof(left));
	own_memory_give(&code.plain, left);
	assert_true(is_left(&code));
	explicit_bzero(left, sizeof(left));
	assert_false(is_left(&code));
}

static void
test_code_is_wiped_after_yes_and_no(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account bob = room_account("bob", 1001);
	enum registry_verdict verdict;
	struct code code;

	issue(room, &alice, &code);
	assert_false(is_left(&code));
	assert_int_equal(decide(room, &bob, &code, &verdict), 0);
	assert_int_equal(verdict, REGISTRY_NO);
	assert_false(is_left(&code));
	assert_int_equal(decide(room, &alice, &code, &verdict), 0);
	assert_int_equal(verdict, REGISTRY_YES);
	assert_false(is_left(&code));
}

static void
test_delivered_code_is_wiped(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);
	char text[REGISTRY_CODE_SIZE];
	struct code code;
	int64_t expires;

	assert_int_equal(
	    registry_deliver(room->r, &login, text, &expires, &room->f), 0);
	take(&code, text);
	assert_false(is_left(&code));
}

/* ---- faults ---- */

static struct store_calls broken;
static const struct store_calls *usual;

static void
break_calls(struct room *room)
{
	usual = room->r->store->calls;
	broken = *usual;
	room->r->store->calls = &broken;
}

static int
no_opening(struct store *s, int64_t account, int64_t turn, bool claimed,
    struct store_credential *out, size_t *n, struct fault *f)
{
	(void)s;
	(void)account;
	(void)turn;
	(void)claimed;
	(void)out;
	*n = 0;
	return fault_set(f, -EIO, "broken");
}

static int
no_using(struct store *s, int64_t id, int64_t turn, int64_t gone, bool *used,
    struct fault *f)
{
	(void)s;
	(void)id;
	(void)turn;
	(void)gone;
	*used = false;
	return fault_set(f, -EIO, "broken");
}

static int
no_commit(struct store *s, struct fault *f)
{
	usual->rollback(s);
	return fault_set(f, -EIO, "broken");
}

static void
test_code_is_wiped_after_faults(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	enum registry_verdict verdict = REGISTRY_YES;
	struct code code;

	issue(room, &alice, &code);
	break_calls(room);
	broken.credential_open = no_opening;
	assert_int_equal(decide(room, &alice, &code, &verdict), -EIO);
	assert_int_equal(verdict, REGISTRY_NO);
	assert_false(is_left(&code));
	broken.credential_open = usual->credential_open;
	broken.credential_use = no_using;
	assert_int_equal(decide(room, &alice, &code, &verdict), -EIO);
	assert_int_equal(verdict, REGISTRY_NO);
	assert_false(is_left(&code));
	room->r->store->calls = usual;
}

/* What was minted and could not be kept is given to nobody. */
static void
test_code_that_cannot_be_kept_is_not_given_out(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);
	struct registry_issue what = {.account = &alice,
	    .service = "",
	    .ttl = 900,
	    .uses = 1,
	    .by = "root"};
	static const char none[REGISTRY_CODE_SIZE];
	char text[REGISTRY_CODE_SIZE];
	struct registry_code out;
	int64_t expires;

	break_calls(room);
	broken.commit = no_commit;
	memset(text, 'x', sizeof(text));
	assert_int_equal(
	    registry_issue(room->r, &what, text, &out, &room->f), -EIO);
	assert_memory_equal(text, none, sizeof(text));
	memset(text, 'x', sizeof(text));
	assert_int_equal(
	    registry_deliver(room->r, &login, text, &expires, &room->f), -EIO);
	assert_memory_equal(text, none, sizeof(text));
	room->r->store->calls = usual;
}

/* ---- authenticators and sheets ---- */

/* What a login opens, computes and is told of. */
static void
test_seed_and_shown_code_are_wiped(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);
	enum registry_verdict verdict;
	struct masked seed, shown[3];
	static struct shown s;
	char code[CREDMINT_OTP_SIZE];

	shown_make(&s, CREDMINT_HOTP, 200);
	s.otp.digits = 8;
	shown_enroll(room, &alice, &s, 0, 0);
	for (size_t i = 0; i < 3; i++) {
		strcpy(code, shown_at(&s, (int64_t)i));
		own_memory_take(&shown[i], code, 8);
	}
	(void)shown_at(&s, 9);
	seed.n = 16;
	for (size_t i = 0; i < seed.n; i++)
		seed.byte[i] = s.key[i] ^ OWN_MEMORY_MASK;
	assert_true(own_memory_holds(&seed));
	explicit_bzero(s.key, sizeof(s.key));
	assert_false(own_memory_holds(&seed));
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(
		    registry_attempt(room->r, &login, &room->f), 0);
		own_memory_give(&shown[0], code);
		assert_int_equal(registry_decide(room->r, &login, code, 8,
				     &verdict, &room->f),
		    0);
		assert_int_equal(verdict, i == 0 ? REGISTRY_YES : REGISTRY_NO);
		explicit_bzero(code, sizeof(code));
		assert_false(own_memory_holds(&seed));
		/* Nor those that were not asked for. */
		for (size_t k = 0; k < 3; k++)
			assert_false(own_memory_holds(&shown[k]));
	}
}

static void
test_recovery_code_is_wiped(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);
	static char sheet[1][REGISTRY_RECOVERY_SIZE];
	enum registry_verdict verdict;
	struct masked shown, plain;
	char code[REGISTRY_RECOVERY_SIZE];
	struct code_typed typed;

	assert_int_equal(registry_recovery_issue(
			     room->r, &alice, "root", 1, sheet, &room->f),
	    0);
	code_read(sheet[0], strlen(sheet[0]), &typed);
	own_memory_take(&plain, typed.recovery, CODE_RECOVERY_LENGTH);
	own_memory_take(&shown, sheet[0], REGISTRY_RECOVERY_SIZE - 1);
	explicit_bzero(&typed, sizeof(typed));
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(
		    registry_attempt(room->r, &login, &room->f), 0);
		own_memory_give(&shown, code);
		assert_int_equal(registry_decide(room->r, &login, code, 14,
				     &verdict, &room->f),
		    0);
		assert_int_equal(verdict, i == 0 ? REGISTRY_YES : REGISTRY_NO);
		explicit_bzero(code, sizeof(code));
		assert_false(own_memory_holds(&shown));
		assert_false(own_memory_holds(&plain));
	}
}

/* The bytes have a top bit as likely as not: only those without are sought. */
static void
test_key_is_wiped(void **state)
{
	struct room *room = *state;
	struct masked key, codes;
	int fd = open(room->conf.key, O_RDWR | O_CLOEXEC);

	/* A key that a mask can hide. */
	key.n = MAC_SIZE;
	for (size_t i = 0; i < MAC_SIZE; i++)
		key.byte[i] = (unsigned char)(0x80 | (i * 5 + 33));
	assert_true(fd >= 0);
	for (size_t i = 0; i < MAC_SIZE; i++) {
		unsigned char byte = key.byte[i] ^ OWN_MEMORY_MASK;

		assert_int_equal(pwrite(fd, &byte, 1, (off_t)i), 1);
	}
	(void)close(fd);
	registry_close(room->r);
	room->r = NULL;
	/* The registry was made with another: the fault wipes, too. */
	assert_true(registry_open(&room->r, &room->conf, &room->f) < 0);
	assert_false(own_memory_holds(&key));
	(void)unlink(room->conf.registry);
	(void)unlink(room_path(room, "registry.db-wal"));
	(void)unlink(room_path(room, "registry.db-shm"));
	bool made;
	assert_int_equal(registry_create(&room->conf, &made, &room->f), 0);
	assert_false(own_memory_holds(&key));
	assert_int_equal(registry_open(&room->r, &room->conf, &room->f), 0);
	assert_false(own_memory_holds(&key));
	/* Of the sub-key eight bytes will do, and its place is known. */
	codes.n = 8;
	for (size_t i = 0; i < codes.n; i++)
		codes.byte[i] = room->r->key->codes[i] ^ OWN_MEMORY_MASK;
	assert_true(own_memory_holds(&codes));
	registry_close(room->r);
	room->r = NULL;
	assert_false(own_memory_holds(&codes));
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_this_test_sees_what_is_not_wiped),
	    TEST(test_code_is_wiped_after_yes_and_no),
	    TEST(test_delivered_code_is_wiped),
	    TEST(test_code_is_wiped_after_faults),
	    TEST(test_code_that_cannot_be_kept_is_not_given_out),
	    TEST(test_key_is_wiped),
	    TEST(test_seed_and_shown_code_are_wiped),
	    TEST(test_recovery_code_is_wiped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
