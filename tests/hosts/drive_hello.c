/*
 * drive_hello - a relay that says what it likes, as anybody may write one
 *
 *	drive_hello PATH WORD...
 *
 * Connects to the socket at PATH and says HELLO with what the words are:
 * user=, service=, rhost=, ruser=, tty=, session=, conf=, prompt=,
 * options=NUMBER. Each answer=TEXT answers one question; without one left it
 * waits. Prints "shown TEXT", "asked TEXT", and at the end "yes", "no",
 * "unavailable", "absent", "exempt", "closed" or "silent" (nothing came for
 * patience=SECONDS, 10).
 *
 *	silent=1	no HELLO at all
 *	raw=TEXT	these bytes instead of it
 *	idle=N		N connections, which wait after HELLO until standard
 *			input ends; when each is at its question or has ended,
 *			"waiting N closed N no N" is printed
 *	loop=SECONDS	connections one after the other, each closed at once
 *			after HELLO; "made N" is printed at the end
 */

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "credmint.h"
#include "host/run.h"
#include "wire/wire.h"

#define IDLE_MAX 2000
#define ANSWERS_MAX 8

static struct wire_frame hello = {.type = WIRE_HELLO};
static struct wire_frame frame;
static unsigned char bytes[WIRE_FRAME_MAX];
static const struct wire_frame wish = {
    .type = WIRE_WISH,
    .u.wish = {.type = CREDMINT_TOTP,
	.digest = CREDMINT_SHA1,
	.digits = 6,
	.step = 30,
	.name = "app"},
};
static const char *path, *raw, *answers[ANSWERS_MAX];
static size_t nanswers;
static long idle, loop, patience = 10;
static bool silent;

static int
connect_there(void)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	int s = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	(void)snprintf(to.sun_path, sizeof(to.sun_path), "%s", path);
	if (s == -1 ||
	    connect(s, (const struct sockaddr *)&to, sizeof(to)) != 0) {
		printf("cannot connect: %s\n", strerror(errno));
		exit(1);
	}
	return s;
}

static void
send_there(int s, const struct wire_frame *f)
{
	int n = wire_pack(f, bytes, sizeof(bytes));

	/* A side that is gone shows when something is received. */
	if (n > 0)
		(void)!run_send(s, bytes, (size_t)n, run_clock_ms() + 5000);
}

static void
greet(int s)
{
	if (raw != NULL)
		(void)!run_send(s, raw, strlen(raw), run_clock_ms() + 5000);
	else if (!silent)
		send_there(s, &hello);
	if (hello.u.hello.options == (uint32_t)WIRE_ENROLL)
		send_there(s, &wish);
}

/* The next frame; what came instead of one, or NULL. */
static const char *
next(int s, int64_t deadline)
{
	int n = run_receive(s, bytes, sizeof(bytes), deadline);

	if (n == -ETIMEDOUT)
		return "silent";
	if (n <= 0 || wire_unpack(bytes, (size_t)n, &frame) != 0)
		return "closed";
	return NULL;
}

static const char *
verdict(void)
{
	switch (frame.u.finish.verdict) {
	case WIRE_YES:
		return "yes";
	case WIRE_UNAVAILABLE:
		return "unavailable";
	case WIRE_ABSENT:
		return "absent";
	case WIRE_CHANGE:
		return "change";
	case WIRE_LATE:
		return "late";
	case WIRE_EXEMPT:
		return "exempt";
	case WIRE_NO:
	default:
		return "no";
	}
}

static void
answer(int s, const char *text)
{
	memset(&frame, 0, sizeof(frame));
	frame.type = WIRE_ANSWER;
	frame.u.answer.n = strlen(text);
	(void)snprintf(
	    frame.u.answer.text, sizeof(frame.u.answer.text), "%s", text);
	send_there(s, &frame);
}

static void
converse(int s)
{
	size_t used = 0;
	const char *end;

	greet(s);
	for (;;) {
		end = next(s, run_clock_ms() + patience * 1000);
		if (end == NULL && frame.type == WIRE_FINISH)
			end = verdict();
		if (end != NULL) {
			printf("%s\n", end);
			return;
		}
		printf("%s %s\n", frame.type == WIRE_ASK ? "asked" : "shown",
		    frame.u.show.text);
		(void)fflush(stdout);
		if (frame.type == WIRE_ASK && used < nanswers)
			answer(s, answers[used++]);
	}
}

static void
stay(void)
{
	static int socks[IDLE_MAX];
	long asked = 0, closed = 0, refused = 0;
	char byte;

	for (long i = 0; i < idle; i++) {
		socks[i] = connect_there();
		greet(socks[i]);
	}
	for (long i = 0; i < idle; i++) {
		const char *end = next(socks[i], run_clock_ms() + 30000);

		closed += end != NULL;
		asked += end == NULL && frame.type == WIRE_ASK;
		refused += end == NULL && frame.type == WIRE_FINISH;
	}
	printf("waiting %ld closed %ld no %ld\n", asked, closed, refused);
	(void)fflush(stdout);
	while (read(0, &byte, 1) > 0)
		;
}

static void
run_in_circles(void)
{
	int64_t deadline = run_clock_ms() + loop * 1000;
	long made = 0;
	int s;

	for (; run_clock_ms() < deadline; made++) {
		s = connect_there();
		greet(s);
		(void)close(s);
	}
	printf("made %ld\n", made);
}

static bool
set_text(char *to, size_t size, const char *value)
{
	(void)snprintf(to, size, "%s", value);
	return true;
}

/* NAME=VALUE, in place: whether there is such a name. */
static bool
take_word(const char *word)
{
	const char *value = strchr(word, '=');
	size_t n;

	if (value++ == NULL)
		return false;
	n = (size_t)(value - word);
#define IS(name) (n == sizeof(name) && strncmp(word, name "=", n) == 0)
#define TEXT(field)     \
	if (IS(#field)) \
	return set_text(hello.u.hello.field, sizeof(hello.u.hello.field), value)
	TEXT(user);
	TEXT(service);
	TEXT(rhost);
	TEXT(ruser);
	TEXT(tty);
	TEXT(session);
	TEXT(conf);
	TEXT(prompt);
	if (IS("options"))
		hello.u.hello.options = (uint32_t)strtoul(value, NULL, 10);
	else if (IS("answer") && nanswers < ANSWERS_MAX)
		answers[nanswers++] = value;
	else if (IS("raw"))
		raw = value;
	else if (IS("silent"))
		silent = true;
	else if (IS("patience"))
		patience = strtol(value, NULL, 10);
	else if (IS("idle"))
		idle = strtol(value, NULL, 10);
	else if (IS("loop"))
		loop = strtol(value, NULL, 10);
	else
		return false;
	return idle <= IDLE_MAX;
}

int
main(int argc, char **argv)
{
	int s;

	if (argc < 2)
		return 2;
	path = argv[1];
	for (int i = 2; i < argc; i++)
		if (!take_word(argv[i])) {
			fprintf(stderr, "drive_hello: %s\n", argv[i]);
			return 2;
		}
	if (idle > 0) {
		stay();
	} else if (loop > 0) {
		run_in_circles();
	} else {
		s = connect_there();
		converse(s);
		(void)close(s);
	}
	return 0;
}
