/* crew_items - items for a crew, its processes and calls that fail, for tests
 */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/utils/crew_items.h"
#include "utils/credmint/crew.h"
#include "utils/credmint/stop.h"

struct items_seen items_seen;
unsigned items_forks, items_pipes, items_maps;

pid_t __real_fork(void);
pid_t __wrap_fork(void);
pid_t
__wrap_fork(void)
{
	if (items_forks == 0) {
		errno = EAGAIN;
		return -1;
	}
	items_forks--;
	return __real_fork();
}

int __real_pipe2(int fd[2], int flags);
int __wrap_pipe2(int fd[2], int flags);
int
__wrap_pipe2(int fd[2], int flags)
{
	if (items_pipes == 0) {
		errno = EMFILE;
		return -1;
	}
	items_pipes--;
	return __real_pipe2(fd, flags);
}

int __real_madvise(void *p, size_t n, int advice);
int __wrap_madvise(void *p, size_t n, int advice);
int
__wrap_madvise(void *p, size_t n, int advice)
{
	if (items_maps == 0) {
		errno = EINVAL;
		return -1;
	}
	items_maps--;
	return __real_madvise(p, n, advice);
}

int __wrap_stop_asked(void);
int
__wrap_stop_asked(void)
{
	return items_seen.filled >= items_seen.stop_at ? SIGINT : 0;
}

bool __wrap_stop_insisted(void);
bool
__wrap_stop_insisted(void)
{
	return items_seen.filled >= items_seen.insist_at;
}

int
items_set_up(void **state)
{
	(void)state;
	memset(&items_seen, 0, sizeof(items_seen));
	items_seen.fill_fails = items_seen.drain_fails = NEVER;
	items_seen.stop_at = items_seen.insist_at = NEVER;
	items_forks = items_pipes = items_maps = 10000;
	return 0;
}

static bool
is_zero(const void *p, size_t n)
{
	const unsigned char *byte = p;

	for (size_t i = 0; i < n; i++)
		if (byte[i] != 0)
			return false;
	return true;
}

int
items_fill(void *to, void *arg)
{
	struct item *item = to;

	assert_ptr_equal(arg, &items_seen);
	items_seen.dirty = items_seen.dirty || !is_zero(item, sizeof(*item));
	if (items_seen.filled == items_seen.fill_fails)
		return -EIO;
	if (items_seen.filled == items_seen.total)
		return CREW_NO_MORE;
	/* Every other time nothing comes. */
	if (items_seen.slow_writer && !items_seen.was_later) {
		items_seen.was_later = true;
		return CREW_LATER;
	}
	items_seen.was_later = false;
	item->number = items_seen.filled++;
	if (items_seen.secret)
		own_memory_give(&items_seen.mask, item->secret);
	return CREW_FILLED;
}

void
items_work(void *at)
{
	struct item *item = at;

	/* Some take longer. */
	if (item->number % 7 == 0)
		(void)usleep(2000);
	item->square = item->number * item->number;
}

int
items_drain(void *from, void *arg)
{
	const struct item *item = from;

	(void)arg;
	assert_int_equal(item->number, items_seen.drained);
	assert_int_equal(item->square, items_seen.drained * items_seen.drained);
	if (items_seen.drained == items_seen.drain_fails)
		return -ENOSPC;
	items_seen.drained++;
	return 0;
}

int
items_pause(bool later, int ready, void *arg)
{
	struct pollfd wait = {ready, POLLIN, 0};

	(void)arg;
	items_seen.paused++;
	/* What is to come has come already: a moment is enough. */
	assert_true(poll(&wait, 1, later ? 1 : 5000) > 0 || later);
	items_seen.ready_came = items_seen.ready_came || wait.revents != 0;
	return 0;
}

static unsigned
descriptors(void)
{
	unsigned n = 0;

	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

/* Whatever comes, nothing is left of it. */
int
items_run(unsigned threads, void (*worker)(void *),
    int (*pauser)(bool, int, void *), struct fault *f)
{
	const struct crew crew = {.threads = threads,
	    .size = sizeof(struct item),
	    .fill = items_fill,
	    .work = worker,
	    .drain = items_drain,
	    .pause = pauser,
	    .arg = &items_seen};
	unsigned before = descriptors();
	int rc;

	*f = (struct fault){.text = ""};
	rc = crew_run(&crew, f);
	assert_int_equal(descriptors(), before);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
	assert_false(items_seen.dirty);
	return rc;
}
