/* enrol_show - a new authenticator's secret, shown once, and the code typed */

#include "enrol_show.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "argument.h"
#include "json_line.h"
#include "qr.h"
#include "words.h"

/* Letters of a secret that a person reads at once. */
#define GROUP 4

#define WHAT "the code"
#define OTHERWISE "on standard input or by --code-fd"

static int
code_write(const struct qr *qr, struct output *out)
{
	bool halves = output_shows_utf8();
	size_t columns = output_columns(out), needed = qr_columns(qr, halves);

	if (columns >= needed)
		return qr_write(qr, halves, columns, out);
	words_say("the QR code needs a terminal of %zu columns, and this one "
		  "has %zu; widen it, or have a picture by --qr FILE",
	    needed, columns);
	return 0;
}

/* For a camera: on the terminal, as a picture, or both. */
static int
code_show(const struct enrol_show *show, bool terminal, struct fault *f)
{
	int picture = show->qr_file != NULL ? show->qr_file->fd : -1;
	struct fault why = {""};
	struct qr qr = {0};
	int rc;

	if (!terminal && picture < 0)
		return 0;
	rc = qr_draw(show->uri, picture, &qr, &why);
	if (rc == 0 && terminal)
		rc = code_write(&qr, show->out);
	else if (rc != 0 && picture >= 0)
		rc = fault_set(f, rc < 0 ? rc : -ENOENT, "%s", why.text);
	else if (rc != 0) {
		words_say("%s", why.text);
		rc = 0;
	}
	qr_wipe(&qr);
	return rc;
}

/* In groups of four, as a person reads it; whole, as a program does. */
static int
secret_write(const char *secret, bool grouped, struct output *out)
{
	size_t n = strlen(secret);
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < n; i += GROUP) {
		size_t group = grouped && n - i > GROUP ? GROUP : n - i;

		if (i > 0)
			rc = output_put(out, " ", 1);
		if (rc == 0)
			rc = output_put(out, secret + i, group);
		if (!grouped)
			break;
	}
	return rc != 0 ? rc : output_end(out);
}

static int
json_write(const struct enrol_show *show)
{
	const struct enrol_wish *wish = show->wish;
	struct json_line line;

	json_line_begin(&line);
	json_line_text(&line, "user", show->user);
	json_line_text(&line, "label", wish->name);
	json_line_text(&line, "type", enrol_type_name(wish->type));
	json_line_text(&line, "algorithm", enrol_digest_name(wish->digest));
	json_line_number(&line, "digits", wish->digits);
	if (wish->type == CREDMINT_HOTP)
		json_line_number(&line, "counter", 0);
	else
		json_line_number(&line, "step", wish->step);
	json_line_text(&line, "secret", show->secret);
	json_line_text(&line, "uri", show->uri);
	return json_line_end(&line, show->out);
}

int
enrol_show(const struct enrol_show *show, struct fault *f)
{
	bool terminal = output_is_terminal(show->out) && !show->json;
	int rc = code_show(show, terminal, f);

	if (rc == 0 && show->json) {
		rc = json_write(show);
	} else if (rc == 0) {
		rc = secret_write(show->secret, terminal, show->out);
		if (rc == 0)
			rc = output_item(
			    show->out, show->uri, strlen(show->uri));
	}
	return rc != 0 ? rc : output_flush(show->out);
}

/* A line as files have it, with or without a carriage return. */
static int
line_read(struct input *out, int fd, struct fault *f)
{
	int rc = input_next(out, fd, WHAT, f);

	if (rc == 0 && out->n > 0 && out->text[out->n - 1] == '\r')
		out->text[--out->n] = '\0';
	return rc;
}

int
enrol_code(struct input *out, const struct options *options,
    const char *question, bool shown, struct fault *f)
{
	const char *text = options->value[OPTION_CODE_FD];
	struct fault why = {""};
	uint64_t fd = STDIN_FILENO;
	int rc = argument_number("--code-fd", text, 0, INT_MAX, &fd, f);

	*out = (struct input){0};
	if (rc != 0)
		return rc;
	if (text != NULL)
		return line_read(out, (int)fd, f);
	rc = shown ? input_typed(out, question, WHAT, OTHERWISE, &why)
		   : input_prompt(out, question, WHAT, OTHERWISE, &why);
	if (rc == -ENOTTY)
		return line_read(out, STDIN_FILENO, f);
	if (rc != 0 && why.text[0] != '\0')
		(void)fault_set(f, rc, "%s", why.text);
	return rc;
}
