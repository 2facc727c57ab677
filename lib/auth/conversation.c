/*
 * conversation - one side's frames of a login on a connected socket
 */

#include "auth/conversation.h"

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>

#include "core/secret.h"
#include "host/run.h"

static int
option_of(int fd, int name)
{
	int value = -1;
	socklen_t n = sizeof(value);

	if (getsockopt(fd, SOL_SOCKET, name, &value, &n) == -1)
		return -errno;
	return value;
}

int
conversation_peer(int fd, uid_t *uid)
{
	struct sockaddr_storage address;
	struct ucred who;
	socklen_t n = sizeof(address);

	*uid = (uid_t)-1;
	if (option_of(fd, SO_DOMAIN) != AF_UNIX ||
	    option_of(fd, SO_TYPE) != SOCK_SEQPACKET)
		return -ENOTSOCK;
	/* A socket that listens has credentials too: its owner's. */
	if (getpeername(fd, (struct sockaddr *)&address, &n) == -1)
		return -errno;
	n = sizeof(who);
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &n) == -1)
		return -errno;
	*uid = who.uid;
	return 0;
}

void
conversation_forget(struct conversation *c)
{
	SECRET_WIPE_OBJECT(&c->frame);
	SECRET_WIPE_ARRAY(c->bytes);
}

int
conversation_receive_any(struct conversation *c, int ms)
{
	int n, error;

	conversation_forget(c);
	n = run_receive(
	    c->sock, c->bytes, sizeof(c->bytes), run_clock_ms() + ms);
	if (n == 0)
		return -EPIPE;
	if (n < 0)
		return n == -EMSGSIZE ? -EPROTO : n;
	error = wire_unpack(c->bytes, (size_t)n, &c->frame);
	if (error != 0)
		conversation_forget(c);
	return error;
}

int
conversation_receive(struct conversation *c, enum wire_type type, int ms)
{
	int error = conversation_receive_any(c, ms);

	if (error == 0 && c->frame.type != type)
		error = -EPROTO;
	if (error != 0)
		conversation_forget(c);
	return error;
}

int
conversation_send(struct conversation *c)
{
	int n, error;

	n = wire_pack(&c->frame, c->bytes, sizeof(c->bytes));
	error = n < 0 ? n
		      : run_send(c->sock, c->bytes, (size_t)n,
			    run_clock_ms() + CONVERSATION_SEND_MS);
	conversation_forget(c);
	return error;
}

static int
send_text(struct conversation *c, enum wire_type type, enum wire_style style,
    const char *text)
{
	conversation_forget(c);
	c->frame.type = type;
	c->frame.u.show.style = style;
	(void)snprintf(
	    c->frame.u.show.text, sizeof(c->frame.u.show.text), "%s", text);
	return conversation_send(c);
}

int
conversation_show(struct conversation *c, const char *text)
{
	return send_text(c, WIRE_SHOW, WIRE_STYLE_INFO, text);
}

int
conversation_ask(struct conversation *c, const char *prompt)
{
	return send_text(c, WIRE_ASK, WIRE_STYLE_HIDDEN, prompt);
}

int
conversation_ask_shown(struct conversation *c, const char *prompt)
{
	return send_text(c, WIRE_ASK, WIRE_STYLE_SHOWN, prompt);
}

int
conversation_ask_first(struct conversation *c)
{
	return send_text(c, WIRE_ASK, WIRE_STYLE_FIRST, "");
}

int
conversation_finish(struct conversation *c, enum wire_verdict verdict)
{
	conversation_forget(c);
	c->frame.type = WIRE_FINISH;
	c->frame.u.finish.verdict = verdict;
	return conversation_send(c);
}
