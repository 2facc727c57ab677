/* doctor - look at a host end to end */

#include "doctor.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "command.h"
#include "doctor_user.h"
#include "json_line.h"
#include "output.h"
#include "words.h"

/* Bytes of a line's text, and columns of its first two words. */
#define TEXT_SIZE 2048
#define STATE_WIDTH 6
#define WHAT_WIDTH 16

struct check {
	const char *what;
	int (*run)(struct doctor *d);
	bool root; /* only root can look */
	bool conf; /* it goes by the configuration */
};

/* The first of them are about the configuration. */
#define CONF_CHECKS 2
static const struct check checks[] = {
    {"conf files", doctor_files_conf, false, false},
    {"configuration", doctor_configuration, false, false},
    {"entropy", doctor_entropy, false, false},
    {"hash method", doctor_hash, false, false},
    {"service user", doctor_account, true, true},
    {"key", doctor_files_state, false, true},
    {"programs", doctor_files_programs, false, false},
    {"units", doctor_files_units, false, false},
    {"credmint-auth", doctor_answer, true, true},
    {"delivery", doctor_delivery, false, true},
    {"clock", doctor_synchronised, false, false},
    {"registry", doctor_registry, true, true},
    {"sweep", doctor_sweep, true, false},
    {"rules", doctor_rules, false, true},
    {"pam", doctor_pam, false, false},
    {"sshd", doctor_sshd, true, false},
    {NULL, NULL, false, false},
};

/* With --user. */
static const struct check user_checks[] = {
    {"account", doctor_user, true, true},
    {"sshd", doctor_sshd, true, false},
    {NULL, NULL, false, false},
};

static const char *const state_names[] = {"", "ok", "note", "bad"};

/* Text with spaces up to a column. */
static int
padded(struct doctor *d, const char *text, size_t width)
{
	size_t n = strlen(text);
	int rc = output_text(d->call->out, text);

	do
		rc = rc != 0 ? rc : output_put(d->call->out, " ", 1);
	while (++n < width);
	return rc;
}

/* How much of a text goes on a line of so many columns. */
static size_t
fold(const char *text, size_t columns)
{
	size_t n = strlen(text), at = columns;

	if (n <= columns)
		return n;
	while (at > 0 && text[at] != ' ')
		at--;
	return at > 0 ? at : columns;
}

/* On a terminal a long text goes on below its own column. */
static int
text_put(struct doctor *d, const char *text, size_t column)
{
	struct output *out = d->call->out;
	size_t columns = output_is_terminal(out) ? output_columns(out) : 0;
	size_t room = columns > column + 20 ? columns - column : SIZE_MAX;
	int rc = 0;

	while (rc == 0) {
		size_t n = fold(text, room);

		rc = output_put(out, text, n);
		text += n;
		while (*text == ' ')
			text++;
		if (rc != 0 || *text == '\0')
			break;
		rc = output_end(out);
		if (rc == 0)
			rc = padded(d, "", column);
	}
	return rc != 0 ? rc : output_end(out);
}

static int
table_line(struct doctor *d, enum doctor_state state, const char *what,
    const char *text)
{
	size_t column = STATE_WIDTH + WHAT_WIDTH;
	int rc = padded(d, state_names[state], STATE_WIDTH);

	if (rc == 0)
		rc = padded(d, what, WHAT_WIDTH);
	if (strlen(what) >= WHAT_WIDTH)
		column = STATE_WIDTH + strlen(what) + 1;
	return rc != 0 ? rc : text_put(d, text, column);
}

static int
json_line(
    struct doctor *d, enum doctor_state state, const char *what, char *text)
{
	struct json_line line;
	char *mend = strstr(text, "; ");

	if (mend != NULL) {
		*mend = '\0';
		mend += 2;
	}
	json_line_begin(&line);
	json_line_text(&line, "state", state_names[state]);
	json_line_text(&line, "what", what);
	json_line_text(&line, "finding", text);
	if (mend != NULL)
		json_line_text(&line, "mend", mend);
	return json_line_end(&line, d->call->out);
}

