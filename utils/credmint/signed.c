/* signed - make a token that carries a line, or verify one */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/encode.h"
#include "core/secret.h"
#include "credmint.h"
#include "host/conf.h"

#include "command.h"
#include "input.h"
#include "json_line.h"
#include "key_file.h"
#include "output.h"
#include "words.h"

#define TTL (15 * 60)
#define TOKEN_SIZE CREDMINT_SIGNED_SIZE(CREDMINT_SIGNED_PAYLOAD_MAX)

/* The keys, and what --ttl says; *ttl stays without it. */
static int
options_read(
    struct call *call, bool verify, struct key_file *keys, int64_t *ttl)
{
	const char *text = call->options.value[OPTION_TTL];
	const char *file = call->options.value[OPTION_KEY_FILE];
	struct fault *f = &call->fault;

	if (file == NULL)
		return fault_set(f, CALL_USAGE,
		    "give the keys by --key-file; credmint token makes one");
	if (text != NULL && conf_span(text, ttl) != 0)
		return fault_set(f, CALL_USAGE,
		    "--ttl takes a time such as 90s, 15m, 24h or 7d, up to "
		    "3650d");
	return key_file_read(keys, file, verify ? *ttl : 0, f);
}

static int
now_read(int64_t *now, struct fault *f)
{
	struct clock_reading reading;

	if (clock_read(&reading) != 0 || reading.wall < 0)
		return fault_set(f, -EIO, "cannot read the clock");
	*now = reading.wall;
	return 0;
}

static int
token_write(struct call *call, const char *token, int64_t expiry)
{
	struct json_line line;
	char end[CLOCK_TEXT_SIZE];

	if (call->options.value[OPTION_JSON] == NULL)
		return output_item(call->out, token, strlen(token));
	clock_text(expiry, end);
	json_line_begin(&line);
	json_line_text(&line, "token", token);
	json_line_text(&line, "expires", end);
	return json_line_end(&line, call->out);
}

static int
sign(struct call *call, const struct key_file *keys,
    const struct input *payload, int64_t ttl)
{
	struct fault *f = &call->fault;
	int64_t now = 0;
	char *token;
	int rc;

	if (payload->n == 0)
		return fault_set(f, -EINVAL,
		    "the payload is empty; a token that says nothing is good "
		    "for nothing");
	if (payload->n > CREDMINT_SIGNED_PAYLOAD_MAX)
		return fault_set(f, -EMSGSIZE,
		    "the payload is longer than %d bytes",
		    CREDMINT_SIGNED_PAYLOAD_MAX);
	rc = now_read(&now, f);
	if (rc != 0)
		return rc;
	token = secret_map(TOKEN_SIZE, NULL);
	if (token == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	rc = credmint_signed_make(&keys->key[0], payload->text, payload->n,
	    now + ttl, token, TOKEN_SIZE);
	if (rc == 0)
		rc = token_write(call, token, now + ttl);
	secret_unmap(token, TOKEN_SIZE);
	return rc;
}

int
command_signed(struct call *call)
{
	struct key_file keys = {0};
	struct input payload = {0};
	int64_t ttl = TTL;
	int rc = options_read(call, false, &keys, &ttl);

	if (rc == 0)
		rc = input_read(
		    &payload, STDIN_FILENO, "the payload", &call->fault);
	if (rc == 0)
		rc = sign(call, &keys, &payload, ttl);
	input_wipe(&payload);
	key_file_wipe(&keys);
	return rc;
}

/* As text where it is some, else in base64. */
static void
payload_add(struct json_line *line, const char *payload, size_t n)
{
	size_t size = encode_size(ENCODE_BASE64, n);
	char *text;

	if (json_line_is_text(payload, n)) {
		json_line_text(line, "payload", payload);
		return;
	}
	text = secret_map(size, NULL);
	if (text == NULL || encode_text(ENCODE_BASE64, payload, n, text, size))
		line->error = -ENOMEM;
	else
		json_line_text(line, "payload_base64", text);
	secret_unmap(text, size);
}

/* payload NULL: no. */
static int
answer(struct call *call, const char *payload, size_t n)
{
	struct json_line line;
	int rc = 0;

	if (call->options.value[OPTION_JSON] != NULL) {
		json_line_begin(&line);
		json_line_yes(&line, "good", payload != NULL);
		if (payload != NULL)
			payload_add(&line, payload, n);
		rc = json_line_end(&line, call->out);
	} else if (payload != NULL) {
		rc = output_item(call->out, payload, n);
	} else {
		words_say("no: not a token of these keys that is good now");
	}
	return rc != 0 ? rc : payload != NULL ? CALL_YES : CALL_NO;
}

static int
verify(struct call *call, const struct key_file *keys, const char *token)
{
	size_t n = CREDMINT_SIGNED_PAYLOAD_MAX;
	int64_t now = 0;
	char *payload;
	int rc = now_read(&now, &call->fault);

	if (rc != 0)
		return rc;
	/* And a NUL, for JSON. */
	payload = secret_map(CREDMINT_SIGNED_PAYLOAD_MAX + 1, NULL);
	if (payload == NULL)
		return fault_set(&call->fault, -ENOMEM, "out of memory");
	rc =
	    credmint_signed_verify(keys->key, keys->n, token, now, payload, &n);
	if (rc == 0)
		rc = answer(call, payload, n);
	else if (rc == -EKEYREJECTED)
		rc = answer(call, NULL, 0);
	secret_unmap(payload, CREDMINT_SIGNED_PAYLOAD_MAX + 1);
	return rc;
}

int
command_signed_verify(struct call *call)
{
	struct key_file keys = {0};
	struct input token = {0};
	int64_t life = 0;
	bool is_line = false;
	int rc = options_read(call, true, &keys, &life);

	if (rc == 0)
		rc = input_line(
		    &token, STDIN_FILENO, "the token", &is_line, &call->fault);
	/* What is no line is no token, whoever sent it. */
	if (rc == 0)
		rc = is_line ? verify(call, &keys, token.text)
			     : answer(call, NULL, 0);
	input_wipe(&token);
	key_file_wipe(&keys);
	return rc;
}
