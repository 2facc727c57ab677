/* input - passwords, hashes and tokens that come in */

#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "core/secret.h"

#include "argument.h"
#include "command.h"
#include "stop.h"

/* The newline, one byte too many, and the NUL. */
#define ROOM (INPUT_MAX + 3)

void
input_wipe(struct input *in)
{
	secret_unmap(in->text, ROOM);
	*in = (struct input){0};
}

static int
room_make(struct input *out, struct fault *f)
{
	*out = (struct input){.text = secret_map(ROOM, NULL)};
	return out->text == NULL ? fault_set(f, -ENOMEM, "out of memory") : 0;
}

/* What was read must be one line; its newline goes. */
static int
line_check(struct input *in, const char *what, struct fault *f)
{
	if (in->n > 0 && in->text[in->n - 1] == '\n')
		in->text[--in->n] = '\0';
	if (memchr(in->text, '\0', in->n) != NULL)
		return fault_set(
		    f, -EILSEQ, "%s holds a NUL byte; remove it", what);
	if (memchr(in->text, '\n', in->n) != NULL)
		return fault_set(
		    f, -EINVAL, "%s has more than one line; give one", what);
	if (in->n > INPUT_MAX)
		return fault_set(f, -EMSGSIZE, "%s is longer than %d bytes",
		    what, INPUT_MAX);
	return 0;
}

/* Read to the end of file, or of a line when a terminal is asked. */
static int
bytes_read(struct input *in, int fd, bool line)
{
	while (in->n < ROOM - 1) {
		ssize_t n = read(fd, in->text + in->n, ROOM - 1 - in->n);
		int rc;

		if (n == 0)
			return 0;
		if (n > 0) {
			in->n += (size_t)n;
			if (line && in->text[in->n - 1] == '\n')
				return 0;
			continue;
		}
		rc = stop_read_again(fd, errno);
		if (rc != 0)
			return rc;
	}
	return 0;
}

/* All that fd has, one byte too many at most. */
static int
all_read(struct input *out, int fd, const char *what, struct fault *f)
{
	int rc = room_make(out, f);

	if (rc != 0)
		return rc;
	rc = bytes_read(out, fd, false);
	/* Told to end: nothing to say. */
	if (rc != 0 && rc != -EINTR)
		(void)fault_set(
		    f, rc, "cannot read %s: %s", what, strerror(-rc));
	return rc;
}

int
input_read(struct input *out, int fd, const char *what, struct fault *f)
{
	int rc = all_read(out, fd, what, f);

	if (rc == 0)
		rc = line_check(out, what, f);
	if (rc != 0)
		input_wipe(out);
	return rc;
}

int
input_line(
    struct input *out, int fd, const char *what, bool *is_line, struct fault *f)
{
	int rc = all_read(out, fd, what, f);

	*is_line = rc == 0 && line_check(out, what, NULL) == 0;
	if (!*is_line)
		input_wipe(out);
	return rc;
}

int
input_bytes(struct input *out, int fd, const char *what, struct fault *f)
{
	int rc = all_read(out, fd, what, f);

	if (rc == 0 && out->n > INPUT_MAX)
		rc = fault_set(f, -EMSGSIZE, "%s is longer than %d bytes", what,
		    INPUT_MAX);
	if (rc != 0)
		input_wipe(out);
	return rc;
}

int
input_next(struct input *out, int fd, const char *what, struct fault *f)
{
	int rc = room_make(out, f);
	ssize_t n = 1;

	while (rc == 0 && n > 0 && out->n < ROOM - 1 &&
	    (out->n == 0 || out->text[out->n - 1] != '\n')) {
		n = read(fd, out->text + out->n, 1);
		if (n > 0) {
			out->n++;
		} else if (n < 0) {
			rc = stop_read_again(fd, errno);
			n = 1;
		}
	}
	if (rc == 0 && out->n == 0)
		rc = -ENODATA;
	if (rc != 0 && rc != -EINTR && rc != -ENOMEM)
		(void)fault_set(f, rc, "cannot read %s: %s", what,
		    rc == -ENODATA ? "there is no more" : strerror(-rc));
	if (rc == 0)
		rc = line_check(out, what, f);
	if (rc != 0)
		input_wipe(out);
	return rc;
}

/*
 * What was typed ahead goes. Nothing is waited for, as a terminal may have been
 * stopped, and no signal keeps the echo off.
 */
