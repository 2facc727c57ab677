/* token - make random tokens */

#include <errno.h>
#include <string.h>

#include "core/encode.h"
#include "core/secret.h"
#include "credmint.h"

#include "argument.h"
#include "command.h"
#include "json_line.h"
#include "output.h"
#include "progress.h"

#define URL_MAX 8192

/* No forms of encode.h: the bytes as they are, and what the library makes. */
#define RAW 0
#define KEY (-1)
#define WEBHOOK (-2)

/* As many as GitHub's tokens have. */
#define KEY_BYTES 22

static const struct {
	const char *name;
	int form;
} formats[] = {
    {"urlsafe", ENCODE_BASE64URL},
    {"hex", ENCODE_HEX},
    {"base32", ENCODE_BASE32},
    {"base64", ENCODE_BASE64},
    {"raw", RAW},
    {"key", KEY},
    {"webhook", WEBHOOK},
};

/* What is asked for, and the room to make it in. */
struct token {
	size_t nbytes;
	uint64_t count;
	int form;
	bool json;
	const char *prefix; /* of a key */
	const char *before; /* of a URL, or NULL */
	const char *after;
	size_t nbefore;

	unsigned char *bytes;
	char *text; /* the bytes as text */
	size_t text_size;
	char *url; /* the text within the URL */
	size_t url_size;
};

static int
format_read(const char *name, int *form, struct fault *f)
{
	*form = ENCODE_BASE64URL;
	if (name == NULL)
		return 0;
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (strcmp(formats[i].name, name) == 0) {
			*form = formats[i].form;
			return 0;
		}
	}
	return fault_set(f, CALL_USAGE,
	    "-f takes urlsafe, hex, base32, base64, raw, key or webhook");
}

/* What a key begins with, and that nothing else does. */
static int
prefix_read(const char *prefix, struct token *t, struct fault *f)
{
	if (t->form != KEY)
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
	uint64_t nbytes = t->form == KEY ? KEY_BYTES : CREDMINT_TOKEN_BYTES;
	int rc;

	if (t->form == WEBHOOK && text != NULL)
		return fault_set(f, CALL_USAGE,
		    "-b is not for -f webhook, which has %d bytes",
		    CREDMINT_TOKEN_BYTES);
	rc = argument_number("-b", text, 1,
	    t->form == KEY ? CREDMINT_TOKEN_KEY_BYTES_MAX : ARGUMENT_BYTES_MAX,
	    &nbytes, f);
	t->nbytes = (size_t)nbytes;
	return rc;
}

static int
url_read(const char *template, struct token *t, struct fault *f)
{
	const char *place;

	if (template == NULL)
		return 0;
	if (t->form == RAW)
		return fault_set(
		    f, CALL_USAGE, "--url cannot hold raw bytes; choose -f");
	place = strstr(template, "%s");
	if (place == NULL || strstr(place + 2, "%s") != NULL ||
	    strlen(template) > URL_MAX)
		return fault_set(f, CALL_USAGE,
		    "--url takes one %%s, and up to %d bytes", URL_MAX);
	for (const char *p = template; *p != '\0'; p++)
		if ((unsigned char)*p <= ' ' || *p == 0x7f)
			return fault_set(f, CALL_USAGE,
			    "--url takes no space or control character");
	t->before = template;
	t->nbefore = (size_t)(place - template);
	t->after = place + 2;
	return 0;
}

static int
read_options(const struct options *options, struct token *t, struct fault *f)
{
	int rc = format_read(options->value[OPTION_FORMAT], &t->form, f);

	t->count = 1;
	t->json = options->value[OPTION_JSON] != NULL;
	if (rc == 0)
		rc = prefix_read(options->value[OPTION_PREFIX], t, f);
	if (rc == 0)
		rc = bytes_read(options->value[OPTION_BYTES], t, f);
	if (rc == 0)
		rc = argument_number("-n", options->value[OPTION_COUNT], 1,
		    ARGUMENT_COUNT_MAX, &t->count, f);
	if (rc == 0)
		rc = url_read(options->value[OPTION_URL], t, f);
	if (rc == 0 && t->form == RAW && !t->json &&
	    options->value[OPTION_ZERO] != NULL)
		rc = fault_set(f, CALL_USAGE,
		    "raw bytes have no ends; -0 is for the other formats");
	return rc;
}

