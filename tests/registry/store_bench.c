/* store_bench - a fresh store of a back end, opened twice, for its tests */

#include "tests/registry/store_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The back end under test: the one there is. */
static const struct store_calls *const calls = &store_sqlite;

const unsigned char bench_key_id[KEY_ID_SIZE] = "key ids";
const char bench_attempt[BENCH_ATTEMPT_SIZE] = "attempt";
const char bench_source[BENCH_SOURCE_SIZE] = "source";

struct store_meta
bench_meta(void)
{
	struct store_meta m = {.next_account = 1, .next_credential = 1};

	memcpy(m.key_id, bench_key_id, sizeof(m.key_id));
	m.mark.at.wall = ROOM_NOW;
	m.mark.at.since_boot = 7;
	(void)snprintf(m.mark.at.boot, sizeof(m.mark.at.boot), "a boot");
	return m;
}

int
store_bench_setup(void **state)
{
	const struct store_meta meta = bench_meta();
	const struct store_layout layout = {&meta, bench_attempt,
	    sizeof(bench_attempt), bench_source, sizeof(bench_source)};
	struct bench *b = calloc(1, sizeof(*b));
	bool made;

	assert_non_null(b);
	b->calls = calls;
	room_make(&b->room);
	assert_int_equal(calls->create(&b->s, b->room.conf.registry, &layout,
			     &made, &b->room.f),
	    0);
	assert_true(made);
	assert_int_equal(
	    calls->open(&b->other, b->room.conf.registry, 0, &b->room.f), 0);
	*state = b;
	return 0;
}

int
store_bench_teardown(void **state)
{
	struct bench *b = *state;

	b->calls->close(b->s);
	b->calls->close(b->other);
	room_end(&b->room);
	free(b);
	return 0;
}

struct store_credential
bench_credential(int64_t id, int64_t account)
{
	struct store_credential c = {.id = id,
	    .account = account,
	    .uid = 1000,
	    .kind = REGISTRY_ISSUED,
	    .state = STORE_LIVE,
	    .uses = 1,
	    .issued = ROOM_NOW,
	    .expires = ROOM_NOW + 100,
	    .gone = ROOM_NOW + 1000,
	    .service = "sshd",
	    .by = "root"};

	memcpy(c.key_id, bench_key_id, sizeof(c.key_id));
	memset(c.digest, (int)id, sizeof(c.digest));
	return c;
}

size_t
bench_open(struct bench *b, int64_t account, int64_t turn,
    struct store_credential *first)
{
	static struct store_credential all[REGISTRY_CODES_MAX];
	size_t n;

	OK(credential_open, account, turn, false, all, &n);
	if (first != NULL)
		*first = all[0];
	return n;
}

void
bench_put(struct bench *b, int64_t id, enum registry_kind kind,
    enum store_state state)
{
	struct store_credential c = bench_credential(id, BENCH_ALICE);

	c.kind = kind;
	c.state = state;
	if (kind == REGISTRY_TEMPORARY)
		c.gone = STORE_KEPT;
	OK(credential_add, &c, true);
}

void
bench_accounts(struct bench *b)
{
	OK(account_add, BENCH_ALICE, "alice", bench_key_id, true);
	OK(account_add, BENCH_BOB, "bob", bench_key_id, true);
}

const struct store_credential *
bench_found(struct bench *b, int64_t id)
{
	static struct store_credential c;
	char name[ACCOUNT_NAME_MAX + 1];

	OK(credential_find, id, &c, name);
	return &c;
}

struct store_temporaries
bench_counted(struct bench *b, int64_t account, int64_t uid)
{
	struct store_temporaries there;

	OK(temporary_count, account, uid, &there);
	return there;
}
