/*
 * drive_token_constant_time - whether what is done with a kept token depends on
 * its secret
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"
#include "credmint.h"
#include "registry/token_text.h"
#include "tests/leaks.h"
#include "tests/registry/token_room.h"

size_t __wrap_strnlen(const char *s, size_t n);
void *__wrap_memchr(const void *s, int c, size_t n);
bool __real_secret_equal(const void *a, size_t an, const void *b, size_t bn);
bool __wrap_secret_equal(const void *a, size_t an, const void *b, size_t bn);
int __real_credmint_token_key_check(const char *prefix, const char *key);
int __wrap_credmint_token_key_check(const char *prefix, const char *key);

/* The length of a text is public, and whether there is a NUL in it. */
size_t
__wrap_strnlen(const char *s, size_t n)
{
	size_t length;
	char c;

	for (length = 0; length < n; length++) {
		c = s[length];
		PUBLIC(&c, 1);
		if (c == '\0')
			break;
	}
	return length;
}

void *
__wrap_memchr(const void *s, int c, size_t n)
{
	union {
		const void *in;
		char *out;
	} text = {s};
	size_t length = __wrap_strnlen(s, n);

	if (c != '\0')
		abort();
	return length < n ? text.out + length : NULL;
}

/* Verdicts are public, and nothing else of a comparison. */
static bool secrets_met, comparing_leaks;

bool
__wrap_secret_equal(const void *a, size_t an, const void *b, size_t bn)
{
	bool equal = __real_secret_equal(a, an, b, bn);

	secrets_met = secrets_met || depends(a, an);
	if (comparing_leaks && leaky_equal(a, b, an) != equal)
		abort();
	PUBLIC(&equal, sizeof(equal));
	return equal;
}

int
__wrap_credmint_token_key_check(const char *prefix, const char *key)
{
	int rc = __real_credmint_token_key_check(prefix, key);

	secrets_met = secrets_met || depends(&rc, sizeof(rc));
	PUBLIC(&rc, sizeof(rc));
	return rc;
}

/* All behind the digits that it is looked up by. */
static void
hide(char text[REGISTRY_TOKEN_SIZE])
{
	char *digits = strrchr(text, '_') + 1;

	SECRET(digits + TOKEN_LOOKUP, strlen(digits + TOKEN_LOOKUP));
}

static void
look_at_reading(const char *name, const struct room *room, const char *text)
{
	char copy[REGISTRY_TOKEN_SIZE];
	const size_t n = strlen(text);
	struct token_text read;
	unsigned long before;
	bool ok;

	(void)snprintf(copy, sizeof(copy), "%s", text);
	hide(copy);
	secrets_met = false;
	before = VALGRIND_COUNT_ERRORS;
	ok = token_text_read(&room->conf, copy, n, &read);
	say(name, VALGRIND_COUNT_ERRORS - before,
	    secrets_met && (!ok || depends(read.secret, read.n)));
}

static void
look_at_act(const char *name, struct room *room, enum registry_token_act act,
    const char *text, enum registry_token_answer answer)
{
	static struct registry_token_op op;
	char copy[REGISTRY_TOKEN_SIZE];
	unsigned long before;

	memset(&op, 0, sizeof(op));
	op.act = act;
	op.token = copy;
	op.n = strlen(text);
	(void)snprintf(copy, sizeof(copy), "%s", text);
	hide(copy);
	secrets_met = false;
	before = VALGRIND_COUNT_ERRORS;
	if (registry_tokens(room->r, &op, 1, &room->f) != 0)
		abort();
	say(name, VALGRIND_COUNT_ERRORS - before,
	    secrets_met && op.error == 0 && op.answer == answer);
}

static void
look_at_csrf(const char *name, struct room *room, const char *text,
    const char *csrf, enum registry_token_answer answer)
{
	static struct registry_token_op op;
	char copy[REGISTRY_TOKEN_SIZE];
	unsigned long before;

	memset(&op, 0, sizeof(op));
	op.act = REGISTRY_TOKEN_VERIFY;
	op.token = text;
	op.n = strlen(text);
	op.csrf = copy;
	op.ncsrf = strlen(csrf);
	(void)snprintf(copy, sizeof(copy), "%s", csrf);
	SECRET(copy, op.ncsrf);
	secrets_met = false;
	before = VALGRIND_COUNT_ERRORS;
	if (registry_tokens(room->r, &op, 1, &room->f) != 0)
		abort();
	say(name, VALGRIND_COUNT_ERRORS - before,
	    secrets_met && op.answer == answer);
}

int
main(void)
{
	static struct registry_token_op op;
	char spoilt[REGISTRY_TOKEN_SIZE], mistyped[REGISTRY_TOKEN_SIZE];
	void *state = NULL;
	struct room *room;

	if (!RUNNING_ON_VALGRIND)
		return 2;
	(void)room_setup(&state);
	room = state;
	token_room_new(room, &op, "session", "alice");
	op.uses = 5;
	op.with_csrf = true;
	token_room_run(room, &op);
	(void)snprintf(spoilt, sizeof(spoilt), "%s", op.text);
	(void)snprintf(mistyped, sizeof(mistyped), "%s", op.text);
	token_room_spoil(spoilt);
	mistyped[30] = mistyped[30] == '0' ? 'O' : '0';
	look_at_reading("read", room, op.text);
	look_at_reading("read_mistyped", room, mistyped);
	look_at_act(
	    "verify", room, REGISTRY_TOKEN_VERIFY, op.text, REGISTRY_TOKEN_YES);
	look_at_act("verify_wrong", room, REGISTRY_TOKEN_VERIFY, spoilt,
	    REGISTRY_TOKEN_UNKNOWN);
	look_at_act(
	    "redeem", room, REGISTRY_TOKEN_REDEEM, op.text, REGISTRY_TOKEN_YES);
	look_at_act("redeem_wrong", room, REGISTRY_TOKEN_REDEEM, spoilt,
	    REGISTRY_TOKEN_UNKNOWN);
	look_at_csrf("csrf", room, op.text, op.csrf_text, REGISTRY_TOKEN_YES);
	look_at_csrf("csrf_wrong", room, op.text, spoilt, REGISTRY_TOKEN_CSRF);
	comparing_leaks = true;
	look_at_act("leaky_verify", room, REGISTRY_TOKEN_VERIFY, spoilt,
	    REGISTRY_TOKEN_UNKNOWN);
	(void)room_teardown(&state);
	return 0;
}
