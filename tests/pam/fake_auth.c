/*
 * fake_auth - plays credmint-auth or credmint-passwd from a file beside it,
 * PROGRAM.play
 *
 *	hello, answer, set	receive such a frame and note it
 *	show TEXT, error TEXT, ask TEXT, askshown TEXT
 *	first		ask for the first pass
 *	finish yes|no|unavailable|absent|change|late|exempt
 *	raw HEX		send these bytes
 *	size N		send N zero bytes
 *	gift		send a yes with descriptors
 *	session		note the session of the HELLO before
 *	ids		note the user ids
 *	when HEX	go on after a HELLO with these options, else say yes
 *	sleep MS, crash
 *	closed		wait for the end and note it
 *
 * Notes go to PROGRAM.notes, a line each.
 */

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "wire/wire.h"

#define SOCKET 3

static struct wire_frame frame;
static unsigned char bytes[70000];
static int notes;

static void
note(const char *text)
{
	(void)dprintf(notes, "%s\n", text);
}

static void
receive(void)
{
	ssize_t n = recv(SOCKET, bytes, sizeof(bytes), 0);

	if (n <= 0 || wire_unpack(bytes, (size_t)n, &frame) != 0) {
		note(n <= 0 ? "lost" : "no frame");
		exit(1);
	}
}

static void
note_hello(void)
{
	receive();
	(void)dprintf(notes,
	    "hello user=[%s] service=[%s] rhost=[%s] ruser=[%s] tty=[%s] "
	    "conf=[%s] flags=%x options=%x prompt=[%s]\n",
	    frame.u.hello.user, frame.u.hello.service, frame.u.hello.rhost,
	    frame.u.hello.ruser, frame.u.hello.tty, frame.u.hello.conf,
	    frame.u.hello.flags, frame.u.hello.options, frame.u.hello.prompt);
}

/* Of the frame received last. */
static void
note_session(void)
{
	(void)dprintf(notes, "session [%s]\n", frame.u.hello.session);
}

static void
note_answer(void)
{
	receive();
	if (frame.type != WIRE_ANSWER)
		exit(1);
	(void)dprintf(notes, "answer [%s]\n", frame.u.answer.text);
}

static void
note_set(void)
{
	receive();
	if (frame.type != WIRE_SET)
		exit(1);
	(void)dprintf(notes, "set user=[%s] text=[%s]\n", frame.u.set.user,
	    frame.u.set.text);
}

static void
note_ids(void)
{
	uid_t r, e, s;

	if (getresuid(&r, &e, &s) == 0)
		(void)dprintf(notes, "ids %u %u %u\n", r, e, s);
}

static void
wait_closed(void)
{
	ssize_t n = recv(SOCKET, bytes, sizeof(bytes), 0);

	note(n == 0 ? "closed" : "more");
}

static void
transmit(size_t n)
{
	(void)send(SOCKET, bytes, n, MSG_NOSIGNAL);
}

static void
send_frame(void)
{
	int n = wire_pack(&frame, bytes, sizeof(bytes));

	if (n < 0)
		exit(1);
	transmit((size_t)n);
}

static void
send_text(enum wire_type type, enum wire_style style, const char *text)
{
	memset(&frame, 0, sizeof(frame));
	frame.type = type;
	frame.u.show.style = style;
	(void)snprintf(
	    frame.u.show.text, sizeof(frame.u.show.text), "%s", text);
	send_frame();
}

static void
send_finish(const char *word)
{
	static const struct {
		const char *word;
		enum wire_verdict verdict;
	} words[] = {
	    {"yes", WIRE_YES},
	    {"unavailable", WIRE_UNAVAILABLE},
	    {"absent", WIRE_ABSENT},
	    {"change", WIRE_CHANGE},
	    {"late", WIRE_LATE},
	    {"exempt", WIRE_EXEMPT},
	};
	size_t i;

	memset(&frame, 0, sizeof(frame));
	frame.type = WIRE_FINISH;
	for (i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(word, words[i].word) == 0)
			frame.u.finish.verdict = words[i].verdict;
	send_frame();
}

