/* token_input - a kept token that comes in */

#include "token_input.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "argument.h"

#define OTHERWISE "on standard input or by --token-fd"

void
token_input_wipe(struct token_input *in)
{
	input_wipe(&in->in[0]);
	input_wipe(&in->in[1]);
	*in = (struct token_input){0};
}

/* All that fd has: a line, with csrf two. */
static int
read_from(struct token_input *out, int fd, bool csrf, struct fault *f)
{
	struct input *in = &out->in[0];
	struct fault why = {""};
	const char *end;
	int rc = input_bytes(in, fd, "the token", &why);

	/* No token is as long. */
	if (rc == -EMSGSIZE) {
		out->token = "";
		out->csrf = csrf ? "" : NULL;
		return 0;
	}
	if (rc != 0)
		return why.text[0] == '\0' ? rc
					   : fault_set(f, rc, "%s", why.text);
	if (in->n > 0 && in->text[in->n - 1] == '\n')
		in->text[--in->n] = '\0';
	out->token = in->text;
	out->n = in->n;
	if (!csrf)
		return 0;
	end = memchr(in->text, '\n', in->n);
	out->n = end != NULL ? (size_t)(end - in->text) : in->n;
	out->csrf = end != NULL ? end + 1 : "";
	out->ncsrf = end != NULL ? in->n - out->n - 1 : 0;
	return 0;
}

static int
read_typed(struct token_input *out, bool csrf, struct fault *f)
{
	int rc =
	    input_prompt(&out->in[0], "Token: ", "the token", OTHERWISE, f);

	if (rc == 0 && csrf)
		rc = input_prompt(&out->in[1], "CSRF token: ", "the CSRF token",
		    OTHERWISE, f);
	if (rc != 0)
		return rc;
	out->token = out->in[0].text;
	out->n = out->in[0].n;
	if (csrf) {
		out->csrf = out->in[1].text;
		out->ncsrf = out->in[1].n;
	}
	return 0;
}

int
token_input_read(struct token_input *out, const struct options *options,
    bool csrf, struct fault *f)
{
	const char *text = options->value[OPTION_TOKEN_FD];
	uint64_t fd = STDIN_FILENO;
	int rc = argument_number("--token-fd", text, 0, INT_MAX, &fd, f);

	*out = (struct token_input){0};
	if (rc == 0 && text == NULL && isatty(STDIN_FILENO))
		rc = read_typed(out, csrf, f);
	else if (rc == 0)
		rc = read_from(out, (int)fd, csrf, f);
	if (rc != 0)
		token_input_wipe(out);
	return rc;
}