void
doctor_say(struct doctor *d, enum doctor_state state, const char *what,
    const char *format, ...)
{
	char text[TEXT_SIZE];
	va_list args;
	int rc;

	va_start(args, format);
	rc = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (rc < 0)
		text[0] = '\0';
	for (char *c = text; *c != '\0'; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			*c = '?';
	if (state == DOCTOR_BAD)
		d->bad++;
	rc = d->call->options.value[OPTION_JSON] != NULL
	    ? json_line(d, state, what, text)
	    : table_line(d, state, what, text);
	/* Nothing waits in the buffer when a process forks or ends. */
	if (rc == 0)
		rc = output_flush(d->call->out);
	if (d->error == 0)
		d->error = rc;
}

void
doctor_fault(
    struct doctor *d, const char *what, const char *text, const char *mend)
{
	const char *first = strstr(text, ": ");
	const char *second = first == NULL ? NULL : strstr(first + 1, ": ");

	if (strstr(text, "; ") != NULL)
		doctor_say(d, DOCTOR_BAD, what, "%s", text);
	else if (second != NULL)
		doctor_say(d, DOCTOR_BAD, what, "%.*s; %s",
		    (int)(second - text), text, second + 2);
	else
		doctor_say(d, DOCTOR_BAD, what, "%s; %s", text, mend);
}

void
doctor_unseen(struct doctor *d, const char *what, const char *why)
{
	d->unseen++;
	doctor_say(d, DOCTOR_NOTE, what, "could not look: %s", why);
}

const char *
doctor_quote(const char *word, char out[DOCTOR_QUOTED_SIZE])
{
	static const char plain[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	    "/._-:@%+=,";
	static const char quote[] = {'\'', '\\', '\'', '\''};
	size_t at = 0;

	if (word[0] != '\0' && word[strspn(word, plain)] == '\0') {
		(void)snprintf(out, DOCTOR_QUOTED_SIZE, "%s", word);
		return out;
	}
	out[at++] = '\'';
	for (; *word != '\0' && at + 6 < DOCTOR_QUOTED_SIZE; word++) {
		if (*word == '\'') {
			memcpy(out + at, quote, sizeof(quote));
			at += sizeof(quote);
		} else {
			out[at++] = *word;
		}
	}
	(void)snprintf(out + at, DOCTOR_QUOTED_SIZE - at, "'");
	return *word == '\0' ? out : "...";
}

/* One check; a line when it could not look. */
static void
run_check(struct doctor *d, const struct check *c)
{
	struct fault *f = &d->call->fault;
	int rc;

	if (c->conf && !d->conf_read) {
		/* One line has said so, and what it stands in the way of. */
		d->unseen++;
	} else if (c->root && !d->root) {
		doctor_unseen(d, c->what, "run this as root");
	} else {
		rc = c->run(d);
		if (rc < 0)
			doctor_unseen(d, c->what,
			    f->text[0] != '\0' ? f->text : strerror(-rc));
	}
	f->text[0] = '\0';
}

static void
run_checks(struct doctor *d)
{
	const struct check *c = checks;

	if (d->user != NULL) {
		/* Said only where it is in the way. */
		for (size_t i = 0; !d->conf_read && i < CONF_CHECKS; i++)
			run_check(d, &checks[i]);
		c = user_checks;
	}
	if (doctor_services(d) != 0)
		doctor_unseen(d, "pam", d->call->fault.text);
	for (; c->what != NULL && d->error == 0; c++)
		if (c->run != doctor_sshd || d->only == NULL ||
		    strcmp(d->only, "sshd") == 0)
			run_check(d, c);
}

static int
end(struct doctor *d)
{
	if (d->error != 0)
		return d->error;
	if (d->bad > 0)
		return CALL_NO;
	return d->unseen > 0 ? CALL_FAILURE : CALL_YES;
}

int
command_doctor(struct call *call)
{
	struct conf *conf = calloc(1, sizeof(*conf));
	struct doctor *d = mmap(NULL, sizeof(*d), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int rc = -ENOMEM;

	if (conf != NULL && d != MAP_FAILED) {
		d->call = call;
		d->conf = conf;
		d->root = geteuid() == 0;
		d->user = call->options.value[OPTION_USER];
		d->only = call->options.value[OPTION_SERVICE];
		d->conf_read = conf_read(conf, call->config, &d->fault) == 0;
		run_checks(d);
		rc = end(d);
	}
	if (d != MAP_FAILED)
		(void)munmap(d, sizeof(*d));
	free(conf);
	return rc;
}
