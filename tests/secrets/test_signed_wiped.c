/*
 * test_signed_wiped - signing and verifying leave nothing behind
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/encode.h"
#include "core/mac.h"
#include "credmint.h"
#include "tests/secrets/signing.h"
#include "tests/secrets/traces.h"

/* ---- memory that is watched ---- */

void *__real_malloc(size_t n);
void *__wrap_malloc(size_t n);
void __real_free(void *p);
void __wrap_free(void *p);

static bool no_memory;
static void *last;
static size_t last_size;
static bool freed_full; /* with bytes that were not wiped */
static unsigned int freed;

void *
__wrap_malloc(size_t n)
{
	if (no_memory)
		return NULL;
	last = __real_malloc(n);
	last_size = n;
	return last;
}

void
__wrap_free(void *p)
{
	static const unsigned char zeros[8192];

	if (p != NULL && p == last) {
		freed++;
		freed_full = last_size > sizeof(zeros) ||
		    memcmp(p, zeros, last_size) != 0;
	}
	__real_free(p);
}

static void
test_no_memory_is_no_yes(void **state)
{
	struct credmint_signkey key = signing_usual_key();
	size_t n;
	int answer;

	(void)state;
	no_memory = true;
	n = 10;
	memset(signing_got, 0x5a, sizeof(signing_got));
	answer =
	    credmint_signed_verify(&key, 1, SIGNING_ALICE, 1, signing_got, &n);
	no_memory = false;
	assert_int_equal(answer, -ENOMEM);
	assert_int_equal(n, 0);
	for (size_t i = 0; i < 10; i++)
		assert_int_equal(signing_got[i], 0);
}

/* ---- nothing stays ---- */

static struct credmint_signkey stack_key;
static const char *stack_token;
static int stack_result;
static size_t stack_n;
static unsigned char right[MAC_SIZE];

static void
make_on_stack(void *arg)
{
	(void)arg;
	stack_result = credmint_signed_make(&stack_key, "user=alice", 10,
	    SIGNING_EXPIRY, signing_token, sizeof(signing_token));
}

static void
verify_on_stack(void *arg)
{
	(void)arg;
	stack_n = sizeof(signing_got);
	stack_result = credmint_signed_verify(
	    &stack_key, 1, stack_token, 1, signing_got, &stack_n);
}

static void
sign_carelessly(void *arg)
{
	unsigned char mac[MAC_SIZE];

	(void)arg;
	memcpy(mac, right, sizeof(mac));
	stack_result = mac[0] == right[0] ? 0 : 1;
	__asm__ volatile("" ::"r"(mac) : "memory");
}

static void
test_macs_and_payloads_are_wiped(void **state)
{
	/* The right MAC is what the sender of a wrong one must not learn. */
	static const char wrong[] =
	    "cm1.AAAAAHc1lAB1c2VyPWFsaWNl."
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
	size_t len;

	(void)state;
	stack_key = signing_usual_key();
	assert_int_equal(encode_read(ENCODE_BASE64URL, &SIGNING_ALICE[29], 43,
			     right, sizeof(right), &len),
	    0);
	traces_run(make_on_stack, NULL);
	assert_int_equal(stack_result, 0);
	assert_false(traces_on_stack(right, sizeof(right)));
	assert_false(traces_on_stack(stack_key.key, 32));
	stack_token = wrong;
	freed = 0;
	traces_run(verify_on_stack, NULL);
	assert_int_equal(stack_result, -EKEYREJECTED);
	assert_int_equal(freed, 1);
	assert_false(freed_full);
	assert_false(traces_on_stack(right, sizeof(right)));
	assert_false(traces_on_stack(stack_key.key, 32));
	stack_token = SIGNING_ALICE;
	traces_run(verify_on_stack, NULL);
	assert_int_equal(stack_result, 0);
	assert_int_equal(freed, 2);
	assert_false(freed_full);
	assert_false(traces_on_stack(right, sizeof(right)));
	/* This test sees what is not wiped. */
	traces_run(sign_carelessly, NULL);
	assert_int_equal(stack_result, 0);
	assert_true(traces_on_stack(right, sizeof(right)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_no_memory_is_no_yes),
	    cmocka_unit_test(test_macs_and_payloads_are_wiped),
	};

	return cmocka_run_group_tests_name("signed_wiped", tests, NULL, NULL);
}
