/*
 * conversation - one side's frames of a login on a connected socket
 *
 * One frame at a time. Results are 0 or a negative errno: -EPIPE when the
 * other side has closed, -ETIMEDOUT, -EPROTO for anything that is not the
 * frame expected, or that of the socket.
 */

#ifndef AUTH_CONVERSATION_H
#define AUTH_CONVERSATION_H

#include <sys/types.h>

#include "wire/wire.h"

/* Milliseconds a frame may take to leave: relays read at once. */
#define CONVERSATION_SEND_MS 2000

/* Large: keep it on the heap, and wipe it, it holds answers. */
struct conversation {
	int sock;
	struct wire_frame frame;             /* the last one received or sent */
	unsigned char bytes[WIRE_FRAME_MAX]; /* the same, packed */
};

/*
 * Whether fd is a connected SOCK_SEQPACKET socket of AF_UNIX, and the uid the
 * kernel gives for its other side. 0 or a negative errno.
 */
int conversation_peer(int fd, uid_t *uid) __attribute__((warn_unused_result));

/* Wait up to ms milliseconds for a frame, of any type or of this one. */
int conversation_receive_any(struct conversation *c, int ms)
    __attribute__((warn_unused_result));
int conversation_receive(struct conversation *c, enum wire_type type, int ms)
    __attribute__((warn_unused_result));

/* Send the frame that stands in c->frame. */
int conversation_send(struct conversation *c)
    __attribute__((warn_unused_result));

/*
 * Show a line; ask for an answer without echo, or with it; ask for what another
 * module was told; end with a verdict.
 */
int conversation_show(struct conversation *c, const char *text)
    __attribute__((warn_unused_result));
int conversation_ask(struct conversation *c, const char *prompt)
    __attribute__((warn_unused_result));
int conversation_ask_shown(struct conversation *c, const char *prompt)
    __attribute__((warn_unused_result));
int conversation_ask_first(struct conversation *c)
    __attribute__((warn_unused_result));
int conversation_finish(struct conversation *c, enum wire_verdict verdict)
    __attribute__((warn_unused_result));

/* Wipe the frame and its bytes. */
void conversation_forget(struct conversation *c);

#endif