static int
echo_restore(int tty, const struct termios *before)
{
	(void)tcflush(tty, TCIFLUSH);
	while (tcsetattr(tty, TCSANOW, before) != 0)
		if (errno != EINTR)
			return -errno;
	return 0;
}

/* What is asked for on a terminal. */
struct prompt {
	const char *question;
	const char *again; /* asked as well, for the same; NULL: not */
	const char *what;
	const char *otherwise; /* than on a terminal: how to give it */
	bool shown;            /* with echo */
};

/* One question; the echo is back on every way out. */
static int
ask(struct input *out, int tty, const char *question, const struct prompt *p,
    struct fault *f)
{
	struct termios before, silent;
	int rc = room_make(out, f), restored;

	if (rc != 0)
		return rc;
	if (tcgetattr(tty, &before) != 0)
		return fault_set(
		    f, -errno, "cannot turn off echo: %s", strerror(errno));
	silent = before;
	if (!p->shown)
		silent.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	if (tcsetattr(tty, TCSAFLUSH, &silent) != 0)
		return fault_set(
		    f, -errno, "cannot turn off echo: %s", strerror(errno));
	if (write(tty, question, strlen(question)) < 0)
		rc = -errno;
	if (rc == 0)
		rc = bytes_read(out, tty, true);
	/* Enter was not seen, nor is an interrupt's end of the line. */
	if ((!p->shown || rc != 0) && write(tty, "\n", 1) < 0 && rc == 0)
		rc = -errno;
	restored = echo_restore(tty, &before);
	if (rc == 0)
		rc = restored;
	if (rc != 0 && rc != -EINTR)
		return fault_set(
		    f, rc, "cannot ask on the terminal: %s", strerror(-rc));
	/* Ctrl-D is no answer, not even an empty one. */
	if (rc == 0 && out->n == 0)
		return fault_set(
		    f, -ENODATA, "%s was not typed; nothing is done", p->what);
	return rc != 0 ? rc : line_check(out, p->what, f);
}

static int
ask_on(struct input *out, int tty, const struct prompt *p, struct fault *f)
{
	struct input again = {0};
	int rc = ask(out, tty, p->question, p, f);

	if (rc == 0 && p->again != NULL)
		rc = ask(&again, tty, p->again, p, f);
	if (rc == 0 && p->again != NULL &&
	    !secret_equal(out->text, out->n, again.text, again.n))
		rc = fault_set(
		    f, -EINVAL, "the two passwords differ; try again");
	input_wipe(&again);
	if (rc != 0)
		input_wipe(out);
	return rc;
}

static int
prompt(struct input *out, const struct prompt *p, struct fault *f)
{
	sigset_t suspend, before;
	int rc;
	int tty = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);

	*out = (struct input){0};
	if (tty < 0)
		return fault_set(f, -ENOTTY,
		    "no terminal to ask for %s on; give it %s", p->what,
		    p->otherwise);
	/* Suspended without echo, the shell would be left without it. */
	(void)sigemptyset(&suspend);
	(void)sigaddset(&suspend, SIGTSTP);
	if (sigprocmask(SIG_BLOCK, &suspend, &before) != 0)
		rc = fault_set(f, -errno, "cannot block SIGTSTP");
	else
		rc = ask_on(out, tty, p, f);
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	(void)close(tty);
	return rc;
}

int
input_prompt(struct input *out, const char *question, const char *what,
    const char *otherwise, struct fault *f)
{
	const struct prompt once = {question, NULL, what, otherwise, false};

	return prompt(out, &once, f);
}

int
input_typed(struct input *out, const char *question, const char *what,
    const char *otherwise, struct fault *f)
{
	const struct prompt once = {question, NULL, what, otherwise, true};

	return prompt(out, &once, f);
}

int
input_password(struct input *out, const struct options *options, bool is_new,
    struct fault *f)
{
	const struct prompt asked = {
	    "Password: ", is_new ? "Password again: " : NULL, "the password",
	    "by -s or --password-fd", false};
	const char *text = options->value[OPTION_PASSWORD_FD];
	bool from_stdin = options->value[OPTION_STDIN] != NULL;
	uint64_t fd = STDIN_FILENO;

	*out = (struct input){0};
	if (from_stdin && text != NULL)
		return fault_set(
		    f, CALL_USAGE, "-s and --password-fd cannot both be given");
	if (!from_stdin && text == NULL)
		return prompt(out, &asked, f);

	int rc = argument_number("--password-fd", text, 0, INT_MAX, &fd, f);
	if (rc != 0)
		return rc;
	return input_read(out, (int)fd, "the password", f);
}
