/* serve_loop - the one loop of credmint serve: one process, one thread, poll(2)
 */

#include "serve_loop.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "host/run.h"

#include "serve_batch.h"
#include "serve_client.h"
#include "serve_settle.h"
#include "stop.h"
#include "words.h"

/* Descriptors for all but clients: the registry's, the log's, a spare one. */
#define OTHER_FDS 32
/* Milliseconds: after a failed accept(2); between two lines about refusals. */
#define PAUSE_MS 100
#define QUIET_MS 60000

struct loop {
	struct registry *r;
	const struct serve_may *may;
	int listener;
	struct serve_batch *batch;
	struct serve_settle settle;
	struct serve_client *client[SERVE_CLIENTS_MAX];
	struct pollfd poll[SERVE_CLIENTS_MAX + 1]; /* the last: the listener */
	size_t n, max;
	uint64_t numbers;    /* of connections, ever */
	bool more;           /* lines wait that had no room in a turn */
	int64_t accept_from; /* milliseconds */
	int64_t quiet_until;
};

/* As many clients as there can be descriptors. */
static int
raise_descriptors(struct loop *l, struct fault *f)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return fault_set(
		    f, -errno, "cannot read limits: %s", strerror(errno));
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 ||
	    limit.rlim_cur < 2 * OTHER_FDS)
		return fault_set(f, -EMFILE,
		    "too few open files are allowed; raise the limit to %d",
		    SERVE_CLIENTS_MAX + OTHER_FDS);
	l->max = SERVE_CLIENTS_MAX;
	if (limit.rlim_cur < SERVE_CLIENTS_MAX + OTHER_FDS)
		l->max = (size_t)limit.rlim_cur - OTHER_FDS;
	return 0;
}

static const char no_section[] =
    "{\"ok\":false,\"error\":\"credmint.conf(5) has no [serve] "
    "section for you\"}\n";
static const char too_many[] =
    "{\"ok\":false,\"error\":\"you have too many connections\"}\n";

/* One line, if it fits at once, and no more. */
static void
turn_away(struct loop *l, int fd, const char *line, const char *why,
    const struct serve_peer *peer, int64_t now)
{
	(void)send(fd, line, strlen(line), MSG_DONTWAIT | MSG_NOSIGNAL);
	(void)close(fd);
	if (now < l->quiet_until)
		return;
	l->quiet_until = now + QUIET_MS;
	words_say("uid %u %s", (unsigned)peer->uid, why);
}

/* Nobody but root takes more than three quarters of all connections. */
static bool
has_too_many(const struct loop *l, const struct serve_peer *peer)
{
	size_t n = 0;

	if (peer->uid == 0)
		return false;
	for (size_t i = 0; i < l->n; i++)
		if (l->client[i]->peer.uid == peer->uid)
			n++;
	return n >= l->max - l->max / 4;
}

/* Who cannot be told, nobody is. */
static void
welcome(struct loop *l, int fd, int64_t now)
{
	struct serve_peer peer;
	int rc = serve_may_ask(l->may, fd, &peer);

	if (rc == -EACCES) {
		turn_away(
		    l, fd, no_section, "has no [serve] section", &peer, now);
		return;
	}
	if (rc == 0 && has_too_many(l, &peer)) {
		turn_away(
		    l, fd, too_many, "has too many connections", &peer, now);
		return;
	}
	if (rc == 0)
		l->client[l->n] = serve_client_new(fd, &peer, now);
	if (rc != 0 || l->client[l->n] == NULL)
		(void)close(fd);
	else
		l->client[l->n++]->number = ++l->numbers;
}

static void
accept_all(struct loop *l, int64_t now)
{
	struct sockaddr_storage from;

	while (l->n < l->max) {
		socklen_t n = sizeof(from);
		int fd = accept4(l->listener, (struct sockaddr *)&from, &n,
		    SOCK_CLOEXEC | SOCK_NONBLOCK);

		if (fd < 0 && (errno == EINTR || errno == ECONNABORTED))
			continue;
		if (fd < 0 && errno != EAGAIN)
			l->accept_from = now + PAUSE_MS;
		if (fd < 0)
			return;
		welcome(l, fd, now);
	}
}

/* Its answers that have left are told to the log. */
static void
push(struct loop *l, struct serve_client *c, int64_t now)
{
	struct serve_mark mark;

	serve_client_send(c, now);
	while (serve_client_told(c, &mark))
		serve_settle_told(&l->settle, l->r, &mark, now);
}

static bool
has_line(struct serve_client *c)
{
	const char *line;
	size_t n;

	return serve_client_line(c, &line, &n);
}

/* Neither gone nor late, with something to say or to hear; or with work that
 * cannot go on without it. */
static bool
stays(struct loop *l, struct serve_client *c, int64_t now)
{
	if (c->work != NULL)
		return !c->gone || !serve_batch_leave(l->batch, c);
	return !c->gone && now < serve_client_deadline(c) &&
	    (!c->deaf || serve_buffer_n(&c->out) > 0 || has_line(c));
}

