/*
 * serve_loop - the one loop of credmint serve: one process, one thread, poll(2)
 */

#ifndef CREDMINT_SERVE_LOOP_H
#define CREDMINT_SERVE_LOOP_H

#include "core/fault.h"
#include "host/conf.h"
#include "registry/registry.h"

#include "serve_may.h"
#include "serve_socket.h"

/* Connections at once; more wait until one of them ends. */
#define SERVE_CLIENTS_MAX 1024
/* Milliseconds that answers have to leave when it is told to end. */
#define SERVE_END_MS 2000

/*
 * Serve who connects to listener until stop_asked(). Then nobody is accepted
 * any more, what was done is answered, and the rest of what was sent is left
 * undone. 0 then, or a negative errno.
 */
int serve_loop(struct registry *r, const struct serve_may *may,
    const struct serve_socket *listener, struct fault *f)
    __attribute__((warn_unused_result));

#endif
