/* token_room - kept tokens in a registry of a test's own */

#include "tests/registry/token_room.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define DIGITS "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define CHECKSUM 6
#define LOOKUP 10

const struct registry_token_op *
token_room_act(struct room *room, enum registry_token_act act, const char *text)
{
	static struct registry_token_op op;

	memset(&op, 0, sizeof(op));
	op.act = act;
	op.token = text;
	op.n = strlen(text);
	op.by = "app";
	token_room_run(room, &op);
	return &op;
}

enum registry_token_answer
token_room_ask(struct room *room, enum registry_token_act act, const char *text)
{
	return token_room_act(room, act, text)->answer;
}

void
token_room_new(struct room *room, struct registry_token_op *op,
    const char *kind, const char *subject)
{
	const struct conf_token_kind *k = conf_token_kind(&room->conf, kind);

	assert_non_null(k);
	memset(op, 0, sizeof(*op));
	op->act = REGISTRY_TOKEN_ISSUE;
	op->subject = subject;
	op->label = "";
	op->by = "root";
	registry_token_usual(k, op);
}

void
token_room_run(struct room *room, struct registry_token_op *op)
{
	assert_int_equal(registry_tokens(room->r, op, 1, &room->f), 0);
	assert_int_equal(op->error, 0);
}

int64_t
token_room_issue(struct room *room, const char *kind, const char *subject,
    char text[REGISTRY_TOKEN_SIZE])
{
	struct registry_token_op op;

	token_room_new(room, &op, kind, subject);
	token_room_run(room, &op);
	assert_int_equal(op.answer, REGISTRY_TOKEN_YES);
	memcpy(text, op.text, REGISTRY_TOKEN_SIZE);
	return op.is.id;
}

struct listing {
	size_t n;
	struct registry_token last;
};

static int
take(const struct registry_token *t, void *arg)
{
	struct listing *l = arg;

	assert_true(l->n == 0 || t->id > l->last.id);
	l->n++;
	l->last = *t;
	return 0;
}

size_t
token_room_list(struct room *room, const struct registry_token_filter *filter,
    struct registry_token *last)
{
	static const struct registry_token_filter any;
	struct listing l = {0};

	assert_int_equal(
	    registry_token_list(
		room->r, filter != NULL ? filter : &any, take, &l, &room->f),
	    0);
	if (last != NULL)
		*last = l.last;
	return l.n;
}

void
token_room_spoil(char text[REGISTRY_TOKEN_SIZE])
{
	char *digits = strrchr(text, '_') + 1;
	const size_t n = strlen(digits) - CHECKSUM;
	uint32_t crc = UINT32_MAX;

	for (size_t i = n; i-- > n - 2;) {
		size_t next = (size_t)(strchr(DIGITS, digits[i]) - DIGITS) + 1;

		digits[i] = DIGITS[next % 62];
		if (next < 62)
			break;
	}
	for (size_t i = 0; i < n * 8; i++) {
		uint32_t bit = (uint32_t)(unsigned char)digits[i / 8] >> i % 8;

		crc = (crc ^ bit) & 1 ? crc >> 1 ^ 0xedb88320u : crc >> 1;
	}
	crc = ~crc;
	for (size_t i = CHECKSUM; i-- > 0; crc /= 62)
		digits[n + i] = DIGITS[crc % 62];
}