static void
sweep(struct loop *l, int64_t now)
{
	struct serve_mark mark;
	size_t kept = 0;

	for (size_t i = 0; i < l->n; i++) {
		struct serve_client *c = l->client[i];

		if (stays(l, c, now)) {
			l->client[kept++] = c;
			continue;
		}
		while (serve_client_lost(c, &mark))
			serve_settle_lost(&l->settle, &mark);
		serve_client_free(c);
	}
	l->n = kept;
}

static void
earlier(int64_t *end, int64_t other)
{
	if (other != 0 && other < *end)
		*end = other;
}

/* When something is due, if nothing happens before. */
static int
wait_ms(const struct loop *l, int64_t now)
{
	int64_t end = INT64_MAX;

	if (l->more)
		return 0;
	earlier(&end, serve_settle_due(&l->settle));
	earlier(&end, l->accept_from);
	for (size_t i = 0; i < l->n; i++)
		earlier(&end, serve_client_deadline(l->client[i]));
	if (end == INT64_MAX)
		return -1;
	return end <= now ? 0 : (int)(end - now);
}

static short
wanted(const struct serve_client *c)
{
	int events = 0;

	if (serve_client_reads(c))
		events |= POLLIN;
	if (serve_buffer_n(&c->out) > 0)
		events |= POLLOUT;
	return (short)events;
}

/* 0, also when a signal came; or a negative errno. */
static int
wait_for(struct loop *l, int64_t now)
{
	bool accepts = l->n < l->max && now >= l->accept_from;

	if (accepts)
		l->accept_from = 0;
	for (size_t i = 0; i < l->n; i++)
		l->poll[i] =
		    (struct pollfd){l->client[i]->fd, wanted(l->client[i]), 0};
	l->poll[l->n] = (struct pollfd){accepts ? l->listener : -1, POLLIN, 0};
	if (poll(l->poll, l->n + 1, wait_ms(l, now)) >= 0)
		return 0;
	for (size_t i = 0; i <= l->n; i++)
		l->poll[i].revents = 0;
	return errno == EINTR ? 0 : -errno;
}

static void
turn(struct loop *l)
{
	int64_t now = run_clock_ms();
	const size_t n = l->n;

	for (size_t i = 0; i < n; i++) {
		/* Nothing is read while it has work: its end is told so. */
		if (l->client[i]->work != NULL &&
		    (l->poll[i].revents & (POLLHUP | POLLERR)) != 0)
			l->client[i]->gone = true;
		if ((l->poll[i].revents & ~POLLOUT) != 0)
			serve_client_read(l->client[i], now);
		if (l->poll[i].revents != 0)
			push(l, l->client[i], now);
	}
	if (l->poll[n].revents != 0)
		accept_all(l, now);
	l->more = false;
	if (serve_batch_turn(l->batch, l->client, n, now)) {
		now = run_clock_ms();
		for (size_t i = 0; i < n; i++)
			push(l, l->client[i], now);
	}
	for (size_t i = 0; i < n; i++)
		l->more = l->more || l->client[i]->work != NULL ||
		    has_line(l->client[i]);
	sweep(l, now);
	l->more = l->more || serve_batch_works(l->batch);
	if (serve_settle_due(&l->settle) != 0 &&
	    serve_settle_due(&l->settle) <= now)
		serve_settle_do(&l->settle, l->r);
}

/* What was done is answered, as far as clients take it. */
static void
drain(struct loop *l)
{
	int64_t now = run_clock_ms(), end = now + SERVE_END_MS;
	bool any = true;

	while (any && now < end) {
		any = false;
		for (size_t i = 0; i < l->n; i++) {
			push(l, l->client[i], now);
			l->poll[i] = (struct pollfd){-1, POLLOUT, 0};
			if (l->client[i]->gone ||
			    serve_buffer_n(&l->client[i]->out) == 0)
				continue;
			l->poll[i].fd = l->client[i]->fd;
			any = true;
		}
		if (any)
			(void)poll(l->poll, l->n, (int)(end - now));
		now = run_clock_ms();
	}
	for (size_t i = 0; i < l->n; i++)
		l->client[i]->gone = true;
	sweep(l, now);
	serve_settle_do(&l->settle, l->r);
}

int
serve_loop(struct registry *r, const struct serve_may *may,
    const struct serve_socket *listener, struct fault *f)
{
	struct loop *l = calloc(1, sizeof(*l));
	int rc;

	if (l == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	l->r = r;
	l->may = may;
	l->listener = listener->fd;
	l->batch = serve_batch_new(r, may->conf, &l->settle);
	rc = l->batch == NULL ? fault_set(f, -ENOMEM, "out of memory")
			      : raise_descriptors(l, f);
	while (rc == 0 && stop_asked() == 0) {
		rc = wait_for(l, run_clock_ms());
		if (rc != 0)
			(void)fault_set(
			    f, rc, "cannot wait: %s", strerror(-rc));
		else if (stop_asked() == 0)
			turn(l);
	}
	serve_socket_stop(listener);
	serve_batch_stop(l->batch, l->client, l->n);
	drain(l);
	serve_settle_end(&l->settle);
	serve_batch_free(l->batch);
	free(l);
	return rc;
}
