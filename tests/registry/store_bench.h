/*
 * store_bench - a fresh store of a back end, opened twice, for its tests
 */

#ifndef TESTS_REGISTRY_STORE_BENCH_H
#define TESTS_REGISTRY_STORE_BENCH_H

#include "registry/store.h"
#include "tests/registry/room.h"

/* Sizes of the empty records it is laid out with. */
#define BENCH_ATTEMPT_SIZE 40
#define BENCH_SOURCE_SIZE 20

struct bench {
	struct room room;
	const struct store_calls *calls;
	struct store *s;
	struct store *other; /* a second handle, as another process has */
};

extern const unsigned char bench_key_id[KEY_ID_SIZE];
extern const char bench_attempt[BENCH_ATTEMPT_SIZE];
extern const char bench_source[BENCH_SOURCE_SIZE];

/* cmocka's set-up and tear-down. */
int store_bench_setup(void **state);
int store_bench_teardown(void **state);

/* The meta row it was laid out with. */
struct store_meta bench_meta(void);

/* A live code for sshd, of one use, not yet in the store. */
struct store_credential bench_credential(int64_t id, int64_t account);

/* Two accounts in it, by their rows; and a record of Alice's, also temporary.
 */
#define BENCH_ALICE 1
#define BENCH_BOB 2
void bench_accounts(struct bench *b);
void bench_put(struct bench *b, int64_t id, enum registry_kind kind,
    enum store_state state);

/* A record that is there; the next call reuses it. */
const struct store_credential *bench_found(struct bench *b, int64_t id);
struct store_temporaries bench_counted(
    struct bench *b, int64_t account, int64_t uid);

/* Candidates of an account, and the first of them (first may be NULL). */
size_t bench_open(struct bench *b, int64_t account, int64_t turn,
    struct store_credential *first);

/* Calls without repeating the handle and the fault. */
#define OK(call, ...) \
	assert_int_equal(b->calls->call(b->s, __VA_ARGS__, &b->room.f), 0)
#define BEGIN() OK(begin, STORE_DURABLE)
#define COMMIT() assert_int_equal(b->calls->commit(b->s, &b->room.f), 0)
#define ROLLBACK() b->calls->rollback(b->s)

#endif