/* Raw bytes are base64 where there must be text. */
static enum encode_form
text_form(const struct token *t)
{
	return t->form == RAW ? ENCODE_BASE64 : (enum encode_form)t->form;
}

static size_t
text_room(const struct token *t)
{
	switch (t->form) {
	case KEY:
		return CREDMINT_TOKEN_KEY_SIZE(strlen(t->prefix), t->nbytes);
	case WEBHOOK:
		return CREDMINT_TOKEN_WEBHOOK_SIZE;
	default:
		return encode_size(text_form(t), t->nbytes);
	}
}

static int
room_make(struct token *t, struct fault *f)
{
	t->text_size = text_room(t);
	t->bytes = secret_map(t->nbytes, NULL);
	t->text = secret_map(t->text_size, NULL);
	if (t->before != NULL) {
		/* Every character may become three. */
		t->url_size = t->nbefore + 3 * t->text_size + strlen(t->after);
		t->url = secret_map(t->url_size, NULL);
	}
	if (t->bytes == NULL || t->text == NULL ||
	    (t->before != NULL && t->url == NULL))
		return fault_set(f, -ENOMEM, "out of memory");
	return 0;
}

static void
room_free(struct token *t)
{
	if (t->bytes != NULL)
		secret_unmap(t->bytes, t->nbytes);
	if (t->text != NULL)
		secret_unmap(t->text, t->text_size);
	if (t->url != NULL)
		secret_unmap(t->url, t->url_size);
}

/* The text in its place; of our formats base64 alone has what a URL reads
 * otherwise: '+', '/' and '='. */
static void
url_fill(struct token *t)
{
	char *to = t->url;

	memcpy(to, t->before, t->nbefore);
	to += t->nbefore;
	for (const char *p = t->text; *p != '\0'; p++) {
		if (*p == '+' || *p == '/' || *p == '=') {
			static const char digits[] = "0123456789ABCDEF";

			*to++ = '%';
			*to++ = digits[*p >> 4];
			*to++ = digits[*p & 15];
		} else {
			*to++ = *p;
		}
	}
	memcpy(to, t->after, strlen(t->after) + 1);
}

/* Raw bytes stay what they are where nothing but bytes is written. */
static int
make_one(struct token *t, struct credmint_source *source)
{
	int rc;

	if (t->form == KEY)
		return credmint_token_key(
		    source, t->prefix, t->nbytes, t->text, t->text_size);
	if (t->form == WEBHOOK)
		return credmint_token_webhook(source, t->text, t->text_size);
	rc = credmint_random_bytes(source, t->bytes, t->nbytes);
	if (rc != 0 || (t->form == RAW && !t->json))
		return rc;
	return encode_text(
	    text_form(t), t->bytes, t->nbytes, t->text, t->text_size);
}

static int
write_one(struct token *t, struct output *out)
{
	struct json_line line;
	int rc;

	if (t->form == RAW && !t->json)
		return output_put(out, t->bytes, t->nbytes);
	if (t->url != NULL)
		url_fill(t);
	if (!t->json) {
		rc = output_text(out, t->url != NULL ? t->url : t->text);
		return rc != 0 ? rc : output_end(out);
	}
	json_line_begin(&line);
	json_line_text(
	    &line, t->form == RAW ? "token_base64" : "token", t->text);
	if (t->url != NULL)
		json_line_text(&line, "url", t->url);
	return json_line_end(&line, out);
}

static int
make_all(struct token *t, struct call *call)
{
	struct credmint_source *source = NULL;
	struct progress progress;
	int rc = 0;

	if (t->count > 1)
		rc = credmint_source_new(&source);
	progress_begin(&progress, t->count, call->out);
	for (uint64_t i = 0; rc == 0 && i < t->count; i++) {
		rc = make_one(t, source);
		if (rc != 0)
			(void)fault_set(&call->fault, rc,
			    "the system's random generator fails, nothing can "
			    "be made: %s",
			    strerror(-rc));
		else
			rc = write_one(t, call->out);
		progress_step(&progress, i + 1);
	}
	progress_end(&progress);
	credmint_source_free(source);
	return rc;
}

int
command_token(struct call *call)
{
	struct token token = {0};
	int rc = read_options(&call->options, &token, &call->fault);

	if (rc == 0)
		rc = room_make(&token, &call->fault);
	if (rc == 0)
		rc = make_all(&token, call);
	room_free(&token);
	return rc;
}
