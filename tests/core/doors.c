/*
 * doors - a system whose calls fail as a test has written
 */

#include "tests/core/doors.h"

#include <sys/random.h>
#include <sys/sysmacros.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/entropy.h"

struct script getrandom_script, read_script, poll_script;
const char *open_path, *open_instead;
int open_error;
unsigned int open_interrupts, opens, fstats;
void (*after_read)(void), (*after_open)(void);
mode_t other_type;
bool device_marks;

ssize_t __real_read(int fd, void *buf, size_t n);
int __real_poll(struct pollfd *fds, nfds_t n, int timeout);
ssize_t __wrap_getrandom(void *buf, size_t n, unsigned int flags);
ssize_t __wrap_read(int fd, void *buf, size_t n);
int __wrap_open(const char *path, int flags, ...);
int __wrap_fstat(int fd, struct stat *st);
int __wrap_poll(struct pollfd *fds, nfds_t n, int timeout);

/* The next step of a script; past its end, do as the system does. */
static struct step
next(struct script *s)
{
	/* Threads come at once. */
	size_t at = __atomic_fetch_add(&s->at, 1, __ATOMIC_SEQ_CST);

	__atomic_fetch_add(&s->calls, 1, __ATOMIC_SEQ_CST);
	return at < s->n ? s->steps[at] : (struct step){ALL, 0};
}

static bool
is_device(int fd)
{
	struct stat st;

	return __real_fstat(fd, &st) == 0 && S_ISCHR(st.st_mode) &&
	    st.st_rdev == makedev(1, 9);
}

static void
meanwhile(void (**what)(void))
{
	void (*once)(void) = __atomic_exchange_n(what, NULL, __ATOMIC_SEQ_CST);

	if (once != NULL)
		once();
}

ssize_t
__wrap_getrandom(void *buf, size_t n, unsigned int flags)
{
	struct step step = next(&getrandom_script);
	size_t give = step.result == ALL ? n : (size_t)step.result;

	assert_int_equal(flags, 0);
	if (step.result == -1) {
		errno = step.error;
		return -1;
	}
	assert_true(give <= n);
	memset(buf, 0xa5, give);
	return (ssize_t)give;
}

ssize_t
__wrap_read(int fd, void *buf, size_t n)
{
	struct step step = next(&read_script);
	ssize_t got;

	if (step.result == -1) {
		errno = step.error;
		return -1;
	}
	if (step.result == 0)
		return 0;
	got =
	    __real_read(fd, buf, step.result == ALL ? n : (size_t)step.result);
	if (got > 0 && device_marks && is_device(fd))
		memset(buf, DEVICE_MARK, (size_t)got);
	meanwhile(&after_read);
	return got;
}

int
__wrap_open(const char *path, int flags, ...)
{
	int fd;

	__atomic_add_fetch(&opens, 1, __ATOMIC_SEQ_CST);
	assert_true((flags & O_CLOEXEC) != 0);
	if (open_interrupts > 0) {
		open_interrupts--;
		errno = EINTR;
		return -1;
	}
	if (open_path == NULL || strcmp(path, open_path) != 0) {
		fd = __real_open(path, flags);
		if (strcmp(path, "/dev/urandom") == 0)
			meanwhile(&after_open);
		return fd;
	}
	if (open_instead != NULL)
		return __real_open(open_instead, flags);
	errno = open_error;
	return -1;
}

int
__wrap_fstat(int fd, struct stat *st)
{
	__atomic_add_fetch(&fstats, 1, __ATOMIC_SEQ_CST);
	if (__real_fstat(fd, st) != 0)
		return -1;
	if (other_type != 0)
		st->st_mode = other_type | (st->st_mode & 0777);
	return 0;
}

int
__wrap_poll(struct pollfd *fds, nfds_t n, int timeout)
{
	struct step step = next(&poll_script);

	if (step.result == -1) {
		errno = step.error;
		return -1;
	}
	if (step.result == 0) { /* woken, but not to read */
		fds[0].revents = POLLERR;
		return 1;
	}
	return __real_poll(fds, n, timeout);
}

int
urandom_descriptors(int *fd)
{
	int found = 0;

	*fd = -1;
	for (int i = 3; i < 64; i++) {
		if (!is_device(i))
			continue;
		*fd = i;
		found++;
	}
	return found;
}

int
doors_set_up(void **state)
{
	static const struct step shut[] = {{-1, ENOSYS}, {-1, ENOSYS},
	    {-1, ENOSYS}, {-1, ENOSYS}, {-1, ENOSYS}, {-1, ENOSYS},
	    {-1, ENOSYS}, {-1, ENOSYS}};
	int fd;

	(void)state;
	if (urandom_descriptors(&fd) > 0)
		(void)close(fd);
	getrandom_script = (struct script){shut, 8, 0, 0};
	read_script = poll_script = (struct script){0};
	open_path = open_instead = NULL;
	open_error = 0;
	open_interrupts = 0;
	opens = fstats = 0;
	after_read = after_open = NULL;
	other_type = 0;
	device_marks = false;
	return 0;
}

void
assert_all(const unsigned char *p, size_t n, unsigned char value)
{
	for (size_t i = 0; i < n; i++)
		assert_int_equal(p[i], value);
}

void
assert_filled(void)
{
	unsigned char out[64] = {0}, zero[64] = {0};

	assert_int_equal(entropy_fill(out, sizeof(out)), 0);
	assert_memory_not_equal(out, zero, sizeof(out));
	assert_memory_not_equal(out + 32, zero, 32);
}

void
assert_refused(int error)
{
	unsigned char out[64];

	memset(out, 0x5a, sizeof(out));
	assert_int_equal(entropy_fill(out, sizeof(out)), error);
	assert_all(out, sizeof(out), 0);
}