/* Descriptors 1 and 2 and a whole yes, in one datagram. */
static void
send_gift(void)
{
	static const int fds[2] = {1, 2};
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(fds))];
	} control;
	struct iovec part = {bytes, 0};
	struct msghdr msg = {.msg_iov = &part,
	    .msg_iovlen = 1,
	    .msg_control = control.space,
	    .msg_controllen = sizeof(control.space)};
	int n;

	memset(&control, 0, sizeof(control));
	control.header.cmsg_level = SOL_SOCKET;
	control.header.cmsg_type = SCM_RIGHTS;
	control.header.cmsg_len = CMSG_LEN(sizeof(fds));
	memcpy(CMSG_DATA(&control.header), fds, sizeof(fds));
	memset(&frame, 0, sizeof(frame));
	frame.type = WIRE_FINISH;
	frame.u.finish.verdict = WIRE_YES;
	n = wire_pack(&frame, bytes, sizeof(bytes));
	if (n < 0)
		exit(1);
	part.iov_len = (size_t)n;
	if (sendmsg(SOCKET, &msg, MSG_NOSIGNAL) != n)
		note("no gift");
}

static void
send_raw(const char *hex)
{
	size_t n;

	for (n = 0; hex[0] != '\0' && hex[1] != '\0'; hex += 2, n++) {
		const char digits[3] = {hex[0], hex[1], '\0'};

		bytes[n] = (unsigned char)strtoul(digits, NULL, 16);
	}
	transmit(n);
}

static void
send_size(const char *text)
{
	memset(bytes, 0, sizeof(bytes));
	transmit(strtoul(text, NULL, 10) % sizeof(bytes));
}

static void
play_text(const char *verb, const char *rest)
{
	if (strcmp(verb, "show") == 0)
		send_text(WIRE_SHOW, WIRE_STYLE_INFO, rest);
	else if (strcmp(verb, "error") == 0)
		send_text(WIRE_SHOW, WIRE_STYLE_ERROR, rest);
	else if (strcmp(verb, "ask") == 0)
		send_text(WIRE_ASK, WIRE_STYLE_HIDDEN, rest);
	else if (strcmp(verb, "askshown") == 0)
		send_text(WIRE_ASK, WIRE_STYLE_SHOWN, rest);
	else if (strcmp(verb, "first") == 0)
		send_text(WIRE_ASK, WIRE_STYLE_FIRST, "");
	else if (strcmp(verb, "finish") == 0)
		send_finish(rest);
	else if (strcmp(verb, "gift") == 0)
		send_gift();
	else if (strcmp(verb, "raw") == 0)
		send_raw(rest);
	else if (strcmp(verb, "size") == 0)
		send_size(rest);
}

static void
go_on_when(const char *hex)
{
	if (frame.type == WIRE_HELLO &&
	    frame.u.hello.options == strtoul(hex, NULL, 16))
		return;
	send_finish("yes");
	exit(0);
}

static void
play(const char *verb, const char *rest)
{
	if (strcmp(verb, "hello") == 0)
		note_hello();
	else if (strcmp(verb, "answer") == 0)
		note_answer();
	else if (strcmp(verb, "set") == 0)
		note_set();
	else if (strcmp(verb, "session") == 0)
		note_session();
	else if (strcmp(verb, "ids") == 0)
		note_ids();
	else if (strcmp(verb, "when") == 0)
		go_on_when(rest);
	else if (strcmp(verb, "closed") == 0)
		wait_closed();
	else if (strcmp(verb, "crash") == 0)
		(void)raise(SIGKILL);
	else if (strcmp(verb, "sleep") == 0)
		(void)usleep((unsigned)strtoul(rest, NULL, 10) * 1000u);
	else
		play_text(verb, rest);
}

int
main(int argc, char **argv)
{
	char path[1024], line[1024], *rest;
	FILE *file;

	(void)argc;
	(void)snprintf(path, sizeof(path), "%s.notes", argv[0]);
	notes = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	/* Who listens may have none, and descriptors are given away. */
	(void)dup2(notes, 1);
	(void)dup2(notes, 2);
	(void)snprintf(path, sizeof(path), "%s.play", argv[0]);
	file = fopen(path, "re");
	if (notes == -1 || file == NULL)
		return 1;
	while (fgets(line, sizeof(line), file) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		rest = strchr(line, ' ');
		if (rest != NULL)
			*rest++ = '\0';
		play(line, rest == NULL ? "" : rest);
	}
	(void)fclose(file);
	return 0;
}
