/* token - make random tokens */

#include <errno.h>
#include <string.h>

#include "core/encode.h"
#include "core/secret.h"
#include "credmint.h"

#include "argument.h"
#include "byte_format.h"
#include "command.h"
#include "draws.h"
#include "json_line.h"
#include "output.h"
#include "url_template.h"

/* As many as GitHub's tokens have. */
#define KEY_BYTES 22

enum kind {
	OF_BYTES = 0,
	KEY,     /* the library writes it */
	WEBHOOK, /* and this */
};

/* What is asked for, and the room to make it in. */
struct token {
	size_t nbytes;
	enum kind kind;
	const struct byte_format *format; /* OF_BYTES */
	bool bare;                        /* bytes as they are */
	const char *prefix;               /* of a key */
	struct url_template template;     /* of a URL, or nothing */

	unsigned char *bytes;
	char *text; /* the bytes as text */
	size_t text_size;
	char *url; /* the text within the URL */
	size_t url_size;
};

static int
format_read(const struct options *options, struct token *t, struct fault *f)
{
	const char *name = options->value[OPTION_FORMAT];

	if (name == NULL)
		name = "urlsafe";
	t->format = byte_format_named(name);
	if (t->format != NULL) {
		t->bare = byte_format_is_bare(t->format, options);
		return byte_format_check(t->format, options, f);
	}
	if (strcmp(name, "key") == 0)
		t->kind = KEY;
	else if (strcmp(name, "webhook") == 0)
		t->kind = WEBHOOK;
	else
		return fault_set(f, CALL_USAGE,
		    "-f takes urlsafe, hex, base32, base64, raw, key or "
		    "webhook");
	return 0;
}

/* What a key begins with, and that nothing else does. */
static int
prefix_read(const char *prefix, struct token *t, struct fault *f)
{
	if (t->kind != KEY)
		return prefix == NULL
		    ? 0
		    : fault_set(f, CALL_USAGE, "--prefix is for -f key");
	if (prefix == NULL)
		return fault_set(f, CALL_USAGE,
		    "-f key needs what it begins with: --prefix");
	/* The library says which prefixes there are. */
	if (credmint_token_key_check(prefix, "") == -EINVAL)
		return fault_set(f, CALL_USAGE,
		    "--prefix takes 1 to %d of A-Z a-z 0-9 _, a letter first, "
		    "no _ last",
		    CREDMINT_TOKEN_PREFIX_MAX);
	t->prefix = prefix;
	return 0;
}

/* How many bytes a token is made of. */
static int
bytes_read(const char *text, struct token *t, struct fault *f)
{
	uint64_t nbytes = t->kind == KEY ? KEY_BYTES : CREDMINT_TOKEN_BYTES;
	int rc;

	if (t->kind == WEBHOOK && text != NULL)
		return fault_set(f, CALL_USAGE,
		    "-b is not for -f webhook, which has %d bytes",
		    CREDMINT_TOKEN_BYTES);
	rc = argument_number("-b", text, 1,
	    t->kind == KEY ? CREDMINT_TOKEN_KEY_BYTES_MAX : ARGUMENT_BYTES_MAX,
	    &nbytes, f);
	t->nbytes = (size_t)nbytes;
	return rc;
}

static int
url_read(const struct options *options, struct token *t, struct fault *f)
{
	const char *text = options->value[OPTION_URL];
	const bool allow_http = options->value[OPTION_ALLOW_HTTP] != NULL;

	if (text == NULL && allow_http)
		return fault_set(f, CALL_USAGE, "--allow-http is for --url");
	if (text != NULL && t->format != NULL && t->format->raw)
		return fault_set(
		    f, CALL_USAGE, "--url cannot hold raw bytes; choose -f");
	return url_template_read(&t->template, "--url", text, allow_http, f);
}

static int
read_options(const struct options *options, struct token *t, struct fault *f)
{
	int rc = format_read(options, t, f);

	if (rc == 0)
		rc = prefix_read(options->value[OPTION_PREFIX], t, f);
	if (rc == 0)
		rc = bytes_read(options->value[OPTION_BYTES], t, f);
	return rc == 0 ? url_read(options, t, f) : rc;
}

static size_t
text_room(const struct token *t)
{
	switch (t->kind) {
	case KEY:
		return CREDMINT_TOKEN_KEY_SIZE(strlen(t->prefix), t->nbytes);
	case WEBHOOK:
		return CREDMINT_TOKEN_WEBHOOK_SIZE;
	case OF_BYTES:
	default:
		return encode_size(t->format->form, t->nbytes);
	}
}

static int
room_make(struct token *t, struct fault *f)
{
	t->text_size = text_room(t);
	t->bytes = secret_map(t->nbytes, NULL);
	t->text = secret_map(t->text_size, NULL);
	if (t->template.text != NULL) {
		t->url_size = url_template_size(&t->template, t->text_size);
		t->url = secret_map(t->url_size, NULL);
	}
	if (t->bytes == NULL || t->text == NULL ||
	    (t->template.text != NULL && t->url == NULL))
		return fault_set(f, -ENOMEM, "out of memory");
	return 0;
}

static void
room_free(struct token *t)
{
	secret_unmap(t->bytes, t->nbytes);
	secret_unmap(t->text, t->text_size);
	secret_unmap(t->url, t->url_size);
}

static int
make_one(struct token *t, struct credmint_source *source)
{
	int rc;

	if (t->kind == KEY)
		return credmint_token_key(
		    source, t->prefix, t->nbytes, t->text, t->text_size);
	if (t->kind == WEBHOOK)
		return credmint_token_webhook(source, t->text, t->text_size);
	rc = credmint_random_bytes(source, t->bytes, t->nbytes);
	if (rc != 0 || t->bare)
		return rc;
	return encode_text(
	    t->format->form, t->bytes, t->nbytes, t->text, t->text_size);
}

static int
write_one(struct token *t, struct call *call)
{
	const char *text = t->url != NULL ? t->url : t->text;
	struct json_line line;

	if (t->bare)
		return output_put(call->out, t->bytes, t->nbytes);
	if (t->url != NULL)
		(void)url_template_fill(
		    &t->template, t->text, strlen(t->text), t->url);
	if (call->options.value[OPTION_JSON] == NULL)
		return output_item(call->out, text, strlen(text));
	json_line_begin(&line);
	if (t->format != NULL)
		byte_format_add(t->format, &line, "token", t->text);
	else
		json_line_text(&line, "token", t->text);
	if (t->url != NULL)
		json_line_text(&line, "url", t->url);
	return json_line_end(&line, call->out);
}

static int
one(struct draws *draws, void *arg)
{
	int rc = make_one(arg, draws->source);

	return rc != 0 ? draws_end(rc, &draws->call->fault)
		       : write_one(arg, draws->call);
}

int
command_token(struct call *call)
{
	struct token token = {0};
	int rc = read_options(&call->options, &token, &call->fault);

	if (rc == 0)
		rc = room_make(&token, &call->fault);
	if (rc == 0)
		rc = draws_run(call, false, one, &token);
	room_free(&token);
	return rc;
}
